"""Signing in as somebody of the world, without the login form."""

from typing import Any

from django.test import Client

from tests.world import World

BACKEND = "registry.web.backends.AccountBackend"


def client_of(world: World, name: str, **more: Any) -> Client:
    """A browser in which the account `name` is signed in."""
    client = Client(**more)
    client.force_login(world.users[name], backend=BACKEND)
    return client


def text_of(response: Any) -> str:
    """The page as text."""
    return response.content.decode()
