"""Writing down what happened to a member, and taking back what was written by mistake."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.choices import TRANSFERRED_OUT, CloseReason, MovementKind
from registry.domain import movements as verbs
from registry.domain import probing
from registry.domain.errors import Refused
from registry.domain.lost import doubts
from registry.domain.projection import ALLOWED
from registry.entry.fields import DayField
from registry.entry.member_days import before_flow
from registry.entry.member_forms import blank
from registry.lib import clock
from registry.models import Member, Movement
from registry.models.unit import step
from registry.policies import Action, check
from registry.web import labels, member_page
from registry.web.access import actor, needs
from registry.web.attempts import attempted, typed_in
from registry.web.member_page import BY_KIND, Verb, worded
from registry.web.story_entries import UNVOIDABLE

K = MovementKind
# What the page says before one writes it down.
EXPLAINED: dict[MovementKind, str] = {
    K.REPORTED_IN: "本人已到村(社区)或党群服务中心报到，或者电话、微信确认已经到了。",
    K.FOUND_AGAIN: "重新联系上了。记录回到认定失联以前的状态。",
    K.TRANSFERRED_IN: "组织关系已经正式转入，不再是流动党员，记录就此结束。",
    K.RETURNED: "本人已经回到原来的地方，流动结束，记录就此结束。",
    K.MOVED_ON: "本人已经离开，去了别的地方，记录就此结束。要交给区内另一个组织接着管的，请用“转到其他组织”。",
    K.LOST: "想过各种办法仍然联系不上。请写明打过哪些电话、问过谁；以后联系上了可以恢复。",
    K.CLOSED: "因为去世、出党、误登记等原因结束这条记录。",
}

WENT = "组织关系已经正式转到流入地的党组织，不再是流动党员，记录就此结束。"
SAID = {K.CLOSED: "结束这条记录"}
LEAVING = frozenset({K.TRANSFERRED_IN, K.RETURNED, K.MOVED_ON, K.CLOSED})


NOT_SURE = "请先核对上面说的情况；确实联系不上的，勾选这一项再认定。"


def sure_field() -> forms.BooleanField:
    """Asked for where something speaks against finding somebody lost."""
    return forms.BooleanField(label="以上情况已核对，仍要认定失联", error_messages={"required": NOT_SURE})


class MovementForm(forms.Form):
    """When it happened, and a note. `kind` decides whether a reason or a note is needed."""

    effective_on = DayField(label="发生日期")
    reason = forms.ChoiceField(label="结束原因", choices=blank(CloseReason.choices, "请选择"))
    note = forms.CharField(
        label="说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="没有可以不填"
    )

    def __init__(self, *args: Any, kind: MovementKind, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.member = kind, member
        self.fields["effective_on"].initial = clock.today
        if kind in LEAVING:
            self.fields["effective_on"].help_text = "照实填那一天；早于登记日期的也照实填，会另外注明"
        if kind != K.CLOSED:
            del self.fields["reason"]
        self.doubts = doubts(member) if kind == K.LOST and member.is_open else ""
        if self.doubts:
            self.fields["sure"] = sure_field()
        if kind == K.LOST:
            self.fields["note"].required, self.fields["note"].help_text = True, "例如打过哪些电话、问过谁"

    def clean_effective_on(self) -> date:
        """Nobody reports in, or leaves, before he has come."""
        day: date = self.cleaned_data["effective_on"]
        flowed, precision = self.member.flowed_on, self.member.flowed_precision
        if words := before_flow(self.kind.label, day, flowed, precision):
            raise forms.ValidationError(words)
        return day


@needs(Action.MEMBER_VIEW)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """One movement: its page, and writing it down. Which right it asks for, its verb says."""
    verb = BY_KIND.get(kind)  # type: ignore[call-overload]  # a text equals the choice of the same value
    if verb is None:
        raise Http404
    check(verb.action)
    member = member_page.find(pk)
    verb = worded(verb, member)
    form = MovementForm(request.POST or None, kind=verb.kind, member=member)
    if request.method == "POST" and form.is_valid() and (written := _written(form, request, member, verb)):
        messages.success(request, f"已记录：{member.name} {verb.label}。{_counted_from(written)}")
        return redirect("member", pk=member.pk)
    return render(request, "registry/members/move.html", _context(member, verb, form))


def _context(member: Member, verb: Verb, form: MovementForm) -> dict[str, Any]:
    stale = "" if member.status in ALLOWED[verb.kind] else _not_now(member, verb)
    return {
        "form": form,
        "member": member,
        "title": f"{verb.label}：{member.name}",
        "explained": WENT if verb.label == TRANSFERRED_OUT else EXPLAINED[verb.kind],
        "stale": stale,
        "typed": typed_in(form) if stale else [],
        "doubts": form.doubts,
        "submit_label": SAID.get(verb.kind, verb.label),
        "danger": verb.kind in {K.LOST, K.CLOSED},
        "crumbs": crumbs(member),
    }


def _not_now(member: Member, verb: Verb) -> str:
    now = f"这条记录现在是“{member.get_status_display()}”，不能再记“{verb.label}”。"
    return now + "可能有同事刚办过，请回到党员页面看看。"


def crumbs(member: Member) -> list[dict[str, str]]:
    """The pages above a member's pages."""
    return [
        {"label": "流动党员", "url": reverse("member-list")},
        {"label": member.name, "url": reverse("member", args=[member.pk])},
    ]


def _counted_from(movement: Movement) -> str:
    """Said of somebody who had left before he was registered."""
    day = movement.detail.get("happened_on")
    if not day:
        return ""
    return f"实际日期 {day} 早于登记，已经注明；统计从登记的 {movement.effective_on} 算起。"


def _written(form: MovementForm, request: HttpRequest, member: Member, verb: Verb) -> Movement | None:
    data = form.cleaned_data
    shared = {"by": actor(request), "member": member, "effective_on": data["effective_on"], "note": data["note"]}
    try:
        with step():
            if verb.kind == K.CLOSED:
                return verbs.close(reason=CloseReason(data["reason"]), **shared)
            return verbs.record_movement(kind=verb.kind, **shared)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


class VoidForm(forms.Form):
    """Why a movement is taken back."""

    reason = forms.CharField(label="作废原因", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


@needs(Action.MEMBER_WRITE)
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Declare one movement a mistake; it stays to be seen, and the state is worked out without it."""
    movement = get_object_or_404(Movement.objects.exclude(kind__in=UNVOIDABLE).select_related("member"), pk=pk)
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if verbs.may_reopen(movement):
            probing.check()
        if attempted(form, verbs.void_movement, by=actor(request), movement=movement, reason=reason):
            messages.success(request, f"已作废“{movement.get_kind_display()}”这一条，状态已经按其余记录重新算过。")
            return redirect("member", pk=movement.member_id)
    context = {
        "form": form,
        "movement": movement,
        "when": labels.partial_date(movement.effective_on),
        "crumbs": crumbs(movement.member),
    }
    return render(request, "registry/members/void.html", context)
