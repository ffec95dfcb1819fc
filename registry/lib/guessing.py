"""How much guessing a password costs somebody who knows the place and the language.

Common checkers take `dangyuan2026` or `jiangmen123` for strong: their lists are English. Here a password is cut into
the longest pieces that a guesser tries first (words, pinyin syllables, years and dates, runs, the person's own name),
each counted as one, and what is left is counted letter by letter.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
# Passwords that fall into fewer pieces are refused.
ENOUGH = 6
_LOOKALIKES = str.maketrans("013457@$!", "oieastasi")
_DATE = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:19|20)\d\d|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_DATE_AT = re.compile(_DATE)
_SAME_AT = re.compile(r"(.)\1+")
_RUNS = (
    "01234567890",
    "09876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv",
    "147258369",
)


def pieces(password: str, personal: Iterable[str] = ()) -> int:
    """Into how many pieces a guesser who knows `personal` (name in pinyin, login) has to cut `password`."""
    text = password.lower()
    known = _words() | {word for word in personal if len(word) > 1}
    longest = max(map(len, known))
    position = count = 0
    while position < len(text):
        position += max(_word(text, position, known, longest), _pattern(text, position), 1)
        count += 1
    return count


def _word(text: str, start: int, known: set[str] | frozenset[str], longest: int) -> int:
    """Length of the longest known word at `start`, as written or with look-alikes (`d@ngyu4n`) read as letters."""
    window = text[start : start + longest]
    plain = window.translate(_LOOKALIKES)
    for length in range(len(window), 1, -1):
        if window[:length] in known or plain[:length] in known:
            return length
    return 0


def _pattern(text: str, start: int) -> int:
    """Length of the date, the repetition or the keyboard run at `start`, 0 if there is none."""
    found = [match.end() - start for match in (_DATE_AT.match(text, start), _SAME_AT.match(text, start)) if match]
    return max([*found, _run(text, start)])


def _run(text: str, start: int) -> int:
    length = 0
    for size in range(3, len(text) - start + 1):
        if not any(text[start : start + size] in run for run in _RUNS):
            break
        length = size
    return length


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """registry/data/weak_words.txt and pinyin_syllables.txt: words divided by blanks, lines with `#` left out."""
    found: set[str] = set()
    for name in ("weak_words", "pinyin_syllables"):
        for line in (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                found.update(line.split())
    return frozenset(found)
