"""Progress codes: what a person keeps to look a suggestion up. 80 bits, in Crockford's base 32, in groups of four.

A code is made of the suggestion's key and a secret, so that whoever sends the form twice gets the same one, and nobody
who reads the database can work it out. Only its keyed hash is stored.
"""

import re
from uuid import UUID

from registry.models.sealed import blind_index

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 16, 4
_READ = str.maketrans("OIL", "011")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_APART = re.compile(r"[\s\-‐-―_.·]+")


def code_of(key: UUID) -> str:
    """The code of a suggestion's key: 16 characters, each of 5 bits."""
    bits = int.from_bytes((blind_index().of("suggestion-code", key.hex) or b"")[:10], "big")
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(LENGTH)))


def shown(code: str) -> str:
    """K7QX-2M9D-…: groups of four."""
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def typed(text: str) -> str:
    """What somebody typed as a code is kept; empty for what can't be one. O is read as 0, I and L as 1."""
    found = _APART.sub("", text[:100].translate(_WIDE)).upper().translate(_READ)
    return found if len(found) == LENGTH and not set(found) - set(ALPHABET) else ""


def digest(code: str) -> bytes:
    """What is stored of a code."""
    return blind_index().of("suggestion-code-digest", code) or b""
