"""For whom a rule asks: the members it reaches, by node, audience and kind, each with the day it counts from.

Every question here gives the columns (member, path, basis, last contact), in this order, behind the scope's walls.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, TruncDate
from django.http import QueryDict

from outreach.choices import Event, TaskKind
from outreach.domain.dates import horizon
from outreach.models import Rule
from registry.choices import Status
from registry.domain import lost
from registry.entry.filters import MemberFilter, below, narrowed
from registry.entry.organisations import own_nodes
from registry.lib.clock import SHANGHAI
from registry.models import ContactLog, Member, MoveRequest
from registry.models.contact import FAILING_DAYS, local_day
from registry.models.member import TAKEN_OUT

# Attempts older than this make nobody hard to reach today; who was silent for so long is proposed as 失联 instead.
FAILURES_WITHIN = timedelta(days=180)
REGISTERED = TruncDate("created_at", tzinfo=SHANGHAI)


def reached(rule: Rule, today: date) -> QuerySet[Any, Any]:
    """(member, path, basis, last contact) of everybody whom the rule asks for, as a queryset of tuples."""
    members = _audience(rule)
    if rule.kind == TaskKind.CONTACT:
        return _to_contact(members, rule, today)
    if rule.kind == TaskKind.ENROLL:
        return _to_enroll(members)
    return _rows(*_BY_KIND.get(TaskKind(rule.kind), _everybody)(members))


def _to_contact(members: Any, rule: Rule, today: date) -> QuerySet[Any, Any]:
    """Who was silent for the rule's days, and those with whom an earlier day was agreed: each by an index of its own,
    so that whoever was spoken to since is not even looked at."""
    last = horizon(rule, today)
    silent = members.filter(last_contact_on__lte=last - timedelta(days=rule.every_days or 0))
    agreed = ContactLog.objects.all().pending().with_member().filter(next_on__lte=last)
    early = members.filter(last_contact_on__isnull=False, pk__in=agreed.values("member_id"))
    return _rows(silent, F("last_contact_on")).union(_rows(early, F("last_contact_on")))


def _to_enroll(members: Any) -> QuerySet[Any, Any]:
    """Who has reported in, and who was taken out of her branch by a transfer: she counts from the day of that, and is
    found by way of the transfers, which are few."""
    reported = members.filter(status=Status.REPORTED, reported_on__isnull=False)
    moves = MoveRequest.objects.all().came()
    last = moves.filter(member=OuterRef("pk")).order_by("-decided_at").values("decided_at")[:1]
    moved = members.filter(TAKEN_OUT, pk__in=moves.values("member_id"))
    return _rows(reported, F("reported_on")).union(_rows(moved, TruncDate(Subquery(last), tzinfo=SHANGHAI)))


def _rows(members: QuerySet[Member], basis: Any) -> QuerySet[Any, Any]:
    dated = members.annotate(basis=Cast(basis, DateField())).order_by()
    return dated.values_list("id", "owner_path", "basis", "last_contact_on")


def _audience(rule: Rule) -> Any:
    """Registered members below the rule's node, without those for whom a nearer node says otherwise."""
    members = Member.objects.all().open().exclude(status__in=(Status.LEAD, Status.LOST)).filter(below(rule.owner_path))
    nearer = Rule.objects.valid().filter(code=rule.code, owner_path__gt=rule.owner_path)
    for path in nearer.filter(below(rule.owner_path)).values_list("owner_path", flat=True):
        members = members.exclude(below(path))
    if not rule.audience:
        return members
    asked = QueryDict(mutable=True)
    asked.update(rule.audience)
    return narrowed(members, MemberFilter(asked, own_nodes()))


def _everybody(members: Any) -> tuple[Any, Any]:
    return members, REGISTERED


def _never_reached(members: Any) -> tuple[Any, Any]:
    return members.filter(last_contact_on__isnull=True), REGISTERED


def _to_report_in(members: Any) -> tuple[Any, Any]:
    return members.filter(status=Status.AWAITING_REPORT), REGISTERED


def _joined(members: Any) -> tuple[Any, Any]:
    return members.filter(joined_on__isnull=False, joined_precision__in=("day", "month")), F("joined_on")


_BY_KIND = {
    TaskKind.FIRST_CONTACT: _never_reached,
    TaskKind.REPORT_IN: _to_report_in,
    TaskKind.BIRTHDAY: _joined,
}


def proposed(rule: Rule) -> QuerySet[Any, Any]:
    """The same columns for members of whom 失联 was proposed, and somebody has to decide."""
    waiting = lost.waiting().filter(member__in=_audience(rule).values("id"))
    return waiting.order_by().values_list("member_id", "owner_path", "proposed_on", Value(None, DateField()))


def failed_days(rule: Rule, today: date) -> QuerySet[Any, Any]:
    """(member, path, day, last contact): each day since the last success on which an attempt failed, once."""
    since = today - FAILURES_WITHIN
    unheard = Q(member__last_contact_on__isnull=True) | Q(member__last_contact_on__lt=F("day"))
    failed = ContactLog.objects.all().valid().with_member().failed().filter(happened_at__date__gte=since)
    days = failed.annotate(day=local_day()).filter(unheard, member__in=_audience(rule).values("id"))
    return days.order_by().values_list("member_id", "owner_path", "day", "member__last_contact_on").distinct()


EVENTS_OF_THEIR_OWN = {Event.LOST_PROPOSED, Event.THIRD_FAILURE}
FAILURES = FAILING_DAYS
