"""How a name is read aloud: what a clerk types to find it.

A surname has its own readings (单 shàn, 区 ōu; `surnames.csv`), the common readings of characters in given names come
from `given_readings.csv`, all others from pypinyin's table, which is read once and kept per character.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from pypinyin.pinyin_dict import pinyin_dict

from registry.lib import tables
from registry.lib.names import name_key

MOST = 8  # spellings kept per name, the first included
_LONGEST_SURNAME = 4
_VARIED = 3


@dataclass(frozen=True, slots=True)
class PinyinKeys:
    """Lower case, no tones, no spaces; ü is v. `full` and `initials` are the usual reading.

    `full_alt` and `initials_alt` are the other spellings (polyphones; 吕 as lyu and lu), at most MOST - 1 of each.
    """

    full: str
    initials: str
    full_alt: tuple[str, ...]
    initials_alt: tuple[str, ...]


@lru_cache(maxsize=1)
def _surnames() -> dict[str, tuple[str, ...]]:
    return {row["surname"]: (row["reading"], *row["others"].split()) for row in tables.rows("surnames")}


@lru_cache(maxsize=1)
def _given() -> dict[str, tuple[str, ...]]:
    return {row["character"]: tuple(row["readings"].split()) for row in tables.rows("given_readings")}


def _toneless(reading: str) -> str:
    """`lǚ` → `lv`, `ḿ` → `m`, `ê̄` → `e`."""
    bare = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(char for char in bare if "a" <= char <= "z")


@lru_cache(maxsize=32768)
def character(char: str) -> tuple[str, ...]:
    """The readings of one character in a given name, usual one first; one without a reading stands for itself."""
    if found := _given().get(char):
        return found
    listed = pinyin_dict.get(ord(char), "").split(",")[0]
    return (_toneless(listed) or char.lower(),)


@lru_cache(maxsize=8192)
def _variants(reading: str) -> tuple[str, ...]:
    """A syllable with ü is also typed with yu (passports) and u (keyboards that hide the v)."""
    if "v" not in reading:
        return (reading,)
    return (reading, reading.replace("v", "yu"), reading.replace("v", "u"))


def _split(name: str) -> tuple[str, str]:
    """Surname and given name. A compound surname needs a given name behind it; a single one is the first character."""
    known = _surnames()
    for length in range(min(_LONGEST_SURNAME, len(name) - 1), 1, -1):
        if name[:length] in known:
            return name[:length], name[length:]
    return name[:1], name[1:]


@lru_cache(maxsize=8192)
def _surname(surname: str) -> tuple[tuple[str, str], ...]:
    """(spelling, initials) of a surname's readings: 尉迟 is `yu chi` in the table, so yuchi and yc."""
    listed = _surnames().get(surname) or character(surname)
    return tuple(_joined(spelt) for reading in listed for spelt in _variants(reading))


def _joined(reading: str) -> tuple[str, str]:
    syllables = reading.split()
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


@lru_cache(maxsize=32768)
def _syllables(char: str) -> tuple[tuple[str, str], ...]:
    return tuple((spelt, spelt[:1]) for read in character(char) for spelt in _variants(read))


def readings(name: str) -> PinyinKeys:
    """The spellings by which a name is found: 单立新 → shanlixin / slx, 尉迟恭 → yuchigong / ycg, 吕明 → lvming.

    Dots, spaces and variation selectors are left out. `name` may be any text; nothing is refused.
    """
    key = name_key(name)
    if not key:
        return PinyinKeys("", "", (), ())
    surname, given = _split(key)
    parts = [_surname(surname), *map(_syllables, given)]
    full = "".join([part[0][0] for part in parts])
    initials = "".join([part[0][1] for part in parts])
    if all(len(part) == 1 for part in parts):
        return PinyinKeys(full, initials, (), ())
    return _with_others(full, initials, parts)


def _with_others(full: str, initials: str, parts: list[tuple[tuple[str, str], ...]]) -> PinyinKeys:
    """All combinations, the usual ones first, up to MOST."""
    spellings, shorts = {full: None}, {initials: None}
    for combination in product(*_few(parts)):
        spellings["".join([spelt for spelt, _ in combination])] = None
        shorts["".join([initial for _, initial in combination])] = None
    return PinyinKeys(full, initials, tuple(spellings)[1:MOST], tuple(shorts)[1:MOST])


def _few(parts: list[tuple[tuple[str, str], ...]]) -> list[tuple[tuple[str, str], ...]]:
    """Only the first few characters of several readings are varied: a long name has no thousand spellings."""
    varied = 0
    chosen = []
    for part in parts:
        varied += len(part) > 1
        chosen.append(part if varied <= 3 else part[:1])
    return chosen


_APOSTROPHES = re.compile(r"[\s'’·.-]+")


def fold_query(text: str) -> str:
    """What was typed into the search box, spelt as the keys are: `Lǚ Míng`, `lü'ming` → lvming."""
    return _toneless_text(_APOSTROPHES.sub("", text).lower())


def _toneless_text(text: str) -> str:
    bare = unicodedata.normalize("NFD", text).replace("u\u0308", "v")
    return "".join(char for char in bare if not unicodedata.combining(char))
