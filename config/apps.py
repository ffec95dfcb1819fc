"""The ground as a Django app: it makes Celery's application the current one and adds its system checks."""

from importlib import import_module

from django.apps import AppConfig


class GroundConfig(AppConfig):
    """Loads `config.celery`, so that shared tasks are sent through it from any process."""

    name = "config"
    label = "ground"
    verbose_name = "运行环境"

    def ready(self) -> None:
        """Bind Celery, add the checks."""
        import_module("config.celery")
        import_module("config.deployment").add()
