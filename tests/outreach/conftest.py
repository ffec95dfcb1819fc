"""What the tests of outreach share."""

import pytest

from tests.outreach.ground import Days, start
from tests.outreach.post import Moment
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


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    """Now is ten in the morning of a Friday until it is moved."""
    return Moment(monkeypatch)
