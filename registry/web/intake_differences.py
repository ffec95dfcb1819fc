"""This roster beside the previous one: 新增, 未见, 变更, 未变, decided on by a person, one by one or all together."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from registry.choices import DifferenceDecision, DifferenceKind, IntakeState
from registry.domain.errors import Refused
from registry.intake import pipeline
from registry.lib.ids import keys_in
from registry.models import Intake
from registry.models.unit import step
from registry.policies import Action
from registry.web import labels
from registry.web.access import actor, needs
from registry.web.intake_forms import DecisionForm
from registry.web.intake_parts import frame, intake_or_404, place_of
from registry.web.intake_rows import PAGE, choice, member_url, offset_of, pager

D, K = DifferenceDecision, DifferenceKind
# What may be decided about each kind, in the words of the button.
DECISIONS: dict[str, tuple[tuple[DifferenceDecision, str], ...]] = {
    K.ADDED: ((D.ACCEPT, "确认新增"), (D.CHECK, "转为核实")),
    K.ABSENT: (
        (D.KEEP, "人还在，保留"),
        (D.CHECK, "转为核实"),
        (D.RETURNED, "登记为已返回"),
        (D.MOVED_ON, "登记为转往他处"),
    ),
    K.CHANGED: ((D.ACCEPT, "确认变更"), (D.CHECK, "转为核实")),
    K.SAME: (),
}
EXPLAINED: dict[str, str] = {
    K.ADDED: "这一份有、上一份没有的人，已经登记。核对一下是不是真的新来的。",
    K.ABSENT: "上一份有、这一份没有的人。没写进名册不等于走了：记录原样保留，由您决定怎么办。",
    K.CHANGED: "两份里都有，但内容不同的人，已经按这一份更新。",
    K.SAME: "两份里内容一样的人，不用处理。",
}
DECISION_TONES: dict[str, str] = {D.OPEN: "warning", D.CHECK: "info", D.ACCEPT: "success", D.KEEP: "success"}
ONE = "one"


@needs(Action.INTAKE_USE)
@require_GET
def differences(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One kind of difference, with the buttons that fit it."""
    intake = intake_or_404(pk)
    if intake.state != IntakeState.APPLIED:
        return redirect(place_of(intake))
    counts = pipeline.difference_counts(intake)
    kind = choice(request, "kind", K) or _first_open(counts)
    only_open = request.GET.get("decision", "") == D.OPEN
    offset = offset_of(request)
    decision = str(D.OPEN) if only_open else ""
    page = pipeline.differences(intake, kind=kind, decision=decision, offset=offset, limit=PAGE)
    here = reverse("intake:differences", args=[pk])
    context = frame(intake, 4) | {
        "kind": kind,
        "kind_label": K(kind).label,
        "explained": EXPLAINED[kind],
        "tabs": _tabs(here, counts, kind),
        "rows": [_row(view) for view in page.items],
        "open": counts.get(kind, {}).get("open", 0),
        "only_open": only_open,
        "bulk": [{"label": label, "value": str(value)} for value, label in DECISIONS[kind]],
        "dated": kind == K.ABSENT,
        "in_part": kind == K.ABSENT and pipeline.holds_a_part(counts),
        "form": DecisionForm(auto_id="decide-%s"),
        "decide_url": reverse("intake:decide", args=[pk]),
        "done_url": reverse("intake:done", args=[pk]),
        "pager": pager(here, {"kind": kind, "decision": decision}, offset, len(page.items), page.total),
        "columns": [{"label": label} for label in ("姓名", "出生日期", "手机号", "管理组织", *_middle(kind), "处理")],
    }
    return render(request, "registry/intake/differences.html", context)


def _middle(kind: str) -> tuple[str, ...]:
    return ("变更的项目",) if kind == K.CHANGED else ()


def _first_open(counts: dict[str, dict[str, int]]) -> str:
    """The kind that waits for a person, absent ones first: they are what a comparison is made for."""
    order = (K.ABSENT, K.CHANGED, K.ADDED)
    return str(next((kind for kind in order if counts.get(kind, {}).get("open")), K.ABSENT))


def _tabs(here: str, counts: dict[str, dict[str, int]], chosen: str) -> list[dict[str, Any]]:
    return [
        {
            "label": kind.label,
            "url": f"{here}?kind={kind}",
            "current": kind == chosen,
            "count": f"{counts.get(kind, {}).get('total', 0):,}",
        }
        for kind in K
    ]


def _row(view: Any) -> dict[str, Any]:
    return {
        "id": view.id,
        "name": view.name or "（已不在本组织）",
        "url": member_url(view.member_id) if view.name else "",
        "organisation": view.organisation,
        "phone": view.phone,
        "birth": labels.partial_date(view.birth_on, view.birth_precision),
        "titles": "、".join(view.fields),
        "decision": {"text": view.decision_label, "tone": DECISION_TONES.get(view.decision, "outline")},
        "open": view.decision == D.OPEN,
    }


@needs(Action.INTAKE_USE)
@require_POST
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Decide about the chosen ones, or about all that are still open of a kind."""
    intake = intake_or_404(pk)
    kind = request.POST.get("kind", "")
    back = redirect(reverse("intake:differences", args=[pk]) + (f"?kind={kind}" if kind in K.values else ""))
    form = DecisionForm(request.POST)
    keys = keys_in(request.POST.getlist("chosen"))
    everybody = request.POST.get("whom") == "all" and kind in K.values
    if not form.is_valid():
        messages.error(request, "没有处理：" + "".join(str(said) for field in form.errors.values() for said in field))
    elif not keys and not everybody:
        messages.warning(request, "还没有选人。请先在前面的方框里打勾，或选“这一类全部待处理的人”。")
    else:
        _decide(request, intake, form.cleaned_data, () if everybody else keys, kind if everybody else "")
    return back


def _decide(request: HttpRequest, intake: Intake, wanted: dict[str, Any], keys: Sequence[UUID], kind: str) -> None:
    decision = DifferenceDecision(wanted["action"])
    facts = {"ids": keys, "kind": kind, **{name: wanted[name] for name in ("note", "on", "whole")}}
    try:
        with step():
            number, reasons = pipeline.decide_differences(by=actor(request), intake=intake, decision=decision, **facts)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return
    if number:
        messages.success(request, f"{number:,} 人已处理：{decision.label}。")
    for reason in reasons:
        messages.warning(request, reason)
