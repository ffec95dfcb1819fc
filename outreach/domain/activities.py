"""Verbs on activities: plan, change, move on; what was written down. And what one member may know of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from outreach.choices import MOVES, ActivityKind, ActivityState, Answer, Attendance
from outreach.domain import links, overtaken
from outreach.models import Activity, ActivityRecord
from registry.domain.errors import Conflict, Refused, changed_since
from registry.lib import clock
from registry.models import Organisation, User
from registry.models.custody import definer
from registry.models.unit import record

S = ActivityState
FIELDS = (
    "kind", "title", "starts_at", "ends_at", "venue", "place", "joint_hosts", "chair", "team", "speaker", "content",
    "capacity", "sign_up_until", "open_to_all", "member_role",
)  # fmt: skip
RECORD_FIELDS = ("recorder", "own_expected", "own_present", "minutes", "resolution")
CHANGED = changed_since("有人改过")
# How long ago an activity may be over and still stand on a member's page.
SHOWN_AFTER = timedelta(days=30)
# A course lasts some weeks; whatever is longer has a mistyped year or month.
LONGEST = timedelta(days=31)
EVER = clock.midnight(date(2000, 1, 1))


def plan(*, by: User | None, label: str, organisation: Organisation, fields: Mapping[str, Any]) -> Activity:
    """A new activity of a node. Raises Refused for what doesn't go together."""
    now = clock.now()
    activity = Activity(
        owner_path=organisation.path, host_label=str(organisation), state_at=now, created_at=now, created_by=by,
        created_label=label[:120], door_code=links.new_token(),
    )  # fmt: skip
    _fill(activity, fields)
    activity.save(force_insert=True)
    record("activity.planned", on=activity, kind=activity.kind)
    return activity


def change(
    *, by: User, activity: Activity, fields: Mapping[str, Any], version: int | None = None, label: str = ""
) -> Activity:
    """Change what is announced; more places go to those who wait, and of another day or place those who were asked are
    told (`activity_notices`). Raises Refused, and Conflict when somebody changed it
    since `version`."""
    activity = _locked(activity)
    if version is not None and activity.version != version:
        raise Conflict(CHANGED)
    if activity.state != S.PLANNED:
        raise Refused(f"活动{activity.get_state_display()}，不能再改安排。确实要改的，请先改回“已安排”。")
    before = _announced(activity)
    _fill(activity, fields)
    moved = _announced(activity) != before
    activity.version, activity.moved_at = activity.version + 1, clock.now() if moved else activity.moved_at
    activity.save()
    dropped = overtaken.drop_moved(activity=activity, label=label) if moved else 0
    record("activity.changed", on=activity, version=activity.version, dropped=dropped)
    definer("outreach_more_places", activity.pk, clock.now())
    return activity


def _announced(activity: Activity) -> tuple[object, ...]:
    """What whoever was asked has written down of it."""
    return activity.starts_at, activity.ends_at, activity.where


