"""Tickets of the public form: which form it is, since when, and that its sender's machine has done some work for it.

A ticket is signed, holds a key and two moments, and is kept nowhere. Its key becomes the suggestion's, so that a form
that arrives twice is one. Instead of asking people to read squiggles, a browser finds a number whose SHA-256, together
with the ticket, begins with so many zeros (hashcash): nothing for one person, a great deal for whoever sends thousands.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from itertools import count
from uuid import UUID

from django.conf import settings
from django.core import signing

from registry.lib import clock
from registry.lib.crypto import CipherError
from registry.lib.ids import uuid7
from registry.models.sealed import cipher

SALT, CARRIED, DEVICE = "outreach.suggest.ticket", "outreach.suggest|carried", "outreach.suggest.device"
LONGEST_NONCE = 20
# How long the code may be read again on the device that sent the form, in seconds.
CARRY_SECONDS = 600


class Unknown(Exception):
    """No ticket of ours."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """`begun`: when the form was first opened; `issued`: when this ticket was made (seconds)."""

    key: UUID
    begun: int
    issued: int

    @property
    def expired(self) -> bool:
        """Whether it is too old to bring something new."""
        return _now() - self.issued > settings.SUGGEST_TICKET_SECONDS

    @property
    def hasty(self) -> bool:
        """Whether nobody can have written something since it was opened."""
        return _now() - self.begun < settings.SUGGEST_HASTE_SECONDS


def issue(begun: int | None = None) -> str:
    """A new one; `begun` of the one that it takes the place of."""
    now = _now()
    return signing.Signer(salt=SALT).sign_object({"k": uuid7().hex, "b": begun or now, "i": now})


def read(token: str) -> Ticket:
    """What a ticket says. Raises Unknown."""
    try:
        said = signing.Signer(salt=SALT).unsign_object(token[:500])
        return Ticket(UUID(said["k"]), int(said["b"]), int(said["i"]))
    except (signing.BadSignature, ValueError, KeyError, TypeError) as error:
        raise Unknown from error


def proven(token: str, nonce: str) -> bool:
    """Whether the work was done for this ticket."""
    if not (nonce.isascii() and nonce.isdigit() and len(nonce) <= LONGEST_NONCE):
        return False
    return _enough(hashlib.sha256(f"{token}:{nonce}".encode()).digest())


def _enough(digest: bytes) -> bool:
    return int.from_bytes(digest[:8], "big") >> (64 - settings.SUGGEST_PROOF_BITS) == 0


def prove(token: str) -> str:
    """Do the work: for programs of our own and for tests."""
    begun = hashlib.sha256(f"{token}:".encode())
    for number in count():
        tried = begun.copy()
        tried.update(str(number).encode())
        if _enough(tried.digest()):
            break
    return str(number)


def carry(code: str) -> str:
    """A code as the cookie carries it from the form to its answer: encrypted, for CARRY_SECONDS."""
    sealed = cipher().seal(json.dumps([code, _now()]), CARRIED)
    return base64.urlsafe_b64encode(sealed).decode()


def carried(text: str) -> str:
    """The code again; empty when there is none, or no longer."""
    try:
        code, since = json.loads(cipher().open(base64.urlsafe_b64decode(text[:1000].encode()), CARRIED))
    except (CipherError, ValueError, binascii.Error):
        return ""
    return str(code) if _now() - int(since) < CARRY_SECONDS else ""


def device(text: str = "") -> tuple[str, str]:
    """(number of a device, the cookie that carries it): a random number, signed, kept on the device alone."""
    try:
        number = signing.Signer(salt=DEVICE).unsign(text[:200])
    except signing.BadSignature:
        number = uuid7().hex
    return number, signing.Signer(salt=DEVICE).sign(number)


def _now() -> int:
    return int(clock.now().timestamp())
