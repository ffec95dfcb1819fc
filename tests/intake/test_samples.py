"""The six sample rosters come out exactly as their answers say, and what isn't said is null."""

import json
from pathlib import Path

import pytest

from registry.intake.sheets.reports import Summary, check_file, report
from tests.intake.district import ROSTERS, context

SAMPLES = sorted(path.name for path in ROSTERS.iterdir() if path.suffix in (".xls", ".xlsx", ".csv"))


def reported(path: Path) -> dict:
    summary = Summary()
    return report(check_file(path, path.name, context(), summary=summary), summary)


def test_all_six_are_here() -> None:
    assert len(SAMPLES) == 6


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_is_exact(name: str) -> None:
    expected = json.loads((ROSTERS / f"{name}.expected.json").read_text(encoding="utf-8"))
    found = reported(ROSTERS / name)
    assert {key: found[key] for key in ("direction", "sheets", "rows")} == {
        key: expected[key] for key in ("direction", "sheets", "rows")
    }
    assert [{key: error[key] for key in ("sheet", "row", "column", "kind")} for error in found["errors"]] == expected[
        "errors"
    ]
    for told, known in zip(found["people"], expected["people"], strict=True):
        assert {key: told.get(key) for key in known} == known


@pytest.mark.parametrize("name", SAMPLES)
def test_every_column_of_the_samples_is_understood(name: str) -> None:
    found = reported(ROSTERS / name)
    assert found["unknown_columns"] == []
    assert found["sheets_skipped"] == []


def test_errors_say_how_to_mend_them() -> None:
    found = reported(ROSTERS / "new-employment.xlsx")
    assert found["errors"]
    assert all("请" in error["message"] for error in found["errors"])


def test_income_and_household_are_not_kept() -> None:
    rows = list(check_file(ROSTERS / "branch-outflow.xlsx", "", context()))
    first = next(row for row in rows if row.row == 5)
    assert first.values["occupation"] == "快递员"
    assert "7万" not in repr((first.values, first.extra))
    assert not {"household_size", "ideology_note"} & (set(first.values) | set(first.extra))
