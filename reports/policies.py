"""Who may decide on a report."""

from registry.lib import scope as scopes
from registry.policies import Action, allowed
from reports.models import MonthlyReport


def may_review(row: MonthlyReport) -> bool:
    """Whether the asker stands above it, a district above its own too: nobody accepts her own."""
    return allowed(Action.REPORT_REVIEW) and scopes.stands_above(scopes.current().path, row.owner_path)


def may_remind(row: MonthlyReport) -> bool:
    """Whether the asker may chase whose it is: not herself, who need not be told on her own first page."""
    return may_review(row) and scopes.current().path != row.owner_path
