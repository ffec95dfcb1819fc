"""The rows of a sheet of cards: which cells are labels, and which says what a label asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from registry.intake.files.wire import Cell
from registry.intake.headings.layout import Merge, Row
from registry.intake.texts.labelled import ASIDE
from registry.intake.words.headers import field_of, heading_text
from registry.lib.values import strip_cell

_NAME = "名"
# Spellings of headings that a card has as values: 政治面貌 | 党员.
VALUES = frozenset(("党员", "正式党员", "预备党员", "其他", "失联", "企业", "平台"))


@dataclass(slots=True)
class Line:
    """A row's filled cells: where each begins and ends, and its field where it reads like a label.

    `close`: on this sheet values stand right beside their labels, so that a blank cell between is a blank value. It is
    not known of a CSV whose merged cells are gone. What was put down `ASIDE` is labels and values in turn.
    """

    number: int
    columns: list[int]
    ends: list[int]
    cells: list[Cell]
    fields: list[str | None]
    close: bool = False

    @property
    def is_heading(self) -> bool:
        """Labels side by side: a table's heading, or labels with their values below."""
        if self.is_even:
            return False
        return any(
            one and other and one != other and self._touches(at)
            for at, (one, other) in enumerate(pairwise(self.fields))
        )

    @property
    def is_even(self) -> bool:
        """Label, value, label, value …, even where a value reads like a label (人员类别 | 正式党员)."""
        labels, values = self.fields[::2], self.fields[1::2]
        if len(labels) != len(values) or not all(labels):
            return False
        if any(value not in (None, label) for label, value in zip(labels, values, strict=True)):
            return False
        return not self.close or all(self._touches(at) for at in range(0, len(self.cells), 2))

    @property
    def is_title(self) -> bool:
        """One text across, and no label."""
        return len(self.cells) == 1 and not any(self.fields)

    @property
    def is_said(self) -> bool:
        """Values, not labels: one of them may read like a label."""
        known = len(self.fields) - self.fields.count(None)
        return known * 2 < len(self.fields) or (self.fields[0] is None and known * 2 == len(self.fields))

    @property
    def is_close(self) -> bool:
        """Whether a label has its value right beside it."""
        return any(one and not other and self._touches(at) for at, (one, other) in enumerate(pairwise(self.fields)))

    def pairs(self) -> Iterator[tuple[str, Cell]]:
        """(label, what it says or None), and ("", words without a label)."""
        at = 0
        while at < len(self.cells):
            after = self._has_value(at)
            if self.fields[at] or (after and isinstance(self.cells[at], str)):
                yield strip_cell(self.cells[at]), self.cells[at + 1] if after else None
                at += 1 + after
            else:
                yield "", self.cells[at]
                at += 1

    def _has_value(self, at: int) -> bool:
        """Whether the next cell says what the label at `at` asks."""
        if at + 1 == len(self.cells) or (self.close and not self._touches(at)):
            return False
        return self.is_even or self.fields[at + 1] in (None, self.fields[at])

    def _touches(self, at: int) -> bool:
        return self.columns[at + 1] == self.ends[at] + 1


def lines_of(rows: list[Row], merges: list[Merge]) -> list[Line]:
    """The rows that hold something."""
    spans = {(top, left - 1): right - 1 for top, left, _, right in merges}
    lines = [line for row in rows if (line := _line(row, spans)).cells]
    _without_lone_labels(lines)
    if any(line.is_close for line in lines):
        for line in lines:
            line.close = True
    return lines


def _without_lone_labels(lines: list[Line]) -> None:
    """Where labels were put aside, one alone (流入党员报到登记) is a title: above the first name, or anywhere in a
    list of which each line begins with a name."""
    begun = [line.fields[0] for line in lines if line.columns[0] >= ASIDE]
    told = all(field == "name" for field in begun)
    for line in lines if begun else ():
        if line.columns[0] >= ASIDE:
            if not told:
                return
        elif len(line.cells) == 1:
            line.fields = [None]


def _line(row: Row, spans: dict[tuple[int, int], int]) -> Line:
    number, cells = row
    columns = [at for at, cell in enumerate(cells) if cell is not None and strip_cell(cell)]
    filled = [cells[at] for at in columns]
    ends = [spans.get((number, at), at) for at in columns]
    fields = [
        _label(cell) if at < ASIDE or (at - ASIDE) % 2 == 0 else None for at, cell in zip(columns, filled, strict=True)
    ]
    if fields == ["name"] and _NAME not in strip_cell(filled[0]):
        fields = [None]  # 流入党员 alone in its row is a title
    return Line(number, columns, ends, filled, fields)


def _label(cell: Cell) -> str | None:
    text = heading_text(cell)
    return None if text in VALUES else field_of(text)
