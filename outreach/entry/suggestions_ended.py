"""金点子 of a liaison's members that ended without her: she is to know what they may ask her about."""

from datetime import timedelta

from django.db.models import Q

from outreach.choices import SuggestionState as S
from outreach.domain.suggestions import merging
from outreach.models import Suggestion
from registry.lib import clock

# How long each stands on her first page.
SHOWN = timedelta(days=7)
HOW = {S.REJECTED: "没有受理，原因写在里面", S.EVALUATED: "已评价", S.CLOSED: "已办结"}


def ended_lately() -> list[tuple[Suggestion, str]]:
    """(the suggestion, how it ended) of the last SHOWN: not taken up, rated, closed, or answered together with another
    one; the latest first."""
    since = clock.now() - SHOWN
    own = Suggestion.objects.all().genuine().filter(member_id__isnull=False)
    ended = Q(state__in=HOW, state_at__gte=since)
    found = [(row.state_at, row, _how(row)) for row in own.filter(ended)]
    merged = {row.pk: row for row in own.filter(state=S.MERGED)}
    for key, shared in (merging.answers_to(merged) if merged else {}).items():
        if shared.answered_at >= since:
            found.append((shared.answered_at, merged[key], f"和 {shared.into_label} 合在一起办，已答复"))
    return [(row, how) for _, row, how in sorted(found, key=lambda one: one[0], reverse=True)]


def _how(row: Suggestion) -> str:
    rated = f"（{row.get_rating_display()}）" if row.rating else ""
    return f"{HOW[S(row.state)]}{rated}"
