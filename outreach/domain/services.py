"""Verbs on 志愿服务: entered for one member, or taken over from an activity's list. Hours leave travel out
(民政部《志愿服务记录与证明出具办法(试行)》)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from outreach.choices import CAME, ActivityKind, ActivityState
from outreach.domain import part
from outreach.models import Activity, Participation, VolunteerService
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Member, User
from registry.models.unit import record

FIELDS = ("project", "served_on", "place", "content", "hours", "grade")
LEAST, MOST = Decimal("0.5"), Decimal(24)
OFF_THE_LIST = "活动签到已取消"


def serve(*, by: User | None, label: str, member: Member, fields: Mapping[str, Any]) -> VolunteerService:
    """One day of a member's service. Raises Refused for hours that can't be, a day to come, and for the same project on
    the same day."""
    part.check_member(member, fields["served_on"])
    check_hours(fields["hours"])
    row = VolunteerService(
        owner_path=member.owner_path, node_at_event=member.owner_path, member=member, recorded_at=clock.now(),
        recorded_label=label[:120], **{name: fields.get(name, "") for name in FIELDS},
    )  # fmt: skip
    made = part.add(row, f"{member.name}这一天的“{row.project}”已经登记过了（可能是按活动签到计入的）。")
    record("service.recorded", on=made, member=str(member.pk))
    return made


def check_hours(hours: Decimal) -> None:
    """Raise Refused unless hours are halves or tenths of one day."""
    if not (LEAST <= hours <= MOST and hours == round(hours, 1)):
        raise Refused("时长填 0.5 到 24 之间的数，最多一位小数；路上的时间不算。")


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a list: rows added, rows voided since the sign was taken back, rows there already."""

    added: int = 0
    voided: int = 0
    kept: int = 0


def from_list(*, by: User | None, label: str, activity: Activity, hours: Decimal) -> Taken:
    """Take over who came to a volunteering activity, as far as the scope sees: each once, however often it is done;
    whose sign was taken back since loses the row. Raises Refused for other activities and such hours."""
    activity = Activity.objects.select_related("venue").get(pk=activity.pk)
    if activity.kind != ActivityKind.VOLUNTEER or activity.state not in (ActivityState.HELD, ActivityState.CLOSED):
        raise Refused("只有登记为已举办的志愿服务，才能按签到计入时长。")
    check_hours(hours)
    listed = list(Participation.objects.filter(activity=activity).select_for_update(of=("self",)).order_by("pk"))
    came = {row.pk: row for row in listed if row.attendance in CAME}
    known = {row.participation_id: row for row in VolunteerService.objects.valid().filter(participation__in=listed)}
    gone = [row for key, row in known.items() if key not in came]
    for row in gone:
        part.void(by=by, label=label, row=row, reason=OFF_THE_LIST)
    again = _by_hand(activity, came)
    fresh = [row for key, row in came.items() if key not in known and row.member_id not in again]
    VolunteerService.objects.bulk_create([_of(row, activity, hours, label) for row in fresh])
    record("service.taken_over", on=activity, added=len(fresh), voided=len(gone))
    return Taken(len(fresh), len(gone), len(came) - len(fresh))


def _by_hand(activity: Activity, came: Mapping[Any, Participation]) -> set[Any]:
    """Members whose service of that day and name somebody entered already."""
    day = clock.local(activity.starts_at).date()
    members = [row.member_id for row in came.values()]
    rows = VolunteerService.objects.valid().filter(project=activity.title, served_on=day, member__in=members)
    return set(rows.values_list("member_id", flat=True))


def _of(row: Participation, activity: Activity, hours: Decimal, label: str) -> VolunteerService:
    return VolunteerService(
        owner_path=row.owner_path, node_at_event=row.node_at_event, member_id=row.member_id, participation=row,
        project=activity.title, served_on=clock.local(activity.starts_at).date(), place=activity.where[:200],
        content=activity.content[:500], hours=hours, recorded_at=clock.now(), recorded_label=label[:120],
    )  # fmt: skip
