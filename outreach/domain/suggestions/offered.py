"""What may be done with a suggestion now, by whoever looks: the flow's table, and what a row says beside its state.

The pages offer this and the API's `can` says it; the verbs themselves refuse everything else.
"""

from outreach.choices import Satisfaction, SuggestionMove
from outreach.choices import SuggestionState as S
from outreach.domain.suggestions import extending, leading, merging
from outreach.domain.suggestions.flow import moves_from
from outreach.models import Suggestion
from registry.lib import scope as scopes

M = SuggestionMove


def moves_now(row: Suggestion, *, parting: bool | None = None, asked: bool | None = None) -> list[SuggestionMove]:
    """The moves in the order of the table, but for those that bring a row into being. Of a list, whoever asks has
    looked already whether each merged one can be taken out again (`parting`) and more time is asked for (`asked`)."""
    kinds: list[SuggestionMove] = [move.kind for move in moves_from(row.state) if move.kind != M.RECEIVE]
    if row.suspicion and row.state == S.RECEIVED:
        return [kind for kind in kinds if kind in (M.CLEAR, M.REJECT)]
    if row.state == S.MERGED:
        parting = merging.part_from(row) is not None if parting is None else parting
        return kinds if parting else []
    return [kind for kind in kinds if not _is_out(row, kind, asked)]


def _is_out(row: Suggestion, kind: SuggestionMove, asked: bool | None) -> bool:
    """Whether the row itself says no to a move that its state allows."""
    if kind == M.CLEAR:
        return True
    if kind == M.EXTEND:
        return not (extending.may_decide(row) and (extending.open_one(row) is not None if asked is None else asked))
    if kind == M.REOPEN:
        return row.rating != Satisfaction.NOT or row.reopened
    if kind == M.FEED_BACK and scopes.current().liaison:
        return row.member_id is None
    return (row.is_help and kind in (M.HELP, M.MERGE)) or leading.is_theirs(row, kind)
