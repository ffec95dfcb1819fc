"""A busy worker's sign of life, given by its main loop while every pool process works."""

from contextlib import suppress
from typing import Any

from celery.bootsteps import StartStopStep
from celery.worker import state
from django.conf import settings
from django.db import DatabaseError, connection
from redis import RedisError

from config import heartbeat
from config.celery_options import MESSAGES


class Pulse(StartStopStep):
    """Celery consumer step: looks now and then whether all processes are busy, and says so in their stead."""

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        self.timer_entry: Any = None

    def start(self, consumer: Any) -> None:
        """Begin with every new connection of the consumer."""
        self.timer_entry = consumer.timer.call_repeatedly(_seconds(), pulse, (consumer,))

    def stop(self, consumer: Any) -> None:
        """End with the connection."""
        if self.timer_entry is not None:
            self.timer_entry.cancel()
            self.timer_entry = None


def _seconds() -> float:
    return settings.WORKER_SILENT_SECONDS / heartbeat.SIGNS / 2


def queue_of(app: Any) -> str:
    """Which queue this worker takes from, as `config.heartbeat` names it."""
    return MESSAGES if MESSAGES in app.amqp.queues.consume_from else ""


def pulse(consumer: Any) -> None:
    """Write a sign of life if no process is free to do it."""
    if len(state.active_requests) < consumer.pool.num_processes:
        return
    queue = queue_of(consumer.app)
    with suppress(RedisError):
        heartbeat.beat(settings.REDIS_URL, queue)
    with suppress(DatabaseError):
        _sign(queue)


def _sign(queue: str) -> None:
    """In the database too. The connection is closed before anybody forks."""
    from registry.choices.jobs import Process
    from registry.domain import signs

    try:
        signs.sign(Process.MESSAGES if queue == MESSAGES else Process.WORKER)
    finally:
        connection.close()
