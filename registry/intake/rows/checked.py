"""A row after checking: plain data, ready to be staged, shown or reported."""

from dataclasses import dataclass, field
from typing import Any

from registry.intake.files.wire import Cell

OK, REVIEW, ERROR = "ok", "review", "error"


@dataclass(frozen=True, slots=True)
class Problem:
    """An error or a warning at one cell; `column` is 1-based (1 where the sheet has no such column)."""

    sheet: str
    row: int
    column: int
    kind: str
    message: str
    raw: str = ""


@dataclass(slots=True)
class CheckedRow:
    """One row. `values` hold what a careful clerk would read (also of an erroneous row, for the page to show).

    Dates are `date`; `precision` says for which of them only the month or year is known. `extra` holds raw texts:
    columns that were not understood ({heading: text}) and values that could not be read ({field: text}).
    """

    sheet: str
    row: int
    verdict: str
    direction: str
    values: dict[str, Any]
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    precision: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)
    unnamed: tuple[int, ...] = ()  # 0-based columns that say something and have no heading
    hidden: bool = False
    struck: bool = False  # the clerk has struck it out
    columns: tuple[int, int] = (1, 1)  # 1-based columns of ID number and telephone, for duplicates

    def fail(self, column: int, kind: str, message: str, raw: str = "") -> None:
        """Add an error; the row is then not applied."""
        self.errors.append(Problem(self.sheet, self.row, column, kind, message, raw))
        self.verdict = ERROR
