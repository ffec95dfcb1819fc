"""Lists without any heading, a person in a line of one cell: 1．张三，男，电话 138…，2019年3月起在东莞务工.

So they are told one by one in a chat, or typed below each other in a document. Each line is put down as labels with
what they say, and is then read like a card (see `cards.py`).
"""

import re
from collections.abc import Callable

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell
from registry.intake.headings.layout import find_head, texts
from registry.intake.texts.labelled import ASIDE, cells_apart
from registry.intake.texts.lines import lines_parted
from registry.intake.texts.listed import column_parted
from registry.intake.words.clauses import ASKED, Pairs, pairs_of
from registry.intake.words.leaving import begins_gone
from registry.intake.words.mentions import (
    FEWEST,
    IDENTITY,
    NUMBER,
    brings_somebody,
    has_number,
    is_about_somebody,
    is_named,
    is_signed,
    words_of,
)
from registry.intake.words.signatures import SIGNED, Signatures
from registry.intake.words.speech import is_taken_back
from registry.lib.values import direction

LONGEST_TITLE = 20  # characters of a line that says which way the next ones went
LONGEST_HEADING = 16
WIDE = 3  # cells of a line of headings
_SPOKEN = re.compile("电话|手机|号码|身份证|我[叫是]")
_MEMBERS = re.compile("党员|流[动入出]|外出|支部")
_OF_A_PLACE = re.compile("([\u4e00-\u9fff]{2,8}?(?:社区|村|居委会|村委会))(?=党|流|外|的|[:：])")
WAYS = {"in": "流入", "out": "流出"}


class Told:
    """Reads the rows of such a list one by one; where it has both, below 流入党员 and 流出党员."""

    def __init__(self, *, both_ways: bool) -> None:
        self.both_ways, self.way, self.gone = both_ways, "", ""
        self.signatures = Signatures()

    def __call__(self, row: Row) -> Row:
        """A line about somebody with its labels and values in cells of their own; others are titles, in one cell.

        A line with a number that is nobody's and no signature's is an error: somebody without a name.
        """
        number, cells = row
        text = "，".join(texts(cells))
        pairs = self._pairs(text)
        if not pairs:
            return self._title(number, text)
        pairs = [*_remarked(pairs, self.gone), *([("流动类型", self.way)] if self.way else [])]
        return number, [*[None] * ASIDE, *(piece for pair in pairs for piece in pair)]

    def _pairs(self, text: str) -> Pairs:
        """What a line says of somebody; of nobody for certain, or of who signs the list, nothing."""
        person = _is_person(text)
        if not person and (not has_number(text) or is_signed(text)):
            return []
        words = words_of(text)
        signed = self.signatures.of(words, counted=NUMBER.match(text) is not None, person=person)
        if signed == SIGNED:
            return []
        if person and not signed and not is_taken_back(text):
            return pairs_of(words)
        return [("姓名", None), *((label, text if label == ASKED[0] else None) for label in ASKED)]

    def _title(self, number: int, text: str) -> Row:
        """A line about nobody, which may say something of the next ones: 流出党员：, 以下人员已离开：."""
        self.signatures.hear(text)
        way, gone = _way(text), begins_gone(NUMBER.sub("", text))
        if way or gone:
            self.gone = text if gone else ""
        if self.both_ways and way:
            self.way = WAYS[way]
        if gone or (self.both_ways and way):
            place = _OF_A_PLACE.match(NUMBER.sub("", text))
            return number, [place[1]] if place else []
        return number, [text] if text else []


def _remarked(pairs: Pairs, remark: str) -> Pairs:
    """The pairs with something more in 备注."""
    return [(label, _both(said, remark) if label == "备注" else said) for label, said in pairs] if remark else pairs


def _both(said: str | None, remark: str) -> str:
    return f"{said}；{remark}" if said else remark


def lines_told(rows: list[Row]) -> Callable[[Row], Row] | None:
    """How rows are read that hold a list without a heading, or None where the sheet is no such list."""
    if any(map(_is_wide, rows)) and find_head(rows, []):
        return None
    said = [text for _, cells in rows if (text := _line(cells))]
    about = sum(map(is_about_somebody, said))
    numbered = sum(has_number(text) and not is_signed(text) for text in said)
    if (
        about < (1 if any(map(brings_somebody, said)) else FEWEST)
        or about * 2 <= numbered
        or len(said) * 2 <= len(rows)
        or lines_parted(rows)
    ):
        return None
    if find_head(rows, []) or _has_headings(rows) or cells_apart(rows) or column_parted(rows):
        return None
    if any(_is_parted(cells) for _, cells in rows) and not _is_of_members(rows, about):
        return None
    return Told(both_ways={"in", "out"} <= set(map(_way, said)))


def _is_wide(row: Row) -> bool:
    return len(row[1]) >= WIDE


def _line(cells: list[Cell]) -> str:
    """The text of a row that has one cell, also behind its number, or that was parted at the commas of a sentence."""
    said = texts(cells)
    whole = "，".join(said)
    if len(said) > 1 and is_about_somebody(whole):
        return whole
    alone = len(said) == 1 or (len(said) == FEWEST and said[0].isdigit())
    return said[-1] if alone else ""


def _is_parted(cells: list[Cell]) -> bool:
    """Whether somebody stands in several cells, the number of his row apart, and it is no sentence with commas."""
    said = texts(cells)
    whole = "，".join(said)
    if not said or _SPOKEN.search(whole):
        return False
    return len(said) > 1 + said[0].isdigit() and is_about_somebody(whole)


def _is_of_members(rows: list[Row], about: int) -> bool:
    """Whether people in columns without a heading are members: they are called so, or have their identity numbers."""
    said = ["，".join(texts(cells)) for _, cells in rows]
    return any(map(_MEMBERS.search, said)) or sum(IDENTITY.search(text) is not None for text in said) * 2 >= about


def _has_headings(rows: list[Row]) -> bool:
    """Whether words stand above the first person as headings do that nobody knows: then whose columns they are too."""
    wide: list[int] = []
    for _, cells in rows:
        said = texts(cells)
        if is_about_somebody("，".join(said)):
            return any(width - 2 <= len(cells) <= width for width in wide)
        if len(said) >= WIDE and all(len(text) <= LONGEST_HEADING and not has_number(text) for text in said):
            wide.append(len(cells))
    return False


def _way(text: str) -> str | None:
    """Which way those went who follow (二、流出党员：), where a line says nothing else."""
    return direction(text) if len(text) < LONGEST_TITLE and not any(map(str.isdigit, NUMBER.sub("", text))) else None


def _is_person(text: str) -> bool:
    """Somebody with a number; in such a list also a name that is one of those counted."""
    words = words_of(text)
    counted = NUMBER.match(text) is not None and len(words) > 1
    return is_about_somebody(text) or (counted and is_named(words))
