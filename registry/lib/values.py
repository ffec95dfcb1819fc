"""Small closed vocabularies of a ledger: yes and no, sex, direction, reasons. Spellings are in `value_synonyms.csv`."""

import math
import re
from functools import lru_cache

from registry.lib import tables
from registry.lib.characters import mainland

# Written by copying from web pages and chat: no-break and zero-width spaces, direction marks, control characters and
# halves of broken surrogate pairs (which no database can store). Joiners are kept: Uyghur and Tibetan need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]+"
)
_SPACES = re.compile(r"\s+")
_FOLD = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_NOT_KEY = re.compile(r"[\s'\"*:`‘’“”。，,;；]")
_LONGEST_NOTHING = 20
_ENDS = re.compile(r"流[入出](?:地|党组织|党支部)")
# Whose 组织关系在外地 is here from there.
_RELATION_AWAY = re.compile(r"组织关系(?:仍|还|都|均)?(?:保?留?在|未?从)(?:外[地省市]|异地|原籍|老家)")
_RELATION_KEPT = re.compile(r"组织关系(?:仍|还|都|均)?(?:保留|留|挂靠|寄放|存放)在(?:[我本]|江海)")
_MOVED_ON_A_DAY = re.compile(r"已?[于在]?\d{4}[年./-][\d年月日./-]*(?:转来|转入|转到|转过来|转接|转出|迁入).{0,8}")
_LIKE_INFLOW = re.compile("流人(?![员口才数群])")
_FROM_OUTSIDE = re.compile(r"外(?=流[入出])")  # 市外流入 is no 外流
_BOTH_WAYS = re.compile(r"流出\s*[(（/、]?\s*入(?!党)|流入\s*[(（/、]?\s*出(?!生)")  # 流出（入）党员
_NO_WAY = re.compile(r"(?:未|没有?|非|不是)(?:再|曾|有)?(?:流[入出]|外出|外流|外来)")  # 未流出
_BOXES = "□☐○☑☒■√✓✔●"
_TICKS = "☑☒■√✓✔●"
_OPTION = re.compile(rf"([{_BOXES}])\s*([^{_BOXES}]+)")
_BOX_BEFORE = re.compile(rf"[{_TICKS}]\s*([是否有无已未])")
_BOX_BEHIND = re.compile(rf"([是否有无已未])\s*[{_TICKS}]")
_WAY_BEFORE = re.compile(rf"[{_TICKS}]\s*(流[入出]|外出)")
_WAY_BEHIND = re.compile(rf"(流[入出]|外出)\s*[(\[]?\s*[{_TICKS}]")
_DITTO_MARKS = '〃″〞”“"'
_DITTO_FORMS = ("{}", "{}。", "-{}-", "—{}—", "({})", "（{}）", "【{}】")
_CLAUSE = re.compile(r"[,;:.。、\s]")
_CODE_BEFORE = re.compile(r"^(?:\d{1,3}[-._|/、]|\d{2,3}|[a-h][.、)])(?=[\u4e00-\u9fff])")  # 21-大学本科, A.男
_BRACKETED = re.compile(r"[(\[【〔「].*?[)\]】〕」]|[(\[【〔「].*$")


def strip_cell(cell: object) -> str:
    """`cell` as display text: trimmed, inner white space single, invisible characters gone; `3.0` is `3`, None is ``.

    Nothing else changes: full-width letters, compatibility ideographs and all CJK extensions stay as they are.
    """
    text = cell if type(cell) is str else _as_text(cell)
    if text.isprintable() and "  " not in text:  # nothing invisible, and of all white space only the ordinary one
        return text.strip()
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and math.isfinite(cell) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def short_number(text: object) -> int | None:
    """A whole number of at most nine ASCII digits, as addresses and hidden fields carry them; None for anything else.

    `str.isdecimal` alone lets through what `int` reads and no column holds, `str.isdigit` what not even `int` reads.
    """
    plain = isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) < 10
    return int(str(text)) if plain else None


def fold(text: str) -> str:
    """Full-width ASCII as ordinary ASCII: for matching only, never for storing."""
    return text if text.isascii() else text.translate(_FOLD)


def _plain_key(text: str) -> str:
    return _NOT_KEY.sub("", fold(text)).lower()


@lru_cache(maxsize=16384)
def match_key(text: str) -> str:
    """What two spellings of a value have in common: folded, lower case, without spaces, quotes, stars and colons."""
    return mainland(_plain_key(text))


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, dict[str, str]]:
    kinds: dict[str, dict[str, str]] = {}
    for row in tables.rows("value_synonyms"):
        kinds.setdefault(row["kind"], {})[match_key(row["input"])] = row["value"]
    return kinds


@lru_cache(maxsize=65536)
def _look_up(kind: str, text: str) -> str | None:
    known = _synonyms()[kind]
    key = match_key(text)
    return known.get(key) or known.get(_BRACKETED.sub("", key)) or known.get(_CODE_BEFORE.sub("", key))


def synonym(kind: str, cell: object) -> str | None:
    """The value that `value_synonyms.csv` gives for `cell` under `kind`, with and without bracketed text; else None."""
    text = cell if type(cell) is str else strip_cell(cell)
    return _look_up(kind, text) if text and len(text) < 100 else None


@lru_cache(maxsize=8)
def listed_words(kind: str) -> tuple[str, ...]:
    """The inputs of one kind as matched, longest first: words that are cut off rather than looked up."""
    return tuple(sorted(_synonyms()[kind], key=len, reverse=True))


