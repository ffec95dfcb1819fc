"""How long is too long: local defaults of the district, said here and nowhere else, and the bounds of periods.

No national rule sets these numbers (six months without contact, for 失联, are law: `domain.lost`). Everything that
shows or counts them asks here.
"""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from registry.choices import MovementKind
from registry.models import Movement, StudyReport
from registry.models.member import ASKED_AFTER, MemberQuerySet

# Nobody has been in touch for so many days: worth a call.
SILENT_DAYS = 30
# For so many days: overdue.
OVERDUE_DAYS = 45


def silent_before(today: date, days: int) -> date:
    """Who was last heard of before this day has been silent for `days` days or more."""
    return today - timedelta(days=days - 1)


def month_start(today: date) -> date:
    """The first day of the month."""
    return today.replace(day=1)


def quarter_start(today: date) -> date:
    """The first day of the quarter: January, April, July or October."""
    return today.replace(month=today.month - (today.month - 1) % 3, day=1)


def registered_since(members: MemberQuerySet, day: date) -> MemberQuerySet:
    """Those registered on `day` or later, ended or not; a record merged into another is not a person more."""
    voided = Exists(Movement.objects.filter(voids=OuterRef("pk")))
    began = Movement.objects.filter(kind=MovementKind.REGISTERED, effective_on__gte=day).exclude(voided)
    return members.filter(merged_into__isnull=True, pk__in=began.values("member_id"))


def ended_since(members: MemberQuerySet, day: date) -> MemberQuerySet:
    """Those who ended on `day` or later; a record merged into another is not a person less."""
    return members.filter(merged_into__isnull=True, closed_on__gte=day)


# 应联系: open and registered; not a lead, of whom nothing is known yet, and not the lost.
TO_CONTACT = Q(is_open=True) & ASKED_AFTER


def to_contact(members: MemberQuerySet) -> MemberQuerySet:
    """Those of them whom to contact (应联系)."""
    return members.filter(TO_CONTACT)


def reached_since(members: MemberQuerySet, day: date) -> MemberQuerySet:
    """Of those to be contacted: who was, on `day` or later; a sign of life in a ledger counts."""
    return to_contact(members).filter(last_contact_on__gte=day)


def unreached_since(members: MemberQuerySet, day: date) -> MemberQuerySet:
    """Of those to be contacted: whom nobody has reached since `day`."""
    return to_contact(members).filter(Q(last_contact_on__lt=day) | Q(last_contact_on__isnull=True))


def with_study_since(members: MemberQuerySet, day: date) -> MemberQuerySet:
    """Of those to be contacted: of whom a study report is about `day` or later."""
    return to_contact(members).filter(_studied(day))


def without_study_since(members: MemberQuerySet, day: date) -> MemberQuerySet:
    """Of those to be contacted: of whom no study report is about `day` or later."""
    return to_contact(members).exclude(_studied(day))


def _studied(day: date) -> Exists:
    return Exists(StudyReport.objects.all().valid().filter(studied_on__gte=day, member=OuterRef("pk")))
