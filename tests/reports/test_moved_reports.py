"""A community goes under another street: whose are its reports, who sees them, and who hands up what is left to be."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection

from registry.domain import tree
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Canvass, Organisation
from registry.models.unit import step, work
from reports.domain import boarding, checks, cycle, drafting
from reports.figures.month import Month
from reports.models import BoardMonth, MonthlyReport, ReportVersion
from tests.outreach.post import Moment
from tests.planting import plant
from tests.reports.test_cycle import WRITTEN, hand_up
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

pytestmark = pytest.mark.django_db
LEFT = "a11社区（已调往a2街道）"


def reports(world: World, name: str, month: Month) -> dict[str, MonthlyReport]:
    """The reports of a month that an account sees, by their path."""
    with world.at(name):
        rows = MonthlyReport.objects.all().of_month(month.year, month.number).select_related("organisation")
        return {row.owner_path: row for row in rows}


def draft(world: World, month: Month) -> int:
    """A minute later, when everything so far is known."""
    with world.system("a"):
        return drafting.draft(month, now=clock.now() + timedelta(minutes=1))


def move(world: World, parent: str = "a2") -> tuple[str, str]:
    """The old path and the new one."""
    with world.at("district-a"), step():
        here, there = (Organisation.objects.get(pk=world.nodes[name].pk) for name in ("a11", parent))
        moved = tree.move_organisation(by=world.users["district-a"], node=here, parent=there)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    world.nodes["a11"] = moved
    return here.path, moved.path


@pytest.fixture
def closed(world: World, moment: Moment) -> Month:
    """Six of the community's, a month over: it handed up, the district closed the month; then some days pass."""
    for number in range(6):
        world.member("a11", 300 + number)
    month = Month.of(clock.today())
    moment.passes(days=(month.next().first - clock.today()).days + 1)
    draft(world, month)
    hand_up(world)
    with world.at(clerk("a1")):
        row = MonthlyReport.objects.get(owner_path=world.nodes["a11"].path)
        cycle.accept(by=None, label="街道", report=row)
    with world.at(clerk("a")):
        cycle.close(by=None, label="区", month=month, why="先归档")
    moment.passes(days=10)
    return month


def test_reports_of_months_that_are_over_stay_with_the_old_superior(world: World, closed: Month) -> None:
    """Owner, colleague, outsiders: who sees the report of the closed month after the move."""
    old, new = move(world)
    assert draft(world, closed) == 0
    for name in ("street-a1", "district-a"):
        row = reports(world, name, closed)[old]
        assert (row.organisation.name, row.state, row.late) == (LEFT, "closed", []), name
        assert row.versions == 1
    for name in ("street-a2", "community-a11", "community-a12", "district-b"):
        assert not {old, new} & set(reports(world, name, closed)), name
    with world.at("street-a1"):
        assert ReportVersion.objects.get(report__owner_path=old).number == 1


def test_the_pages_of_both_streets_are_as_they_were(world: World, closed: Month) -> None:
    """Every number of every table, and the month's list; the name says where the community is now."""

    def numbers(name: str) -> list[str]:
        page = text_of(client_of(world, name).get(f"/months/{closed}/tables/"))
        return page[page.index("<tbody") : page.index("</tbody>")].replace(LEFT, "a11社区").split()

    before = {name: numbers(name) for name in ("street-a1", "street-a2", "district-a")}
    old, _ = move(world)
    assert {name: numbers(name) for name in before} == before
    listed = text_of(client_of(world, "street-a1").get(f"/months/{closed}/"))
    assert LEFT in listed and LEFT not in text_of(client_of(world, "street-a2").get(f"/months/{closed}/"))
    key = reports(world, "street-a1", closed)[old].pk
    for name, status in (("street-a1", 200), ("district-a", 200), ("street-a2", 404), ("community-a11", 404)):
        assert client_of(world, name).get(f"/months/reports/{key}/").status_code == status, name


def test_this_months_draft_goes_along_and_the_old_street_tells_what_happened_there(
    world: World, closed: Month, moment: Moment
) -> None:
    """What the community wrote this month it hands up itself, from its new place; the days before are the old one's."""
    month = Month.of(clock.today())
    assert month == closed.next() and draft(world, month) > 1
    with world.at(clerk("a11")):
        row = MonthlyReport.objects.get(owner_path=world.nodes["a11"].path, year=month.year, month=month.number)
        cycle.write(by=None, report=row, fields=WRITTEN, revision=row.revision)
    old, new = move(world)
    assert draft(world, month) == 1
    mine, theirs = reports(world, "community-a11", month)[new], reports(world, "street-a1", month)[old]
    assert (mine.pk, mine.practice, mine.figures["before"]) == (row.pk, WRITTEN["practice"], "0")
    assert theirs.organisation.name == LEFT and theirs.figures["total"] == "0" != theirs.figures["before"]
    assert theirs.filler == WRITTEN["filler"], "who filled in the last one stands in it"
    assert int(mine.figures["total"]) == int(theirs.figures["went_over"]) > 0
    moment.passes(days=(month.next().first - clock.today()).days)
    with world.at("community-a11"):
        row = cycle.submit(by=None, label="何", report=mine, revision=mine.revision)
        assert row.state == "submitted"
    with world.at("street-a1"):
        row = cycle.write(by=None, report=theirs, fields=WRITTEN, revision=theirs.revision)
        explained = {problem.key: "调走了" for problem in checks.problems(row, checks.last_of(row))}
        row = cycle.write(by=None, report=row, fields={"explained": explained}, revision=row.revision)
        assert cycle.submit(by=None, label="街道", report=row, revision=row.revision).state == "submitted"
    assert draft(world, month.next()) > 0
    assert old not in reports(world, "district-a", month.next()), "nothing is told of it any more"


