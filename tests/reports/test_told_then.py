"""A month's file says today what it said then: reasons with the numbers they were given for, and where the trail
stood."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from registry.lib import clock
from registry.models import AuditEvent
from registry.models.unit import record
from reports.domain import checks, cycle, drafting
from reports.figures.month import Month
from reports.models import Export, MonthlyReport, ReportVersion
from reports.workbook import facts, making
from reports.workbook.facts import Change
from tests.conftest import become_app, become_owner
from tests.outreach.post import Moment
from tests.planting import plant
from tests.reports import books
from tests.reports.test_cycle import WRITTEN, hand_up
from tests.reports.test_edited_since import late_member
from tests.reports.test_exports import asked, opened
from tests.world import World, clerk

NODE = "a11"


@pytest.fixture
def grown(world: World, moment: Moment) -> Month:
    """Six people in a month that was handed up and closed, five more in the next one, which is over."""
    for number in range(6):
        world.member(NODE, 300 + number)
    month = Month.of(clock.today())
    over(world, moment, month)
    hand_up(world)
    close(world, month)
    moment.passes(days=3)
    for number in range(5):
        world.member(NODE, 320 + number)
    over(world, moment, month.next())
    return month.next()


def over(world: World, moment: Moment, month: Month) -> None:
    """Its last day passes, the program makes its drafts."""
    moment.passes(days=(month.next().first - clock.today()).days + 1)
    redraft(world, month)


def redraft(world: World, month: Month) -> None:
    """What the program does once an hour."""
    with world.system("a"):
        drafting.draft(month, now=clock.now())


def report_of(month: Month, node: str) -> MonthlyReport:
    """The report of that month."""
    return MonthlyReport.objects.all().of_month(month.year, month.number).get(owner_path=node)


def told(world: World, month: Month, **more: str) -> MonthlyReport:
    """Written with a reason for each figure that asks for one (`more`: others' besides), and handed up."""
    with world.at(clerk(NODE)):
        row = report_of(month, world.nodes[NODE].path)
        asked_for = dict.fromkeys((each.key for each in checks.to_explain(row, checks.last_of(row))), "新厂招人")
        fields = WRITTEN | {"explained": asked_for | more}
        row = cycle.write(by=None, report=row, fields=fields, revision=row.revision)
        return cycle.submit(by=None, label="何", report=row, revision=row.revision)


def close(world: World, month: Month) -> None:
    """The district closes it, whoever is missing."""
    with world.at(clerk("a")):
        cycle.close(by=None, label="区", month=month, why="先归档")


def reasons(world: World, month: Month, close_number: int = 0) -> list[tuple[str, str, str, str]]:
    """What a file made now says of why figures are others than last month's: figure, before, after, why."""
    return [(each.figure, each.before, each.after, each.why) for each in changes(world, month, close_number)
            if each.version == "比上月"]  # fmt: skip


def changes(world: World, month: Month, close_number: int = 0) -> list[Change]:
    """All that it says has changed."""
    with world.system("a"):
        known = cycle.MonthClose.objects.get(year=month.year, month=month.number, number=close_number).known_at if (
            close_number
        ) else clock.now()  # fmt: skip
        return facts.gather(books.spec_of(world, month, NODE, close=close_number, known=known)).changes


def as_owner(statement: str) -> None:
    """What a migration does."""
    become_owner()
    with connection.cursor() as cursor:
        cursor.execute(statement)
    become_app()


def test_a_reason_stands_beside_the_numbers_it_was_given_for(world: World, moment: Moment, grown: Month) -> None:
    """Last month's figures are corrected after this month was closed: this month's files say what they said."""
    told(world, grown)
    close(world, grown)
    before = reasons(world, grown, 1)
    assert ("基本情况：本月末流入党员数", "6", "11", "新厂招人") in before
    late_member(world, grown.previous().last)
    moment.passes(hours=1)
    with world.at(clerk("a")):
        cycle.revise(by=None, label="区", month=grown.previous(), why="补登")
        assert report_of(grown.previous(), world.nodes[NODE].path).figures["total"] == "7"
    assert reasons(world, grown, 1) == before
    with world.at(clerk("a")):
        cycle.revise(by=None, label="区", month=grown, why="补登")
    assert reasons(world, grown, 1) == reasons(world, grown, 2) == before
    listed = [each.version for each in changes(world, grown, 2)]
    assert "归档第 2 版" in listed and "归档第 2 版" not in [each.version for each in changes(world, grown, 1)]


def test_a_reason_that_nobody_asks_for_any_more_is_let_go(world: World, grown: Month) -> None:
    """Written when a figure had leapt, which by handing up it has not: not kept, not printed."""
    row = told(world, grown, lost="写的时候还失联")
    assert "lost" not in row.explained and row.explained["total"] == "新厂招人"
    assert "写的时候还失联" not in {why for *_, why in reasons(world, grown)}
    with world.at(clerk(NODE)):
        version = ReportVersion.objects.get(report=row)
        assert {each["key"] for each in version.explained} == set(row.explained)


def test_what_was_handed_up_before_there_was_the_column(transactional_db: None, world: World, grown: Month) -> None:
    """The migration finds the reasons and the numbers again, for the last version, and for corrections of it."""
    told(world, grown)
    before = reasons(world, grown)
    assert before
    as_owner("UPDATE reports_reportversion SET explained = '[]'")
    assert reasons(world, grown) == []
    as_owner(import_module("reports.migrations.0013_told_then").FILL)
    assert sorted(reasons(world, grown)) == sorted(before)


def test_what_was_not_handed_up_again_says_nothing(world: World, moment: Moment, grown: Month) -> None:
    """Returned, and closed without it: its reasons were given for figures that are not the closed ones."""
    row = told(world, grown)
    with world.at("street-a1"):
        cycle.send_back(by=None, label="街道", report=row, remark="核对")
    assert reasons(world, grown) == []
    late_member(world, grown.last)
    moment.passes(minutes=5)
    redraft(world, grown)
    close(world, grown)
    assert reasons(world, grown, 1) == []


def test_the_last_one_handed_up_again_is_listed_in_the_closed_month(world: World, moment: Moment) -> None:
    """Its second version was worked out at the very moment up to which the closed month is known."""
    month = books.drafted(world, moment)
    hand_up(world)
    with world.at("street-a1"):
        cycle.send_back(by=None, label="街道", report=report_of(month, world.nodes[NODE].path), remark="核对")
    with world.system("a"):
        plant(world, NODE, times=1, start=700)
    moment.passes(hours=1)
    hand_up(world)
    assert "上报第 2 版" in {each.version for each in changes(world, month)}
    close(world, month)
    assert "上报第 2 版" in {each.version for each in changes(world, month, 1)}


def test_the_same_snapshot_says_where_the_trail_stood_then(world: World, moment: Moment) -> None:
    """Asked for twice, with events in between: the same bytes; the event that is named is one of before."""
    month = books.drafted(world, moment)
    files: list[Export] = []
    for _ in range(2):
        moment.passes(minutes=10)
        with world.at(clerk(NODE)):
            record("export.asked", object_type="export", kind="unrelated")
        files.append(asked(world, month))
        making.work_off(world.nodes["a"].path)
    heads = []
    for each in files:
        with world.at(clerk(NODE)):
            each.refresh_from_db()
        heads.append(each.head)
    assert heads[0] == heads[1] and files[0].sha256 == files[1].sha256
    assert opened(world, files[0], clerk(NODE)) == opened(world, files[1], clerk(NODE))
    with world.system("a"):
        known = files[0].known_at
        assert known is not None and AuditEvent.objects.filter(at__gt=known).exists()
        named = AuditEvent.objects.get(chain=world.nodes["a"].path, seq=int(heads[0].split()[2]))
        assert named.at <= known and named.mac.hex()[:32] == heads[0].split()[-1]
        assert not AuditEvent.objects.filter(chain=named.chain, at__gt=named.at, at__lte=known).exists()
    assert timedelta(0) <= known - named.at
