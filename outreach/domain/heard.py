"""失联 members who were heard of again: somebody wrote her number down at a registration point, opened her page, came
to an activity. Asked, never stored; a person finds out whether it was she.

A sign counts that is later than 失联. It goes with what it hangs on: a lead that is answered, a link that is revoked, a
tick that is taken back.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from outreach.choices import LeadState
from outreach.models import Lead, Participation, PersonalLink
from registry.choices import MovementKind, Status
from registry.lib.keys import search_fields
from registry.models import Member, Movement

# Whoever came with a roster as 失联 has been so since she was registered.
_BEGUN = (MovementKind.LOST, MovementKind.REGISTERED)


def heard() -> QuerySet[Any]:
    """Those of the scope, each with `heard_at` and what it was: `wrote_at` `wrote_where`, `opened_at`, `came_at`
    `came_where`."""
    leads = Lead.objects.filter(state=LeadState.OPEN, phone_index=OuterRef("phone_index")).order_by("-left_at")
    links = PersonalLink.objects.filter(member=OuterRef("pk"), revoked_at__isnull=True, used_at__isnull=False)
    came = Participation.objects.all().came().filter(member=OuterRef("pk"), attended_at__isnull=False)
    begun = Movement.objects.filter(member=OuterRef("pk"), kind__in=_BEGUN).order_by("-recorded_at")
    found = Member.objects.filter(status=Status.LOST).annotate(
        lost_at=Subquery(begun.values("recorded_at")[:1]),
        wrote_at=Subquery(leads.values("left_at")[:1]),
        wrote_where=Subquery(leads.values("point__venue__name")[:1]),
        opened_at=Subquery(links.order_by("-used_at").values("used_at")[:1]),
        came_at=Subquery(came.order_by("-attended_at").values("attended_at")[:1]),
        came_where=Subquery(came.order_by("-attended_at").values("activity__title")[:1]),
        heard_at=Greatest("wrote_at", "opened_at", "came_at"),
    )
    return found.filter(heard_at__gt=F("lost_at"))


def of(member: Member) -> Any:
    """The same of one member; None when nothing was heard of her."""
    return heard().filter(pk=member.pk).first() if member.status == Status.LOST else None


def named_like(names: Iterable[str]) -> set[str]:
    """Those of these names that a 失联 member of the scope has."""
    keys = {search_fields(name, "")["name_key"]: name for name in names}
    rows = Member.objects.filter(name_key__in=keys, status=Status.LOST)
    return {keys[key] for key in rows.values_list("name_key", flat=True)}
