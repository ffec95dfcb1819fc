"""Citizens' identity numbers: GB 11643-1999 (18 characters, check character by ISO 7064 MOD 11-2) and its predecessor.

The county part is not checked against the list of divisions: numbers keep the code of the county of first
registration, retired or not, and the part 99 is what the program's invented people have.
"""

import math
import re
from datetime import date
from functools import lru_cache
from operator import mul
from typing import NamedTuple

from registry.lib import clock
from registry.lib.values import fold, is_nothing, strip_cell

PLAIN = r"\d{17}[\dXx]"  # a pattern of a number of 18, for whoever looks for one in a text
ALONE = rf"(?<!\d){PLAIN}(?!\d)"  # the same where it is no part of a longer number
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZEROS = 48 * sum(_WEIGHTS)  # the weights act on the digits' character codes, which begin at 48
_CHECK = "10X98765432"
_MASK = re.compile(r"[*＊●•#xX×]{3,}|[*＊]")
_SCIENTIFIC = re.compile(r"\d(\.\d*)?[eE]\+?\d{1,3}")
_NOISE = re.compile(r"[\s'`‘’\"“”\u200c\u200d‐‑‒–—-]+")
_CROSSES = str.maketrans("×✕✖╳☓Ⅹⅹ乂ХХΧхχ", "X" * 13)
_BESIDE = re.compile(
    r"^[(\[【](?=\d{14})|\([^()]*\)?$|^[\u4e00-\u9fff]+(?:NO)?[.:]*|^(?:ID)?(?:CARD)?(?:NO)?[.:]*"
    r"|[\u4e00-\u9fff]+$|[.,;。，；、/)\]】]+$"
)
WHOLE = (15, 18)  # characters of a number
LONGEST = 80  # characters of a number with what is written beside it; patterns go back and forth in them
_DOTTED = re.compile(r"\d{2,}(?:[.·•/_|]\d+){2,}X?")  # 440799.19900101.0019
_LONG_NUMBER = re.compile(r"\d{16,}\.0*")


class IdError(ValueError):
    """An identity number that must be mended by hand. `kind` is id_damaged, id_checksum or id_length."""

    def __init__(self, kind: str, cell: object = None) -> None:
        """`cell` is what was read; it stays out of the message, which may be logged."""
        super().__init__(kind)
        self.kind = kind
        self.cell = cell


IdProblem = IdError  # what callers say: the cell has a problem, the program has none


class IdNumber(NamedTuple):
    """A valid number. `value` always has 18 characters; `legacy` says it was written with 15."""

    value: str
    legacy: bool
    sex: str
    birth: date
    county: str


def check_digit(first17: str) -> str:
    """The 18th character (`0`-`9` or `X`) that belongs to 17 digits, by MOD 11-2."""
    return _CHECK[(sum(map(mul, _WEIGHTS, first17.encode())) - _ZEROS) % 11]


def compose(county6: str, birth: date, sequence: int) -> str:
    """A number with a valid check character; an odd `sequence` (0-999) is a man. For invented people take county 99."""
    first17 = f"{county6}{birth:%Y%m%d}{sequence:03d}"
    return first17 + check_digit(first17)


def is_masked(text: str) -> bool:
    """Whether digits were hidden, as in `4407**********1234` or `138****1234`: such a number is nobody's key."""
    return _MASK.search(text) is not None


def parse_id(cell: object) -> IdNumber | None:
    """The identity number in a cell as a reader gives it (str, int, float, None …).

    None for blank, 无, 不详 and masked numbers. Raises IdProblem: `id_damaged` for a numeric cell with 16 or more
    digits or scientific notation (a spreadsheet keeps 15 digits), `id_length` for neither 15 nor 18 characters,
    `id_checksum` for a wrong check character or a birthday that cannot be.
    """
    if type(cell) is not str:
        text = _from_number(cell)
    elif len(cell) == 18 and cell[:17].isdigit() and cell.isascii() and cell[17] != "*":
        return _read(cell.upper(), cell)
    else:
        text = _clean(cell)
    return _read(text, cell) if text else None


def is_valid(text: str) -> bool:
    """Whether a text is an identity number and nothing else, and its check character is right."""
    try:
        return parse_id(text) is not None
    except IdProblem:
        return False


def _clean(cell: str) -> str:
    text = _NOISE.sub("", fold(strip_cell(cell))).upper().translate(_CROSSES)
    if is_nothing(text) or is_masked(cell):
        return ""
    text = _bare(text) if len(text) <= LONGEST else text
    if _DOTTED.fullmatch(text) and len(whole := "".join(filter(str.isalnum, text))) in WHOLE:
        return whole
    if _SCIENTIFIC.fullmatch(text) or _LONG_NUMBER.fullmatch(text):
        raise IdProblem("id_damaged", cell)
    return text


def _bare(text: str) -> str:
    """Without what some write beside the number: `身份证号：…`, `…（身份证）`, a full stop."""
    while (bare := _BESIDE.sub("", text)) != text:
        if not any(char.isdigit() for char in bare):
            break
        text = bare
    return text


def _from_number(cell: object) -> str:
    if not isinstance(cell, (int, float)) or isinstance(cell, bool):
        return _clean(strip_cell(cell))
    if not math.isfinite(cell) or abs(cell) >= 1e15:
        raise IdProblem("id_damaged", cell)
    return str(int(cell)) if cell == int(cell) else str(cell)


def _read(text: str, cell: object) -> IdNumber:
    legacy = len(text) == 15
    if not legacy and len(text) != 18:
        raise IdProblem("id_length", cell)
    digits = text if legacy else text[:17]
    if not (digits.isdigit() and digits.isascii()):
        raise IdProblem("id_checksum", cell)
    return _checked(_lengthened(digits) if legacy else text, legacy=legacy, cell=cell)


def _lengthened(fifteen: str) -> str:
    first17 = f"{fifteen[:6]}19{fifteen[6:]}"
    return first17 + check_digit(first17)


def _checked(value: str, *, legacy: bool, cell: object) -> IdNumber:
    birth = _birthday(value[6:14])
    if birth is None or birth > clock.today() or check_digit(value[:17]) != value[17]:
        raise IdProblem("id_checksum", cell)
    return IdNumber(value, legacy, "男" if value[16] in "13579" else "女", birth, value[:6])


@lru_cache(maxsize=65536)
def _birthday(text: str) -> date | None:
    try:
        born = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
    return born if born.year >= 1900 else None
