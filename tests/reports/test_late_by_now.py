"""In a month that is not over late is who is late by now, and not who will be by its last day."""

from datetime import date, datetime, timedelta

import pytest

from outreach.models import Suggestion
from registry.domain import rhythm
from registry.domain.contacts import record_contact
from registry.entry.filters import MemberFilter, narrowed
from registry.entry.organisations import own_nodes
from registry.lib import clock
from registry.models import Member
from reports.figures import table
from reports.figures.behind import behind
from reports.figures.month import Month
from reports.figures.standing import Asked
from tests.conftest import become_app, become_owner
from tests.outreach.post import Moment
from tests.outreach.suggestion_rows import suggestions_of
from tests.world import World, clerk

RUNNING = Month(2026, 12)
TODAY = date(2026, 12, 1)
CODE = "440704"
LATE = ("overdue", "ideas_overdue")


def counted(world: World, known: datetime) -> tuple[dict[str, int], dict[str, int]]:
    """What is late at a11: of the month's draft, of the board; the rows behind are as many."""
    asked, node = Asked(RUNNING, known), world.nodes["a11"].path
    with world.system("a"):
        month = table.figures(asked, code=CODE).get(node, {})
        board = table.board(asked, code=CODE).get(node, {})
        for name in LATE:
            assert behind(asked, name, node=node, own=False, mine=node, code=CODE).number == board.get(name, 0)
    return {name: int(month.get(name, 0)) for name in LATE}, {name: int(board.get(name, 0)) for name in LATE}


@pytest.mark.parametrize(("days", "number"), [(44, 0), (45, 1)])
def test_in_a_month_that_is_not_over_late_is_who_is_late_by_now(
    transactional_db: None, world: World, moment: Moment, days: int, number: int
) -> None:
    """And not who will be by its last day, were nothing done: never reached, reached so long ago, an idea in hand."""
    today = clock.midnight(TODAY) + timedelta(hours=10)
    moment.at = then = today - timedelta(days=days)
    reached = world.member("a11", 2)
    for member in (world.member("a11", 1), reached):
        with world.at(clerk("a11")):
            Member.objects.filter(pk=member.pk).update(created_at=then)
    tell(world, reached)
    moment.at = today
    due = TODAY - timedelta(days=number)
    idea_in_hand(world, reached, due, then)
    late = {"overdue": 2 * number, "ideas_overdue": number}
    assert counted(world, clock.now()) == (late, late)
    with world.at(clerk("a11")):
        asked = MemberFilter({"silent": str(rhythm.OVERDUE_DAYS)}, own_nodes())
        assert narrowed(Member.objects.all(), asked).count() == 2 * number, "as the first page says"
    known = clock.now()
    moment.passes(hours=1)
    tell(world, reached)
    assert counted(world, known) == (late, late), "whatever was heard since"
    moment.at = clock.midnight(date(2027, 1, 2))
    ended = {"overdue": 1, "ideas_overdue": 1}
    assert counted(world, clock.now()) == (ended, ended), "a month that is over is of its last day"


def tell(world: World, member: Member) -> None:
    """She is reached now."""
    with world.at(clerk("a11")):
        facts = {"happened_at": clock.now(), "channel": "phone", "outcome": "reached"}
        record_contact(by=world.users[clerk("a11")], member=member, fields=facts)


def idea_in_hand(world: World, member: Member, due: date, assigned: datetime) -> None:
    """One 金点子 that is to be answered by that day."""
    become_owner()
    with world.system("a"):
        suggestions_of(world, "a11", range(700, 701), [member])
        Suggestion.objects.update(due_on=None, stage_due_on=None, submitted_at=assigned)
        key = Suggestion.objects.filter(state="in_progress").values_list("pk", flat=True)[0]
        Suggestion.objects.filter(pk=key).update(due_on=due, assigned_at=assigned)
    become_app()
