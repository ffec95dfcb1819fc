"""What the admin tests share: somebody at the desk, and the addresses."""

from django.test import Client
from django.urls import reverse

from registry.models import User
from tests.accounts.people import login

SYSTEM, SECURITY, AUDITOR = "system_admin-a", "security_admin-a", "auditor-a"
NEW_PASSWORD = "Quite-Another-77-Thing"


def at(client: Client, name: str) -> Client:
    """The browser of that account."""
    login(client, name)
    return client


def page(model: str, what: str = "changelist", *args: object) -> str:
    """An address of the admin."""
    return reverse(f"admin:registry_{model}_{what}", args=args)


def action(name: str, *users: User) -> dict[str, object]:
    """A list action on chosen accounts."""
    return {"action": name, "_selected_action": [str(user.pk) for user in users], "select_across": "1"}
