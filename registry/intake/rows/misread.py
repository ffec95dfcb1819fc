"""Letters in the place of digits, as a telephone reads them from a photograph: O for 0, l and I for 1.

A number is mended only where it is one then, by its check character or as a mobile number, and it is always told.
So is one with * for X.
"""

import re

from registry.intake.files.wire import Cell
from registry.intake.rows.look import Look
from registry.lib import identity, phones
from registry.lib.identity import IdNumber
from registry.lib.values import fold, strip_cell

_LETTERS = str.maketrans("OoＯｏ〇lIi|｜", "0000011111")
_LIKE_DIGITS = re.compile(r"[\dOoＯｏ〇lIi|｜\s-]{10,22}[\dXxOoＯｏ〇lIi|｜]")
_STARRED = re.compile(r"\d{17}[*＊]")
FEWEST = 5  # digits that a number has besides


def _digits_for_letters(cell: Cell) -> str:
    """The text with digits for the letters; "" where it has none of them, or other signs."""
    text = strip_cell(cell) if isinstance(cell, str) else ""
    if not _LIKE_DIGITS.fullmatch(text) or sum(map(str.isdigit, text)) < FEWEST:
        return ""
    mended = fold("".join(text.translate(_LETTERS).split())).replace("-", "")
    return "" if mended == fold(text) else mended


def identity_in(look: Look, cell: Cell, column: int) -> str:
    """The identity number that a cell holds so; "" where it holds none."""
    mended = _digits_for_letters(cell)
    if not mended or mended.isdigit() == fold(strip_cell(cell)).isdigit() or not identity.is_valid(mended):
        return ""
    look.warn(column, "letters_for_digits", strip_cell(cell), value=mended)
    return mended


def starred_in(look: Look, cell: Cell, column: int) -> IdNumber | None:
    """A number with * for its last character, where X is the one that fits."""
    text = "".join(strip_cell(cell).split()) if isinstance(cell, str) else ""
    if not _STARRED.fullmatch(text) or not identity.is_valid(mended := f"{text[:-1]}X"):
        return None
    look.warn(column, "star_for_x", text, value=mended)
    return identity.parse_id(mended)


def phone_in(look: Look, cell: Cell, column: int) -> Cell:
    """A cell of a telephone, with digits for its letters where it is a mobile number then; else as it is."""
    mended = _digits_for_letters(cell)
    if not mended or not phones.is_mobile(mended):
        return cell
    look.warn(column, "letters_for_digits", strip_cell(cell), value=mended)
    return mended
