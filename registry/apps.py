"""The app's configuration."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Who the members are and what is known of them."""

    name = "registry"
    verbose_name = "流动党员信息库"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the system checks. A login's time is noted by a function of the database, before any scope."""
        from django.contrib.auth.signals import user_logged_in

        from registry import checks

        user_logged_in.disconnect(dispatch_uid="update_last_login")

        checks.add()
