"""Places read out of free text, to GB/T 2260 codes as deep as known.

A cell may name more than one (贵州独山/湖北黄冈): then nobody but a person can say which is meant.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from registry.lib.characters import mainland
from registry.lib.placeindex import (
    Division,
    Index,
    current,
    find,
    full_name,
    indexes,
    is_within,
    name_of,
    prefix_of,
    retired,
)
from registry.lib.placewalk import LEADING, Match, begins_with_province, is_part_of_town, outermost, read
from registry.lib.values import fold, strip_cell

__all__ = [
    "Division",
    "Match",
    "begins_with_province",
    "current",
    "find",
    "full_name",
    "in_words",
    "is_within",
    "name_of",
    "prefix_of",
    "resolve",
    "retired",
    "search",
]

_BETWEEN = re.compile(r"([\s/\\|,，、;；→>()\[\]（）【】—-]+)")
_LISTING = frozenset("/\\|,，、;；→>")  # between two places; a space, a dash or a bracket also stands before a remark
_BRACKETS = frozenset("([（【")
_LINK = re.compile(r"^(?:以及|或者|或是|或|及|和|与|兼|[来去]?到|[来去往赴至](?=..)|前往|转往)")
# Taken off only where nothing is read with it: 从江县 and 自贡市 are places.
_BEFORE = re.compile(
    r"^(?:从|由|自|原(?=..)|老家是?在?|家乡是?在?|(?:外[省市]|[省市]外)(?=[\s:：,，、(（-])"
    "|[随跟](?:儿子?|女儿?|子女|孩子|家人|家属|配偶|丈夫|妻子|儿媳|女婿|老伴|父母|父亲|母亲)(?:一起|共同)?(?:居住|生活|住)(?:在|于|到)?(?=..))"
)
MOST_BEFORE = 3  # 原从老家 before a place; a cell of nothing but 自 is no place
LONGEST = 200  # characters that are looked at
_PROVINCE_BEHIND = re.compile(r"([^()\d]{2,12})\(([^()\d]{2,8})\)")  # 于都(江西)
_QUOTES = str.maketrans("", "", "\"'“”")  # ["湖南省","永州市","道县"]
_ENDINGS = tuple("省市县区旗州盟")


@lru_cache(maxsize=65536)
def resolve(text: str) -> Match:
    """The place at the beginning of `text`: 贵州独山, 湖北黄冈麻城, 浙江省柯桥区, 522726, 中共贵州省独山县东桥镇….

    Never guesses: 朝阳区 gives no code and its candidates, 贵州独山/湖北黄冈 both. An old name (绍兴县) gives the
    retired code and `successor`.
    """
    plain = mainland(fold(strip_cell(text))).translate(_QUOTES)
    match = read(LEADING.sub("", plain)[:LONGEST])
    for _ in range(MOST_BEFORE):
        if match.code or match.candidates or (bare := _BEFORE.sub("", plain)) == plain:
            break
        plain = bare
        match = read(LEADING.sub("", plain)[:LONGEST])
    if not match.code and (turned := _turned(plain)):
        return turned
    if not (match.code or match.candidates):
        return match
    others = [code for code in _named_behind(match.rest) if not _is_among(code, match)]
    match = replace(match, rest=LEADING.sub("", match.rest).strip())
    if not others:
        return match
    return Match(None, _deepest((*_codes(match), *others)), match.rest, None, several=True)


def _turned(plain: str) -> Match | None:
    """江西于都 of 于都(江西): a county with the province or city that it lies in behind it."""
    found = _PROVINCE_BEHIND.fullmatch(plain)
    if found is None or not begins_with_province(found[2]):
        return None
    match = read(found[2] + found[1])
    return match if match.code and match.depth == "county" and not match.rest else None


def in_words(code: str, text: str = "") -> str:
    """Where somebody comes from or went, everywhere alike: the division's full name, else what the ledger says."""
    return (full_name(code) if code else "") or text


def _codes(match: Match) -> tuple[str, ...]:
    """What a text may mean, by today's codes where they are known."""
    return match.candidates or ((match.successor or match.code,) if match.code else ())


def _is_among(code: str, match: Match) -> bool:
    """Whether a place is the same again, part of it, or what it is part of."""
    known = {*_codes(match), match.code or ""} - {""}
    return any(is_within(code, other) or is_within(other, code) for other in known)


def _deepest(codes: tuple[str, ...]) -> tuple[str, ...]:
    """湖北 and 黄冈 behind one another are 黄冈."""
    found = dict.fromkeys(codes)
    return tuple(code for code in found if not any(other != code and is_within(other, code) for other in found))


def _named_behind(rest: str) -> Iterator[str]:
    """Codes of the further places that a text names behind its first."""
    parts = ["", *_BETWEEN.split(rest)]
    for between, piece in zip(parts[::2], parts[1::2], strict=True):
        if _is_postcode(piece, between):
            continue
        linked = _LINK.sub("", piece)
        other = resolve(piece) if piece else Match(None, (), "", None)
        if linked != piece and not _codes(other):
            other = resolve(linked)
        listed = linked != piece or not _LISTING.isdisjoint(between)
        if _codes(other) and _counts(other, linked, between, listed=listed):
            yield from _codes(other)


def _is_postcode(piece: str, between: str) -> bool:
    """422200 behind an address of 隆回: no code of today, though one of old."""
    return piece.isdigit() and piece not in current() and _LISTING.isdisjoint(between)


def _counts(other: Match, piece: str, between: str, *, listed: bool) -> bool:
    """Whether a name behind a place is another place, and no street, firm, town or remark.

    Glued to the first it needs its province (贵州独山湖北黄冈). The bare name of a county may be a town's.
    """
    if not other.is_place and (is_part_of_town(piece) or not piece.endswith(_ENDINGS)):
        return False
    if listed or other.several:
        return True
    if not between:
        return begins_with_province(piece) and other.depth != "province"
    if other.rest and not (begins_with_province(piece) and _BRACKETS.isdisjoint(between)):
        return False
    return other.depth in ("province", "city") or piece.endswith(_ENDINGS) or begins_with_province(piece)


@lru_cache(maxsize=4096)
def search(text: str) -> tuple[str, ...]:
    """Code prefixes for the search box: 贵州 → `52`, 黄冈 → `4211`, 独山 → `522726`; all that the name may mean."""
    plain = fold(strip_cell(text)).replace(" ", "")
    found = [code for scope in ("provinces", "") for code in _named(indexes()[scope], plain)]
    if not found:
        match = resolve(plain)
        found = list(match.candidates) or ([match.code] if match.code and not match.rest else [])
    return tuple(dict.fromkeys(prefix_of(code) for code in _with_former(outermost(tuple(found)))))


def _named(index: Index, name: str) -> tuple[str, ...]:
    return index.official.get(name, ()) + index.short.get(name, ()) + index.former.get(name, ())


def _with_former(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Also the retired codes that became a county, and what a retired one became: rows of both are meant."""
    became = tuple(place.successor for code in codes if (place := find(code)) and place.successor)
    before = tuple(old for code in codes for old in _predecessors().get(code, ()))
    return codes + became + before


@lru_cache(maxsize=1)
def _predecessors() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for old in retired().values():
        if old.successor and old.level == "county":
            found[old.successor] = (*found.get(old.successor, ()), old.code)
    return found
