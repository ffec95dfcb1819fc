"""Which forms were done, and which requests with a key of their own: known by a digest, forgotten after days."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from registry.lib import clock
from registry.models.sent import SentForm
from registry.models.turns import take_turn

# Longer than a page stays open somewhere, and as long as drafts are kept on a device.
KEPT = timedelta(days=3)


def marks(place: str, said: str) -> tuple[bytes, str]:
    """What something sent with a key is known by, and what tells whether the same was sent: digests of `place` (which
    holds the key) and of both. The key is part of either and is not kept: nobody can try out what was said."""
    return hashlib.sha256(place.encode()).digest(), hashlib.sha256((place + said).encode()).hexdigest()


def path_of(digest: bytes) -> str | None:
    """Where the answer to the form led, if it was done; whoever asks about the same one waits for this transaction."""
    take_turn(f"form|{digest.hex()}")
    return kept(digest)


def kept(digest: bytes) -> str | None:
    """The same for whoever has a lock of her own."""
    return SentForm.objects.filter(pk=digest).values_list("path", flat=True).first()


def any_kept(digests: Iterable[bytes]) -> bool:
    """Whether one of these was done."""
    return SentForm.objects.filter(pk__in=list(digests)).exists()


def keep(digest: bytes, path: str) -> None:
    """It was done, in the present transaction; `path` is the page that its answer leads to, or what
    else tells the same from another: of a program's request the digest of its body."""
    SentForm.objects.create(digest=digest, path=path[:300], sent_at=clock.now())


def keep_again(digest: bytes) -> None:
    """The same where it may have been kept before."""
    SentForm.objects.bulk_create([SentForm(digest=digest, path="", sent_at=clock.now())], ignore_conflicts=True)


def forget_old() -> int:
    """Remove what is older than `KEPT`. Returns how many."""
    return SentForm.objects.filter(sent_at__lt=clock.now() - KEPT).delete()[0]
