"""What makes two suggestions alike: the pairs of characters that they share. Chinese works without a dictionary.

Pairs are kept as keyed hashes (32 bits): alike ones are found, and nothing can be read.
"""

import re
from collections.abc import Iterable

from registry.models.sealed import blind_index

MOST = 600
# Shared part of all pairs (Jaccard's measure) from which two are shown as alike.
ALIKE = 0.1
_WORDS = re.compile(r"[^\W_]+")


def pairs(text: str) -> set[str]:
    """Neighbouring characters within words: 路灯坏了 → 路灯, 灯坏, 坏了."""
    words = _WORDS.findall(text.casefold())
    return {word[at : at + 2] for word in words for at in range(len(word) - 1)}


def grams(*texts: str) -> list[int]:
    """The hashes of all pairs of the texts, MOST at most, in rising order."""
    found = sorted(set().union(*(pairs(text) for text in texts)))[:MOST]
    index = blind_index()
    return sorted({_short(index.of("suggestion-pair", pair)) for pair in found})


def _short(hashed: bytes | None) -> int:
    return int.from_bytes((hashed or b"\0\0\0\0")[:4], "big", signed=True)


def likeness(one: Iterable[int], other: Iterable[int]) -> float:
    """Shared pairs over all pairs, 0 to 1."""
    first, second = set(one), set(other)
    return len(first & second) / len(first | second) if first or second else 0.0
