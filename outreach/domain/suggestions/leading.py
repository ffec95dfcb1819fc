"""Which node leads the work on a suggestion (主办): the one it was handed to, where that is above the node that has it
(a street that keeps an idea of a community for itself); else the node that has it."""

from outreach.choices import SuggestionMove
from outreach.models import Suggestion
from outreach.models.suggestion import IN_HAND
from registry.lib import scope as scopes
from registry.models import Organisation

# What is the leader's to do, and of whoever is above it: to hand it to somebody else too, until it is sent back.
HERS = (SuggestionMove.SIGN, SuggestionMove.RETURN, SuggestionMove.ANSWER, SuggestionMove.ASSIGN)


def leader(row: Suggestion) -> str | None:
    """Its path; None where it is above what the active scope sees."""
    try:
        unit = row.lead_unit
    except Organisation.DoesNotExist:
        return None
    if unit is None:
        # Joined to its row in a list, one out of sight is nothing.
        return None if row.lead_unit_id else row.owner_path
    return unit.path if row.owner_path.startswith(unit.path) else row.owner_path


def is_here(row: Suggestion) -> bool:
    """Whether the active scope is that of the node which leads."""
    return leader(row) == scopes.current().path


def is_above(row: Suggestion) -> bool:
    """Whether the work is led from above the active scope."""
    path, here = leader(row), scopes.current().path
    return path is None or len(path) < len(here)


def is_theirs(row: Suggestion, kind: SuggestionMove) -> bool:
    """Whether that move is for the node above to make."""
    handing_on = kind == SuggestionMove.ASSIGN and row.state not in IN_HAND
    return kind in HERS and not handing_on and is_above(row)
