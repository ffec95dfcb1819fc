"""Files: giving them back, adding one to a member, taking one away."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_safe

from registry.domain import files as verbs
from registry.domain.errors import Refused
from registry.entry.files import INLINE, handed_out
from registry.models import Attachment
from registry.models.unit import step
from registry.policies import Action
from registry.web import member_page
from registry.web.access import actor, needs
from registry.web.file_field import FilesField, arrived_whole
from registry.web.movements import crumbs


@needs(Action.MEMBER_VIEW)
@require_safe
def attachment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A file's bytes. A picture of our own making may be shown, everything else is downloaded only."""
    row = get_object_or_404(Attachment.objects.all(), pk=pk)
    try:
        data = verbs.open_attachment(by=actor(request), attachment=row)
    except Refused as refusal:
        context = {"reason": str(refusal), "back": _record_of(row), "crumbs": crumbs(row.member)}
        return render(request, "registry/files/gone.html", context, status=410)
    shown = row.media_type in INLINE and "download" not in request.GET
    return handed_out(row, data, shown=shown)


def _record_of(row: Attachment) -> str:
    """The page of what the file is kept with."""
    name, key = next(
        ((name, key) for name, key in (("study", row.study_id), ("contact", row.contact_id)) if key),
        ("member", row.member_id),
    )
    try:
        return reverse(name, args=[key])
    except NoReverseMatch:
        return reverse("member", args=[row.member_id])


class AddForm(forms.Form):
    """Files for a member's record itself."""

    uploads = FilesField(required=True)


@needs(Action.MEMBER_WRITE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add files to a member: an introduction letter, a receipt."""
    member = member_page.find(pk)
    form = AddForm(request.POST, request.FILES) if request.method == "POST" else AddForm()
    if form.is_bound and form.is_valid() and arrived_whole(form, request) and _added(form, request, member):
        messages.success(request, f"已把 {len(form.cleaned_data['uploads'])} 个文件存到 {member.name} 的资料里。")
        return redirect("member", pk=member.pk)
    context = {"form": form, "member": member, "crumbs": crumbs(member), "title": f"添加附件：{member.name}"}
    return render(request, "registry/files/new.html", context)


def _added(form: AddForm, request: HttpRequest, member: Any) -> bool:
    try:
        with step():
            for prepared in form.cleaned_data["uploads"]:
                verbs.attach(by=actor(request), member=member, upload=prepared)
    except Refused as refusal:
        form.add_error("uploads", str(refusal))
        return False
    return True


class RemoveForm(forms.Form):
    """Why a file is taken away."""

    reason = forms.CharField(
        label="移除原因",
        max_length=200,
        error_messages={"required": "请写明为什么移除，方便以后查看。"},
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：传错了人、照片里有无关的人",
    )


@needs(Action.STUDY_WRITE, Action.CONTACT_WRITE)
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a file away for good; that it was there stays to be seen."""
    row = get_object_or_404(Attachment.objects.all().select_related("member"), pk=pk)
    form = RemoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with step():
                verbs.remove(by=actor(request), attachment=row, reason=form.cleaned_data["reason"])
            messages.success(request, f"已移除“{row.name}”。")
            return redirect(_record_of(row))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "row": row, "back": _record_of(row), "crumbs": crumbs(row.member)}
    return render(request, "registry/files/remove.html", context)
