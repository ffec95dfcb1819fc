"""Numbers drawn at random: whatever stands at the nodes, rows add up to streets and streets to the whole, and
上月末 + 新增 − 减少 = 月末; any single change is found, and what doesn't balance is not handed up."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.choices import Direction
from registry.domain import members
from registry.domain.errors import Refused
from registry.lib import clock
from reports.domain import checks, cycle
from reports.domain.keeping import stored
from reports.figures import contacts, table
from reports.figures.definitions import CONTACTS
from reports.figures.month import Month
from reports.figures.register import FLOWS, balance
from reports.figures.standing import Asked
from reports.models import MonthlyReport
from tests.outreach.post import Moment
from tests.reports import books
from tests.reports.test_cycle import WRITTEN, report_of
from tests.web.staff import client_of, text_of
from tests.world import World, clerk, id_number, phone

SEGMENT = st.integers(1, 3).map(lambda number: f"{number:04d}")
PATHS = st.lists(SEGMENT, max_size=3).map(lambda parts: "".join(("0001", *parts)))
KEYS = ("before", *FLOWS, "total")
CAME, WENT = FLOWS[:2], FLOWS[2:]


def balanced(numbers: list[int]) -> dict[str, int]:
    """Somebody's month: as many at the end as the flows make, never fewer than none."""
    found = dict(zip(("before", *FLOWS), numbers, strict=True))
    rest = found["before"] + sum(found[key] for key in CAME)
    for key in WENT:
        found[key] = min(found[key], rest)
        rest -= found[key]
    return found | {"total": rest}


MONTHS = st.lists(st.integers(0, 50), min_size=len(FLOWS) + 1, max_size=len(FLOWS) + 1).map(balanced)
TREES = st.dictionaries(PATHS, MONTHS, max_size=12)


@given(tree=TREES)
def test_any_tree_adds_up(tree: dict[str, dict[str, int]]) -> None:
    """Lines of communities hold all below them; the whole is what all nodes hold; sums of what balances balance."""
    lines = table._lines(tree)
    whole = table._sum("0001", "", "total", lines.values()).numbers
    for key in KEYS:
        assert whole.get(key, 0) == sum(numbers[key] for numbers in tree.values())
        for path, numbers in lines.items():
            below = [each for node, each in tree.items() if node[: table.ROW] == path]
            assert numbers.get(key, 0) == sum(each[key] for each in below)
    assert balance(whole) == 0 and all(balance(numbers) == 0 for numbers in lines.values())


@given(month=MONTHS, key=st.sampled_from(KEYS), by=st.integers(1, 9))
def test_any_single_change_is_found(month: dict[str, int], key: str, by: int) -> None:
    """One figure more or less, and the report that has it says where."""
    assert balance(month) == 0
    for figures, wrong in ((month, False), (month | {key: month[key] + by}, True)):
        assert (balance(figures) != 0) is wrong
        row = MonthlyReport(figures=stored(figures), owner_path="0001", **WRITTEN)
        assert ("total" in {problem.key for problem in checks.problems(row, None)}) is wrong


def test_what_does_not_balance_is_not_handed_up(world: World, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a statement ever count wrongly: nothing is frozen, and it is said what to do."""
    books.drafted(world, moment)
    with world.at(clerk("a11")):
        row = report_of(world)
        row = cycle.write(by=None, report=row, fields=WRITTEN, revision=row.revision)
        figures = row.figures | {"total": str(int(row.figures["total"]) + 1)}
        monkeypatch.setattr(cycle.drafting, "lines", lambda *asked, **more: {row.owner_path: figures})
        with pytest.raises(Refused, match="上月末＋新增－减少不等于本月末"):
            cycle.submit(by=None, label="何", report=row, revision=row.revision)
        assert MonthlyReport.objects.get(pk=row.pk).state == "draft"
        monkeypatch.undo()
        assert cycle.submit(by=None, label="何", report=row, revision=row.revision).state == "submitted"


def test_what_is_to_be_mended_leads_to_where(world: World, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> None:
    """A balance that is wrong too, which no field explains: each link has its place on the page."""
    books.drafted(world, moment)
    with world.at(clerk("a11")):
        row = report_of(world)
    monkeypatch.setattr(checks, "balance", lambda numbers: 1)
    page = text_of(client_of(world, clerk("a11")).get(f"/months/reports/{row.pk}/"))
    assert "上月末＋新增－减少不等于本月末" in page
    places = set(re.findall(r'class="tap" href="#([^"]+)"', page))
    assert {"id_problems", "table-basics"} <= places
    assert [place for place in places if f'id="{place}"' not in page] == []


def test_who_has_left_one_and_come_to_another_is_to_be_contacted_by_both(world: World) -> None:
    """流出 of one community and 流入 of another: each has her, the district counts two; 口径 says so."""
    for node, way in (("a11", Direction.OUT), ("a21", Direction.IN)):
        with world.at(clerk(node)):
            members.register(
                by=world.users[clerk(node)], organisation=world.nodes[node], direction=way,
                fields={"name": "何小山", "id_number": id_number(7), "phone": phone(7)},
            )  # fmt: skip
    with world.system("a"):
        asked = Asked(Month.of(clock.today()), clock.now() + timedelta(minutes=1))
        found = contacts.contacts(asked)
        assert {node: numbers["to_contact"] for node, numbers in found.items()} == {
            world.nodes["a11"].path: 1, world.nodes["a21"].path: 1,
        }  # fmt: skip
    [meaning] = [each.meaning for each in CONTACTS.columns if each.key == "to_contact"]
    assert "全区算两人" in meaning
