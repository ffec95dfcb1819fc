"""The app's configuration."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Who the members are and what is known of them."""

    name = "registry"
    verbose_name = "流动党员信息库"
    default_auto_field = "django.db.models.BigAutoField"
