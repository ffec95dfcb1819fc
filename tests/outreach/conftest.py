"""What the tests of outreach share."""

import pytest

from tests.outreach.ground import Days, start
from tests.world import World


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    """Today is TODAY until it is moved."""
    return Days(monkeypatch)


@pytest.fixture
def ruled(world: World, days: Days) -> World:
    """A world whose first district has had its rules since STARTED."""
    start(world)
    return world
