"""The one search box: what was typed, read as every kind of thing it may be."""

import re
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from registry.lib import identity, phones
from registry.lib.divisions import search as search_divisions
from registry.lib.identity import IdProblem, parse_id
from registry.lib.keys import employer_key
from registry.lib.names import name_key
from registry.models.canvass import Site
from registry.models.sealed import blind_index

ID_NUMBER = re.compile(identity.PLAIN)
MOBILE = re.compile(phones.PLAIN)
# Employers whose name contains what was typed; more than this is too vague to be meant as an employer.
MOST_EMPLOYERS = 300


def condition(text: str) -> Q:
    """Members that `text` may mean, as a condition; everything for an empty text."""
    return reduce(or_, ways(text), Q())


def ways(text: str) -> list[Q]:
    """The readings of `text`, each a condition that one index answers; none for an empty text."""
    typed = text.strip()
    compact = re.sub(r"[\s-]", "", typed).upper()
    if not typed:
        return []
    if ID_NUMBER.fullmatch(compact):
        return [Q(id_index=blind_index().of("id", compact))]
    if re.fullmatch(r"\d{15}", compact):
        return [Q(id_index=blind_index().of("id", _modern(compact)))]
    if MOBILE.fullmatch(compact):
        return [Q(phone_index=blind_index().of("phone", compact))]
    if re.fullmatch(r"\d{4}", compact):
        return [Q(phone_tail_index=blind_index().of("phone-tail", compact))]
    if re.fullmatch(r"[A-Za-z']+", compact):
        return _by_sound(compact.replace("'", "").lower())
    return _by_words(typed)


def _modern(legacy: str) -> str:
    try:
        number = parse_id(legacy)
    except IdProblem:
        return legacy
    return number.value if number else legacy


def _by_sound(letters: str) -> list[Q]:
    spellings = sorted(_spellings(letters)) if len(letters) > 1 else []
    # Few names have a second reading: one look at both columns.
    seconds = Q(initials_alt__prefix=letters, initials_alt__gt="")
    for spelling in spellings:
        seconds |= Q(pinyin_alt__prefix=spelling, pinyin_alt__gt="")
    firsts = [Q(name_key__prefix=name_key(letters)), Q(initials__prefix=letters)]
    return [*firsts, *(Q(pinyin__prefix=spelling) for spelling in spellings), seconds]


def _spellings(letters: str) -> set[str]:
    """吕 is kept as lv; people also type lyu (passports) and lu (keyboards without ü)."""
    return {letters, letters.replace("lyu", "lv").replace("nyu", "nv"), letters.replace("lu", "lv").replace("nu", "nv")}


def _by_words(text: str) -> list[Q]:
    """A name from its first character, a given name, a place of origin, or part of an employer's name."""
    key = name_key(text)
    found = [Q(name_key__prefix=key), Q(given_key=key)]
    found += [Q(origin_code__prefix=prefix) for prefix in search_divisions(text)]
    employers = employers_like(text)
    return [*found, Q(employer_key__in=employers)] if employers else found


def employers_like(text: str) -> list[str]:
    """Keys of the scope's employers whose name contains `text`."""
    wanted: Any = employer_key(text)
    if len(wanted) < 2:
        return []
    return list(
        Site.objects.filter(name_key__contains=wanted).values_list("name_key", flat=True).distinct()[:MOST_EMPLOYERS]
    )
