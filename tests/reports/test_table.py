"""The month's tables add up: rows to streets, streets to the whole; every column is defined and counted."""

from datetime import timedelta

from registry.lib import clock
from reports.figures import table
from reports.figures.definitions import TABLES
from reports.figures.month import Month
from reports.figures.register import balance
from reports.figures.standing import Asked
from tests.planting import plant
from tests.world import World


def test_children_sum_to_parents_and_every_column_is_there(world: World) -> None:
    for number, node in enumerate(("a11", "a12", "a21")):
        plant(world, node, times=1, start=200 + number * 100)
    for number, node in enumerate(("a1", "a")):
        world.member(node, 900 + number)
    asked = Asked(Month.of(clock.today()), clock.now() + timedelta(minutes=1))
    with world.system("a"):
        found = table.figures(asked, code="440704")
        rows = table.rows(found, day=asked.month.last)
    whole = rows[-1]
    keys = {figure.key for each in TABLES for figure in each.columns if not figure.is_share}
    shares = [figure for each in TABLES for figure in each.columns if figure.is_share]
    assert keys | {figure.whole for figure in shares} | {figure.part for figure in shares} == set(whole.numbers)
    for key in keys:
        assert sum(numbers.get(key, 0) for numbers in found.values()) == whole.numbers[key], key
        assert sum(row.numbers.get(key, 0) for row in rows if row.kind in ("row", "own")) == whole.numbers[key], key
        for street in (row for row in rows if row.kind == "street"):
            inside = [row for row in rows if row.kind in ("row", "own") and row.path.startswith(street.path)]
            assert sum(row.numbers.get(key, 0) for row in inside) == street.numbers.get(key, 0), (street.path, key)
    assert (
        all(balance(numbers) == 0 for numbers in found.values() if "before" in numbers) and balance(whole.numbers) == 0
    )
    assert whole.numbers["total"] >= 11 and {row.kind for row in rows} == {"row", "own", "street", "total"}
    assert all(row.share(figure) is not None for figure in shares for row in rows[-1:] if row.numbers[figure.whole])
    assert all(figure.meaning and figure.source for each in TABLES for figure in each.columns)
