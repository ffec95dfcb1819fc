"""The rules that hold at one's node: the district's, or one's own; and changing one for one's node and all below it."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from outreach.choices import Cadence, TaskKind
from outreach.domain import dates, rules
from outreach.models import Rule, Task
from outreach.web.rule_forms import RuleForm
from registry.domain.calendar import calendar
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Organisation
from registry.policies import Action
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.conflicts import version_of

COLUMNS = ("规则", "什么时候", "逾期上报", "谁定的", "状态")
UNSAID = "不上报"


def rules_here() -> list[Rule]:
    """What holds at the scope's own node, in the order of the work: from the first contact to the festivals."""
    found = Rule.objects.all().of_node(scopes.current().path)
    return sorted(found, key=lambda rule: (TaskKind.values.index(rule.kind), rule.code))


@needs(Action.RULE_EDIT)
@require_GET
def rule_list(request: HttpRequest) -> HttpResponse:
    """All of them; the numbers are the district's own choice, and the page says so."""
    found = rules_here()
    below = Counter(Rule.objects.all().below(scopes.current().path).values_list("code", flat=True))
    rows = [_row(rule, below[rule.code]) for rule in found]
    context = {"columns": [{"label": label} for label in COLUMNS], "rows": rows, "unannounced": unannounced()}
    return render(request, "outreach/rules.html", context)


def unannounced() -> str:
    """Which rules can't say by when just now, and since which day, for want of a calendar; empty where all can."""
    found = [(rule, day) for rule in rules_here() if (day := dates.unannounced(rule, clock.today()))]
    if not found:
        return ""
    since, names = min(day for _, day in found), "、".join(f"“{rule.name}”" for rule, _ in found)
    year = max(calendar().years) + 1
    return (
        f"{year} 年放假安排未公布：{names}按工作日算，{since.month}月{since.day}日以后登记、报到的人，"
        f"期限要算到 {year} 年，还排不出来，没有列在这里。区里录入放假安排以后自动补上；这几天先照常联系。"
    )


def _row(rule: Rule, below: int) -> dict[str, Any]:
    """`below`: how many nodes below have one of their own in its stead."""
    on = {"text": "启用", "tone": "success"} if rule.is_active else {"text": "停用", "tone": "neutral"}
    return {
        "id": rule.pk,
        "name": rule.name,
        "url": reverse("rule", args=[rule.code]),
        "sub": "" if rule.get_kind_display() == rule.name else rule.get_kind_display(),
        "cells": [
            {"label": "什么时候", "text": when(rule)},
            {"label": "逾期上报", "text": ladder(rule)},
            {
                "label": "谁定的",
                "text": "本级" if _own(rule) else "上级",
                "sub": f"下级 {below} 处自己定了" if below else "",
            },
            {"label": "状态", "badge": on},
        ],
    }


def _own(rule: Rule) -> bool:
    return rule.owner_path == scopes.current().path


def when(rule: Rule) -> str:
    """How often it asks, in words."""
    unit = "个工作日" if rule.working_days else "天"
    said = {
        Cadence.SINCE_SUCCESS: f"联系上以后满 {rule.every_days} 天",
        Cadence.AFTER_EVENT: f"{rule.get_event_display()}之后 {rule.event_days} {unit}",
        Cadence.PERIOD: f"{rule.get_period_display()}一次",
        Cadence.DATES: "、".join(rule.dates),
        Cadence.ANNIVERSARY: "每年入党纪念日",
    }[Cadence(rule.cadence)]
    return said + (f"，宽限 {rule.grace_days} 天" if rule.grace_days else "")


def ladder(rule: Rule) -> str:
    """When it rises and to whom, in words."""
    labels = {"community": "村(社区)", "street": "街道", "district": "区"}
    said = [f"{labels[level]} {after} 天" if after else f"{labels[level]} 当天" for after, level in rule.steps()]
    return "、".join(said) or UNSAID


def find(code: str) -> Rule:
    """The rule of that code which holds here; 404 where there is none."""
    found: Rule | None = Rule.objects.all().of_node(scopes.current().path).filter(code=code).first()
    if found is None:
        raise Http404
    return found


@needs(Action.RULE_EDIT)
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule and its form; saving it makes it the node's own."""
    found = find(code)
    if request.method == "POST" and request.POST.get("action") == "follow":
        return _follow(request, found)
    form = RuleForm(request.POST if request.method == "POST" else None, found)
    if form.is_bound and form.is_valid() and _saved(request, form, found):
        messages.success(request, f"“{found.name}”已保存。没办的任务一分钟内按新规则重排，已办结的不变。")
        return redirect("rules")
    own = _own(found)
    context = {
        "rule": found,
        "form": form,
        "own": own,
        "may_follow": own and len(found.owner_path) > scopes.SEGMENT,
        "open": Task.objects.all().open().filter(rule=found).count(),
        "when": when(found),
        "ladder": ladder(found),
        "crumbs": [{"label": "联系规则", "url": reverse("rules")}],
        "node": _node(),
        "below": _below(found),
    }
    return render(request, "outreach/rule.html", context)


def _node() -> Organisation:
    found: Organisation = Organisation.objects.get(path=scopes.current().path)
    return found


def _below(rule: Rule) -> str:
    """The nodes below that have set this rule for themselves: what is saved here changes nothing for them."""
    paths = Rule.objects.all().below(scopes.current().path).filter(code=rule.code).values("owner_path")
    return "、".join(str(node) for node in Organisation.objects.filter(path__in=paths).order_by("path"))


def _saved(request: HttpRequest, form: RuleForm, found: Rule) -> bool:
    version = version_of(request) if _own(found) else None
    changed = attempted(
        form, rules.change_rule, by=actor(request), node=_node(), rule=found, changes=form.changes(), version=version
    )
    return changed is not None


def _follow(request: HttpRequest, found: Rule) -> HttpResponse:
    if not _own(found):
        raise Http404
    rules.follow_above(by=actor(request), rule=found)
    messages.success(request, f"“{found.name}”已恢复为沿用上级的规则。")
    return redirect("rules")
