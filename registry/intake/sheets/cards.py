"""Sheets that hold a person as a card: a label in one cell, what it says in the next one, or in the one below.

A card becomes one row under a heading made of the labels, and is then read like any other table. What can't be told
apart for certain (two cards side by side, cards of different kinds) is no table of ours: the sheet is reported.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from registry.intake.files.wire import Cell, cell_at
from registry.intake.headings.layout import Head, Merge, Row
from registry.intake.sheets.beside import Part
from registry.intake.sheets.cardlines import Line, lines_of
from registry.intake.texts.labelled import ASIDE
from registry.intake.words.headers import ANOTHER, RELATION, code_of, field_of, header_key, heading_text
from registry.lib.names import parse_name
from registry.lib.values import strip_cell

ENOUGH = 3  # labels with something beside them that make a card
TOLD = 2  # of a line of text that was put down so: a name and a number
STACK = 4  # lines: labels, values, other labels, values
DIGITS = 4  # of a number or a date, which a heading never has
KEYS = frozenset(("id_number", "phone"))
MOST = 20_000  # rows of a sheet of cards
BESIDE, FOOTER = "beside", "footer"
OTHER = "卡片上的其他文字"
Place = tuple[str, int]  # a label's key, and how many of the same stood before it on the card


@dataclass(slots=True)
class Card:
    """One person: the row in which the name stands, and what the card says, by label."""

    row: int
    said: dict[Place, Cell] = field(default_factory=dict)
    titles: dict[Place, str] = field(default_factory=dict)

    def take(self, pairs: Iterable[tuple[str, Cell]]) -> None:
        """Labels with what they say, which may be nothing; words without a label are kept too."""
        for label, value in pairs:
            title = label or OTHER
            key, nth = header_key(title), 0
            while (key, nth) in self.said:
                nth += 1
            self.said[key, nth], self.titles[key, nth] = value, title.rstrip(":： ")

    def fields(self) -> set[str]:
        """The fields that the card says something of."""
        found = ((field_of(self.titles[place]), value) for place, value in self.said.items())
        return {name for name, value in found if name and value is not None}

    def has_number(self) -> bool:
        """Whether anything known on it is a number or a date."""
        cells = [value for place, value in self.said.items() if field_of(self.titles[place]) and value is not None]
        return any(not isinstance(cell, str) or sum(map(str.isdigit, cell)) >= DIGITS for cell in cells)


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of a sheet as a table: its heading, one row for each card, titles, and rows that were left out."""

    head: Head
    rows: list[Row]
    above: list[Row]
    left_out: list[tuple[int, str]]


def are_cards(rows: list[Row], merges: list[Merge]) -> bool:
    """Whether the first name of a sheet stands beside its label, on a card with enough others."""
    lines = lines_of(rows, merges)
    first = next((at for at, line in enumerate(lines) if "name" in line.fields), None)
    if first is None:
        return False
    if lines[first].is_heading:
        return _stacked(lines[first:])
    if not any(field_of(title) == "name" and is_name(value) for title, value in lines[first].pairs()):
        return False
    card = Card(lines[first].number)
    for line in takewhile(lambda line: not line.is_heading, lines[first:]):
        card.take(line.pairs())
    enough = ENOUGH if lines[first].columns[0] < ASIDE else TOLD
    return len(card.fields()) >= enough and card.has_number() and not any(map(_heads_roster, lines))


def _heads_roster(line: Line) -> bool:
    """A heading of people with their numbers: what stands above it only says who filled the roster in.

    Not one of the kin of whom a form asks (家庭成员 | 称谓 | 姓名 | 电话).
    """
    if not line.is_heading or "name" not in line.fields or KEYS.isdisjoint(line.fields):
        return False
    return not any(code_of(heading_text(cell)) in (ANOTHER, RELATION) for cell in line.cells)


def cards_beside(rows: list[Row]) -> list[Part]:
    """The parts of a sheet with cards side by side: the same labels stand in the same columns twice or more."""
    for number, cells in rows:
        starts = [at for at, cell in enumerate(cells) if _label_of(cell) == "name"]
        values = [cell_at(cells, at + 1) for at in starts]
        if len(starts) < 2 or not all(is_name(value) and not _label_of(value) for value in values):
            continue
        alike = sum(len(keys := {_key(cell_at(row, at)) for at in starts}) == 1 and keys != {""} for _, row in rows)
        if alike < ENOUGH:
            return []
        ends = [*starts[1:], max(len(row) for _, row in rows)]
        return [Part(number, 0, start, end, tuple(starts)) for start, end in zip(starts, ends, strict=True)]
    return []


def _label_of(cell: Cell) -> str | None:
    return field_of(heading_text(cell))


def _key(cell: Cell) -> str:
    return header_key(heading_text(cell)) if _label_of(cell) else ""


