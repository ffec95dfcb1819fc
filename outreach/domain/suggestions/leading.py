"""Which node leads the work on a suggestion (主办): the one it was handed to, where that is above the node that has it
(a street that keeps an idea of a community for itself); else the node that has it."""

from outreach.choices import SuggestionMove
from outreach.models import Suggestion
from registry.lib import scope as scopes
from registry.models import Organisation

# What is the leader's to do, and of whoever is above it.
HERS = (SuggestionMove.SIGN, SuggestionMove.RETURN, SuggestionMove.ANSWER)


def leader(row: Suggestion) -> str | None:
    """Its path; None where it is above what the active scope sees."""
    try:
        path: str = row.lead_unit.path if row.lead_unit else row.owner_path
    except Organisation.DoesNotExist:
        return None
    return path if row.owner_path.startswith(path) else row.owner_path


def is_here(row: Suggestion) -> bool:
    """Whether the active scope is that of the node which leads."""
    return leader(row) == scopes.current().path


def is_above(row: Suggestion) -> bool:
    """Whether the work is led from above the active scope."""
    path, here = leader(row), scopes.current().path
    return path is None or len(path) < len(here)
