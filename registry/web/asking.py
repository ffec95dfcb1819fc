"""Asking for what a superior decides: 纳入 into a branch, 转出 to another organisation, 接收 from wherever."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.choices import Direction, RequestKind
from registry.domain import custody as verbs
from registry.domain import probing
from registry.entry.fields import DayField
from registry.entry.organisations import branches, directory, options
from registry.entry.requests import TakeOverForm, reason_field
from registry.lib import clock
from registry.models import Member, Organisation
from registry.models.custody import WAITING
from registry.policies import Action
from registry.web import labels, member_page
from registry.web.access import actor, needs
from registry.web.attempts import attempted, typed_in
from registry.web.movements import crumbs


def _offer(form: forms.Form, name: str, found: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", "请选择"), *found]


class EnrollForm(forms.Form):
    """Into which branch, as of when."""

    branch = forms.ChoiceField(label="拟纳入的党支部")
    effective_on = DayField(label="纳入日期")
    reason = reason_field("说明")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nodes = {str(node.id): node for node in branches(directory())}
        _offer(self, "branch", options(list(self.nodes.values())))
        self.fields["effective_on"].initial = clock.today

    def chosen(self) -> Organisation:
        """The branch chosen, as the directory names it: a street's branch is out of a community's own sight."""
        node = self.nodes[self.cleaned_data["branch"]]
        return Organisation(id=node.id, kind=node.kind, full_name=node.label, name=node.label)


class TransferForm(forms.Form):
    """To which organisation of the district."""

    to = forms.ChoiceField(label="转到哪个组织")
    reason = reason_field()

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "to", options([node for node in directory() if node.id != member.organisation_id]))


@needs(Action.REQUEST_ASK)
@require_http_methods(["GET", "POST"])
def enroll(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask that a member who has reported in be placed in a branch."""
    member = member_page.find(pk)
    form = EnrollForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        asked = {"branch": form.chosen(), "effective_on": data["effective_on"], "reason": data["reason"]}
        if attempted(form, verbs.ask_enroll, by=actor(request), member=member, **asked):
            messages.success(request, f"已提出申请：{member.name} 纳入支部。等上级批准后生效。")
            return redirect("member", pk=member.pk)
    stale = _asked_already(member, RequestKind.ENROLL) if member.may_be_enrolled else verbs.not_enrolled_because(member)
    text = "申请提交后由上级批准，批准前状态不变。"
    return _page(request, form, member, f"申请纳入支部：{member.name}", text, stale)


@needs(Action.REQUEST_ASK)
@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer a member to another organisation of the district."""
    member = member_page.find(pk)
    form = TransferForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        asked = {"to_id": UUID(form.cleaned_data["to"]), "reason": form.cleaned_data["reason"]}
        if attempted(form, verbs.transfer_out, by=actor(request), member=member, **asked):
            messages.success(request, f"已提出申请：{member.name} 转出。接收组织的上级批准后，由对方管理。")
            return redirect("member", pk=member.pk)
    text = "由接收组织的上级批准。批准以后这位党员归对方管理，您这里就看不到了；在那以前仍由您联系。"
    stale = _asked_already(member, RequestKind.TRANSFER)
    return _page(request, form, member, f"转到其他组织：{member.name}", text, stale)


def _asked_already(member: Member, kind: RequestKind) -> str:
    """Why nothing more may be asked now: the same waits for its answer already."""
    waits = member.requests.filter(kind=kind, state__in=WAITING).first()
    if waits is None:
        return ""
    day, what = f"{clock.local(waits.asked_at):%Y-%m-%d}", labels.request_kind(waits)
    return f"{day} 已经提出过“{what}”（{waits.to_label}），正在等批准，不用再提。要改的，先在“申请”里撤回。"


def _page(
    request: HttpRequest, form: forms.Form, member: Member, title: str, explained: str, stale: str
) -> HttpResponse:
    context = {
        "form": form,
        "member": member,
        "title": title,
        "explained": explained,
        "stale": stale,
        "typed": typed_in(form) if stale else [],
        "submit_label": "提交申请",
        "crumbs": crumbs(member),
    }
    return render(request, "registry/members/move.html", context)


@needs(Action.REQUEST_ASK)
@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest) -> HttpResponse:
    """Ask for somebody who is open elsewhere. Coming from the registering form, only its values are shown again."""
    if request.POST.get("action") == "prefill":
        shared = ("direction", "name", "id_number", "organisation")
        form = TakeOverForm(initial={name: request.POST.get(name, "") for name in shared})
    else:
        form = TakeOverForm(request.POST or None, initial={"direction": Direction.IN.value})
    if form.is_bound and form.is_valid():
        probing.check()
        data = form.cleaned_data
        asked = {name: data[name] for name in ("organisation", "direction", "name", "reason")}
        if attempted(form, verbs.take_over, by=actor(request), id_number=data["id_number"].value, **asked):
            messages.success(request, f"已提出接收申请：{data['name']}。原管理组织确认、上级批准后，转到本组织。")
            return redirect("requests")
    context = {"form": form, "crumbs": [{"label": "申请", "url": reverse("requests")}]}
    return render(request, "registry/requests/take_over.html", context)
