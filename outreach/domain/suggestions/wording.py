"""Text from the open street, made fit to be kept and shown: what can't be seen, or turns the line around, goes."""

import re
import unicodedata

# Bidirectional controls (Unicode Technical Report 9), which show a text in another order than it is read.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# What no database, file or screen needs: controls but for the line's end, halves of surrogate pairs, noncharacters.
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffc\ufffe\uffff]"
)
_BEYOND = re.compile(
    "[" + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(1 << 16, 0x110000, 1 << 16)) + "]"
)
_GAPS = re.compile(r"\n{3,}")
# Marks on one letter, above which it grows out of its line; no script needs more.
MARKS = 4


def plain(text: str) -> str:
    """The text without controls, bidi marks and noncharacters, lines ended by one `\\n`, at most MARKS marks on a
    letter. Characters of all planes and joined emoji stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = _BEYOND.sub("", _UNSEEN.sub("", _TURNING.sub("", lines)))
    return _GAPS.sub("\n\n", _few_marks(seen)).strip()


def _few_marks(text: str) -> str:
    if text.isascii():
        return text
    kept, run = [], 0
    for char in text:
        run = run + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if run <= MARKS:
            kept.append(char)
    return "".join(kept)
