"""A community goes under another street: what is over stays as it was, what lasts goes along, nothing counts twice."""

from datetime import UTC, date, datetime

import pytest

from registry.choices import OrganisationKind
from registry.domain import tree
from registry.lib import clock
from registry.models import Organisation
from reports.domain import drafting
from reports.domain.keeping import is_empty
from reports.figures import behind, table
from reports.figures.month import Month
from reports.figures.standing import Asked
from tests.outreach.post import Moment
from tests.planting import plant
from tests.remembered import remembered_by_the_owner
from tests.reports.histories import grown
from tests.reports.scattered import scatter
from tests.reports.test_by_hand import CODE
from tests.world import World, build

NOON = datetime(2027, 11, 20, 4, 0, tzinfo=UTC)
KNOWN = clock.midnight(date(2028, 1, 20))
OVER = [*(Month(2026, number) for number in range(7, 13)), Month(2027, 10)]
MOVED_IN, AFTER = Month(2027, 11), Month(2027, 12)
# Who was moved inside the district in the month of the move; and what of the tree is not a sum.
FLOWS = {"went_over", "came_over"}
Lines = dict[str, dict[str, str]]


@pytest.fixture
def lively(transactional_db: None, moment: Moment) -> World:
    """Half a year of histories, looked at on the twentieth of November."""
    world = histories()
    moment.at = NOON
    return world


@remembered_by_the_owner
def histories() -> World:
    """Half a year of them in two streets, branches included."""
    world = build()
    for number, node in enumerate(("a11", "a12", "a21")):
        plant(world, node, times=2, start=200 + number * 100)
    grown(world, 31, 60)
    scatter(world, 31)
    with world.at("street-a1"):
        for kind, name in ((OrganisationKind.MOBILE_BRANCH, "流动支部"), (OrganisationKind.GROUP, "小组")):
            parent = Organisation.objects.get(pk=world.nodes["a11"].pk)
            world.nodes[name] = tree.add_organisation(by=None, parent=parent, kind=kind, name=name)
    return world


def move(world: World, node: str = "a11", parent: str = "a2") -> tuple[str, str]:
    """Under the other street; the old path and the new one."""
    with world.at("district-a"):
        here, there = (Organisation.objects.get(pk=world.nodes[name].pk) for name in (node, parent))
        moved = tree.move_organisation(by=world.users["district-a"], node=here, parent=there)
    return here.path, moved.path


def lines(world: World, month: Month) -> Lines:
    """The lines of the district with anything in them."""
    with world.system("a"):
        return {path: found for path, found in drafting.lines(month, KNOWN).items() if not is_empty(found)}


def whole(found: Lines, *paths: str) -> dict[str, float]:
    """The sum of all lines, or of these."""
    keys = {key for numbers in found.values() for key in numbers} - FLOWS
    rows = [numbers for path, numbers in found.items() if not paths or path in paths]
    return {key: sum(float(numbers.get(key, 0)) for numbers in rows) for key in keys}


def test_months_that_are_over_are_as_they_were(lively: World) -> None:
    """Every figure of every line, asked again after the move with what was known before it."""
    before = {month: lines(lively, month) for month in OVER}
    old, new = move(lively)
    after = {month: lines(lively, month) for month in OVER}
    assert after == before and new not in after[OVER[-1]]
    there = before[OVER[-1]][old]
    assert {key for key in ("branches", "groups", "total", "reports_total", "ideas_total") if there[key] != "0"} >= {
        "branches", "groups", "total", "reports_total", "ideas_total",
    }  # fmt: skip


def test_from_the_next_month_on_everything_that_lasts_is_its_own_in_the_new_place(lively: World) -> None:
    before = lines(lively, AFTER)
    old, new = move(lively)
    after = lines(lively, AFTER)
    assert old in before and old not in after, {key: n for key, n in after[old].items() if n != "0"}
    assert after[new] == before.pop(old)
    assert {path: found for path, found in after.items() if path != new} == before


