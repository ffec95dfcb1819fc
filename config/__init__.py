"""The ground: environment, settings, embedded servers, Celery, logs, health."""
