"""What the account tests share: a browser, a login, the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from registry.lib import clock
from registry.models import AuditEvent
from registry.models.identity import system_scope
from registry.models.unit import work
from tests.world import PASSWORD, World

LOGIN = "/login/"


def login(client: Client, username: str, password: str = PASSWORD, **extra: Any) -> HttpResponse:
    """POST the login form."""
    return client.post(LOGIN, {"username": username, "password": password}, **extra)


def inside(client: Client) -> bool:
    """Whether the session still serves pages of its own."""
    return client.get("/account/posting/").status_code == 200


@contextmanager
def later(**ago: float) -> Iterator[None]:
    """The same place some time later."""
    with time_machine.travel(clock.now() + timedelta(**ago), tick=False):
        yield


def events(world: World, district: str = "a") -> list[AuditEvent]:
    """The district's trail."""
    with work(system_scope(world.nodes[district].path)):
        return list(AuditEvent.objects.all())


@pytest.fixture
def frozen() -> Iterator[time_machine.Traveller]:
    """A clock that moves by hand only."""
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller
