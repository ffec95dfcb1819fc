"""The app's configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What it adds up to."""

    name = "reports"
    verbose_name = "月报"
    default_auto_field = "django.db.models.BigAutoField"
