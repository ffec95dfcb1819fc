"""One row while it is being read: its cells by field, and where to note what was found."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from registry.intake.files.wire import LONGEST, Cell, CellError, LongText
from registry.intake.headings.plans import SheetPlan
from registry.intake.rows.checked import CheckedRow, Problem
from registry.intake.words import messages
from registry.intake.words.communities import Communities
from registry.intake.words.simple import day_of_joining, nothing
from registry.lib import clock
from registry.lib.dates import PROBLEMS, is_tenth, parse_date
from registry.lib.values import strip_cell, synonym, ticked_option

KEEP, DROP = "keep", "drop"
UNSURE = "表里还没有写明，问清楚以后可以补上"


def behind(before: str | None, text: str) -> str:
    """A text behind what is written already, which may say it too."""
    if not before:
        return text
    return before if text in before else f"{before}；{text}"


@dataclass(frozen=True, slots=True)
class Context:
    """What checking needs to know of the world: the district's communities, and which lie inside the intake."""

    communities: Communities
    district: str = "440704"
    unknown_columns: str = KEEP
    dropped: frozenset[int] = field(default_factory=frozenset)


class Look:
    """One row being read: cells by field, and where to note what was found."""

    __slots__ = ("by", "cells", "plan", "row", "width")

    def __init__(self, plan: SheetPlan, cells: list[Cell], row: CheckedRow) -> None:
        self.plan, self.cells, self.row = plan, cells, row
        self.by, self.width = plan.by_field, len(cells)

    def at(self, index: int) -> Cell:
        """The cell at a 0-based index; an error value (#N/A) counts as empty and is noted, once however often read."""
        cell = self.cells[index] if index < self.width else None
        if type(cell) is CellError:
            noted = ((problem.kind, problem.column) for problem in self.row.warnings)
            if ("cell_error", index + 1) not in noted:
                self.warn(index + 1, "cell_error", str(cell))
            return None
        return cell

    def cell(self, name: str) -> Cell:
        """The first filled cell of a field."""
        for index in self.by.get(name, ()):
            if (cell := self.at(index)) is not None:
                return cell
        return None

    def text(self, name: str) -> str:
        """The first filled cell of a field as text, "" if none."""
        cell = self.cell(name)
        return "" if cell is None else strip_cell(cell)

    def column(self, name: str) -> int:
        """The 1-based column of a field: the filled one if it has several."""
        for index in self.by.get(name, ()):
            if index < self.width and self.cells[index] is not None:
                return index + 1
        return self.plan.column_of(name)

    def title(self, at: int) -> str:
        """What the column (0-based) is called; of a cell that was parted, the column that it is part of."""
        return self.plan.columns[self.plan.origin(at)].title

    def warn(self, column: int, kind: str, raw: str, **facts: object) -> None:
        """Note a warning; the message quotes at most 30 characters of the cell."""
        message = messages.warning(kind, raw=raw[:30], **facts)
        self.row.warnings.append(Problem(self.row.sheet, self.row.row, column, kind, message, raw))

    def keep(self, name: str, text: str) -> None:
        """Keep a text that has no column, behind what is kept under that name."""
        self.row.extra[name] = behind(self.row.extra.get(name), text)

    def tell_long_texts(self) -> None:
        """Of a text that goes on behind what was read, say so."""
        for at, cell in enumerate(self.row.cells):
            if type(cell) is LongText:
                self.warn(at + 1, "text_cut", cell[:20], length=f"{cell.length:,}", longest=f"{LONGEST:,}")

    def doubt(self, name: str) -> None:
        """Ask whether somebody is to be listed who answers a field's question so."""
        at = self.column(name)
        self.warn(at, "said_no", self.text(name), heading=self.plan.columns[at - 1].heading)

    def date(self, at: int, target: str, kind: str) -> None:
        """Read the date at an index into `target`; what can't be read is noted and kept."""
        cell = self.at(at)
        if cell is None:
            return
        found = parse_date(day_of_joining(cell) if target == "joined" else cell, kind=kind)
        if at in self.plan.tenths and is_tenth(found):
            found = replace(found, start=None, problem="tenth")
        self.row.values[target] = found.start
        if found.problem:
            self.row.extra.setdefault(target, found.raw)
            if synonym("unsure", found.raw):
                self.warn(at + 1, "date", found.raw, why=UNSURE)
            elif not nothing(found.raw):
                self.warn(at + 1, "date", found.raw, why=PROBLEMS[found.problem])
        elif found.start and found.precision != "day":
            self.row.precision[target] = found.precision or "day"
        if found.end and target == "arrived" and found.end < clock.today():
            self.warn(at + 1, "returned", found.raw, heading=self.plan.columns[self.plan.origin(at)].heading)

    def coded(self, at: int, target: str, read: Callable[[Cell], Any]) -> None:
        """Read a closed vocabulary into `target`; what can't be read is noted and kept."""
        cell = self.at(at)
        if cell is None or self.row.values.get(target) is not None:
            return
        value = read(cell)
        if value is None and (option := ticked_option(cell)):
            value = read(option)
        self.row.values[target] = value
        if value is None and not nothing(text := strip_cell(cell)):
            self.row.extra.setdefault(target, text)
            outside = target == "political_status" and (synonym("not_member", text) or synonym("kin", text))
            self.warn(at + 1, "not_member" if outside else "value", text)
