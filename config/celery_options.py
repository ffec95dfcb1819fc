"""How jobs travel. Redis only wakes workers up: the database is the queue, so a lost message costs time, not work."""

from typing import Any
from urllib.parse import urlencode, urlsplit

MESSAGES = "messages"
# Who sends waits so long for a Redis that says nothing; a worker, which has nothing else to do, waits longer, but one
# that is told to stop meanwhile is gone within thirty seconds (D16).
SENDERS_SECONDS, WORKERS_SECONDS = 1, 20


def broker_url(redis_url: str) -> str:
    """The spelling Celery wants: `unix://path?db=0` becomes `redis+socket://path?virtual_host=0`."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    return f"redis+socket://{parts.path}?{urlencode({'virtual_host': '0'})}"


def options(visibility: int) -> dict[str, Any]:
    """Celery's configuration without the broker's address.

    A message that nobody acknowledged for `visibility` seconds is delivered again. Longer jobs hold a lease in the
    database, so that the second delivery finds nothing to do.
    """
    return {
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "task_serializer": "json",
        "accept_content": ["json"],
        "result_backend": None,
        "task_ignore_result": True,
        "task_store_eager_result": False,
        "task_default_queue": "bdx",
        # Messages never wait behind an intake: a queue of their own, and a worker that takes nothing else.
        "task_routes": {"outreach.tasks.tick_messages": {"queue": MESSAGES}},
        "task_track_started": False,
        "enable_utc": True,
        "timezone": "Asia/Shanghai",
        "worker_hijack_root_logger": False,
        "worker_send_task_events": False,
        "worker_enable_remote_control": False,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "worker_max_tasks_per_child": 200,
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            "visibility_timeout": visibility,
            # Look for messages of a killed worker every 2 s instead of every 100 s.
            "unacked_restore_interval": 2,
            "unacked_restore_throttle": 1,
            "socket_timeout": SENDERS_SECONDS,
            "socket_connect_timeout": SENDERS_SECONDS,
            "health_check_interval": 10,
        },
    }
