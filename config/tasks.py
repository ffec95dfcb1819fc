"""The ground's only job: the worker's sign of life."""

from celery import shared_task
from django.conf import settings

from config import heartbeat as life
from config.celery_options import MESSAGES
from registry.choices.jobs import Process
from registry.domain import signs


@shared_task
def heartbeat(queue: str = "") -> None:
    """Written by a pool process, so that a worker whose main process lives but whose pool is stuck writes none.

    In Redis for `/readyz` and the supervisor, in the database for the page and the alarms.
    """
    life.beat(settings.REDIS_URL, queue)
    signs.sign(Process.MESSAGES if queue == MESSAGES else Process.WORKER)
