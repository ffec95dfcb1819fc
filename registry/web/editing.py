"""Changing what is known of a member, verifying a lead."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.choices import Status
from registry.domain import duplicates, probing, revisions
from registry.domain import members as verbs
from registry.domain.errors import Conflict, Refused
from registry.entry.fields import CLEARED
from registry.entry.member_forms import DATES, IDENTITY, SINGLE_DATES, MemberForm, initial_of
from registry.lib.identity import IdNumber, parse_id
from registry.lib.masks import mask_id, mask_numbers, mask_phone
from registry.models import Member
from registry.models.unit import step
from registry.policies import Action
from registry.web import conflicts, extras, labels, member_page, recognising
from registry.web.access import actor, needs
from registry.web.movements import crumbs
from registry.web.redirects import is_part

# Fields that show no value: the columns that they fill.
NUMBERS = {"id_number": ("id_number", "id_legacy"), "phone": ("phone",)}
LATER = "联系过了，请到党员页面点“记一次联系”，过去的日期也可以记。这里只能改成更早的，或者清空。"


class MaskedForm(MemberForm):
    """The form of somebody who is on a record: ID number and telephone stay masked here too.

    Empty means as they are there, 无 takes them away.
    """

    def __init__(self, data: Any = None, *, member: Member, **kwargs: Any) -> None:
        typed = dict(data.items()) if data else None
        self.cleared = {name for name in NUMBERS if typed and typed.get(name, "").strip() == CLEARED}
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

    def left_alone(self) -> set[str]:
        """Columns of the numbers that nobody typed and nobody took away."""
        alone = [name for name in NUMBERS if not self.cleaned_data[name] and name not in self.cleared]
        return {column for name in alone for column in NUMBERS[name]}


class EditForm(MaskedForm):
    """The person, and which version of the record was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, member: Member, **kwargs: Any) -> None:
        super().__init__(data, member=member, **kwargs)
        self.kept = extras.lines(member)
        self.fields |= {name: forms.BooleanField(label=text, required=False) for name, text in self.kept.items()}

    def kept_lines(self) -> list[BoundField]:
        """What a ledger said beyond the columns: a tick takes a line away."""
        return self.bound(tuple(self.kept))

    def clean(self) -> dict[str, Any]:
        """A later day of contact is a contact, and written down as one: else the figures would know of it by halves."""
        data = super().clean()
        said, noted = data.get("last_contact_on"), self.member.last_contact_on
        if said and (noted is None or said > noted) and self.member.status != Status.LEAD:
            self.add_error("last_contact_on", LATER)
        return data

    def columns(self) -> dict[str, Any]:
        """The columns, without the numbers that were left alone."""
        alone = self.left_alone()
        found = {column: value for column, value in super().columns().items() if column not in alone}
        if "work_community_name" in self.changed_data:
            found["work_community_code"] = ""
        if gone := [name for name in self.kept if self.cleaned_data[name]]:
            found["extra"] = extras.without(self.member, gone)
        return found


@needs(Action.MEMBER_WRITE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The ledger fields of an open record; for a lead, verifying it registers the person."""
    member = member_page.find(pk)
    typed = request.POST.dict() if request.method == "POST" else {}
    if not member.is_open:
        return _ended(request, member, typed)
    if typed.get("action") in {"recognise", "use_id", "use_origin"}:
        return _looked_at(request, member, typed)
    form = _form(member, typed)
    if typed and conflicts.unsettled(typed):
        return _conflict(request, member, typed)
    if typed and form.is_valid():
        try:
            if _saved(form, request, member):
                messages.success(request, f"已保存“{form.cleaned_data['name']}”的资料。")
                return redirect("member", pk=member.pk)
        except Conflict:
            return _conflict(request, member_page.find(pk), conflicts.settled(typed, _form(member)))
    return _page(request, member, form, recognising.read(typed, by=actor(request), exclude=member.pk))


def _form(member: Member, typed: dict[str, Any] | None = None) -> EditForm:
    """The form of a record as it is now, bound to what was typed and decided."""
    form = EditForm(member=member, initial=_initial(member))
    return EditForm(conflicts.settled(typed, form), member=member, initial=_initial(member)) if typed else form


def _conflict(request: HttpRequest, member: Member, typed: dict[str, Any]) -> HttpResponse:
    """Somebody saved in between: the page that shows both, with everything that was typed."""
    form = EditForm(typed, member=member, initial=_initial(member))
    back = reverse("member", args=[member.pk])
    context = {"title": f"有人也在改：{member.name}", "cancel_url": back, "crumbs": crumbs(member)}
    return conflicts.page(request, form, member, SUBJECT, **context)


def _ended(request: HttpRequest, member: Member, typed: dict[str, Any]) -> HttpResponse:
    """A record that has ended can't be changed; what somebody typed meanwhile is shown, to be kept elsewhere."""
    if not typed:
        messages.warning(request, "这条记录已经结束，不能再改。结束得不对的，请先把“结束”那一条更正作废。")
        return redirect("member", pk=member.pk)
    form = EditForm(typed, member=member, initial=_initial(member))
    kept = Member.objects.filter(pk=member.merged_into_id).first() if member.merged_into_id else None
    back = reverse("member", args=[kept.pk if kept else member.pk])
    context = {"title": f"没有保存：{member.name}", "cancel_url": back, "crumbs": crumbs(member)}
    return conflicts.page(request, form, member, SUBJECT, closed=_closed(kept, back), **context)


def _closed(kept: Member | None, back: str) -> dict[str, str]:
    """Why nothing can be saved any more, and where what was typed may go."""
    title = "您填写的时候，这条记录结束了"
    if kept is None:
        return {"title": title, "text": "结束了的记录不能再改。您填的列在下面，还有用的请先抄下来。"}
    text = f"它和“{kept.name}”的另一条记录合并了。您填的列在下面，还有用的请补到保留的那条里。"
    return {"title": title, "text": text, "url": back, "url_label": "看保留的那条"}


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


SUBJECT = conflicts.Subject(
    _initial,
    columns=DATES | {name: (column,) for name, column in SINGLE_DATES.items()},
    masks={
        "id_number": mask_id,
        "phone": mask_phone,
        "other_phones": mask_numbers,
        "home_org_phone": mask_numbers,
        "liaison_phone": mask_numbers,
        "contact_way": mask_numbers,
    },
    blank=frozenset({"id_number", "phone"}),
    follows={"origin_pick": "origin_text"},
)


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
    """Save, or say in the form why not. Raises Conflict when the version is no longer the present one."""
    changes, version = form.columns(), form.cleaned_data["version"]
    if changes.get("id_number"):
        probing.check()
    try:
        with step():
            if member.status == Status.LEAD:
                revisions.locked(member, version)
                saved = verbs.verify_lead(by=actor(request), member=member, changes=changes)
            else:
                saved = verbs.update_details(by=actor(request), member=member, changes=changes, version=version)
            duplicates.find_for(member=saved)
    except Conflict:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
