"""A card of the board: a grid of numbers, drawn as a chart and written as a table, each with its rows behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from registry.web import labels, pager
from reports.figures.board import Sum
from reports.figures.board_words import WORDS
from reports.web.month_words import OWN

# So many bars a phone can show; the table has them all.
MOST_DRAWN = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as it is drawn, as it is printed, and where its rows are."""

    number: float | None
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of a line; with `whole` the share of it that has happened."""

    key: str
    label: str = ""
    whole: str = ""

    @property
    def name(self) -> str:
        """Its heading."""
        return self.label or WORDS[self.key].label

    def cell(self, line: Sum) -> Cell:
        """What stands there."""
        return share(line, self.key, line.of(self.whole)) if self.whole else counted(line, self.key)


def counted(line: Sum, key: str, *, blank: bool = False) -> Cell:
    """A number with its rows; with `blank` a nought is left empty."""
    number = line.of(key)
    return Cell(number, f"{number:,}" if number or not blank else "", rows_url(line, key) if number else "")


def share(line: Sum, key: str, whole: int) -> Cell:
    """Per cent to one decimal; nothing of nothing."""
    if not whole:
        return Cell(None, "—")
    number = round(100 * line.of(key) / whole, 1)
    return Cell(number, f"{number:.1f}%", rows_url(line, key) if number else "")


def rows_url(line: Sum, key: str) -> str:
    """The rows behind a figure of a line."""
    return pager.link(reverse("board-rows", args=[str(line.month), key]), node=node_of(line))


def node_of(line: Sum) -> str:
    """How an address names the line's node; one that stands beside those below it means itself alone."""
    return f"{line.node}{OWN}" if line.alone else line.node


@dataclass(frozen=True, slots=True)
class Card:
    """`kind` is how it is drawn, `first` the heading of the lines, `drawn` which columns are (all for none)."""

    key: str
    title: str
    kind: str
    first: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    known: datetime
    drawn: Sequence[int] = ()
    note: str = ""

    def context(self) -> dict[str, Any]:
        """For the template."""
        return {
            "id": self.key, "title": self.title, "short": self.title.partition("，")[0], "note": self.note,
            "known": labels.moment(self.known), "drawn": any(any(each["data"]) for each in self.spec()["series"]),
            "columns": [{"label": self.first}, *({"label": name, "kind": "num"} for name in self.columns)],
            "rows": self._rows(),
        }  # fmt: skip

    def _rows(self) -> list[dict[str, Any]]:
        """Months are read from the last one back."""
        rows = [self._row(at, name, cells) for at, (name, cells) in enumerate(self.rows)]
        return rows[::-1] if self.kind == "months" else rows

    def _row(self, at: int, name: str, cells: Sequence[Cell]) -> dict[str, Any]:
        shown = [
            {"label": label, "text": cell.text, "kind": "num", "url": cell.url}
            for label, cell in zip(self.columns, cells, strict=True)
        ]
        return {"id": f"{self.key}-{at}", "name": name, "cells": shown}

    def spec(self) -> dict[str, Any]:
        """For the script: what is drawn, and where each mark leads."""
        rows = self.rows[:MOST_DRAWN] if self.kind == "across" else self.rows
        drawn = self.drawn or range(len(self.columns))
        return {
            "id": self.key, "kind": self.kind, "labels": [name for name, _ in rows],
            "series": [
                {"name": self.columns[at], "data": [cells[at].number for _, cells in rows]} for at in drawn
            ],
            "links": [[cells[at].url for _, cells in rows] for at in drawn],
        }  # fmt: skip


def by_line(
    key: str, title: str, kind: str, lines: Sequence[tuple[str, Sum]], columns: Sequence[Column], *,
    first: str = "组织", drawn: Sequence[int] = (), note: str = "",
) -> Card:  # fmt: skip
    """A card with a row for each line (month or node)."""
    rows = [(name, [column.cell(line) for column in columns]) for name, line in lines]
    known = min(line.known for _, line in lines)
    return Card(key, title, kind, first, [column.name for column in columns], rows, known, drawn, note)


def by_figure(
    key: str, title: str, kind: str, whole: Sum, parts: Sequence[tuple[str, Sum]], keys: Sequence[str], *,
    first: str, note: str = "", stacked: bool = False,
) -> Card:  # fmt: skip
    """A card with a row for each figure, a column for the whole and for each node that has any of them."""
    shown = [(name, part) for name, part in parts if any(part.of(each) for each in keys)] if len(parts) > 1 else []
    rows = [(WORDS[each].label, [counted(whole, each), *(counted(part, each, blank=True) for _, part in shown)])
            for each in keys]  # fmt: skip
    drawn = range(1, len(shown) + 1) if stacked and 1 < len(shown) <= 5 else (0,)
    return Card(key, title, kind, first, ["合计", *(name for name, _ in shown)], rows, whole.known, drawn, note)
