"""An activity's photographs: adding, giving back, taking away."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outreach.domain import photos as verbs
from outreach.models import Activity, ActivityPhoto
from outreach.web import activity_words as words
from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.entry.files import INLINE, handed_out
from registry.models.unit import step
from registry.policies import Action
from registry.web import labels
from registry.web.access import actor, needs
from registry.web.file_field import FilesField, arrived_whole

Shown = list[dict[str, Any]]


class UploadForm(forms.Form):
    """Photographs of the day, the sheet with the signatures."""

    uploads = FilesField(required=True, label="上传照片或签到表")


def shown(activity: Activity) -> Shown:
    """What `components/files.html` takes."""
    return [_file(row) for row in ActivityPhoto.objects.all().listed().filter(activity=activity)]


def _file(row: ActivityPhoto) -> dict[str, Any]:
    if row.removed_at:
        note = f"{labels.moment(row.removed_at)} 由 {row.removed_label} 移除：{row.remove_reason}"
        return {"name": row.name, "removed": True, "note": note}
    return {
        "name": row.name,
        "url": reverse("activity-photo", args=[row.pk]),
        "picture": row.media_type in INLINE,
        "note": f"{filesizeformat(row.size)} · {labels.moment(row.added_at)} {row.added_label}",
        "remove_url": reverse("activity-photo-remove", args=[row.pk]),
    }


@needs(Action.ACTIVITY_EDIT)
@require_POST
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what was chosen; all of it or nothing."""
    found = get_object_or_404(Activity.objects.all().own(), pk=pk)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid() and arrived_whole(form, request):
        _keep(request, form, found)
    for error in form.errors.get("uploads", ()):
        messages.warning(request, str(error))
    return redirect("activity", pk=pk)


def _keep(request: HttpRequest, form: UploadForm, found: Activity) -> None:
    by = actor(request)
    try:
        with step():
            for prepared in form.cleaned_data["uploads"]:
                verbs.add(by=by, label=label_of(by), activity=found, upload=prepared)
        messages.success(request, f"已上传 {len(form.cleaned_data['uploads'])} 个文件。")
    except Refused as refusal:
        form.add_error("uploads", str(refusal))


@needs(Action.ACTIVITY_EDIT)
@require_safe
def photo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bytes. A picture of our own making may be shown, everything else is downloaded only."""
    row = get_object_or_404(ActivityPhoto.objects.all(), pk=pk)
    try:
        data = verbs.opened(by=actor(request), photo=row)
    except Refused as refusal:
        context = {
            "reason": str(refusal),
            "back": reverse("activity", args=[row.activity_id]),
            "crumbs": words.crumbs(),
        }
        return render(request, "registry/files/gone.html", context, status=410)
    inline = row.media_type in INLINE and "download" not in request.GET
    return handed_out(row, data, shown=inline)


class RemoveForm(forms.Form):
    """Why a photograph is taken away."""

    reason = forms.CharField(
        label="移除原因", max_length=200, error_messages={"required": "请写明为什么移除，方便以后查看。"}
    )


@needs(Action.ACTIVITY_EDIT)
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one away for good; that it was there stays to be seen."""
    row = get_object_or_404(ActivityPhoto.objects.all().listed().select_related("activity"), pk=pk)
    form, by = RemoveForm(request.POST or None), actor(request)
    back = reverse("activity", args=[row.activity_id])
    if request.method == "POST" and form.is_valid():
        try:
            with step():
                verbs.remove(by=by, label=label_of(by), photo=row, reason=form.cleaned_data["reason"])
            messages.success(request, f"已移除“{row.name}”。")
            return redirect(back)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "row": row, "back": back, "crumbs": words.crumbs(row.activity)}
    return render(request, "registry/files/remove.html", context)
