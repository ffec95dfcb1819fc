"""What some columns of a row come to, kept by what stands in them: most of a ledger repeats every few rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from registry.intake.rows.checked import OK, CheckedRow, Problem
from registry.intake.rows.look import Look

MOST = 20_000  # kept at a time, for one table
TEXTS = frozenset((str, type(None)))  # 1, 1.0 and True would be one key


@dataclass(slots=True)
class Effect:
    """What reading the cells has added to a row that knew nothing of them."""

    values: dict[str, Any]
    extra: dict[str, str]
    errors: list[Problem]
    warnings: list[Problem]


class Remembered:
    """A reader of some columns that does not read the same texts twice.

    `read` may look at these columns and at the row's direction only, and fill `values` and `extra`, errors and
    warnings.
    """

    def __init__(self, columns: Iterable[int], read: Callable[[Look], None]) -> None:
        self.columns, self.read = tuple(sorted(set(columns))), read
        self.width = self.columns[-1] + 1 if self.columns else 0
        self.known: dict[tuple[Any, ...], Effect] = {}

    def __call__(self, look: Look) -> None:
        """As `read` does."""
        cells = look.cells if look.width >= self.width else look.cells + [None] * (self.width - look.width)
        key = (look.row.direction, *[cells[at] for at in self.columns])
        effect = self.known.get(key)
        if effect is None or not TEXTS.issuperset(map(type, key)):
            effect = self._first(look)
            if TEXTS.issuperset(map(type, key)):
                self._keep(key, effect)
        _apply(effect, look.row)

    def _first(self, look: Look) -> Effect:
        row = CheckedRow(look.row.sheet, look.row.row, OK, look.row.direction, {})
        self.read(Look(look.plan, look.cells, row))
        return Effect(row.values, row.extra, row.errors, row.warnings)

    def _keep(self, key: tuple[Any, ...], effect: Effect) -> None:
        if len(self.known) >= MOST:
            self.known.clear()
        self.known[key] = effect


def _apply(effect: Effect, row: CheckedRow) -> None:
    row.values |= effect.values
    for name, text in effect.extra.items():
        row.extra.setdefault(name, text)
    for told in effect.errors:
        row.fail(told.column, told.kind, told.message, told.raw)
    for told in effect.warnings:
        row.warnings.append(Problem(row.sheet, row.row, told.column, told.kind, told.message, told.raw))
