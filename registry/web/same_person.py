"""Several records of one person: who left may come again, and each record leads to the others."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from registry.choices import CloseReason
from registry.models import Member
from registry.policies import Action, allowed
from registry.web import labels

MOST_SHOWN = 5
# Who ended so doesn't come again.
FOR_GOOD = frozenset({CloseReason.DECEASED, CloseReason.LEFT_PARTY, CloseReason.DUPLICATE})


def may_come_again(member: Member) -> bool:
    """Whether the reader may register the person of this record again: it has ended, and not for good."""
    ended = not member.is_open and not member.erased_on and not member.merged_into_id
    return ended and member.close_reason not in FOR_GOOD and allowed(Action.MEMBER_WRITE)


def with_others(members: QuerySet[Member]) -> QuerySet[Member]:
    """Each with whether there are other records of the person: nearly nobody has any, and then nothing is asked."""
    return members.annotate(has_others=Exists(_same(OuterRef("id_index"), OuterRef("direction"), OuterRef("pk"))))


def _same(index: Any, direction: Any, but: Any) -> QuerySet[Member]:
    """Records of one ID number and direction, but for this one and for what was merged into another."""
    rows = Member.objects.filter(id_index=index, direction=direction, merged_into__isnull=True)
    return rows.exclude(pk=but)


def other_records(member: Member) -> list[dict[str, Any]]:
    """The other records of the same ID number and direction that the reader sees, newest first; where they lead."""
    if not member.id_index or not vars(member).get("has_others", True):
        return []
    rows = _same(member.id_index, member.direction, member.pk).select_related("organisation")
    return [_other(row) for row in rows.order_by("-is_open", "-id")[:MOST_SHOWN]]


def _other(row: Member) -> dict[str, Any]:
    until = f"{row.closed_on:%Y-%m-%d} 结束" if row.closed_on else "在册"
    return {
        "url": reverse("member", args=[row.pk]),
        "text": f"{row.organisation}，{until}",
        "badge": labels.member_badge(row),
    }
