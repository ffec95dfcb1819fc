"""One file from bytes to checked rows, and what is told of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from registry.intake.files.corrections import says_so
from registry.intake.files.limits import Limits
from registry.intake.files.reading import Workbook
from registry.intake.headings.plans import SheetPlan, Wishes
from registry.intake.headings.table import Table
from registry.intake.rows.checked import ERROR, CheckedRow, Problem
from registry.intake.rows.checking import Context, check_rows
from registry.intake.rows.duplicates import DUPLICATE, Seen
from registry.intake.sheets.skipped import Skipped
from registry.intake.sheets.tables import tables_of
from registry.intake.words.headers import unnamed_heading
from registry.intake.words.messages import warning

LONGEST = 60  # characters of a line that are quoted
STRUCK = "struck"  # why a row was left out
PERSON = (
    "name",
    "id_number",
    "phone",
    "sex",
    "birth",
    "joined",
    "arrived",
    "origin_code",
    "education_code",
    "community_code",
    "home_org",
    "reported",
)


@dataclass(slots=True)
class Filled:
    """A column that has no heading: the first row that says something there, and how many do."""

    first: int
    count: int = 0


@dataclass(slots=True)
class Summary:
    """What is known of a file when its last row was checked."""

    kind: str | None = None
    plans: list[SheetPlan] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    hidden_rows: dict[str, list[int]] = field(default_factory=dict)
    hidden_sheets: list[str] = field(default_factory=list)
    left_out: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    unnamed: dict[tuple[str, int], dict[int, Filled]] = field(default_factory=dict)  # sheet, first row of heading
    verdicts: Counter[str] = field(default_factory=Counter)
    directions: Counter[str] = field(default_factory=Counter)
    notes: list[Problem] = field(default_factory=list)  # told of the file and of no row
    mended: int = 0  # tables of our own workbooks of rows to be mended

    @property
    def corrections(self) -> bool:
        """Whether nothing else is in the file: a part of a roster, by which nobody is missing."""
        return 0 < self.mended == len(self.plans)

    @property
    def direction(self) -> str:
        """in, out, or mixed."""
        found = {plan.direction for plan in self.plans} | set(self.directions)
        return found.pop() if len(found) == 1 else "mixed" if found else "in"


def check_file(
    source: Path | str | bytes,
    filename: str,
    context: Context,
    wishes: Wishes | None = None,
    summary: Summary | None = None,
    limits: Limits | None = None,
) -> Iterator[CheckedRow]:
    """Every row of a file, checked; `summary` fills on the way. Raises Refusal."""
    wishes, summary, seen = wishes or Wishes(filename=filename), summary or Summary(), Seen()
    struck: list[tuple[CheckedRow, SheetPlan]] = []
    with Workbook(source, filename, limits) as book:
        for sheet, rows in book.sheets():
            summary.kind = book.kind
            if not sheet.visible:
                summary.hidden_sheets.append(sheet.name)
            before = summary.plans[-1] if summary.plans else None
            for table in tables_of(sheet, rows, wishes, context.communities, before):
                if isinstance(table, Skipped):
                    summary.skipped.append(table)
                    continue
                summary.plans.append(table.plan)
                headings = [column.heading for column in table.plan.columns]
                summary.mended += sheet.corrections or says_so(table.plan.titles, headings)
                for row in check_rows(table, context):
                    if row.struck:
                        struck.append((row, table.plan))
                        continue
                    seen.judge(row)
                    _count(summary, row, table.plan)
                    yield row
                summary.left_out.setdefault(sheet.name, []).extend(table.left_out)
                _note(summary, sheet.name, table)
        yield from _struck(struck, seen, summary)


def _note(summary: Summary, sheet: str, table: Table) -> None:
    """What the lines around a table's rows say of them, each told once."""
    for row, kind, text in table.notes:
        problem = Problem(sheet, row, 1, kind, warning(kind, raw=text[:LONGEST]), text)
        if problem not in summary.notes:
            summary.notes.append(problem)


def _struck(rows: list[tuple[CheckedRow, SheetPlan]], seen: Seen, summary: Summary) -> Iterator[CheckedRow]:
    """Rows that were struck out come last: somebody who stands elsewhere in the file too was written anew there."""
    for row, plan in rows:
        seen.judge(row)
        if any(problem.kind == DUPLICATE for problem in row.errors):
            summary.left_out.setdefault(row.sheet, []).append((row.row, STRUCK))
        else:
            _count(summary, row, plan)
            yield row


def _count(summary: Summary, row: CheckedRow, plan: SheetPlan) -> None:
    summary.verdicts[row.verdict] += 1
    summary.directions[row.direction] += 1
    if row.hidden:
        summary.hidden_rows.setdefault(row.sheet, []).append(row.row)
    for at in row.unnamed:
        columns = summary.unnamed.setdefault((plan.sheet, plan.head_first), {})
        columns.setdefault(at, Filled(row.row)).count += 1


def person(row: CheckedRow) -> dict[str, Any]:
    """One entry of `people`: an error row has no values."""
    told: dict[str, Any] = {"sheet": row.sheet, "row": row.row, "verdict": row.verdict}
    if row.verdict == ERROR:
        return told
    return {name: _plain(row.values.get(name)) for name in PERSON} | told | {"direction": row.direction}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def report(rows: Iterator[CheckedRow], summary: Summary) -> dict[str, Any]:
    """What `manage.py intake --report` writes; takes all rows of `check_file` together with its summary."""
    people, errors, warnings = [], [], []
    for row in rows:
        people.append(person(row))
        errors += [_cell(problem) for problem in row.errors]
        warnings += [_cell(problem) for problem in row.warnings]
    warnings += [_cell(problem) for problem in summary.notes]
    return {
        "direction": summary.direction,
        "directions": {plan.sheet: plan.direction for plan in summary.plans},
        "directions_opposed": _opposed(summary),
        "sheets": list(dict.fromkeys(plan.sheet for plan in summary.plans)),
        "rows": len(people),
        "counts": {verdict: summary.verdicts[verdict] for verdict in ("ok", "review", "error")},
        "errors": errors,
        "people": people,
        "warnings": warnings,
        "sheets_skipped": [{"sheet": skipped.sheet, "reason": skipped.reason} for skipped in summary.skipped],
        "sheets_hidden": summary.hidden_sheets,
        "rows_hidden": summary.hidden_rows,
        "rows_left_out": [
            {"sheet": sheet, "row": row, "reason": why} for sheet, rows in summary.left_out.items() for row, why in rows
        ],
        "unknown_columns": _unknown(summary),
    }


def _opposed(summary: Summary) -> list[dict[str, str]]:
    """What the sheets say of their people against the direction that was chosen."""
    said = dict.fromkeys((plan.sheet, plan.opposed, plan.direction) for plan in summary.plans if plan.opposed)
    return [{"sheet": sheet, "said": text, "chosen": way} for sheet, text, way in said]


def _unknown(summary: Summary) -> list[dict[str, Any]]:
    """Columns that nobody understood, then those without a heading that hold something."""
    named = [(plan.sheet, column.index + 1, column.heading) for plan in summary.plans for column in plan.unknown]
    found = [(sheet, at + 1, unnamed_heading(at + 1)) for (sheet, _), at in _unnamed(summary)]
    return [{"sheet": sheet, "column": column, "heading": heading} for sheet, column, heading in named + found]


def _unnamed(summary: Summary) -> list[tuple[tuple[str, int], int]]:
    return [(table, at) for table, columns in summary.unnamed.items() for at in sorted(columns)]


def _cell(problem: Any) -> dict[str, Any]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "kind": problem.kind,
        "message": problem.message,
    }
