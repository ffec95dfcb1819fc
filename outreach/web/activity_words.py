"""How activities and venues are said on a page, and the tabs above their lists."""

from typing import Any

from django.urls import reverse

from outreach.choices import SIGNS, ActivityState, Answer, Attendance
from outreach.domain.invitations import when
from outreach.models import Activity, Participation
from registry.lib import clock
from registry.lib import scope as scopes
from registry.policies import Action, allowed

PAGES = (("activities", "活动"), ("venues", "活动场所"))
STATE_TONES: dict[str, str] = {
    ActivityState.PLANNED: "info",
    ActivityState.HELD: "success",
    ActivityState.CLOSED: "neutral",
    ActivityState.CANCELLED: "outline",
}
ANSWER_TONES: dict[str, str] = {
    Answer.NONE: "outline",
    Answer.COMING: "success",
    Answer.WAITING: "warning",
    Answer.DECLINED: "neutral",
    Answer.WITHDRAWN: "neutral",
}
# What a move is called on its button.
MOVE_LABELS: dict[str, str] = {
    ActivityState.PLANNED: "改回“已安排”",
    ActivityState.CANCELLED: "取消活动",
    ActivityState.HELD: "登记为已举办",
    ActivityState.CLOSED: "归档",
}


def tabs(current: str) -> list[dict[str, Any]]:
    """The lists beside each other."""
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in PAGES]


def state_badge(activity: Activity) -> dict[str, str]:
    """Where it stands; one that is over and not yet noted says so."""
    if activity.state == ActivityState.PLANNED and activity.ends_at <= clock.now():
        return {"text": "待登记", "tone": "warning"}
    return {"text": activity.get_state_display(), "tone": STATE_TONES[activity.state]}


def answer_badge(row: Participation) -> dict[str, str]:
    """What a member said."""
    return {"text": row.get_answer_display(), "tone": ANSWER_TONES[row.answer]}


def sign(row: Participation) -> str:
    """How a member attended, as the paper books say it: √到会."""
    return SIGNS[row.attendance] + Attendance(row.attendance).label if row.attendance else ""


def own(activity: Activity) -> bool:
    """Whether this scope may change it, or only reads it from below."""
    return allowed(Action.ACTIVITY_EDIT) and activity.owner_path.startswith(scopes.current().path)


def crumbs(activity: Activity | None = None) -> list[dict[str, str]]:
    """The pages above one of an activity."""
    found = [{"label": "活动", "url": reverse("activities")}]
    if activity is not None:
        found.append({"label": activity.title, "url": reverse("activity", args=[activity.pk])})
    return found


def facts(activity: Activity) -> list[dict[str, str]]:
    """What is announced, for `components/facts.html`."""
    until = activity.sign_up_until
    speaker = " ".join(filter(None, (activity.get_team_display() if activity.team else "", activity.speaker)))
    said = (
        ("时间", when(activity)),
        ("地点", activity.where),
        ("主办", activity.host_label),
        ("联办", activity.joint_hosts),
        ("主持人", activity.chair),
        ("主讲", speaker),
        ("名额", f"{activity.capacity} 人，满了排候补" if activity.capacity else "不限"),
        ("报名截止", f"{clock.local(until):%Y-%m-%d %H:%M}" if until else "活动开始前都可以"),
        ("谁能报名", "本组织及下级的党员都可以" if activity.open_to_all else "只限受邀请的"),
        ("流动党员计为", str(activity.get_member_role_display())),
    )
    return [{"label": label, "value": value} for label, value in said if value]
