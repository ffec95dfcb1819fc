"""How long is too long: local defaults of the district, said here and nowhere else, and the bounds of periods.

No national rule sets these numbers (six months without contact, for 失联, are law: `domain.lost`). Everything that
shows or counts them asks here.
"""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from registry.choices import MovementKind, Status
from registry.models import Movement, StudyReport
from registry.models.member import MemberQuerySet

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


def without_study_since(members: MemberQuerySet, day: date) -> MemberQuerySet:
    """Open, registered members of whom no study report is about `day` or later."""
    studied = StudyReport.objects.all().valid().filter(studied_on__gte=day, member=OuterRef("pk"))
    return members.open().exclude(status__in=(Status.LEAD, Status.LOST)).exclude(Exists(studied))
