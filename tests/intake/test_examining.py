"""A file checked in a process of its own gives the very rows that it gives here; its end is told whatever it was."""

import os
import pickle
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from uuid import UUID

import orjson
import psutil
import pytest

from registry.intake.files.reading import Workbook
from registry.intake.files.refusals import Refusal
from registry.intake.headings.plans import SheetPlan, Wishes
from registry.intake.headings.table import Table
from registry.intake.rows.around import Node, Surroundings
from registry.intake.rows.checking import RowChecker
from registry.intake.sheets.tables import tables_of
from registry.intake.staging import examining
from registry.intake.staging.examining import Examination, ExaminationError
from tests.intake.district import ROSTERS, STREET, context

LEDGER = ROSTERS / "street-ledger.xlsx"


def around() -> Surroundings:
    """A street's intake: its communities are nodes below it."""
    world, home = context(STREET), Node(UUID(int=1), "00010001")
    nodes = {code: Node(UUID(int=int(code)), home.path + code[-4:]) for code in world.communities.within}
    return Surroundings(world, home, nodes, "0001", date.today(), leads=False)


def examination(source: Path | bytes) -> Examination:
    return Examination(source, Wishes(filename="名册.xlsx"), around(), block=30)


def children() -> set[psutil.Process]:
    return set(psutil.Process().children(recursive=True))


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> set[psutil.Process]:
    """Every file goes to a process of its own. The answer: processes that are none of ours, as the browser's."""
    monkeypatch.setattr(examining, "APART_FROM", 0)
    return children()


@pytest.mark.parametrize("source", [LEDGER, LEDGER.read_bytes()], ids=["path", "bytes"])
def test_apart_as_here(apart: set[psutil.Process], source: Path | bytes) -> None:
    here, there = examination(source), examination(source)
    assert list(here.here()) == (blocks := list(there.blocks()))
    assert len(blocks) > 1 and [len(block) for block in blocks[:-1]] == [30] * (len(blocks) - 1)
    assert there.summary == here.summary and there.counts.as_json() == here.counts.as_json()
    assert not children() - apart


def test_a_file_in_memory_is_handed_on(apart: set[psutil.Process]) -> None:
    with os.fdopen(os.memfd_create("upload", os.MFD_CLOEXEC), "wb") as memory:
        memory.write(LEDGER.read_bytes())
        memory.flush()
        rows = [row for block in examination(Path(f"/proc/self/fd/{memory.fileno()}")).blocks() for row in block]
    assert orjson.loads(rows[0].line)["v"]["name"] == "龚松华"


def test_a_refusal_comes_across(apart: set[psutil.Process]) -> None:
    with pytest.raises(Refusal) as refusal:
        list(examination(b"%PDF-1.4 no table").blocks())
    assert refusal.value.kind == "not_a_table" and "xlsx" in refusal.value.message


def test_an_error_in_our_own_code_is_told_without_the_rows(apart: set[psutil.Process]) -> None:
    broken = examination(LEDGER)
    broken.block = "a size that is no number"  # type: ignore[assignment]
    with pytest.raises(ExaminationError, match=r"TypeError in payloads\.py:\d+"):
        list(broken.blocks())


def test_a_process_that_dies_is_told(apart: set[psutil.Process]) -> None:
    assert any(told_of_its_death(apart) for _ in range(20)), "it was always quicker than the blow"


def told_of_its_death(apart: set[psutil.Process]) -> bool:
    """Whether a reader killed after its first block is told as dead; False when it had finished before."""
    blocks = examination(LEDGER).blocks()
    next(blocks)
    for process in children() - apart:
        with suppress(psutil.NoSuchProcess):  # quicker than the blow
            process.kill()
    try:
        list(blocks)
    except ExaminationError as error:
        return "died" in str(error)
    return False


def test_leaving_early_ends_it_and_its_reader(apart: set[psutil.Process]) -> None:
    blocks = examination(LEDGER).blocks()
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]
    until = time.monotonic() + 5
    while children() - apart and time.monotonic() < until:
        time.sleep(0.05)
    assert not children() - apart


def plan_and_rows() -> tuple[SheetPlan, list]:
    with Workbook(LEDGER) as book:
        for sheet, rows in book.sheets():
            for table in tables_of(sheet, rows, Wishes(), context().communities):
                assert isinstance(table, Table)
                return table.plan, list(table.rows)
    raise AssertionError


def test_what_is_remembered_of_a_row_changes_no_other() -> None:
    """Each row read by a checker that knows nothing, and by one that has read all the others."""
    plan, rows = pickle.loads(pickle.dumps(plan_and_rows()))
    knowing = RowChecker(plan, context())
    for number, cells in [*rows, *rows]:
        assert knowing(number, cells) == RowChecker(plan, context())(number, cells)


def test_equal_cells_of_other_kinds_are_not_taken_for_one_another() -> None:
    """1, 1.0 and True are one key of a dict, and three different cells."""
    plan, rows = plan_and_rows()
    at, checker = plan.by_field["reported"][0], RowChecker(plan, context())
    for cell in (True, 1, 1.0, "1", False, 0, "0", True, 1.0):
        number, cells = rows[0]
        changed = [*cells[:at], cell, *cells[at + 1 :]]
        assert checker(number, changed) == RowChecker(plan, context())(number, changed), cell