@lru_cache(maxsize=1)
def _nothing_words() -> frozenset[str]:
    return frozenset({*_synonyms()["nothing"], ""})


def is_nothing(text: str) -> bool:
    """Whether the clerk wrote that there is nothing to write: blank, 无, 不详, /, —, 待核实 …

    Not cached: names and numbers come through here, and should not be kept in memory.
    """
    if not text or text in _nothing_words():
        return True
    return len(text) < _LONGEST_NOTHING and _plain_key(text) in _nothing_words()


@lru_cache(maxsize=1)
def dittos() -> frozenset[str]:
    """Every cell that says that it says what stands above: 同上, （同前）, 〃〃, “, ，，. Asked with whole rows."""
    words = [row["input"] for row in tables.rows("value_synonyms") if row["kind"] == "ditto"]
    spaced = [*words, *(" ".join(word) for word in words)]
    forms = {form.format(word) for word in spaced for form in _DITTO_FORMS}
    marks = {mark * count for mark in _DITTO_MARKS for count in range(1, 5)}
    return frozenset(forms | marks | {mark * count for mark in "，,、" for count in range(2, 5)} | {"''"})


def yes_no(cell: object) -> bool | None:
    """是 √ 有 1 → True, 否 × 无 0 → False; blank or anything else is unknown, which is not no."""
    if isinstance(cell, bool):
        return cell
    found = synonym("yes_no", cell)
    if found is None and isinstance(cell, str):
        found = _ticked(cell)
    return None if found is None else found == "yes"


@lru_cache(maxsize=4096)
def _ticked(text: str) -> str | None:
    """`☑是□否`, `是√ 否□`: the box with the tick; `否，联系不上`: what stands before the first comma."""
    plain = fold(text)
    if ticks := (_BOX_BEFORE if plain[:1] in _BOXES else _BOX_BEHIND).findall(plain):
        return synonym("yes_no", ticks[0]) if len(set(ticks)) == 1 else None
    first = _CLAUSE.split(plain, maxsplit=1)[0]
    return synonym("yes_no", first) if first != plain else None


def ticked_option(cell: object) -> str | None:
    """`□高中 √大专 □本科`: what stands behind the one box with a tick; None where several or none are ticked."""
    plain = fold(cell).strip() if isinstance(cell, str) else ""
    if plain[:1] not in _BOXES:
        return None
    options = _OPTION.findall(plain)
    ticked = [word.strip(" ,，/;；、") for box, word in options if box in _TICKS]
    return ticked[0] if len(ticked) == 1 and len(options) > 1 else None


def sex(cell: object) -> str | None:
    """`男`, `女` or None. The digits are GB/T 2261.1: 1 man, 2 woman."""
    return synonym("sex", cell)


def contact_status(cell: object) -> str | None:
    """`normal`, `hard_to_reach`, `unreachable` (one failed attempt: 停机, 空号 …) or `lost`; else None.

    Only 失联 itself reads as lost: whether a failed attempt means lost is for the six-month rule and a person.
    """
    return synonym("contact_status", cell)


def flow_reason(cell: object) -> str | None:
    """`migrant_work`, `business`, `employment`, `startup`, `study`, `family`, `retire_elsewhere`, `other` or None."""
    return synonym("flow_reason", cell)


def well_spelt(text: str) -> str:
    """流人时间, 联系电活: characters that look alike, as they are read off paper. Not 外流人员."""
    return _LIKE_INFLOW.sub("流入", text).replace("电活", "电话")


def direction(text: object) -> str | None:
    """`in` for 流入, `out` for 流出 (also inside a title such as 流出党员名册), None when it says both or neither."""
    found = synonym("direction", text)
    return found or _direction_inside(well_spelt(strip_cell(text)[:200]))


def _direction_inside(text: str) -> str | None:
    """By the words of kind direction_word, but for the names of places and organisations (流入地党组织).

    Where both are printed and one is ticked (流入□ 流出☑), the tick says which.
    """
    if _BOTH_WAYS.search(text):
        return None
    related = _RELATION_AWAY.sub("外来", _RELATION_KEPT.sub("外出", mainland(text)))
    plain = _NO_WAY.sub("", _ENDS.sub("", _FROM_OUTSIDE.sub("", related)))
    if any(tick in plain for tick in _TICKS):
        pattern = _WAY_BEFORE if plain.lstrip("([（ ")[:1] in _BOXES else _WAY_BEHIND
        plain = " ".join(pattern.findall(fold(plain))) or plain
    found = {way for word, way in _synonyms()["direction_word"].items() if word in plain}
    return found.pop() if len(found) == 1 else None


def new_employment_type(cell: object) -> str | None:
    """`courier`, `food_rider`, `ride_hail_driver`, `truck_driver`, `streamer`, `ecommerce`, `domestic_worker`, …"""
    return synonym("new_employment_type", cell)


def relation_status(cell: object) -> str | None:
    """组织关系: `not_transferred`, `in_transfer`, `transferred`, `here` (在本社区) or None."""
    found = synonym("relation_status", cell)
    return found or ("transferred" if _MOVED_ON_A_DAY.fullmatch(strip_cell(cell)) else None)


def names_kin(text: str) -> bool:
    """Whether a text speaks of a relative (配偶政治面貌, 他爱人叫王红); a word of one character says too little."""
    return any(word in text for word in listed_words("kin") if len(word) > 1)
