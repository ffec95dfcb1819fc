"""Rows that look like a note or a title and hold somebody: a valid identity number, or a mobile number beside a name.

Whatever they were taken for, such a row is never left out without a word: it is told as an error, with its text.
"""

import re

from registry.intake.files.wire import Cell
from registry.intake.headings.layout import texts
from registry.intake.sheets.people import EXAMPLES
from registry.intake.words.mentions import is_about_somebody, is_signed
from registry.intake.words.nobody import is_example
from registry.intake.words.paperwork import names_a_part
from registry.lib import identity
from registry.lib.values import fold

A_KEY = 11  # digits of the shortest number
LONGEST = 2000  # characters in which somebody is looked for
_IDENTITY = re.compile(identity.ALONE)
_SAMPLE = re.compile(
    rf"(?:[例譬比]?如|示例|样例|格式|形如)[为是]?[\s:：“\"(（]*{identity.PLAIN}"
)  # 18位，如4407…: nobody's


def holds_somebody(cells: list[Cell]) -> str:
    """The text of such a row; "" of every other, also of who signs, of an example, and of a list of several."""
    said = texts(cells)
    if sum(sum(map(str.isdigit, text)) for text in said) < A_KEY or any(map(_is_example, said)):
        return ""
    text = _SAMPLE.sub("", "，".join(said)[:LONGEST])
    if any(map(identity.is_valid, _IDENTITY.findall(fold(text)))):
        return text
    signed = is_signed(text) or names_a_part(cells) or any(map(is_signed, said))
    return text if not signed and is_about_somebody(text) else ""


def _is_example(text: str) -> bool:
    return text in EXAMPLES or is_example(text)
