"""All five tables against a second count, written separately: no difference at any node, in any month."""

from datetime import date, timedelta

import pytest

from registry.lib import clock
from reports.figures import table
from reports.figures.definitions import TABLES
from reports.figures.month import Month
from reports.figures.standing import Asked
from tests.planting import plant
from tests.reports.by_hand import Hand
from tests.reports.histories import grown
from tests.reports.scattered import scatter
from tests.world import World

CODE = "440704"
LATER = date(2027, 6, 1)


def differences(month: Month, known=None) -> tuple[list, int]:
    """(node, figure, by hand, by the program) wherever the two are not the same, in the present scope; figures that
    are something."""
    known = known or clock.now() + timedelta(minutes=1)
    wanted = Hand(month.first, month.last, known, CODE).count()
    found = table.figures(Asked(month, known), code=CODE)
    keys = {figure.key for each in TABLES for figure in each.columns if not figure.is_share}
    keys |= {"ideas_rated", "ideas_content"}
    pairs = {
        (node, key): (wanted.get(node, {}).get(key, 0), found.get(node, {}).get(key, 0))
        for node in set(wanted) | set(found)
        for key in keys
    }
    unlike = [(*at, *pair) for at, pair in pairs.items() if pair[0] != pair[1]]
    return unlike, sum(any(pair) for pair in pairs.values())


@pytest.mark.parametrize("seed", [11, 12])
def test_a_second_count_finds_the_same(transactional_db: None, world: World, seed: int) -> None:
    for number, node in enumerate(("a11", "a12", "a21")):
        plant(world, node, times=2, start=200 + number * 100)
    grown(world, seed, 60)
    scatter(world, seed)
    compared, seen = 0, set()
    with world.system("a"):
        for number in range(6, 12):
            month = Month(2026, number)
            for known in (clock.midnight(LATER), month.ends + timedelta(days=9)):
                unlike, number_of = differences(month, known)
                assert unlike == [], (str(month), known)
                compared += number_of
            found = table.figures(Asked(month, clock.midnight(LATER)), code=CODE)
            seen |= {key for numbers in found.values() for key, value in numbers.items() if value}
            _adds_up(table.rows(found, day=month.last), found)
    # Nothing was compared with nothing all the time.
    assert compared > 500 and len(seen) > 40 and {"overdue", "contacted"} <= seen, sorted(seen)


def _adds_up(rows: list[table.Row], found: dict) -> None:
    """Communities to streets, streets and what lies above them to the whole."""
    whole = rows[-1].numbers
    streets = {row.path: row.numbers for row in rows if row.kind == "street"}
    for key in whole:
        assert sum(numbers.get(key, 0) for numbers in found.values()) == whole[key], key
        own = sum(row.numbers.get(key, 0) for row in rows if row.kind == "own" and len(row.path) < table.STREET)
        assert sum(numbers.get(key, 0) for numbers in streets.values()) + own == whole[key], key
        for path, numbers in streets.items():
            inside = sum(each.get(key, 0) for node, each in found.items() if node.startswith(path))
            assert inside == numbers.get(key, 0), (path, key)