def test_what_was_handed_up_is_compared_with_after_the_move(world: World, closed: Month) -> None:
    """Its first report in the new place is looked at beside its last one in the old, which it no longer sees itself."""
    _, new = move(world)
    month = closed.next()
    draft(world, month)
    with world.at("community-a11"):
        row = MonthlyReport.objects.get(owner_path=new, year=month.year, month=month.number)
        last = checks.last_of(row)
        assert last is not None and last.versions == 1 and last.figures["total"] == row.figures["total"]
        assert not MonthlyReport.objects.all().of_month(closed.year, closed.number).exists()
    page = text_of(client_of(world, "community-a11").get(f"/months/reports/{row.pk}/"))
    assert ">上月</th>" in page
    for name, told in (("community-a11", True), ("street-a1", False), ("street-a2", False)):
        assert ("以前各月的月报留在原来的上级那里" in text_of(client_of(world, name).get("/months/"))) is told


def test_the_board_goes_on_with_both_places(world: World, closed: Month) -> None:
    """It is counted anew every hour; months that are over stay with the old street there as well."""

    def board(month: Month) -> dict[str, int]:
        with world.system("a"):
            boarding.keep(month, now=clock.now() + timedelta(minutes=1))
            rows = BoardMonth.objects.all().of_month(month.year, month.number)
            return {row.node: row.figures.get("total", 0) for row in rows}

    before, month = board(closed), closed.next()
    old, new = move(world)
    assert board(closed) == before and before[old] == 6 and new not in before
    assert (board(month)[old], board(month)[new]) == (0, 6)
    assert old not in board(month.next()) and board(month.next())[new] == 6
    with world.at("street-a1"):
        kept = BoardMonth.objects.all().of_month(closed.year, closed.number)
        assert kept.get(node=old).figures["total"] == 6
    with world.at("street-a2"):
        assert not BoardMonth.objects.filter(node=old).exists()


def test_a_place_that_was_left_is_not_worked_in(world: World, closed: Month) -> None:
    """Not opened again, not edited, not moved; and nobody's stale page writes there."""
    stale = world.scope("community-a11")
    old, _ = move(world)
    with world.at("district-a"):
        place = Organisation.objects.get(path=old)
        assert (place.is_active, place.code, place.closed_on) == (False, "", clock.today())
        with pytest.raises(Refused, match="已经调到"):
            tree.reopen_organisation(by=None, node=place)
        with pytest.raises(Refused, match="已停用"):
            tree.move_organisation(by=None, node=place, parent=Organisation.objects.get(pk=world.nodes["a2"].pk))
    client = client_of(world, "district-a")
    url = f"/admin/registry/organisation/{place.pk}/change/"
    page = text_of(client.get(url))
    assert (
        "已经调走" in page
        and 'name="name"' not in page
        and "别名" not in page.split("<main")[-1].replace("旧名称自动成为别名", "")
    )
    sent = client.post(url, {"name": "改名", "is_active": "on"})
    assert sent.status_code == 403
    with world.at("district-a"):
        assert Organisation.objects.get(pk=place.pk).name == LEFT
        listed = {str(node) for node in tree.possible_parents(Organisation.objects.get(pk=world.nodes["a21"].pk))}
        assert not any(LEFT in name for name in listed)
    with pytest.raises(IntegrityError, match="left"), work(stale), step():
        Canvass.objects.create(owner_path=stale.path, name="走访", starts_on=clock.today())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_only_a_move_says_what_a_place_has_become(world: World, closed: Month, owner_cursor) -> None:
    """A street that could say so of a node of its own would draw a neighbour's reports to itself."""

    def grab() -> None:
        with world.at("street-a2") as scope, step():
            Organisation.objects.create(
                path=f"{scope.path}00zz", parent_id=world.nodes["a2"].pk, kind="community", name="假",
                moved_as_id=world.nodes["a11"].pk, is_active=False, closed_on=clock.today(),
            )  # fmt: skip

    with pytest.raises(ProgrammingError, match="by a move alone"):
        grab()
    with world.at("street-a2"), pytest.raises(ProgrammingError, match="by a move alone"), step():
        Organisation.objects.filter(pk=world.nodes["a21"].pk).update(moved_as=world.nodes["a11"].pk)


@pytest.mark.django_db(transaction=True)
def test_without_the_trigger_the_past_goes_along(world: World, owner_cursor, moment: Moment) -> None:
    """Negative control: the old street loses the report, and its month no longer adds up."""
    plant(world, "a11")
    owner_cursor.execute("ALTER TABLE registry_organisation DISABLE TRIGGER reports_stay")
    try:
        with world.system("a"):
            before = MonthlyReport.objects.filter(owner_path=world.nodes["a11"].path).count()
        old, new = move(world)
        with world.system("a"):
            left, gone = (MonthlyReport.objects.filter(owner_path=path).count() for path in (old, new))
        assert before and (left, gone) == (0, before)
    finally:
        owner_cursor.execute("ALTER TABLE registry_organisation ENABLE TRIGGER reports_stay")


def test_the_confirmation_says_where_the_reports_stay(world: World, closed: Month) -> None:
    url = f"/organisations/{world.nodes['a11'].pk}/move/"
    page = text_of(client_of(world, "district-a").post(url, {"parent": str(world.nodes["a2"].pk)}))
    assert f"以前各月的月报留在“a1街道”，显示为“{LEFT}”" in page
