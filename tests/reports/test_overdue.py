"""What is late, and since when: the month's report, and members whom nobody was in touch with."""

from datetime import date, timedelta

import pytest

from registry.choices import Direction
from registry.domain import members, rhythm
from registry.entry.filters import MemberFilter, narrowed
from registry.entry.organisations import own_nodes
from registry.lib import clock
from registry.models import Member
from reports.domain import drafting
from reports.figures import contacts
from reports.figures.month import Month
from reports.figures.standing import Asked
from reports.web import months
from tests.outreach.post import Moment
from tests.world import World, clerk, id_number, phone


def test_a_report_is_late_when_the_month_is_over(world: World, moment: Moment) -> None:
    """Its last day is the day on which it is handed up."""
    month = Month.of(clock.today())
    moment.passes(days=(month.last - clock.today()).days)
    with world.system("a"):
        drafting.draft(month, now=clock.now())
    with world.at(clerk("a1")):
        assert clock.today() == month.last
        late = months.rows_of(months.LATE).of_month(month.year, month.number)
        assert not late.exists()
    moment.passes(days=1)
    with world.at(clerk("a1")):
        assert months.rows_of(months.LATE).of_month(month.year, month.number).count() == 2


@pytest.mark.parametrize(("days", "number"), [(0, 0), (44, 0), (45, 1)])
def test_who_was_never_reached_is_silent_from_the_registration_on(
    world: World, moment: Moment, days: int, number: int
) -> None:
    """However long ago she arrived; the first page's list, the month's figure and the planner's first call agree."""
    month = Month.of(clock.today())
    moment.passes(days=(month.last - clock.today()).days - days)
    with world.at(clerk("a11")):
        member = members.register(
            by=None, organisation=world.nodes["a11"], direction=Direction.IN,
            fields={"name": "何早来", "id_number": id_number(1), "phone": phone(1), "flowed_on": date(2024, 3, 1)},
        )  # fmt: skip
        Member.objects.filter(pk=member.pk).update(created_at=clock.now())
    moment.passes(days=days)
    with world.at(clerk("a11")):
        asked = MemberFilter({"silent": str(rhythm.OVERDUE_DAYS)}, own_nodes())
        assert narrowed(Member.objects.all(), asked).count() == number
    with world.system("a"):
        found = contacts.contacts(Asked(month, clock.now() + timedelta(seconds=1)))
        assert found[world.nodes["a11"].path]["overdue"] == number, found
