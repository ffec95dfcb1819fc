"""Changing what is known of a member, verifying a lead, giving a liaison."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from registry.choices import Role, Status
from registry.domain import members as verbs
from registry.domain import probing
from registry.domain.errors import Conflict, Refused
from registry.lib import clock
from registry.lib.identity import IdNumber, parse_id
from registry.lib.masks import mask_id
from registry.lib.scope import SEGMENT
from registry.models import Member, Posting, User
from registry.models.unit import step
from registry.policies import Action
from registry.web import labels, member_page, recognising
from registry.web.access import actor, is_part, needs
from registry.web.fields import CLEARED, offer
from registry.web.member_forms import IDENTITY, MemberForm, initial_of
from registry.web.movements import crumbs


class EditForm(MemberForm):
    """The person, and which version of the record was opened.

    ID number and telephone stay masked here too: empty means unchanged, 无 takes them away.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, member: Member, **kwargs: Any) -> None:
        typed = data.dict() if data else None
        self.cleared = {name for name in ("id_number", "phone") if typed and typed.get(name, "").strip() == CLEARED}
        super().__init__(typed and typed | dict.fromkeys(self.cleared, ""), **kwargs)
        self.member = member
        for name, shown in (("id_number", mask_id(str(member.id_number))), ("phone", labels.phone(member))):
            if shown:
                self.fields[name].help_text = f"现为 {shown}。要改才填；填“{CLEARED}”就清空"

    def known_number(self) -> IdNumber | None:
        """The number typed, else the stored one."""
        typed = super().known_number()
        if typed or self.cleared & {"id_number"} or "id_number" in self.errors:
            return typed
        return parse_id(str(self.member.id_number))

    def columns(self) -> dict[str, Any]:
        """The columns, without the numbers that were left alone."""
        found = super().columns()
        for name, columns in (("id_number", ("id_number", "id_legacy")), ("phone", ("phone",))):
            if not self.cleaned_data[name] and name not in self.cleared:
                found = {column: value for column, value in found.items() if column not in columns}
        if "work_community_name" in self.changed_data:
            found["work_community_code"] = ""
        return found


@needs(Action.MEMBER_WRITE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The ledger fields of an open record; for a lead, verifying it registers the person."""
    member = member_page.find(pk)
    if not member.is_open:
        messages.warning(request, "这条记录已经结束，不能再改。结束得不对的，请先把“结束”那一条更正作废。")
        return redirect("member", pk=member.pk)
    typed = request.POST.dict() if request.method == "POST" else {}
    if typed.get("action") in {"recognise", "use_id", "use_origin"}:
        return _looked_at(request, member, typed)
    form = EditForm(request.POST or None, member=member, initial=_initial(member))
    if typed and form.is_valid() and _saved(form, request, member):
        messages.success(request, f"已保存“{form.cleaned_data['name']}”的资料。")
        return redirect("member", pk=member.pk)
    return _page(request, member, form, recognising.read(typed, by=actor(request), exclude=member.pk))


def _looked_at(request: HttpRequest, member: Member, typed: dict[str, Any]) -> HttpResponse:
    if typed["action"] == "use_id":
        typed |= {"sex": "", "birth": ""}
    hints = recognising.read(typed, by=actor(request), exclude=member.pk)
    if typed["action"] == "use_origin":
        hints.fills["origin_text"] = hints.county
    form = EditForm(member=member, initial=_initial(member) | typed | hints.fills)
    return _page(request, member, form, hints)


def _initial(member: Member) -> dict[str, Any]:
    return initial_of(member) | {"id_number": "", "phone": "", "version": member.version}


def _page(request: HttpRequest, member: Member, form: EditForm, hints: recognising.Hints) -> HttpResponse:
    lead = member.status == Status.LEAD
    context = {
        "form": form,
        "member": member,
        "hints": hints,
        "identity": form.bound(IDENTITY),
        "whole": not is_part(request),
        "title": f"核实线索：{member.name}" if lead else f"修改资料：{member.name}",
        "lead": "补上身份证号或手机号，就从线索转为正式登记。" if lead else "",
        "submit_label": "核实无误，转为登记" if lead else "保存",
        "crumbs": crumbs(member),
    }
    return render(request, "registry/members/edit.html", context)


def _saved(form: EditForm, request: HttpRequest, member: Member) -> bool:
    """Save, or say in the form why not. A version that is no longer the present one is a conflict, not overwritten."""
    changes, version = form.columns(), form.cleaned_data["version"]
    if changes.get("id_number"):
        probing.check()
    try:
        with step():
            if member.status == Status.LEAD:
                if version != member.version:
                    raise Conflict("您打开这一页以后，有人改过这条记录。请对照后再保存。")
                verbs.verify_lead(by=actor(request), member=member, changes=changes)
            else:
                verbs.update_details(by=actor(request), member=member, changes=changes, version=version)
    except Conflict as conflict:
        form.add_error(None, f"{conflict} 您填的内容还在下面；请另开一个窗口看看最新的记录。")
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


class LiaisonForm(forms.Form):
    """Whom to give."""

    liaison = forms.ModelChoiceField(label="联络员", queryset=User.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "liaison", liaisons_for(member))


def liaisons_for(member: Member) -> QuerySet[User]:
    """Active liaisons of the scope whose posting covers the member's organisation."""
    path = member.owner_path
    above = [path[:end] for end in range(SEGMENT, len(path) + 1, SEGMENT)]
    today = clock.today()
    postings = Posting.objects.all().on(today).filter(role=Role.LIAISON, owner_path__in=above)
    return User.objects.filter(Q(pk__in=postings.values("user_id")), is_active=True).order_by("name")


@needs(Action.LIAISON_ASSIGN)
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a member a liaison as of today."""
    member = member_page.find(pk)
    form = LiaisonForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        liaison = form.cleaned_data["liaison"]
        verbs.assign_liaison(by=actor(request), member=member, liaison=liaison)
        messages.success(request, f"已请 {liaison.name} 联系 {member.name}，从今天开始。")
        return redirect("member", pk=member.pk)
    context = {"form": form, "member": member, "crumbs": crumbs(member), "nobody": not liaisons_for(member).exists()}
    return render(request, "registry/members/assign.html", context)
