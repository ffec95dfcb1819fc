"""Everything the program consists of, loaded once in the process that tests fork their workers from."""

import os
from importlib import import_module

import django
from django.conf import settings

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
settings.DATABASES["default"].update(settings.DATABASE_ROLES["app"])
django.setup()
# What workers, beats and the web load before they are ready. Nothing is configured by it: each has settings of its own.
for name in (
    "config.urls", "config.tasks", "registry.tasks", "outreach.tasks", "reports.tasks", "registry.checks",
    "celery.apps.worker", "celery.apps.beat", "celery.bin.celery", "celery.concurrency.prefork",
    "celery.worker.consumer", "kombu.transport.redis", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread",
):  # fmt: skip
    import_module(name)
