"""The app's configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What it adds up to."""

    name = "reports"
    verbose_name = "月报"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put what is to be done with the month on the first page."""
        from reports.web import figures

        figures.add()
