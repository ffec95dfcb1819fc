"""The month: drafted for everybody, handed up once, sent back, closed, and corrected by a next version alone."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from registry.domain.errors import Conflict, Refused
from registry.lib import clock
from registry.models import ContactLog
from reports.domain import checks, cycle, drafting
from reports.domain.keeping import mark
from reports.figures.month import Month
from reports.models import MonthClose, MonthlyReport, ReportVersion
from tests.outreach.post import Moment
from tests.planting import plant
from tests.reports.heard import heard
from tests.world import World, clerk

# Planted reports are of years long past.
THIS_CENTURY = 2000
WRITTEN = {"filler": "何", "reviewer": "陈", "phone": "0750-3861234", "practice": "走访企业", "problems": "无",
           "plans": "送学上门"}  # fmt: skip


@pytest.fixture
def drafted(world: World, moment: Moment) -> Month:
    """A month that is over, with drafts of it for the whole district."""
    plant(world, "a11", times=2)
    month = Month.of(clock.today())
    moment.passes(days=(month.next().first - clock.today()).days + 1)
    with world.system("a"):
        assert drafting.draft(month, now=clock.now()) > 1
        assert drafting.draft(month, now=clock.now()) == 0
    return month


def report_of(world: World, node: str = "a11") -> MonthlyReport:
    """The node's report, as its own staff sees it."""
    return MonthlyReport.objects.get(owner_path=world.nodes[node].path, year__gte=THIS_CENTURY)


def hand_up(world: World, node: str = "a11") -> None:
    """Written and handed up."""
    with world.at(clerk(node)):
        row = report_of(world, node)
        row = cycle.write(by=None, report=row, fields=WRITTEN, revision=row.revision)
        cycle.submit(by=None, label="何", report=row, revision=row.revision)


def test_what_is_handed_up_is_frozen_and_comes_back_with_a_remark(world: World, drafted: Month) -> None:
    with world.at(clerk("a11")):
        row = report_of(world)
        with pytest.raises(Refused, match=r"填报人.*审核人.*主要做法"):
            cycle.submit(by=None, label="何", report=row, revision=row.revision)
        with pytest.raises(Conflict):
            cycle.write(by=None, report=row, fields=WRITTEN, revision=row.revision - 1)
    hand_up(world)
    with world.system("a"):
        before = report_of(world).figures
        plant(world, "a11", times=1, start=700)
    with world.system("a"):
        assert drafting.draft(drafted, now=clock.now()) == 0 and report_of(world).figures == before
    with world.at(clerk("a1")):
        with pytest.raises(Refused, match="改什么"):
            cycle.send_back(by=None, label="街道", report=report_of(world), remark=" ")
        cycle.send_back(by=None, label="街道", report=report_of(world), remark="核对流出")
    with world.system("a"):
        drafting.draft(drafted, now=clock.now())
        assert report_of(world).figures != before
    hand_up(world)
    with world.at(clerk("a11")):
        versions = list(ReportVersion.objects.filter(report=report_of(world)).order_by("number"))
        assert [version.number for version in versions] == [1, 2] and versions[0].figures == before
        assert {change["key"] for change in versions[1].changes} >= {"to_contact"}
        assert list(report_of(world).steps.values_list("move", flat=True)) == ["draft", "submit", "return", "submit"]


def test_a_closed_month_stays_closed_and_a_correction_lists_itself(world: World, drafted: Month) -> None:
    hand_up(world)
    with world.at(clerk("a1")):
        cycle.accept(by=None, label="街道", report=report_of(world))
    with world.at(clerk("a")):
        with pytest.raises(Refused, match=r"没有审核通过"):
            cycle.close(by=None, label="区", month=drafted)
        first = cycle.close(by=None, label="区", month=drafted, why="先归档")
        assert (
            first.number == 1 and len(first.without) == MonthlyReport.objects.filter(year__gte=THIS_CENTURY).count() - 1
        )
        with pytest.raises(Refused, match="没有差别"):
            cycle.revise(by=None, label="区", month=drafted, why="看看")
    with world.system("a"):
        assert drafted not in drafting.months_at_work(clock.now())
    with world.at(clerk("a")):
        with pytest.raises(Refused, match="已经归档"):
            cycle.close(by=None, label="区", month=drafted, why="再来")
        assert MonthClose.objects.get(year__gte=THIS_CENTURY).figures == first.figures


def test_what_is_entered_late_is_the_next_version(world: World, drafted: Month) -> None:
    """A contact of the closed month that somebody writes down afterwards: one more version, which names it."""
    with world.at(clerk("a")):
        first = cycle.close(by=None, label="区", month=drafted, why="先归档")
    with world.system("a"):
        heard(outcome="reached", happened_at=drafted.begins + timedelta(days=3))
    with world.at(clerk("a")):
        second = cycle.revise(by=None, label="区", month=drafted, why="补登")
        assert (first.number, second.number) == (1, 2) and first.digest != second.digest
        assert {change["key"] for change in second.changes} == {"times", "by_phone"}
        assert {change["node"] for change in second.changes} == {world.nodes["a11"].path}
        row = report_of(world)
        assert row.figures["times"] != first.figures[row.owner_path]["times"] == "0"
        assert ReportVersion.objects.get(report=row).why == "补登"


