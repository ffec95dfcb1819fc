"""What the program tells members about activities by itself: that they have moved up, the day before, that it is
off, that it has another day or place.

Written into the outbox once for each occasion (a unique key), by whichever tick comes first; what a member does not
want or cannot get is noted and not tried again. Quiet hours and opt-outs are the outbox's business.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db import IntegrityError
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from outreach.choices import ActivityState, Answer, BatchState, ChannelKind, NoticeKind
from outreach.domain import checks
from outreach.domain.addresses import OF_A_GROUP, address_of
from outreach.domain.batches import written
from outreach.domain.channel_setup import usable
from outreach.domain.invitations import when
from outreach.models import Activity, ActivityNotice, MessageBatch, Participation
from registry.lib import clock
from registry.models.identity import system_scope
from registry.models.unit import record, step, work

REMIND_AT = time(9)
DAY = timedelta(days=1)
MOST = 500
BY = "系统"
NAMES = {
    NoticeKind.PROMOTED: "候补转为参加",
    NoticeKind.REMINDER: "明天的活动",
    NoticeKind.CANCELLED: "活动取消",
    NoticeKind.CHANGED: "活动改期",
}
TEXTS = {
    NoticeKind.PROMOTED: "{{姓名}}同志：“{title}”有了名额，您已由候补转为参加。时间：{when}，地点：{where}。"
    "不能来的请点这里退出：{{链接}}",
    NoticeKind.REMINDER: "{{姓名}}同志：提醒您{when}参加“{title}”，地点：{where}。不能来的请点这里退出：{{链接}}",
    NoticeKind.CHANGED: "{{姓名}}同志：“{title}”有变动，现在是：{when}，地点：{where}。来不来请点这里：{{链接}}",
    NoticeKind.CANCELLED: "{{姓名}}同志：原定{when}的“{title}”取消：{reason}。详情：{{链接}}",
}


def write_due(district: str, most: int = MOST) -> int:
    """Write what is due in a district into the outbox; returns how many occasions were dealt with."""
    with work(system_scope(district)):
        done = 0
        for kind, rows, since in _due(clock.now()):
            told = ActivityNotice.objects.filter(participation=OuterRef("pk"), kind=kind, written_at__gte=since)
            due = rows.filter(~Exists(told)).order_by("id")
            for row in due.select_related("activity__venue", "member__organisation")[:most]:
                done += _tell(row, kind)
        return done


def _due(now: datetime) -> Iterator[tuple[NoticeKind, QuerySet[Participation], Combinable]]:
    """(what, to whom, and since when they would have been told of it already)."""
    open_rows = Participation.objects.filter(
        activity__starts_at__gt=now, member__is_open=True, member__merged_into__isnull=True
    )
    coming = open_rows.filter(activity__state=ActivityState.PLANNED, answer=Answer.COMING)
    yield NoticeKind.PROMOTED, coming.filter(promoted_at__isnull=False), OuterRef("promoted_at")
    asked = Q(answer__in=(Answer.COMING, Answer.WAITING)) | Q(answer=Answer.NONE, invited_at__isnull=False)
    off = open_rows.filter(asked, activity__state=ActivityState.CANCELLED)
    yield NoticeKind.CANCELLED, off, OuterRef("activity__state_at")
    before = Q(invited_at__lt=F("activity__moved_at")) | Q(answered_at__lt=F("activity__moved_at"))
    moved = open_rows.filter(asked, before, activity__state=ActivityState.PLANNED)
    yield NoticeKind.CHANGED, moved, OuterRef("activity__moved_at")
    if clock.local(now).time() >= REMIND_AT:
        yield NoticeKind.REMINDER, _tomorrow(coming, now), Value(clock.midnight(clock.local(now).date()))


def _tomorrow(coming: QuerySet[Participation], now: datetime) -> QuerySet[Participation]:
    """Whose activity is tomorrow, and who did not sign up only today."""
    today = clock.midnight(clock.local(now).date())
    return coming.filter(
        answered_at__lt=today, activity__starts_at__gte=today + DAY, activity__starts_at__lt=today + 2 * DAY
    )


def _occasion(row: Participation, kind: NoticeKind) -> str:
    """What makes it a new notice: another turn of signing up, another day, called off once more."""
    if kind == NoticeKind.PROMOTED:
        return str(row.place_no)
    moments = {NoticeKind.REMINDER: row.activity.starts_at, NoticeKind.CHANGED: row.activity.moved_at}
    moment = moments.get(kind) or row.activity.state_at
    return f"{clock.local(moment):%Y%m%d%H%M%S}"[: 8 if kind == NoticeKind.REMINDER else 14]


def _tell(row: Participation, kind: NoticeKind) -> int:
    """One notice; nothing where another tick was faster."""
    own = {"owner_path": row.owner_path, "member_id": row.member_id, "participation": row}
    notice = ActivityNotice(**own, kind=kind, occasion=_occasion(row, kind), written_at=clock.now())
    try:
        with step():
            notice.save(force_insert=True)
    except IntegrityError:
        return 0
    _write(row, kind, notice)
    return 1


def _write(row: Participation, kind: NoticeKind, notice: ActivityNotice) -> None:
    channel = channel_of(row.activity)
    notice.reason = _objection(row, channel)
    if not notice.reason:
        message, link = written(
            by=None, label=BY, member=row.member, channel=channel, title=f"{NAMES[kind]}：{row.activity.title}"[:50],
            body=_text(row.activity, kind), activity=row.activity_id,
        )  # fmt: skip
        message.save(force_insert=True)
        link.save(force_insert=True)
        notice.message = message
    notice.save(update_fields=["message", "reason"])
    record("activity.told", on=notice, kind=str(kind), reason=notice.reason)


def _objection(row: Participation, channel: str) -> str:
    if checks.opted_out(row.member, channel):
        return "opted_out"
    return "" if address_of(channel, row.member) else "no_address"


def _text(activity: Activity, kind: NoticeKind) -> str:
    """The text; what staff wrote may look like a blank, and is none."""
    said: dict[str, Any] = {
        "title": activity.title, "when": when(activity), "where": activity.where, "reason": activity.state_reason
    }  # fmt: skip
    return TEXTS[kind].format(**{name: text.replace("{", "｛").replace("}", "｝") for name, text in said.items()})


def channel_of(activity: Activity) -> str:
    """By the way on which the last invitation went; by hand where the program can't write by itself that way. (A
    provider that sends approved templates alone takes no other text than that of the invitation.)"""
    last = MessageBatch.objects.filter(activity=activity, state=BatchState.APPROVED).order_by("-id").first()
    if last is None or last.channel in OF_A_GROUP or last.provider_code or not usable(last.channel):
        return str(ChannelKind.WECHAT)
    return last.channel
