"""The database as its owner sees it, for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from config.roles import become


@contextmanager
def as_owner() -> Iterator[None]:
    """The connection is the owner's for the block, and the app's afterwards."""
    become("owner")
    try:
        yield
    finally:
        become("app")
