"""Two who do the same at once: one has done it, the other is told so; nobody gets an error of the server."""

from collections.abc import Callable

import pytest

from outreach.domain.suggestions import terming
from outreach.domain.suggestions.terming import DAYS
from registry.choices import LiaisonKind
from registry.domain import liaisons
from registry.domain.errors import Refused
from registry.models import Posting
from reports.domain import cycle
from reports.models import MonthClose
from tests.domain.test_merging_limits import at_once
from tests.outreach.post import Moment
from tests.reports import books
from tests.world import World, clerk

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 6


def told(world: World, account: str, act: Callable[[], object]) -> tuple[int, int, int]:
    """(done, refused, failed) of so many at once."""

    def once() -> None:
        with world.at(account):
            act()

    raised = at_once(*[once] * TIMES)
    done, refused = raised.count(None), sum(isinstance(error, Refused) for error in raised)
    return done, refused, TIMES - done - refused


def closing(world: World, moment: Moment) -> tuple[int, int, int]:
    month = books.drafted(world, moment, times=1)
    found = told(world, clerk("a"), lambda: cycle.close(by=None, label="区", month=month, why="先归档"))
    with world.at(clerk("a")):
        assert MonthClose.objects.all().of_month(month.year, month.number).count() == 1
    return found


def test_a_month_is_closed_once(world: World, moment: Moment) -> None:
    assert closing(world, moment) == (1, TIMES - 1, 0)


def test_without_turns_the_others_fail(world: World, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cycle, "take_turn", lambda name: None)
    done, _, failed = closing(world, moment)
    assert done == 1 and failed


def test_a_liaison_is_appointed_once(world: World) -> None:
    user, node = world.users["community-a11"], world.nodes["a11"]
    with world.at("community-a11"):
        assert Posting.objects.filter(user=user).exists()
    by = world.users[clerk("a1")]
    kind = next(iter(LiaisonKind))
    appointed = lambda: liaisons.appoint(by=by, user=user, organisation=node, kind=kind)  # noqa: E731
    assert told(world, clerk("a1"), appointed) == (1, TIMES - 1, 0)


def test_terms_are_set_by_everybody_one_after_the_other(world: World) -> None:
    path, days = world.nodes["a1"].path, dict.fromkeys(DAYS, 9)
    act = lambda: terming.set_terms(by=None, label="街道", path=path, days=days)  # noqa: E731
    assert told(world, clerk("a1"), act) == (TIMES, 0, 0)
