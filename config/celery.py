"""The Celery application: workers and beat start from here, without `manage.py`."""

import os
from importlib import import_module
from typing import Any

import structlog
from celery import Celery
from celery.signals import setup_logging, task_failure, worker_init, worker_ready

from config.celery_options import WORKERS_SECONDS
from config.hearing import listen
from config.pulse import Pulse, queue_of
from config.timetable import TIMETABLE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("buduanxian")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = TIMETABLE
app.conf.beat_scheduler = "config.beat.Scheduler"
app.steps["consumer"].add(Pulse)
app.Task.Request = "config.acknowledging:Request"

log = structlog.get_logger("bdx.task")


@setup_logging.connect
def _keep_our_logs(**_: Any) -> None:
    """Django's logging settings stand; Celery would put its own format in their place."""


@worker_init.connect
def _refuse_unreachable(**_: Any) -> None:
    from django.conf import settings

    from config.reach import require_servers

    require_servers(settings.DATABASES["default"], settings.REDIS_URL)
    # The worker runs no manage.py command either: what keeps those from starting keeps it from starting.
    import_module("registry.checks").require_sound()


@worker_init.connect
def _be_patient(**_: Any) -> None:
    app.conf.broker_transport_options = app.conf.broker_transport_options | {"socket_timeout": WORKERS_SECONDS}


@worker_ready.connect
def _show_life(**_: Any) -> None:
    """The first sign of life comes with the start, not with beat's first tick."""
    queue = queue_of(app)
    app.send_task("config.tasks.heartbeat", args=[queue], queue=queue or None)
    listen(queue)


@task_failure.connect
def _log_failure(sender: Any, task_id: str, exception: BaseException, **_: Any) -> None:
    """Celery's own line would carry the arguments and the exception's text."""
    log.error("task failed", task=sender.name, task_id=task_id, exc_info=exception)