def _stacked(lines: list[Line]) -> bool:
    """Labels, values below, other labels, values below: no table has a second heading that leaves out the name."""
    if len(lines) < STACK:
        return False
    lines = lines[:STACK]
    one, said, other, more = lines
    closed = all(line.number == one.number + at for at, line in enumerate(lines))
    labels, others = (set(line.fields) - {None} for line in (one, other))
    apart = labels.isdisjoint(others) and not (one.is_said or other.is_said)
    return closed and apart and len(others) > 1 and said.is_said and more.is_said


def is_name(cell: Cell) -> bool:
    """Whether a cell is a person's name and nothing else."""
    name = parse_name(cell)
    return bool(name.text) and not name.problem


@dataclass(slots=True)
class _Entry:
    """What one line, or a line of labels with the one below, says; `fresh`: behind a title or a blank row."""

    number: int
    pairs: list[tuple[str, Cell]]
    fresh: bool

    @property
    def names(self) -> int:
        return sum(field_of(title) == "name" for title, _ in self.pairs)


def read_cards(rows: list[Row], merges: list[Merge]) -> Cards | None:
    """The cards as a table, or None where they can't be told apart for certain."""
    sorted_out = _Sorted()
    sorted_out.take(lines_of(rows, merges))
    cards = list(_grouped(sorted_out.entries))
    if not cards or any(entry.names > 1 for entry in sorted_out.entries) or not all(_alike(cards[0], c) for c in cards):
        return None
    titles = dict[Place, str]()
    for card in cards:
        for place, title in card.titles.items():
            titles.setdefault(place, title)
    above = min(card.row for card in cards) - 1
    names = tuple(titles.values())
    head = Head(above, above, tuple(("", name) for name in names), tuple(field_of(name) for name in names))
    table = [(card.row, [card.said.get(place) for place in titles]) for card in cards if card.fields()]
    return Cards(head, table, sorted_out.titles, sorted_out.left_out)


def _alike(first: Card, card: Card) -> bool:
    """Cards of one sheet are printed from one form. A second 姓名 on a card (紧急联系人) begins no such card."""
    common = first.titles.keys() & card.titles.keys()
    return len(common) * 2 >= max(len(first.titles), len(card.titles))


class _Sorted:
    """Lines as entries; titles and tables of others (家庭成员) apart."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self.titles: list[Row] = []
        self.left_out: list[tuple[int, str]] = []
        self.fresh = True

    def take(self, lines: list[Line]) -> None:
        """All lines of a sheet."""
        stacked = next(line.is_heading for line in lines if "name" in line.fields)
        at = 0
        while at < len(lines):
            line, below = lines[at], _below(lines, at)
            self.fresh = self.fresh or line.number > lines[at - 1].number + 1
            taken = 1 + len(below)
            if line.is_title:
                self._title(line)
                taken = 1
            elif line.is_heading and (len(below) > 1 or ("name" in line.fields and not stacked)):
                self.left_out += [(other.number, BESIDE) for other in (line, *below)]
            elif below and (line.is_heading or _stands_alone(line, below)):
                self._enter(line.number, list(_columns(line, below[0])))
            else:
                self._enter(line.number, list(line.pairs()))
                taken = 1
            at += taken

    def _title(self, line: Line) -> None:
        if self.entries and line.cells not in [cells for _, cells in self.titles]:
            self.left_out.append((line.number, FOOTER))
        self.titles.append((line.number, line.cells))
        self.fresh = True

    def _enter(self, number: int, pairs: list[tuple[str, Cell]]) -> None:
        self.entries.append(_Entry(number, pairs, self.fresh))
        self.fresh = False


def _below(lines: list[Line], at: int) -> list[Line]:
    """The lines of values right below a line of labels."""
    found: list[Line] = []
    for line in lines[at + 1 :] if any(lines[at].fields) else ():
        if not line.is_said or line.number != lines[at].number + len(found) + 1:
            break
        found.append(line)
    return found


def _stands_alone(line: Line, below: list[Line]) -> bool:
    """备注 across the card, and what it says in the line below."""
    return len(line.cells) == 1 and len(below) == 1 and len(below[0].cells) == 1


def _columns(labels: Line, line: Line) -> Iterator[tuple[str, Cell]]:
    """Labels with what stands below each; then what stands below none."""
    said = dict(zip(line.columns, line.cells, strict=True))
    for column, cell in zip(labels.columns, labels.cells, strict=True):
        yield strip_cell(cell), said.pop(column, None)
    for cell in said.values():
        yield "", cell


def _grouped(entries: list[_Entry]) -> Iterator[Card]:
    """Entries by card. What stands above a name, behind a title or a blank row, belongs to the card of that name."""
    card, waiting = Card(0), list[tuple[str, Cell]]()
    for entry in entries:
        if entry.names:
            if card.row:
                yield card
            card = Card(entry.number)
            card.take([*waiting, *entry.pairs])
            waiting = []
        elif card.row and not (waiting or entry.fresh):
            card.take(entry.pairs)
        else:
            if entry.fresh and card.row:
                card.take(waiting)
                waiting = []
            waiting += entry.pairs
    card.take(waiting)
    if card.row:
        yield card
