"""What is owed the home organisations of all members at once: the duties of `home_duties` that are not done yet, asked
of the database, so that a list of them can be counted, narrowed and read page by page.

`home_duties` is the rule; a test holds the two to the same answer. Working days are not counted here: a duty falls due
the later the later its days began, so that "overdue" and "due soon" are bounds for the day on which they began.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Greatest, TruncDate

from registry.choices import ContactSide, Direction, HomeMatter, MovementKind, Status
from registry.domain.calendar import calendar
from registry.domain.home_duties import (
    HALF,
    IDENTITY_WORKING_DAYS,
    RECEIPT_WORKING_DAYS,
    SETTLING_DAYS,
    YEAR,
    Duty,
    duties_of,
    period_of,
)
from registry.lib import clock
from registry.lib.clock import SHANGHAI
from registry.models import ContactLog, Member, Movement
from registry.models.contact import ContactLogQuerySet, local_day
from registry.models.member import MemberQuerySet

OVERDUE, SOON, UNKNOWN = "overdue", "soon", "unknown"
SOON_DAYS = 30
MATTERS = (HomeMatter.IDENTITY, HomeMatter.RECEIPT, HomeMatter.SITUATION, HomeMatter.REVIEW)
WORKING_DAYS = {HomeMatter.IDENTITY: IDENTITY_WORKING_DAYS, HomeMatter.RECEIPT: RECEIPT_WORKING_DAYS}
MONTHS = {HomeMatter.SITUATION: HALF, HomeMatter.REVIEW: YEAR}


def owed(matter: HomeMatter, today: date, state: str = "") -> list[QuerySet[Member]]:
    """Members to whose home organisation this matter is owed and not done, each with `rank` (the matter's place) and
    `by` (a date to sort by: the day when it falls due, for matters of working days a fortnight after they began); no
    member is in two of the parts.

    `state` narrows to what is overdue, falls due within SOON_DAYS, or falls due on a day that can't be told yet.
    """
    members = Member.objects.all().open().filter(direction=Direction.IN).exclude(status=Status.LEAD)
    parts = _regular(members, matter, today, state) if matter in MONTHS else _once(members, matter, today, state)
    return [part.annotate(rank=Value(MATTERS.index(matter))) for part in parts]


def nothing() -> QuerySet[Member]:
    """A part without rows, where no part can be in the state that is asked for."""
    return Member.objects.none().annotate(rank=Value(0), by=Value(None, output_field=DateField()))


def told(rows: Sequence[Any]) -> list[tuple[Member, Duty]]:
    """Members (with their organisations) and duties behind rows of `owed` (`id`, `rank`), in their order. Duties are
    told by the rule that a member's page tells them by; three queries."""
    members = Member.objects.filter(pk__in={row.id for row in rows}).select_related("organisation").in_bulk()
    known = {(pk, duty.matter): duty for pk, all_of in duties_of(members.values()).items() for duty in all_of}
    pairs = [(row.id, MATTERS[row.rank]) for row in rows]
    return [(members[pair[0]], known[pair]) for pair in pairs if pair in known]


def _once(members: MemberQuerySet, matter: HomeMatter, today: date, state: str) -> list[QuerySet[Member]]:
    """Matters that are due once, some working days after they began (`began`)."""
    known = _with_identity(members) if matter == HomeMatter.IDENTITY else _with_receipt(members)
    fortnight = Cast(F("began") + Value(timedelta(weeks=2)), DateField())
    heard = _told(matter).annotate(day=local_day()).filter(member=OuterRef("pk"), day__gte=OuterRef("since"))
    missing = known.filter(Q(began__isnull=False)).exclude(Exists(heard)).annotate(by=fortnight)
    return [missing.filter(_STATES[state](matter, today)) if state else missing]


def _with_identity(members: MemberQuerySet) -> QuerySet[Member]:
    """Those with a registration, joined with the latest: to look it up for each of a million took ten seconds."""
    registered = Movement.objects.filter(kind=MovementKind.REGISTERED).filter(~Exists(_voiding("pk")))
    later = Q(recorded_at__gt=OuterRef("recorded")) | Q(
        recorded_at=OuterRef("recorded"), id__gt=OuterRef("registration")
    )
    joined = members.filter(movements__kind=MovementKind.REGISTERED).annotate(
        registration=F("movements__id"), recorded=F("movements__recorded_at"), since=F("movements__effective_on")
    )
    valid = joined.filter(~Exists(_voiding("registration")))
    latest = valid.filter(~Exists(registered.filter(later, member=OuterRef("pk"))))
    return latest.annotate(began=Greatest("since", TruncDate("recorded", tzinfo=SHANGHAI)))


def _voiding(key: str) -> QuerySet[Movement]:
    """What voids the movement with that key. Asked as `voided_by IS NULL` the database expects next to none to be
    valid, and goes about a million of them one by one; without `IS NOT NULL` it expects each to void another."""
    return Movement.objects.filter(voids__isnull=False, voids=OuterRef(key))


def _with_receipt(members: MemberQuerySet) -> QuerySet[Member]:
    return members.filter(reported_on__isnull=False).annotate(since=F("reported_on"), began=_known_since())


def _known_since() -> Greatest:
    """The day from which a member who has reported in is counted: no old ledger brings a duty that is years old."""
    return Greatest("reported_on", TruncDate("created_at", tzinfo=SHANGHAI))


def _told(matter: HomeMatter) -> ContactLogQuerySet:
    found: ContactLogQuerySet = ContactLog.objects.all().valid().reached()
    return found.filter(side=ContactSide.HOME, matter=matter)


def _told_since(matter: HomeMatter, day: date) -> Exists:
    """Members of whom home was told on that day or later. Asked of each: a set of all of them may not fit into memory,
    and would then be gone through once for every member."""
    return Exists(_told(matter).filter(happened_at__gte=clock.midnight(day), member=OuterRef("pk")).order_by())


def _regular(members: MemberQuerySet, matter: HomeMatter, today: date, state: str) -> list[QuerySet[Member]]:
    """Matters of every half year or year: what is owed of the last period, else of this one, else of the next one.

    A part for each period, with one day for all its members: in their order the first page is found without a look at
    the others, and a part that is not asked for is not looked at.
    """
    start, end = period_of(today, MONTHS[matter])
    last_start, last_end = period_of(start - timedelta(days=1), MONTHS[matter])
    _, next_end = period_of(end + timedelta(days=1), MONTHS[matter])
    settled = timedelta(days=SETTLING_DAYS)
    known = members.filter(reported_on__isnull=False).annotate(began=_known_since())
    since_last, since = _told_since(matter, last_start), _told_since(matter, start)
    parts = {
        last_end: known.filter(began__lte=last_end - settled).filter(~since_last),
        end: known.filter(began__lte=end - settled).filter(~since).filter(Q(began__gt=last_end - settled) | since_last),
        next_end: known.filter(began__gt=end - settled),
    }
    return [
        part.annotate(by=Value(day, output_field=DateField()))
        for day, part in parts.items()
        if _is_asked(day, today, state)
    ]


def _is_asked(day: date, today: date, state: str) -> bool:
    """Whether what falls due on a day is in that state."""
    soon = today <= day <= today + timedelta(days=SOON_DAYS)
    return {"": True, OVERDUE: day < today, SOON: soon, UNKNOWN: False}[state]


def _overdue(matter: HomeMatter, today: date) -> Q:
    return Q(began__lt=_first(matter, today, lambda due: due is None or due >= today))


def _soon(matter: HomeMatter, today: date) -> Q:
    until = today + timedelta(days=SOON_DAYS)
    return Q(began__lt=_first(matter, today, lambda due: due is None or due > until)) & ~_overdue(matter, today)


def _unknown(matter: HomeMatter, today: date) -> Q:
    return Q(began__gte=_first(matter, today, lambda due: due is None))


def _first(matter: HomeMatter, today: date, beyond: Callable[[date | None], bool]) -> date:
    """The first day on which days may have begun for it to fall due `beyond` a bound, or not to be told.

    Announced years follow each other without a gap (domain.calendar), so that a search by halves finds it.
    """
    known = calendar()
    start = min(known.first, today)
    days = range((today - start).days + 2)

    def late(day: int) -> bool:
        return beyond(known.working_day_after(start + timedelta(days=day), WORKING_DAYS[matter]))

    return start + timedelta(days=bisect_left(days, True, key=late))


_STATES: dict[str, Any] = {OVERDUE: _overdue, SOON: _soon, UNKNOWN: _unknown}
