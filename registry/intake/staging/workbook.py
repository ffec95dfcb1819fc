"""The rows to be mended as a workbook: as they were written, the cell marked, and beside them what to do.

It can be put in again as it is: the heading stands in its old rows' shape, and the added column is known as one to
leave out. What makes it known again: `corrections`.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from registry.choices import Direction, IntakeState, Verdict
from registry.domain.errors import Refused
from registry.intake.files.corrections import MARK, REMEDY, TITLE
from registry.intake.staging import storing
from registry.intake.staging.packs import Lines
from registry.intake.staging.showing import Issue, headings_of, issues_of
from registry.lib import clock
from registry.models import Intake, IntakeRow, Organisation, User
from registry.models.unit import record

KIND = "failed"
HOURS = 24
WIDTH = 16
NOT_YOURS = "更正表里有整行的个人信息，只给上传的人。请由上传人下载，或者重新上传名册。"
TOO_LATE = "更正表只保留 24 小时，已经清除。请重新上传名册。"


def expires(intake: Intake) -> datetime | None:
    """Until when the workbook can be had; None before the check."""
    checked = intake.counts.get("checked_at")
    return datetime.fromisoformat(checked) + timedelta(hours=HOURS) if checked else None


def is_available(intake: Intake) -> bool:
    """Whether there are rows to be mended and the time is not over."""
    until = expires(intake)
    gone = intake.state in (IntakeState.CANCELLED, IntakeState.READING, IntakeState.CHECKING)
    return bool(intake.counts.get("error")) and not gone and until is not None and clock.now() < until


def failed_rows(*, by: User, intake: Intake) -> bytes:
    """The workbook as .xlsx; made once, kept encrypted. Raises Refused for all but the uploader, and after 24 h."""
    if intake.uploaded_by_id != by.pk:
        raise Refused(NOT_YOURS)
    if not is_available(intake):
        raise Refused(TOO_LATE if intake.counts.get("error") else "这份名册没有需要更正的行。")
    record("intake.failed_rows_downloaded", on=intake)
    kept = storing.read(intake, f"{KIND}{_mark(intake)}")
    if kept is None:
        kept = make(intake)
        storing.write(intake, f"{KIND}{_mark(intake)}", kept, expires(intake))
    return kept


def _mark(intake: Intake) -> str:
    """Different after another check of the same file."""
    return str(int(datetime.fromisoformat(intake.counts["checked_at"]).timestamp()) % 10_000)


def make(intake: Intake) -> bytes:
    """Write the workbook. Texts only: what looks like a formula stays text."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": False, "strings_to_formulas": False}) as book:
        book.set_properties({"created": clock.now().replace(tzinfo=None, microsecond=0)})
        book.define_name(MARK, '="1"')
        looks = _looks(book)
        for table in _tables(intake):
            rows = _rows_of(intake, table)
            if rows:
                _write_table(book.add_worksheet(_sheet_name(book, table)), intake, table, rows, looks)
    return buffer.getvalue()


def _looks(book: Any) -> dict[str, Format]:
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bg_color": "#F1E8DC", "border": 1, "text_wrap": True}),
        "bad": book.add_format({"bg_color": "#FDE2E0", "border": 1}),
        "why": book.add_format({"font_color": "#A11A12", "text_wrap": True}),
    }


def _tables(intake: Intake) -> list[dict[str, Any]]:
    return [table for table in intake.sheets if not table["skipped"]]


def _sheet_name(book: Any, table: dict[str, Any]) -> str:
    """The sheet's own name, since it may say which village it is about; numbered when it had two tables."""
    taken = {sheet.get_name().lower() for sheet in book.worksheets()}
    name = str(table["sheet"])[:31] or "名册"
    return name if name.lower() not in taken else f"{name[:27]}({len(taken)})"


def _rows_of(intake: Intake, table: dict[str, Any]) -> list[IntakeRow]:
    rows = IntakeRow.objects.filter(intake=intake, sheet=table["sheet"], verdict=Verdict.ERROR).order_by("position")
    return [row for row in rows.iterator(chunk_size=500) if headings_of(intake, row) is table["columns"]]


def _write_table(
    sheet: Worksheet, intake: Intake, table: dict[str, Any], rows: Iterable[IntakeRow], looks: dict[str, Format]
) -> None:
    headings = [column["heading"] for column in table["columns"]]
    sheet.write_string(0, 0, _title(intake, table), looks["title"])
    first = _write_head(sheet, [*headings, REMEDY], table["head_last"] > table["head_first"], looks["head"])
    sheet.set_column(0, len(headings) - 1, WIDTH)
    sheet.set_column(len(headings), len(headings), 60)
    sheet.freeze_panes(first, 0)
    lines = Lines(intake)
    for at, row in enumerate(rows, first):
        payload = lines.payload(row.position)
        _write_row(sheet, at, payload.get("c", []), issues_of(row, payload, headings), len(headings), looks)


def _title(intake: Intake, table: dict[str, Any]) -> str:
    """Says direction and community again, since the first file may have said them in its title only."""
    where = Organisation.objects.filter(code=table["community"] or "-").first()
    return f"{where or ''}{Direction(table['direction']).label}党员名册{TITLE}"


def _write_head(sheet: Worksheet, headings: Sequence[str], two_rows: bool, look: Format) -> int:
    """One row, or two where the old heading had two: parents above, merged over their children."""
    if not two_rows:
        for at, heading in enumerate(headings):
            sheet.write_string(1, at, heading, look)
        return 2
    pairs = [heading.partition("/")[::2] for heading in headings]
    for at, (parent, child) in enumerate(pairs):
        sheet.write_string(2, at, child, look)
        if not child:
            sheet.merge_range(1, at, 2, at, parent, look)
    _write_parents(sheet, pairs, look)
    return 3


def _write_parents(sheet: Worksheet, pairs: Sequence[tuple[str, str]], look: Format) -> None:
    at = 0
    while at < len(pairs):
        end = at
        while pairs[at][1] and end + 1 < len(pairs) and pairs[end + 1][1] and pairs[end + 1][0] == pairs[at][0]:
            end += 1
        if end > at:
            sheet.merge_range(1, at, 1, end, pairs[at][0], look)
        elif pairs[at][1]:
            sheet.write_string(1, at, pairs[at][0], look)
        at = end + 1


def _write_row(
    sheet: Worksheet, at: int, cells: Sequence[str], issues: Sequence[Issue], width: int, looks: dict[str, Format]
) -> None:
    errors = [issue for issue in issues if issue.severity == "error"]
    marked = {issue.column - 1 for issue in errors}
    for column in range(width):
        text = cells[column] if column < len(cells) else ""
        if column in marked:
            sheet.write_string(at, column, text, looks["bad"])
        elif text:
            sheet.write_string(at, column, text)
    # What is only to be looked at, too: the row comes once, not again for each thing that is found next.
    beside = [f"另请核对 {_reason(issue)}" for issue in issues if issue.severity != "error"]
    sheet.write_string(at, width, "\n".join([*map(_reason, errors), *beside]), looks["why"])


def _reason(issue: Issue) -> str:
    heading = "".join(issue.heading.split())
    return f"{issue.letter} 列{'“' + heading + '”' if heading else ''}：{issue.message}"
