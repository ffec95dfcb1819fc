"""One workbook of a node and a month. `make` is called in one snapshot of the database, in the district's scope."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from typing import IO, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from registry.models.identity import system_scope
from registry.models.unit import work
from reports.figures.definitions import TABLES
from reports.workbook import container, cover, deeds, ideas, roster, tables, words
from reports.workbook.container import Insert
from reports.workbook.facts import Facts, gather
from reports.workbook.ledgers import Ledger, Line
from reports.workbook.looks import Looks, set_up
from reports.workbook.spec import Spec

# Neither formulas nor links out of what people typed; what is written is texts and numbers anyway.
TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
ALL = (roster.LEDGER, deeds.CONTACTS, deeds.STUDIES, ideas.LEDGER)
HEAD, SPECIMEN = 2, 3  # rows (0-based) of a ledger's heads and of its first line
WIDE = 220  # characters across; more of them would be too small to read on one sheet of paper
Told = Callable[[int, int], None]


@dataclass
class Sheet:
    """A sheet of a ledger that is to be filled: its file in the container, how many lines, and which."""

    file: str
    total: int
    ledger: Ledger


def make(spec: Spec, out: IO[bytes], told: Told = lambda done, total: None) -> Facts:
    """Write the workbook to `out` and say what is in it; `told` hears how many of how many lines are written.

    The same spec and the same rows give the same bytes.
    """
    facts = gather(spec)
    with work(system_scope(spec.path)):
        counts = {ledger.key: ledger.count(spec) for ledger in ALL if ledger.key in spec.sheets}
        frame, sheets = _frame(spec, facts, counts)
        _fill(spec, frame, out, sheets, told)
    return facts


def make_ledger(key: str, spec: Spec, out: IO[bytes], told: Told = lambda done, total: None) -> Facts:
    """One ledger as a workbook of its own, with the same lines, looks and masks."""
    facts, ledger = gather(spec), next(each for each in ALL if each.key == key)
    with work(system_scope(spec.path)):
        make_one(spec, ledger, _heading(spec, ledger), _note(ledger, facts, ledger.count(spec)), out, told)
    return facts


def make_one(spec: Spec, ledger: Ledger, heading: str, note: str, out: IO[bytes], told: Told) -> None:
    """A workbook of one ledger under its heading, in the scope that holds."""
    frame = io.BytesIO()
    with xlsxwriter.Workbook(frame, TEXTS) as book:
        book.set_properties(_properties(spec, heading))
        sheets = _ledger(book, Looks(book), spec, ledger, ledger.count(spec), (heading, note))
    frame.seek(0)
    _fill(spec, frame, out, sheets, told)


def _properties(spec: Spec, title: str) -> dict[str, Any]:
    """The day of the snapshot, not of the making."""
    created = spec.known.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return {"created": created, "title": title, "comments": spec.watermark}


def _heading(spec: Spec, ledger: Ledger) -> str:
    return f"{spec.unit}{spec.month.label}流动党员{ledger.title}"


def _fill(spec: Spec, frame: IO[bytes], out: IO[bytes], sheets: list[Sheet], told: Told) -> None:
    """The lines of each ledger go on from one of its sheets to the next."""
    total, done = sum(sheet.total for sheet in sheets), 0
    flows: dict[str, Iterator[Line]] = {sheet.ledger.key: sheet.ledger.lines(spec) for sheet in sheets}
    inserts = {
        sheet.file: Insert(
            SPECIMEN + 1, sheet.total, islice(flows[sheet.ledger.key], sheet.total), sheet.ledger.places
        )
        for sheet in sheets
    }  # fmt: skip

    def heard(lines: int) -> None:
        nonlocal done
        done = min(done + lines, total)
        told(done, total)

    container.pack(frame, out, inserts, heard)


def _frame(spec: Spec, facts: Facts, counts: dict[str, int]) -> tuple[IO[bytes], list[Sheet]]:
    """Everything but the lines of the ledgers, and where those go."""
    frame, sheets = io.BytesIO(), []
    with xlsxwriter.Workbook(frame, TEXTS) as book:
        book.set_properties(_properties(spec, cover.title(spec)))
        looks = Looks(book)
        cover.write(book.add_worksheet("封面"), looks, spec, facts)
        for table in TABLES:
            tables.write(book.add_worksheet(table.title), looks, spec, facts, table)
        for ledger in ALL:
            if ledger.key in counts:
                texts = _heading(spec, ledger), _note(ledger, facts, counts[ledger.key])
                sheets += _ledger(book, looks, spec, ledger, counts[ledger.key], texts)
        words.write_changes(book.add_worksheet("变更说明"), looks, spec, facts)
        words.write_meanings(book.add_worksheet("指标口径"), looks, spec)
    frame.seek(0)
    return frame, sheets


def _ledger(
    book: xlsxwriter.Workbook, looks: Looks, spec: Spec, ledger: Ledger, total: int, texts: tuple[str, str]
) -> list[Sheet]:
    """As many sheets as it takes (Excel has 1,048,576 rows), each with a heading and a note (`texts`)."""
    most, made = spec.most_rows - SPECIMEN, []
    for number in range(max(1, -(-total // most))):
        name = ledger.title if not number else f"{ledger.title}（{number + 1}）"
        here = min(most, total - number * most)
        _empty(book.add_worksheet(name), looks, spec, ledger, here, texts)
        made.append(Sheet(f"xl/worksheets/sheet{len(book.worksheets())}.xml", here, ledger))
    return [sheet for sheet in made if sheet.total]


def _note(ledger: Ledger, facts: Facts, total: int) -> str:
    """What stands below the title; of the roster, how many the figures have that are not on it."""
    whole = facts.rows[-1].numbers
    counted = int(whole.get("total", 0) + whole.get("out", 0))
    if ledger.key == "roster" and not facts.counted:
        return f"{ledger.note}共 {total:,} 名。这个月还没有月报，没有报表的数字可比。"
    if ledger.key != "roster" or counted == total:
        return f"{ledger.note}共 {total:,} 条。"
    return (
        f"{ledger.note}共 {total:,} 名；报表里月末流入、流出合计 {counted:,} 名。差的是已经转给其他组织管理的，"
        "或者报表定稿以后才登记、更正的。"
    )


def _empty(sheet: Worksheet, looks: Looks, spec: Spec, ledger: Ledger, total: int, texts: tuple[str, str]) -> None:
    """A ledger's sheet with its heads and one specimen row, which the lines take the place of."""
    columns = (("序号", 6.0), *ledger.columns)
    set_up(sheet, spec, heads=(HEAD, HEAD), frozen=(SPECIMEN, 3))
    if sum(width for _, width in columns) > WIDE:
        sheet.fit_to_pages(2, 0)
        sheet.repeat_columns(0, 2)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, texts[0], looks.ledger_title)
    sheet.write_string(1, 0, texts[1], looks.line)
    sheet.set_row(HEAD, 32)
    for column, (heading, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(HEAD, column, heading, looks.head)
        if total:
            look = looks.text if column else looks.number
            sheet.write_blank(SPECIMEN, column, None, looks.amount if column in ledger.places else look)
    # Numbers that people typed are texts on purpose: without this every one of them gets a green corner.
    last = SPECIMEN + max(total, 1) - 1
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(columns) - 1)}{last + 1}"})
    if total:
        sheet.autofilter(HEAD, 0, last, len(columns) - 1)
