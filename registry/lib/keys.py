"""Search keys: what a name, an employer or a phone is compared by, apart from how it is written."""

import unicodedata
from functools import lru_cache

from registry.lib.names import name_key
from registry.lib.pinyin import readings

_DROP = str.maketrans("", "", " \u3000\t\r\n()（）[]【】\"'“”‘’,，.。、·-—_")


@lru_cache(maxsize=20_000)
def employer_key(text: str) -> str:
    """An employer's name for comparison: compatibility forms folded, case, spaces and punctuation dropped."""
    return unicodedata.normalize("NFKC", text).translate(_DROP).lower()[:100]


@lru_cache(maxsize=20_000)
def name_keys(name: str) -> tuple[str, str, str, str, str, str]:
    """(name_key, given_key, pinyin, initials, pinyin_alt, initials_alt) of a legal name.

    Of several other readings the likeliest is kept; spellings of ü are the search box's business.
    """
    key = name_key(name)[:60]
    given = key[1:] if len(key) <= 3 else key[2:]
    sounds = readings(name)
    return (
        key,
        given,
        sounds.full[:200],
        sounds.initials[:60],
        next(iter(sounds.full_alt), "")[:200],
        next(iter(sounds.initials_alt), "")[:60],
    )


SEARCH_FIELDS = (
    "name_key",
    "given_key",
    "pinyin",
    "initials",
    "pinyin_alt",
    "initials_alt",
    "employer_key",
)


def search_fields(name: str, employer: str) -> dict[str, str]:
    """Values of the search columns of a member."""
    return dict(zip(SEARCH_FIELDS, (*name_keys(name), employer_key(employer)), strict=True))
