"""What the planner made for people whose intake is taken back goes with them."""

from uuid import UUID

from registry.intake.writing import undoing
from registry.models.custody import definer


def add() -> None:
    """Called once when the app is ready."""
    undoing.FURTHER.append(_forget)


def _forget(intake: UUID, keys: list[UUID]) -> None:
    definer("outreach_forget_planned", intake, keys)
