"""Reports of one month are handed up at different hours: somebody who goes over in between is in both, or in neither.
It is said on the district's page, and the month is not closed over it silently."""

from datetime import timedelta

import pytest

from registry.choices import Direction
from registry.domain import custody, members
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Member, MoveRequest
from reports.domain import checks, cycle, drafting
from reports.figures.month import Month
from reports.models import MonthlyReport
from tests.outreach.post import Moment
from tests.reports.test_cycle import WRITTEN
from tests.web.staff import client_of, text_of
from tests.world import World, clerk, id_number, phone

SAID = "相加对不上"


def registered(world: World, node: str = "a11") -> Member:
    """One of the node's."""
    with world.at(clerk(node)):
        return members.register(
            by=world.users[clerk(node)], organisation=world.nodes[node], direction=Direction.IN,
            fields={"name": "何小山", "id_number": id_number(7), "phone": phone(7)},
        )  # fmt: skip


def go_over(world: World, member: Member, to: str = "a12") -> None:
    """Released by the one, taken by the other, today."""
    here = clerk("a11")
    with world.at(here):
        asked = custody.transfer_out(
            by=world.users[here], member=Member.objects.get(pk=member.pk), to_id=world.nodes[to].pk, reason="换了工地"
        )
    with world.at("street-a1"):
        mirror = MoveRequest.objects.get(key=asked.key, side="receiving")
        custody.decide(by=world.users["street-a1"], request=mirror, agreed=True)


def hand_up(world: World, month: Month, node: str) -> None:
    """Written, explained and handed up."""
    with world.at(clerk(node)):
        row = MonthlyReport.objects.all().of_month(month.year, month.number).get(owner_path=world.nodes[node].path)
        row = cycle.write(by=None, report=row, fields=WRITTEN, revision=row.revision)
        cycle.submit(by=None, label="何", report=row, revision=row.revision)


@pytest.fixture
def mover(world: World, moment: Moment) -> Member:
    """One of a11's, who came three days before the month's end."""
    moment.at = clock.midnight(Month.of(clock.today()).last) - timedelta(days=3)
    return registered(world)


@pytest.fixture
def month(world: World, moment: Moment, mover: Member) -> Month:
    """Its last day, noon, when reports may be handed up."""
    found = Month.of(clock.today())
    moment.at = clock.midnight(found.last) + timedelta(hours=12)
    with world.system("a"):
        drafting.draft(found, now=clock.now())
    return found


def accepted(world: World, month: Month) -> list[MonthlyReport]:
    """Everybody hands up what is still open, everything is accepted."""
    with world.at("district-a"):
        rows = list(MonthlyReport.objects.all().of_month(month.year, month.number))
        waiting = {row.owner_path for row in rows if row.state in ("draft", "returned")}
    for name, node in world.nodes.items():
        if node.path in waiting:
            hand_up(world, month, name)
    with world.system("a"):
        for row in MonthlyReport.objects.all().of_month(month.year, month.number).waiting():
            cycle.accept(by=None, label="街道", report=row)
        return list(MonthlyReport.objects.all().of_month(month.year, month.number).select_related("organisation"))


def pages(world: World, month: Month) -> list[str]:
    """The month and its closing, as the district sees them."""
    client = client_of(world, "district-a")
    return [text_of(client.get(f"/months/{month}/{page}")) for page in ("", "close/")]


@pytest.mark.parametrize(("first", "said"), [("a11", "两边都算了"), ("a12", "两边都没有算")])
def test_between_the_hand_ups(
    world: World, moment: Moment, month: Month, mover: Member, first: str, said: str
) -> None:  # fmt: skip
    """Handed up by the one, gone over, handed up by the other; sent back once, the parts make the whole."""
    hand_up(world, month, first)
    moment.passes(hours=2)
    go_over(world, mover)
    moment.passes(hours=2)
    rows = accepted(world, month)
    [text] = checks.adding_up(rows)
    assert f"有 1 位转走的，{said}" in text
    moment.passes(days=1)
    assert all(SAID in page and said in page for page in pages(world, month))
    with world.at("district-a"), pytest.raises(Refused, match="应该相等"):
        cycle.close(by=None, label="区", month=month)
    with world.at("street-a1"):
        row = MonthlyReport.objects.all().of_month(month.year, month.number).get(owner_path=world.nodes[first].path)
        cycle.send_back(by=None, label="街道", report=row, remark="转接的没有算上")
    assert checks.adding_up(accepted(world, month)) == []
    assert not any(SAID in page for page in pages(world, month)) and "已核对" in pages(world, month)[0]
    with world.at("district-a"):
        assert cycle.close(by=None, label="区", month=month).number == 1


def test_closed_all_the_same(world: World, moment: Moment, month: Month, mover: Member) -> None:
    """With a reason, which is kept with the close; a street is not bothered with what is not its whole."""
    hand_up(world, month, "a11")
    moment.passes(hours=2)
    go_over(world, mover)
    accepted(world, month)
    moment.passes(days=1)
    assert SAID not in text_of(client_of(world, "street-a1").get(f"/months/{month}/"))
    with world.at("district-a"):
        assert cycle.close(by=None, label="区", month=month, why="下个月更正").why == "下个月更正"


def test_one_that_does_not_balance_is_named(world: World, month: Month) -> None:
    rows = accepted(world, month)
    [row] = [row for row in rows if row.owner_path == world.nodes["a11"].path]
    row.figures = row.figures | {"total": "9"}
    assert checks.adding_up(rows) == [f"{row.organisation}的月报，上月末＋新增－减少不等于本月末。"]