def _fill(activity: Activity, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(activity, name, fields[name])
    if activity.ends_at <= activity.starts_at:
        raise Refused("结束时间要晚于开始时间。")
    if activity.ends_at - activity.starts_at > LONGEST:
        ends = clock.local(activity.ends_at)
        raise Refused(
            f"结束时间是 {ends:%Y-%m-%d}，离开始超过 {LONGEST.days} 天，请核对年份和月份。分几次办的，请一次登记一条。"
        )
    if activity.sign_up_until and activity.sign_up_until > activity.starts_at:
        raise Refused("报名截止不能晚于活动开始。")
    if activity.venue is None and not activity.place.strip():
        raise Refused("请选一个场所，或者写明地点。")


def move(*, by: User, label: str, activity: Activity, to: str, reason: str = "") -> Activity:
    """From one state to the next; asked again, it stays as it is. Raises Refused for a step that there is not, and for
    one without the reason it needs."""
    activity = _locked(activity)
    if activity.state == to:
        return activity
    steps = MOVES[activity.state]
    if to not in steps:
        raise Refused(f"活动{activity.get_state_display()}，不能这样改。")
    if steps[to] and not reason.strip():
        raise Refused("请写明原因，参加的人会看到。" if to == S.CANCELLED else "请写明为什么改回去。")
    if to == S.HELD and clock.now() < activity.starts_at:
        raise Refused("活动还没有开始，不能登记为已举办。")
    _step(activity, label, to, reason)
    return activity


def _step(activity: Activity, label: str, to: str, reason: str) -> None:
    before, activity.state, activity.state_reason = activity.state, to, reason.strip()[:200]
    activity.state_at, activity.state_label, activity.version = clock.now(), label[:120], activity.version + 1
    activity.save()
    dropped = overtaken.drop(label=label, activity=activity)
    record("activity.moved", on=activity, before=before, after=to, dropped=dropped)


def write_record(
    *, by: User, label: str, activity: Activity, fields: Mapping[str, Any], version: int | None = None
) -> ActivityRecord:
    """What was said and decided, and how many of the node's own came. Raises Refused, Conflict."""
    activity = _locked(activity)
    if activity.state == S.CLOSED:
        raise Refused("活动已归档，记录不能再改。确实要改的，请先改回“已举办”。")
    row = ActivityRecord.objects.filter(activity=activity).first()
    if version is not None and (row.version if row else 0) != version:
        raise Conflict(CHANGED)
    row = row or ActivityRecord(owner_path=activity.owner_path, activity=activity, version=0)
    for name in RECORD_FIELDS:
        if name in fields:
            setattr(row, name, fields[name])
    if row.own_present > row.own_expected:
        raise Refused("实到人数比应到的还多，请核对。")
    row.written_at, row.written_label, row.version = clock.now(), label[:120], row.version + 1
    row.save()
    record("activity.recorded", on=row, version=row.version)
    return row


def _locked(activity: Activity) -> Activity:
    found: Activity = Activity.objects.select_for_update(of=("self",), no_key=True).get(pk=activity.pk)
    return found


@dataclass(frozen=True, slots=True)
class Offer:
    """An activity as one member sees it: what, when, where; how many come; what she said; how many wait before her."""

    id: UUID
    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    host_label: str
    joint_hosts: str
    speaker: str
    content: str
    capacity: int | None
    sign_up_until: datetime | None
    state: str
    state_reason: str
    taken: int
    answer: str
    ahead: int
    attendance: str

    @property
    def kind_label(self) -> str:
        """What it is, in words."""
        return str(ActivityKind(self.kind).label)

    @property
    def full(self) -> bool:
        """Whether a new sign-up would wait."""
        return self.capacity is not None and self.taken >= self.capacity

    @property
    def is_open(self) -> bool:
        """Whether she may still sign up."""
        return self.state == S.PLANNED and clock.now() < (self.sign_up_until or self.starts_at)

    @property
    def may_answer(self) -> bool:
        """Whether she may still say no, or take it back."""
        return self.state == S.PLANNED and clock.now() < self.starts_at

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ends_at <= clock.now()

    @property
    def comes(self) -> bool:
        """Whether she has a place or waits for one."""
        return self.answer in (Answer.COMING, Answer.WAITING)

    @property
    def attended(self) -> str:
        """Whether she was there, in words; empty where nobody noted it."""
        return str(Attendance(self.attendance).label) if self.attendance else ""


def offers(*, activity: UUID | None = None) -> list[Offer]:
    """What the member of the active scope was asked to or may join, by their time; empty for anybody else's scope."""
    since = clock.now() - SHOWN_AFTER if activity is None else EVER
    return [Offer(*row) for row in definer("outreach_offers", activity, since)]


def offer_of(activity: UUID | None) -> Offer | None:
    """One of them."""
    return next(iter(offers(activity=activity)), None) if activity else None
