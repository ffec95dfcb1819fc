"""What outreach knows of people whose records are erased goes in the same transaction."""

from uuid import UUID

from registry.domain import erasing
from registry.domain.erased import EMPTIED
from registry.models.custody import definer


def add() -> None:
    """Called once when the app is ready."""
    erasing.FURTHER.append(_erase)


def _erase(keys: list[UUID]) -> None:
    definer("outreach_erase", keys, EMPTIED)
