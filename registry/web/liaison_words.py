"""What pages say of liaisons and of assignments."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from registry.domain.pairing import Candidate
from registry.lib import clock
from registry.models import LiaisonAssignment, LiaisonProfile, Member
from registry.models.liaison import Stranded
from registry.web.labels import Badge
from registry.web.story_entries import Entry, stamp


def load_text(row: Any) -> str:
    """How many of how many: 2/3."""
    return f"{row.load}/{row.capacity}"


def term_text(row: LiaisonProfile) -> str:
    """The term, where one was agreed."""
    if row.since and row.until:
        return f"{row.since:%Y-%m-%d} 至 {row.until:%Y-%m-%d}"
    if row.until:
        return f"到 {row.until:%Y-%m-%d}"
    return f"{row.since:%Y-%m-%d} 起" if row.since else ""


def standing_badge(row: LiaisonProfile) -> Badge:
    """Why a liaison is not in office."""
    today = clock.today()
    if row.until and row.until < today:
        return {"text": "任期已满", "tone": "warning"}
    if row.since and row.since > today:
        return {"text": "任期还没到", "tone": "outline"}
    return {"text": "已离岗", "tone": "warning"}


def choice_text(one: Candidate) -> str:
    """A liaison in a select box; the load comes early, where a narrow box still shows it."""
    return f"{one.name} {one.held}/{one.capacity}（{one.kind}，{one.node}）"


def choices_of(found: Iterable[Candidate]) -> list[tuple[str, str]]:
    """Values and texts of a select box, the best first."""
    return [(str(one.user), choice_text(one)) for one in found]


def with_present(members: QuerySet[Member]) -> QuerySet[Any]:
    """Annotated with `present`: who keeps in touch now, the first, then the backup, and whether each has left. A
    liaison sees her own alone."""
    held = LiaisonAssignment.objects.all().current().filter(member=OuterRef("pk")).order_by("backup")
    gone = Stranded(F("pk"), clock.today())
    facts = JSONObject(key="id", label="liaison_label", backup="backup", since="started_on", gone=gone)
    return members.annotate(present=ArraySubquery(held.values(fact=facts)))


def present_of(member: Any) -> list[dict[str, Any]]:
    """Those of a member read by `with_present`, each in words, with the key of the assignment and whether he left."""
    return [{"key": fact["key"], "text": _named(fact), "gone": fact["gone"]} for fact in member.present]


def has_left(member: Any) -> bool:
    """Whether one of them is not in office any more."""
    return any(fact["gone"] for fact in member.present)


def _named(fact: dict[str, Any]) -> str:
    place = "后备，" if fact["backup"] else ""
    left = "，已不在岗" if fact["gone"] else ""
    return f"{fact['label']}（{place}{fact['since']} 起{left}）"


def entries(rows: list[LiaisonAssignment]) -> list[Entry]:
    """结对: each assignment is one entry, with its end where it has one."""
    return [_entry(row) for row in rows]


def _entry(row: LiaisonAssignment) -> Entry:
    ended = row.ended_on is not None
    return Entry(
        key=row.pk,
        kind="结对",
        title=f"{'后备联络员' if row.backup else '联络员'}：{row.liaison_label}",
        when=f"{row.started_on:%Y-%m-%d}",
        iso=f"{row.started_on:%Y-%m-%d}",
        by=row.assigned_label,
        recorded=f"{stamp(row.assigned_at)} 指定",
        tone="" if ended else "success",
        badge={"text": "已结束", "tone": "outline"} if ended else {"text": "现在由他联系", "tone": "success"},
        lines=[("结束", _end(row))] if ended else [],
    )


def _end(row: LiaisonAssignment) -> str:
    parts = (f"{row.ended_on:%Y-%m-%d}", row.get_end_reason_display(), row.ended_label)
    return " · ".join(filter(None, parts))
