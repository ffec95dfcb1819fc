"""基本情况 as of any month: the same as a replay of everybody's movements, and it always balances."""

from collections import Counter
from datetime import date, timedelta

import pytest

from registry.choices import Status
from registry.lib import clock
from registry.models import Movement
from reports.figures.month import Month
from reports.figures.register import FLOWS, REASONS, balance, register
from reports.figures.standing import Asked
from tests.reports.histories import History, grown, valid
from tests.world import World

MONTHS = [Month(2026, number) for number in range(6, 12)]
CODE = "440704"


def standing(rows: list[Movement]) -> tuple[bool, str]:
    """Whether she is on the register after these movements, and where: step by step, as one would by hand."""
    present, node = False, ""
    for row in rows:
        if row.kind == "moved" or not node:
            node = row.node_at_event
        if row.kind in ("registered", "reported_in", "enrolled"):
            present = True
        if row.kind in ("transferred_in", "returned", "moved_on", "closed"):
            present = False
    return present, node


def by_hand(histories: list[History], month: Month, known) -> dict[str, Counter]:
    """The same figures, one member after the other."""
    found: dict[str, Counter] = {}
    for history in histories:
        if history.member.direction != "in":
            continue
        rows = valid(history.rows, known, month.last)
        earlier = [row for row in rows if row.effective_on <= month.previous().last]
        for key, part in (("before", earlier), ("total", rows)):
            present, node = standing(part)
            if present:
                found.setdefault(node, Counter())[key] += 1
        for at in range(len(earlier), len(rows)):
            (was, old), (now, new) = standing(rows[:at]), standing(rows[: at + 1])
            for node, flow in _flows(was, old, now, new, rows[at].kind):
                found.setdefault(node, Counter())[flow] += 1
    return found


def _flows(was: bool, old: str, now: bool, new: str, kind: str) -> list[tuple[str, str]]:
    if now and not was:
        return [(new, "new")]
    if was and not now:
        return [(old, kind)]
    return [(old, "went_over"), (new, "came_over")] if was and old != new else []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_month_is_a_replay_and_balances(transactional_db: None, world: World, seed: int) -> None:
    histories, compared = grown(world, seed, 150), 0
    for month in MONTHS:
        for known in (clock.midnight(date(2027, 6, 1)), month.ends, month.ends + timedelta(days=30)):
            with world.system("a"):
                found = register(Asked(month, known), code=CODE)
            wanted = by_hand(histories, month, known)
            for node, numbers in found.items():
                for name in ("before", "total", *FLOWS):
                    assert numbers[name] == wanted.get(node, Counter())[name], (month, known, node, name)
                    compared += 1
                assert balance(numbers) == 0
            assert {node for node in wanted if any(wanted[node].values())} <= set(found)
            assert sum(row["came_over"] for row in found.values()) == sum(row["went_over"] for row in found.values())
    assert compared > 300


def test_the_columns_of_those_who_are_there(transactional_db: None, world: World) -> None:
    """Breakdowns of the last month agree with the records, counted one by one."""
    histories = grown(world, 7, 200)
    with world.system("a"):
        found = register(Asked(Month(2026, 11), clock.midnight(date(2027, 6, 1))), code=CODE)
    there = [h.member for h in histories if standing(valid(h.rows, None, date(2026, 11, 30)))[0]]
    inside = [member for member in there if member.direction == "in"]
    total = {name: sum(row[name] for row in found.values()) for name in next(iter(found.values()))}
    assert total["total"] == len(inside) and total["out"] == len(there) - len(inside)
    assert total["other_province"] == sum(member.origin_code[:2] in ("52", "43") for member in inside)
    assert total["other_city"] == sum(member.origin_code == "440100" for member in inside)
    assert total["other_county"] == sum(member.origin_code == "440703" for member in inside)
    assert total["young"] == sum(member.birth_on in (date(1991, 7, 31), date(2000, 2, 29)) for member in inside)
    assert total["college"] == sum(member.education_code in ("21", "31") for member in inside)
    assert total["lost"] == sum(member.status == Status.LOST for member in inside)
    assert set(REASONS) <= set(total)


def test_a_month_is_a_clerks_month() -> None:
    """It ends at 16:00 UTC of its last day, and so on over the year's end."""
    month = Month.parse("2026-12")
    assert (str(month.next()), str(month.previous()), month.last) == ("2027-01", "2026-11", date(2026, 12, 31))
    assert month.ends.astimezone(clock.UTC).isoformat() == "2026-12-31T16:00:00+00:00"
    assert Month.of(clock.local(month.ends - timedelta(seconds=1)).date()) == month
    with pytest.raises(ValueError, match="month"):
        Month.parse("2026-13")
