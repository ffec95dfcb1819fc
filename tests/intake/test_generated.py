"""Rosters that nobody has seen: other columns, other spellings, other shapes, and still the generator's answer."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.intake.sheets.reports import Summary, check_file, report
from tests.faults.harness import rounds
from tests.intake.district import context
from tests.intake.generator import Maker, Roster

CONTEXTS = {scope: context(scope) for scope in ("440704", "440704001", "440704005", "440704001025")}


def differences(roster: Roster, found: dict) -> list[str]:
    """Every way in which the report departs from the answer, in words."""
    expected = roster.expected
    told = [
        f"{key}: {expected[key]} → {found[key]}"
        for key in ("direction", "sheets", "rows")
        if expected[key] != found[key]
    ]
    errors = [tuple(error[key] for key in ("sheet", "row", "column", "kind")) for error in found["errors"]]
    right = [tuple(error.values()) for error in expected["errors"]]
    told += [f"error too many {error}" for error in errors if error not in right]
    told += [f"error missing {error}" for error in right if error not in errors]
    people = {(person["sheet"], person["row"]): person for person in found["people"]}
    for person in expected["people"]:
        got = people.pop((person["sheet"], person["row"]), {})
        told += [
            f"{person['sheet']} {person['row']} {key}: {value!r} → {got.get(key)!r}"
            for key, value in person.items()
            if got.get(key) != value
        ]
    return told + [f"nobody at {place}" for place in people]


def judge(seed: int) -> list[str]:
    roster, summary = Maker(seed).roster(), Summary()
    rows = check_file(roster.content, roster.filename, CONTEXTS[roster.scope], summary=summary)
    return differences(roster, report(rows, summary))


@pytest.mark.parametrize("seed", range(40))
def test_fixed_rosters(seed: int) -> None:
    assert judge(seed) == []


@given(seed=st.integers(min_value=1000, max_value=10**9))
@settings(max_examples=rounds(15, 40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_roster(seed: int) -> None:
    assert judge(seed) == []
