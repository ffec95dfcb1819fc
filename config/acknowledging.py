"""What a worker does with a message whose acknowledgement Redis did not take."""

from celery.worker import request
from kombu.transport.virtual import QoS


class Request(request.Request):
    """A job's message, whose place among the prefetched ones is given back even if Redis can't be told that it is done.

    Celery notes the failure and goes on, and kombu keeps counting the message as unfinished: with one process and one
    message ahead the worker takes nothing more for ever, though it is connected again. Redis still holds the message
    and delivers it again after the visibility time; every job may run twice.
    """

    def acknowledge(self) -> None:
        """Tell Redis that the message is done."""
        super().acknowledge()
        self._give_place_back()

    def reject(self, requeue: bool = False) -> None:
        """Tell Redis that somebody else is to do it, or nobody."""
        super().reject(requeue=requeue)
        self._give_place_back()

    def _give_place_back(self) -> None:
        message = self.message
        if not message.acknowledged:
            QoS.ack(message.channel.qos, message.delivery_tag)
