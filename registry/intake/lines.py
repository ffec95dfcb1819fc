"""Lists whose rows stand in one cell each, as they are pasted from a chat: 姓名 手机 来源地, 1. 张三 138… 湖南隆回."""

import re
from dataclasses import dataclass, replace

from registry.intake.headers import code_of
from registry.intake.layout import find_head
from registry.intake.nobody import THANKS
from registry.intake.reading import Row
from registry.intake.wire import Cell
from registry.lib.names import is_plainly_a_name
from registry.lib.values import strip_cell

FEWEST = 3  # headings that make a line of them
KEYS = frozenset(("id_number", "phone"))
A_KEY = 6  # digits that a line about somebody has
SEPARATORS = tuple(map(re.compile, (r"\t", r"\s{2,}|\u3000+", r"\s+", "[,，]", "、", "[;；]", r"\|", "/", r"[+＋]")))
_LEAD = re.compile(r"^[^:：]{0,60}[:：]\s*")  # 格式：姓名+手机+来源地
A_FEW = 4  # pieces of a sentence
_THANKS = re.compile(rf"[\s,，]+(?:{'|'.join(THANKS)})[!！。]*$")  # behind what somebody says of himself
_NUMBER = re.compile(r"^\s*(?:(?:\d\ufe0f?\u20e3){1,2}|\d{1,3}\s*[.、．)）:：])\s*")  # 1. 张三, 1️⃣张三


@dataclass(frozen=True, slots=True)
class Lines:
    """A heading in one cell: its row and column, the columns that it makes, which of them has a number and which the
    name, and what stands before it (请报名：). `apart`: the file was parted at the commas of its lines, which are put
    together again."""

    head: int
    at: int
    parts: tuple[str, ...]
    key: int
    numbered: bool
    lead: str = ""
    apart: bool = False
    name: int = 0

    def __call__(self, row: Row) -> Row:
        """A row with the parts of its line in cells of their own."""
        number, cells = row
        text = _whole(cells) if self.apart else _only(cells, self.at)
        if number < self.head or text is None:
            return row
        parts = self.parts if number == self.head else self.parts_of(text)
        return (number, [*[None] * self.at, *parts]) if parts else row

    def parts_of(self, text: str) -> tuple[Cell, ...]:
        """As many parts as there are headings. A line about somebody that has not, and does not only end early, is an
        error, kept beside no name."""
        bare = _THANKS.sub("", _NUMBER.sub("", text))
        for separator in SEPARATORS:
            parts = split(separator, text if self.numbered else bare)
            if len(parts) == len(self.parts):
                return parts
        if short := self._without_the_last(bare):
            return short
        about = sum(char.isdigit() for char in bare) > A_KEY
        return (*[None] * self.key, strip_cell(bare)) if about else ()

    def _without_the_last(self, text: str) -> tuple[Cell, ...]:
        """The parts of a line that ends early (nobody said when she came): name and number stand in their places."""
        for separator in SEPARATORS:
            parts = split(separator, text)
            if self.key < len(parts) < len(self.parts) and self.name < len(parts):
                told = is_plainly_a_name(parts[self.name]) and sum(map(str.isdigit, parts[self.key])) > A_KEY
                if told and not self.numbered:
                    return (*parts, *[None] * (len(self.parts) - len(parts)))
        return ()


def lines_parted(rows: list[Row]) -> Lines | None:
    """How rows are read that hold a list line by line, or None where the sheet has columns."""
    for index, (number, cells) in enumerate(rows):
        at = next((at for at, cell in enumerate(cells) if cell is not None), 0)
        text = _only(cells, at)
        found = _heading(number, at, text) if text else _heading_behind(number, cells)
        if found and _are_lines(found, [cells for _, cells in rows[index + 1 :]]):
            return None if found.apart and find_head(rows, []) else found
    return None


def _heading_behind(number: int, cells: list[Cell]) -> Lines | None:
    """The heading in the last cell of a line that was parted at its commas: 请大家接龙，格式：姓名+电话+来源地."""
    said = [cell for cell in cells if isinstance(cell, str) and cell]
    found = _heading(number, 0, said[-1]) if 1 < len(said) <= A_FEW and _LEAD.match(said[-1]) else None
    return replace(found, lead="，".join([*said[:-1], found.lead]), apart=True) if found else None


def _whole(cells: list[Cell]) -> str | None:
    """The text of a line that may have been parted at its commas."""
    return "，".join(strip_cell(cell) for cell in cells if cell is not None) or None


def _only(cells: list[Cell], at: int) -> str | None:
    """The text of a row that has one cell, in this column."""
    filled = [place for place, cell in enumerate(cells) if cell is not None]
    cell = cells[at] if filled == [at] else None
    return cell if isinstance(cell, str) else None


def split(separator: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(strip_cell(part) for part in separator.split(text.strip()))


def _heading(number: int, at: int, text: str) -> Lines | None:
    for form in dict.fromkeys((text, _LEAD.sub("", text))):
        for separator in SEPARATORS:
            parts = split(separator, form)
            codes = [code_of(part) for part in parts]
            known = [code for code in codes if code]
            if (
                len(parts) >= FEWEST
                and "name" in known
                and KEYS.intersection(known)
                and len(known) * 3 > len(parts) * 2
            ):
                lead, where = text.removesuffix(form), codes.index("name")
                return Lines(number, at, parts, key_of(codes), "row_no" in known, lead, name=where)
    return None


def key_of(codes: list[str | None]) -> int:
    return max(codes.index(code) for code in KEYS if code in codes)


def _are_lines(found: Lines, below: list[list[Cell]]) -> bool:
    """Whether most rows below are lines, and one of them has as many parts as the heading."""
    texts = [
        _whole(cells) if found.apart else _only(cells, found.at)
        for cells in below
        if any(cell is not None for cell in cells)
    ]
    lines = [text for text in texts if text is not None]
    return len(lines) * 2 > len(texts) and any(len(found.parts_of(text)) == len(found.parts) for text in lines)