def test_a_line_that_had_no_report_is_entered_late(world: World, drafted: Month) -> None:
    """The first thing that a street did itself, written down after the close: listed as late, and in the correction."""
    street = world.nodes["a1"].path
    with world.at(clerk("a")):
        first = cycle.close(by=None, label="区", month=drafted, why="先归档")
        assert street not in first.figures
    member, user = world.member("a1", 900), world.users[clerk("a1")]
    with world.system("a"):
        ContactLog(
            member=member, owner_path=street, node_at_event=street, channel="phone", outcome="reached",
            happened_at=drafted.begins + timedelta(days=3), recorded_at=clock.now() - timedelta(seconds=1),
            recorded_by=user, contact_person=user, contact_label=user.name,
        ).save(force_insert=True)  # fmt: skip
        assert [drafting.draft(drafted, now=clock.now()) for _ in range(2)] == [1, 0]
        row = report_of(world, "a1")
        assert (row.state, row.figures) == ("closed", {})
        assert {"key": "times", "before": "0", "after": "1"} in row.late
    with world.at(clerk("a")):
        second = cycle.revise(by=None, label="区", month=drafted, why="补登")
        assert {"node": street, "key": "times", "before": "0", "after": "1"} in second.changes
        assert second.figures[street]["times"] == "1" == report_of(world, "a1").figures["times"]
        assert report_of(world, "a1").late == []


def test_nobody_types_a_figure(world: World, drafted: Month) -> None:
    """Not the community that hands it up, not the street: the database refuses."""
    for account in (clerk("a11"), clerk("a1"), clerk("a")):
        with world.at(account):
            row = report_of(world)
            row.figures = row.figures | {"total": "999"}
            with pytest.raises(DatabaseError, match="never typed"), transaction.atomic():
                row.save()
            forged = ReportVersion(
                owner_path=row.owner_path, report=row, number=9, figures={"total": "999"}, known_at=row.known_at,
                at=clock.now(),
            )  # fmt: skip
            with pytest.raises(DatabaseError, match="never typed"), transaction.atomic():
                forged.save(force_insert=True)
    with world.at(clerk("a12")):
        assert not MonthlyReport.objects.filter(owner_path=world.nodes["a11"].path).exists()


def test_great_changes_are_asked_about(world: World, drafted: Month) -> None:
    """Twenty per cent of numbers that are not tiny, against the month before; of the first month nothing."""
    before, now = {"total": "10", "out": "1", "contacted": "20"}, {"total": "13", "out": "4", "contacted": "24"}
    last, row = MonthlyReport(figures=before, owner_path="0001"), MonthlyReport(figures=now, owner_path="0001")
    assert [figure.key for figure in checks.to_explain(row, last)] == ["total"]
    assert checks.to_explain(row, None) == []
    assert drafted.last - timedelta(days=drafted.last.day - 1) == date(drafted.year, drafted.number, 1)


def test_figures_are_those_of_the_moment_of_handing_up(world: World, drafted: Month, moment: Moment) -> None:
    """Also what was entered since the draft of the last hour; whoever looked at others is shown them first."""
    moment.passes(minutes=25)
    with world.system("a"):
        draft = report_of(world)
        plant(world, "a11", times=1, start=700)
    with world.at(clerk("a11")):
        row = cycle.write(by=None, report=draft, fields=WRITTEN, revision=draft.revision)
        seen = mark(row.figures)
        back = cycle.submit(by=None, label="何", report=row, revision=row.revision, seen=seen)
        assert back.state == "draft" and report_of(world).figures == back.figures != draft.figures
        assert not ReportVersion.objects.filter(report=row).exists()
        sent = cycle.submit(by=None, label="何", report=back, revision=back.revision, seen=mark(back.figures))
        frozen = ReportVersion.objects.get(report=row)
        assert sent.state == "submitted" and frozen.known_at > draft.known_at
        assert dict(frozen.figures) == dict(sent.figures) == dict(back.figures), "no others than those looked at"
        with pytest.raises(Refused, match="不再变"):
            cycle.count_anew(by=None, report=sent)


def test_handed_up_without_a_look_they_are_new_all_the_same(world: World, drafted: Month) -> None:
    with world.system("a"):
        before = report_of(world).figures
        plant(world, "a11", times=1, start=700)
    hand_up(world)
    with world.system("a"):
        frozen = report_of(world)
        assert frozen.figures != before
        drafting.draft(drafted, now=clock.now())
        assert report_of(world).late == [], "nothing of what was there already is late"
