"""The ground's only job: the worker's sign of life."""

from celery import shared_task
from django.conf import settings

from config import heartbeat as life


@shared_task
def heartbeat(queue: str = "") -> None:
    """Written by a pool process, so that a worker whose main process lives but whose pool is stuck writes none."""
    life.beat(settings.REDIS_URL, queue)
