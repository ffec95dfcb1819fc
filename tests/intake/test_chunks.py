"""Chunks checked in other processes come out as one pass would have them, duplicates across chunks included."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from registry.intake.checking import check_chunk
from registry.intake.duplicates import mark_duplicates
from registry.intake.reading import Workbook
from registry.intake.recognising import Wishes
from registry.intake.reports import check_file
from registry.intake.tables import Table, tables_of
from tests.intake.district import ROSTERS, context

LEDGER = ROSTERS / "street-ledger.xlsx"


def table_and_rows() -> tuple[Table, list]:
    with Workbook(LEDGER) as book:
        for sheet, rows in book.sheets():
            for table in tables_of(sheet, rows, Wishes(), context().communities):
                assert isinstance(table, Table)
                return table, list(table.rows)
    raise AssertionError


def test_plan_context_and_rows_can_be_sent() -> None:
    table, rows = table_and_rows()
    plan, around, some = pickle.loads(pickle.dumps((table.plan, context(), rows[:3])))
    assert [row.values["name"] for row in check_chunk(plan, some, around)] == ["龚松华", "贺豪洋", "钟芳玉"]


def test_two_processes_agree_with_one() -> None:
    table, rows = table_and_rows()
    again = [(number + 1000, cells) for number, cells in rows[:1]]
    chunks = [rows[:30], rows[30:] + again]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        parts = pool.map(check_chunk, [table.plan] * 2, chunks, [context()] * 2)
        found = list(mark_duplicates(row for part in parts for row in part))
    assert found[:-1] == list(check_file(LEDGER, LEDGER.name, context()))
    assert [problem.kind for problem in found[-1].errors] == ["duplicate_in_file"]
