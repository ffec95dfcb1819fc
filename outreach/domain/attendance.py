"""Who came: ticked by staff, or signed in at the door; and the figures of an activity."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from outreach.choices import ActivityState, Attendance, Via
from outreach.models import Activity, ActivityRecord, Participation
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Member, User
from registry.models.custody import definer
from registry.models.sealed import blind_index
from registry.models.unit import record

LATE_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of an activity. `expected`, `present`, `absent` (应到 实到 缺席) are the branch's own and whoever
    counts with them; `guests` (列席) are counted beside those."""

    expected: int = 0
    present: int = 0
    guests: int = 0
    coming: int = 0
    waiting: int = 0
    invited: int = 0

    @property
    def absent(self) -> int:
        """Who should have come and did not."""
        return max(self.expected - self.present, 0)


def figures(activity: Activity) -> Figures:
    """As far as the active scope sees: below the activity's node that is its own members, from it on everybody."""
    row = ActivityRecord.objects.filter(activity=activity).first()
    counted = Figures(**Participation.objects.filter(activity=activity).figures())
    if row is None:
        return counted
    return Figures(
        counted.expected + row.own_expected, counted.present + row.own_present, counted.guests, counted.coming,
        counted.waiting, counted.invited,
    )  # fmt: skip


def tick(*, by: User, label: str, activity: Activity, member: Member, sign: str) -> Participation:
    """Note how a member attended (`Attendance`, or empty to take it back); whoever just came is put on the list.

    Raises Refused for an activity that is not to be ticked off, or that the member does not belong to."""
    activity = Activity.objects.get(pk=activity.pk)
    _check(activity, member, sign)
    row = _row(activity, member)
    if row.attendance == sign:
        return row
    row.attendance, row.attended_via, row.attended_label = sign, Via.STAFF if sign else "", label[:120] if sign else ""
    row.attended_at = clock.now() if sign else None
    row.save(update_fields=["attendance", "attended_at", "attended_via", "attended_label"])
    record("attendance.ticked", on=row, activity=str(activity.pk), sign=sign or "none")
    return row


def _check(activity: Activity, member: Member, sign: str) -> None:
    if activity.state not in (ActivityState.PLANNED, ActivityState.HELD):
        raise Refused(f"活动{activity.get_state_display()}，不能再登记签到。")
    if not member.owner_path.startswith(activity.owner_path):
        raise Refused("这位党员不归主办组织管理，不能登记到这个活动。")
    if sign and sign not in Attendance.values:
        raise Refused("没有这种签到符号。")
    if sign and clock.now() < activity.starts_at - timedelta(hours=1):
        raise Refused("活动还没有开始，开始前一小时起可以登记签到。")


def _row(activity: Activity, member: Member) -> Participation:
    """The member's row, locked, made where there is none; two at once make one."""
    fresh = Participation(
        owner_path=member.owner_path, node_at_event=member.owner_path, activity=activity, member=member,
        attendance_role=activity.member_role,
    )  # fmt: skip
    Participation.objects.bulk_create([fresh], ignore_conflicts=True)
    rows = Participation.objects.select_for_update(of=("self",))
    found: Participation = rows.get(activity=activity, member=member)
    return found


# At the door


@dataclass(frozen=True, slots=True)
class Door:
    """What the code on the wall opens: an activity that goes on just now."""

    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    host_label: str


def door(code: str) -> Door | None:
    """The activity of that code as long as one may sign in; asked before any scope."""
    found = definer("outreach_door", code, clock.now()) if len(code) == 16 and code.isalnum() else []
    return Door(*found[0]) if found else None


def at_door(door: Door, *, name: str, tail: str) -> tuple[UUID, str] | None:
    """(member, path) of the one whose name and last four digits of the phone these are; asked before any scope."""
    found = definer("outreach_at_door", door.id, name.strip(), blind_index().of("phone-tail", tail))
    return (found[0][0], str(found[0][1])) if len(found) == 1 else None


def check_in(*, activity: UUID, member: UUID, path: str) -> Attendance | None:
    """The member is here; in her own scope. None away from the activity; a second time changes nothing."""
    [(said,)] = definer("outreach_check_in", activity, clock.now(), LATE_AFTER)
    if said not in Attendance.values:
        return None
    record(
        "attendance.at_door", object_type="activity", object_id=activity, owner_path=path, member=str(member), sign=said
    )
    return Attendance(said)
