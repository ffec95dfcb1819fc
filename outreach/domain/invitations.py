"""Inviting to an activity: a batch of messages like any other, whose links let their members sign up."""

from collections.abc import Mapping

from outreach.choices import ActivityState, ChannelKind
from outreach.domain import batches
from outreach.models import Activity, MessageBatch
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import User
from registry.models.unit import record

WEEKDAYS = "一二三四五六日"


def when(activity: Activity) -> str:
    """Day and hour as they are said in an invitation."""
    begins, ends = clock.local(activity.starts_at), clock.local(activity.ends_at)
    day = f"{begins.month}月{begins.day}日（星期{WEEKDAYS[begins.weekday()]}）{begins:%H:%M}"
    if begins.date() == ends.date():
        return f"{day}—{ends:%H:%M}"
    years = (f"{begins.year}年", f"{ends.year}年") if begins.year != ends.year else ("", "")
    return f"{years[0]}{day}至{years[1]}{ends.month}月{ends.day}日{ends:%H:%M}"


def wording(activity: Activity) -> str:
    """A text to begin with; staff change it as they like."""
    until = clock.local(activity.sign_up_until) if activity.sign_up_until else None
    by = f"，请在{until.month}月{until.day}日{until:%H:%M}前报名" if until else ""
    body = (
        f"{{姓名}}同志：{activity.host_label}{when(activity)}在{activity.where}举办{activity.get_kind_display()}"
        f"“{activity.title}”，邀请您参加{by}。报名、请假都点这里：{{链接}}"
    )
    return body[:480]


def invite(
    *, by: User, label: str, activity: Activity, channel: str, body: str, filter_name: str = "",
    query: Mapping[str, str] | None = None, subject: str = "", provider_code: str = "",
) -> MessageBatch:  # fmt: skip
    """A batch to the members whom the filter finds, as a draft to be looked at and confirmed. Raises Refused."""
    check(activity)
    fields = {
        "name": activity.title[:50], "channel": channel, "body": body, "filter_name": filter_name, "subject": subject,
        "provider_code": provider_code,
    }  # fmt: skip
    batch = batches.create(by=by, label=label, fields=fields, query=query or {})
    batch.activity = activity
    batch.save(update_fields=["activity"])
    record("activity.inviting", on=batch, activity=str(activity.pk), channel=ChannelKind(channel).value)
    return batch


def check(activity: Activity) -> None:
    """Raise Refused for an activity to which nobody is invited any more."""
    if activity.state != ActivityState.PLANNED or clock.now() >= (activity.sign_up_until or activity.starts_at):
        raise Refused("活动已经开始、截止报名或取消，不能再邀请。")
