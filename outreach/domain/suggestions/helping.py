"""A need that is really help: followed in the same way, never published, not among the ideas."""

from outreach.choices import SuggestionKind, SuggestionMove
from outreach.domain.suggestions import moves
from outreach.domain.suggestions.flow import MOVES
from outreach.models import Suggestion
from registry.domain.errors import Refused
from registry.models import User
from registry.models.custody import definer

# Whoever was merged reads the answer to both.
SHARED = "有别的建议并入了这一条，那边的提出人也看得到它的答复。请先在并入的那一条上点“取消并入”，再转为帮扶。"


def to_help(*, by: User | None, label: str, row: Suggestion, why: str = "", version: int | None = None) -> Suggestion:
    """A case of help from now on. Of somebody who is no member of the registry, staff say why. Raises Refused,
    Conflict."""
    row = moves.found(row.pk, version)
    moves.check(row, MOVES[SuggestionMove.HELP], why)
    if row.is_help:
        raise Refused("这条已经是帮扶诉求。")
    if definer("outreach_has_merged", row.pk)[0][0]:
        raise Refused(SHARED)
    if row.member_id is None and not why.strip():
        raise Refused("提出人不是登记的流动党员。请写明为什么转为帮扶，例如是谁、需要什么帮助。")
    facts = {"kind": SuggestionKind.HELP, "published_at": None, "on_list": False, "listed_at": None}
    return moves.move(row, SuggestionMove.HELP, label=label, why=why, **facts)
