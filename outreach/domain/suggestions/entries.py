"""What the ledger says of a suggestion beside its steps: title, category, whether it is on the list, a remark."""

from outreach.choices import SuggestionCategory
from outreach.domain.suggestions import moves
from outreach.models import Suggestion
from outreach.models.suggestion import TAKEN_UP
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import User


def may_correct(row: Suggestion) -> bool:
    """Taken up, whatever became of it since."""
    return row.state in TAKEN_UP


def correct(
    *, by: User | None, label: str, row: Suggestion, title: str, category: str, on_list: bool = False,
    remark: str = "", version: int | None = None,
) -> Suggestion:  # fmt: skip
    """Put them right. A case of help is on no list. Raises Refused, Conflict."""
    row = moves.found(row.pk, version)
    if not may_correct(row):
        raise Refused("受理以后才能改。")
    if not title.strip() or category not in SuggestionCategory.values:
        raise Refused("请写标题，并选一个类别。")
    listed = on_list and not row.is_help
    return moves.rewrite(
        row, "suggestion.entry_corrected", {"on_list": listed}, title=title.strip()[:60], category=category,
        on_list=listed, remark=remark.strip()[:200], listed_at=(row.listed_at or clock.now()) if listed else None,
    )  # fmt: skip
