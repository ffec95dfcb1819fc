"""Rows that a form or a program prints below its heading: the numbers of its columns, a rule, how to fill it in."""

import re
from string import ascii_uppercase

from registry.intake.files.wire import Cell
from registry.lib.values import strip_cell

FEW = 4  # numbers that may be those of columns in any order
STEMS = frozenset("甲乙丙丁戊己庚辛壬癸") | {"栏次"}
_RULE = re.compile(r"([-=—_*])\1{2,}")
_IN_BRACKETS = re.compile(r"[(（【\[][^()（）【】\[\]]+[)）】\]]")


def is_printed(cells: list[Cell]) -> bool:
    """Whether a row is a rule, or of hints alone."""
    return (not any(map(_is_a_word, cells)) and any(map(_is_a_rule, cells))) or _are_hints(cells)


def is_numbering(cells: list[Cell]) -> bool:
    """The row 1 2 3 4 … (or 甲 乙 1 2 …, A B C …) that forms have below their heading."""
    written = [text for cell in cells if cell is not None and (text := strip_cell(cell)) and text not in STEMS]
    if len(written) > 2 and written == list(ascii_uppercase[: len(written)]):
        return True
    numbers = [int(text) for text in written if text.isdecimal() and len(text) < 3]
    if len(numbers) >= FEW:
        numbers.sort()  # the columns were put into another order, and their numbers with them
    return len(numbers) == len(written) and len(cells) > 2 and numbers == list(range(1, len(numbers) + 1))


def _is_a_word(cell: Cell) -> bool:
    return cell is not None and any(map(str.isalnum, strip_cell(cell)))


def _is_a_rule(cell: Cell) -> bool:
    """---- below a heading, as some programs draw it."""
    return isinstance(cell, str) and _RULE.fullmatch(cell.strip()) is not None


def _are_hints(cells: list[Cell]) -> bool:
    """（全称） | （11位） | （年月） below a heading."""
    filled = [text for cell in cells if cell is not None and (text := strip_cell(cell))]
    return len(filled) > 1 and all(map(_IN_BRACKETS.fullmatch, filled))
