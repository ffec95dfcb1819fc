"""The first page. For a liaison it is her day: whom to call, why, and what else to ask; for everybody else it is the
registry's first page."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.choices import TaskKind
from outreach.domain import late, planning, reasons, settling
from outreach.entry import message_filter
from outreach.entry.suggestion_filter import to_do
from outreach.entry.suggestions_ended import ended_lately
from outreach.models import Suggestion, Task
from outreach.web import rule_pages, words
from registry.choices import Role, Status, StudyChannel
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Member, StudyReport
from registry.policies import Action, allowed
from registry.web import home as registry_home
from registry.web import home_liaison, labels
from registry.web.access import actor, login_only
from registry.web.nav import address

# A liaison has two or three members; whoever stands in for a colleague has some more.
MOST = 60
HEADS = {words.LATE: "逾期", words.NOW: "今天", words.SOON: "本周", words.LATER: "以后"}
GREETING = "点“拨号”直接打电话，打完点“记一次联系”，任务就自动消除，不用另填。"


@login_only
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """A liaison's day, or the figures of everybody else."""
    if scopes.current().role != Role.LIAISON:
        return registry_home.home(request)
    return render(request, "outreach/day.html", _day(request))


def _day(request: HttpRequest) -> dict[str, Any]:
    members = {member.pk: member for member in _members()}
    # What she has just written down is off her list, or stands by its new day, before she sees it again; the planner
    # would say so a minute later.
    settling.settle(members=members)
    today = clock.today()
    planning.follow(members, today=today)
    tasks = _tasks(request, today)
    cards = _cards(members, tasks, today)
    quiet = [_quiet(member) for key, member in members.items() if key not in tasks]
    groups = [
        {"key": key, "title": title, "cards": [card for card in cards if card["group"] == key]}
        for key, title in HEADS.items()
    ]
    return {
        "greeting": GREETING,
        "today": f"{today.month}月{today.day}日",
        "groups": [group for group in groups if group["cards"]],
        "quiet": quiet,
        "members": len(members),
        "owed": home_liaison.owed_home(),
        "handed_in": _handed_in(),
        "unreported": _unreported(),
        "quarter": late.ended().label,
        "answered": _answered(request),
        "messages_waiting": _messages(),
        "unannounced": rule_pages.unannounced(),
    }


def _messages() -> list[dict[str, str]]:
    """Texts that wait to be copied and answers that nobody has read, where there are any."""
    known = (
        (message_filter.by_hand(), "messages-by-hand", "条消息写好了，等您复制到微信发出"),
        (message_filter.unread(), "message-answers", "条党员的回复还没有看"),
    )
    found = [(rows.count(), name, text) for rows, name, text in known] if allowed(Action.MESSAGE_COPY) else []
    return [{"text": f"{number} {text}", "url": reverse(name)} for number, name, text in found if number]


def _handed_in() -> list[dict[str, str]]:
    """What her members handed in themselves and she has not answered yet."""
    rows = StudyReport.objects.all().pending().filter(channel=StudyChannel.SELF).select_related("member")
    return [
        {"name": row.member.name, "topic": str(row), "url": reverse("study", args=[row.pk])}
        for row in rows.order_by("recorded_at", "id")[:MOST]
    ]


def _unreported() -> list[dict[str, str]]:
    """Whose report of the last quarter is missing though its task is closed: the board counts them as late."""
    rows = late.lapsed().select_related("member").order_by("member__name_key", "member_id")[:MOST]
    found = {row.member_id: row.member.name for row in rows}
    return [
        {"name": name, "url": address("study-new", key) or reverse("member", args=[key])} for key, name in found.items()
    ]


def _answered(request: HttpRequest) -> list[dict[str, str]]:
    """Her members' suggestions that were answered: she tells them; gone from here once she has said so. What ended
    without her stands here for a week."""
    rows = to_do(actor(request)).filter(member_id__isnull=False).order_by("answered_at", "id")[:MOST]
    return [*(_idea(row, "已答复") for row in rows), *(_idea(row, how) for row, how in ended_lately()[:MOST])]


def _idea(row: Suggestion, how: str) -> dict[str, str]:
    url = reverse("suggestion", args=[row.pk])
    return {"title": row.title, "name": str(row.proposer_name), "how": how, "url": url}


def _members() -> Iterable[Member]:
    return Member.objects.all().open().select_related("organisation").order_by("name_key", "id")[:MOST]


def _tasks(request: HttpRequest, today: date) -> dict[UUID, list[Task]]:
    """Hers, at work, by member; the most urgent first."""
    found: dict[UUID, list[Task]] = {}
    rows = Task.objects.at_work(today).of_liaison(actor(request)).select_related("rule")
    for task in rows.order_by("late_on", "due_on", "id"):
        found.setdefault(task.member_id, []).append(task)
    return found


def _cards(members: dict[UUID, Member], tasks: dict[UUID, list[Task]], today: date) -> list[dict[str, Any]]:
    return [_card(members[key], found, today) for key, found in tasks.items() if key in members]


def _card(member: Member, tasks: list[Task], today: date) -> dict[str, Any]:
    """One member a card, whatever is due: one call does it all."""
    order = list(HEADS)
    group = min((words.group_of(task, today) for task in tasks), key=order.index)
    return {
        **_quiet(member),
        "group": group,
        "tasks": [_line(task, today) for task in tasks],
        "ask": _ask(member, tasks),
        "study_url": address("study-new", member.pk) if any(task.kind == TaskKind.STUDY for task in tasks) else "",
    }


def _quiet(member: Member) -> dict[str, Any]:
    quick = address("contact-quick", member.pk)
    return {
        "note_url": f"{quick}?from=day" if quick else "",
        "member": member,
        "url": reverse("member", args=[member.pk]),
        "badge": labels.status_badge(member.status),
        "phone": labels.phone(member),
        "may_dial": bool(member.phone) and allowed(Action.MEMBER_SEE_PHONE),
        "last": labels.partial_date(member.last_contact_on) or "没有记录",
    }


def _line(task: Task, today: date) -> dict[str, Any]:
    return {
        "label": task.rule.name,
        "due": words.due(task, today),
        "late": words.group_of(task, today) == words.LATE,
        "why": reasons.why(task, task.rule),
        "url": reverse("task", args=[task.pk]),
    }


def _ask(member: Member, tasks: list[Task]) -> list[str]:
    """What to ask along the way, so that one call is enough: not what is on the list already."""
    kinds = {task.kind for task in tasks}
    asked = (
        (member.status == Status.AWAITING_REPORT and TaskKind.REPORT_IN not in kinds, "还没有报到，顺便请他来"),
        (not member.employer, "工作单位还没有登记"),
        (not member.origin_code, "来源地还没有登记清楚"),
        (not member.home_org_name, "组织关系在哪个支部还没有登记"),
        (not member.notice_acknowledged_on, "信息使用告知还没有确认"),
    )
    return [text for needed, text in asked if needed][:2]
