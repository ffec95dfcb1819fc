"""One task: why it is there, what settles it, when the next one comes, and what can be decided about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from outreach.choices import BY_WORD, TaskState
from outreach.domain import reasons, tasks
from outreach.models import Alert, Task
from outreach.web import task_list, words
from outreach.web.task_forms import DelegateForm, FinishForm, HoldForm, ReasonForm
from registry.choices import OFFICERS
from registry.lib import clock
from registry.models import LiaisonAssignment, Posting, User
from registry.policies import Action, allowed, check
from registry.web import labels
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.conflicts import version_of
from registry.web.nav import address


@dataclass(frozen=True, slots=True)
class Verb:
    """A decision: what its button and its page say, its form, and what it does."""

    label: str
    title: str
    said: str
    form: Callable[[Any, Task], forms.Form]
    act: Callable[..., Task]
    arguments: Callable[[dict[str, Any]], dict[str, Any]]
    right: Action = Action.TASK_WORK


VERBS = {
    "hold": Verb(
        "暂缓", "暂缓到哪天", "已暂缓，到时候再提醒。", lambda data, task: HoldForm(data), tasks.hold,
        lambda sent: {"until": sent["until"], "reason": sent["reason"]},
    ),
    "skip": Verb(
        "跳过这次", "为什么跳过这次", "这次跳过了，下次照常提醒。", lambda data, task: ReasonForm(data), tasks.skip,
        lambda sent: {"reason": sent["reason"]},
    ),
    "resume": Verb(
        "不再暂缓", "恢复提醒", "已恢复提醒。", lambda data, task: forms.Form(data), tasks.resume, lambda sent: {}
    ),
    "restore": Verb(
        "恢复这项任务", "恢复这项任务", "已恢复，照原来的日子办。", lambda data, task: forms.Form(data), tasks.restore,
        lambda sent: {},
    ),
    "finish": Verb(
        "写核查结果", "核查结果", "核查结果已记下，任务办结。", lambda data, task: FinishForm(data), tasks.finish,
        lambda sent: {"said": sent["reason"]},
    ),
    "delegate": Verb(
        "转交", "转交给谁", "已转交。", lambda data, task: DelegateForm(data, people(task)), tasks.delegate,
        lambda sent: {"to": sent["to"], "reason": sent["reason"]}, Action.TASK_ASSIGN,
    ),
}  # fmt: skip


def find(pk: UUID) -> Task:
    """The task; an unknown one and somebody else's get the same 404."""
    rows = Task.objects.select_related("rule", "member", "member__organisation", "delegate", "decided_by")
    return get_object_or_404(rows, pk=pk)


def people(task: Task) -> Any:
    """Accounts that see the member: the liaisons, and the staff of the nodes from his upwards, as far as one sees."""
    liaisons = LiaisonAssignment.objects.filter(member=task.member_id, ended_on__isnull=True).values("liaison_id")
    posted = Posting.objects.all().on(clock.today()).exclude(role__in=(*OFFICERS, "liaison"))
    staff = posted.filter(owner_path__in=_upwards(task.owner_path)).values("user_id")
    return User.objects.filter(Q(pk__in=liaisons) | Q(pk__in=staff), is_active=True).order_by("name")


def _upwards(path: str) -> list[str]:
    return [path[:end] for end in range(4, len(path) + 1, 4)]


@needs(Action.TASK_WORK)
@require_GET
def task(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page."""
    found, today = find(pk), clock.today()
    member = found.member
    liaison = task_list.liaisons_of([member.pk]).get(member.pk)
    context = {
        "task": found,
        "member": member,
        "badge": words.badge(found, today),
        "crumbs": [{"label": "联系任务", "url": reverse("tasks")}] if allowed(Action.TASK_ASSIGN) else [],
        "why": reasons.why(found, found.rule),
        "settles": reasons.what_settles(found) if found.state == TaskState.OPEN else "",
        "upcoming": reasons.upcoming(found, found.rule, today),
        "facts": _facts(found, liaison),
        "acts": _acts(found),
        "decisions": _decisions(found),
        "ask_others": found.state == TaskState.OPEN and not allowed(Action.TASK_ASSIGN),
        "may_dial": bool(member.phone) and allowed(Action.MEMBER_SEE_PHONE),
        "phone": labels.phone(member),
    }
    return render(request, "outreach/task.html", context)


def _facts(task: Task, liaison: User | None) -> list[dict[str, str]]:
    alert = Alert.objects.filter(task=task).open().first()
    pairs = (
        ("应办日期", f"{task.due_on:%Y-%m-%d}"),
        ("宽限到", f"{task.late_on:%Y-%m-%d}" if task.late_on != task.due_on else ""),
        ("谁办", words.doer(task, liaison)),
        ("管理组织", str(task.member.organisation)),
        ("已上报到", f"{alert.get_level_display()}（{alert.raised_on:%Y-%m-%d}）" if alert else ""),
        ("办结", f"{task.closed_on:%Y-%m-%d}" if task.closed_on else ""),
        ("说明", task.reason),
        ("决定人", task.decided_label),
    )
    return [{"label": label, "value": value} for label, value in pairs if value]


def _acts(task: Task) -> list[dict[str, str]]:
    """Where the work itself is recorded."""
    if task.state != TaskState.OPEN:
        return []
    found = (
        (Action.CONTACT_WRITE, "记一次联系", "phone", address("contact-quick", task.member_id)),
        (Action.STUDY_WRITE, "记学习汇报", "book", address("study-new", task.member_id)),
        (Action.MEMBER_VIEW, "看这位党员", "user", address("member", task.member_id)),
    )
    return [{"label": label, "icon": icon, "url": url} for action, label, icon, url in found if url and allowed(action)]


def _decisions(task: Task) -> list[dict[str, str]]:
    return [{"label": VERBS[name].label, "url": reverse("task-decide", args=[task.pk, name])} for name in offered(task)]


def offered(task: Task) -> list[str]:
    """The decisions that make sense for the task and are the user's to make."""
    if task.state != TaskState.OPEN:
        return ["restore"] if not tasks.not_restorable(task) else []
    resting = task.held_until is not None and task.held_until > clock.today()
    names = ["resume" if resting else "hold", "skip"]
    names += ["finish"] if task.kind in BY_WORD else []
    mine = names if tasks.may_decide(task) else []
    return [name for name in [*mine, "delegate"] if allowed(VERBS[name].right)]


@needs(Action.TASK_WORK)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """The page of one decision, with what was typed still there when it is refused."""
    found, chosen = find(pk), VERBS.get(verb)
    if chosen is None:
        raise Http404
    check(chosen.right)
    form = chosen.form(request.POST if request.method == "POST" else None, found)
    if form.is_bound and form.is_valid():
        sent = chosen.arguments(form.cleaned_data)
        if attempted(form, chosen.act, by=actor(request), task=found, version=version_of(request), **sent):
            messages.success(request, f"{found.member.name}：{chosen.said}")
            return redirect("task", pk=found.pk)
    context = {
        "task": found,
        "form": form,
        "title": chosen.title,
        "submit_label": chosen.label,
        "lead": f"{found.member.name} · {found.rule.name}",
        "crumbs": [{"label": found.rule.name, "url": reverse("task", args=[found.pk])}],
        "why": reasons.why(found, found.rule),
    }
    return render(request, "outreach/task_decide.html", context)