def test_in_the_month_of_the_move_both_places_together_are_the_whole(lively: World) -> None:
    before = lines(lively, MOVED_IN)
    old, new = move(lively)
    after = lines(lively, MOVED_IN)
    assert whole(after) == whole(before)
    assert whole(after, old, new) == whole(before, old)
    left, came = after[old], after[new]
    assert left["total"] == came["before"] == "0" and left["before"] == before[old]["before"]
    assert came["total"] == before[old]["total"] == came["came_over"] == left["went_over"]
    assert (left["branches"], came["branches"]) == ("0", "1")
    assert before[old]["before"] == lines(lively, OVER[-1])[old]["total"]


def test_there_and_back_again_each_month_where_it_was(lively: World, moment: Moment) -> None:
    """In December back to its street, at a place of its own once more."""
    october, november = lines(lively, OVER[-1]), None
    first, second = move(lively)
    november = lines(lively, MOVED_IN)
    moment.passes(days=20)
    again, third = move(lively, parent="a1")
    assert again == second and third not in (first, second)
    assert lines(lively, OVER[-1]) == october
    assert lines(lively, MOVED_IN) == november
    december = lines(lively, AFTER)
    assert december[third]["total"] == november[second]["total"] and first not in december
    assert december[second]["total"] == "0" == december[third]["before"]
    assert set(lines(lively, AFTER.next())) & {first, second, third} == {third}


@pytest.mark.parametrize("name", ["branches", "groups", "points", "liaisons", "posts", "reports_total", "ideas_total"])
def test_the_rows_behind_are_told_at_the_same_place(lively: World, name: str) -> None:
    """What lies behind a figure is as many as the figure says, at the old place and at the new one."""
    old, new = move(lively)
    for month, node in ((OVER[-1], old), (OVER[-1], new), (MOVED_IN, old), (MOVED_IN, new), (AFTER, old), (AFTER, new)):
        asked = Asked(month, KNOWN)
        with lively.system("a"):
            found = table.figures(asked, code=CODE)
            number = sum(numbers.get(name, 0) for path, numbers in found.items() if path.startswith(node))
            told = behind.behind(asked, name, node=node, own=False, mine=lively.nodes["a"].path, code=CODE)
        assert told.number == number, (str(month), node)


def test_a_branch_between_two_communities(lively: World) -> None:
    before = {month: lines(lively, month) for month in OVER}
    move(lively, "流动支部", "a12")
    assert {month: lines(lively, month) for month in OVER} == before
    here, there = (lively.nodes[name].path for name in ("a11", "a12"))
    assert [lines(lively, AFTER)[path]["branches"] for path in (here, there)] == ["0", "1"]


def test_what_is_opened_or_closed_counts_from_that_day(lively: World, moment: Moment) -> None:
    """A branch of December is none of November's, and one that is closed was there before."""
    with lively.at("street-a1"):
        parent = Organisation.objects.get(pk=lively.nodes["a12"].pk)
        kind = OrganisationKind.MOBILE_BRANCH
        tree.add_organisation(by=None, parent=parent, kind=kind, name="新支部", opened_on=clock.today())
        closed = tree.close_organisation(by=None, node=Organisation.objects.get(pk=lively.nodes["小组"].pk))
        assert closed.closed_on == clock.today()
    a11, a12 = (lively.nodes[name].path for name in ("a11", "a12"))
    told = [(lines(lively, month)[a11]["groups"], lines(lively, month)[a12]["branches"]) for month in (*OVER, MOVED_IN)]
    assert told == [("1", "0")] * len(OVER) + [("0", "1")]
    with lively.at("street-a1"):
        again = tree.reopen_organisation(by=None, node=Organisation.objects.get(pk=closed.pk))
    assert again.closed_on is None and lines(lively, MOVED_IN)[a11]["groups"] == "1"


def test_without_looking_where_it_stood_the_past_changes(lively: World, owner_cursor) -> None:
    """Negative control: with a function that finds nothing, last month's branches go along to the other street."""
    before = lines(lively, OVER[-1])
    move(lively)
    owner_cursor.execute("SELECT pg_get_functiondef('registry_stood'::regproc)")
    [kept] = owner_cursor.fetchone()
    head = "CREATE OR REPLACE FUNCTION registry_stood(wanted text, day date) RETURNS text LANGUAGE sql"
    owner_cursor.execute(f"{head} STABLE PARALLEL SAFE AS 'SELECT wanted'")
    try:
        assert lines(lively, OVER[-1]) != before
    finally:
        owner_cursor.execute(kept)
    assert lines(lively, OVER[-1]) == before
