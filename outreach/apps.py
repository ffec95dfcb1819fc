"""The app's configuration."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """What we do next for the members."""

    name = "outreach"
    verbose_name = "联系服务"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put what outreach counts on the first page and on that of the background work."""
        from outreach.web import figures, jobs_part

        figures.add()
        jobs_part.add()
