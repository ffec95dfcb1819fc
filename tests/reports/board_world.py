"""A district whose board was worked out once in this process."""

from datetime import UTC, datetime

import pytest

from reports.tasks import refresh_board
from tests.outreach.post import Moment
from tests.planting import plant
from tests.remembered import remembered
from tests.world import World, build

NOON = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)


def planted(world: World, moment: Moment) -> None:
    """Rows of everything at three nodes."""
    moment.at = NOON
    for number, node in enumerate(("a11", "a12", "a21")):
        plant(world, node, times=2, start=200 + number * 100)


@remembered
def worked_out() -> World:
    """Rows of everything, five more members, and the board an hour after."""
    world = build()
    with pytest.MonkeyPatch.context() as patch:
        moment = Moment(patch)
        planted(world, moment)
        for number in range(5):
            world.member(("a11", "a12", "a21")[number % 3], 900 + number, origin_code="522726")
        moment.passes(hours=1)
        refresh_board()
    return world
