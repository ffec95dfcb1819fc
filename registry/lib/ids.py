"""Primary keys made by the client, so that a field can be bound to its row before the row exists."""

import os
import time
from collections.abc import Iterable
from uuid import UUID

_CLEAR, _MARK = ~((0xF << 76) | (0x3 << 62)), (0x7 << 76) | (0x2 << 62)


def uuid7() -> UUID:
    """A version 7 UUID (RFC 9562 §5.7): 48 bits of Unix milliseconds, then 74 random bits."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    return UUID(int=value & _CLEAR | _MARK)


def key_in(text: str) -> UUID | None:
    """The key that somebody sent as text; None for what is no key."""
    try:
        return UUID(text)
    except ValueError:
        return None


def keys_in(texts: Iterable[str]) -> list[UUID]:
    """The keys among texts that somebody sent, in their order; what is none is left out."""
    return [key for text in texts if (key := key_in(text))]


def pairs_in(texts: Iterable[tuple[str, str]]) -> dict[UUID, UUID]:
    """Which key stands for which; a pair with a text that is none is left out."""
    read = ((key_in(text), key_in(other)) for text, other in texts)
    return {key: other for key, other in read if key and other}


def uuid7_texts(count: int) -> list[str]:
    """`count` of them as 32 hexadecimal digits each, all of the same millisecond: for rows in bulk."""
    stamp, dice = (time.time_ns() // 1_000_000) << 80, os.urandom(10 * count)
    parts = (dice[at : at + 10] for at in range(0, 10 * count, 10))
    return [f"{(stamp | int.from_bytes(part, 'big')) & _CLEAR | _MARK:032x}" for part in parts]
