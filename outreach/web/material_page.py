"""One material: what it is, how much of it was handed out; correcting, withdrawing, its file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from outreach.domain import materials as verbs
from outreach.models import Handout, Material, MaterialFile
from outreach.web import material_words as words
from outreach.web.material_forms import MaterialForm, WithdrawForm
from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.entry.files import INLINE, handed_out
from registry.policies import Action, allowed
from registry.web import labels, pager
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.conflicts import version_of
from registry.web.file_field import arrived_whole


def find(pk: UUID, *, own: bool = False) -> Material:
    """A material that this scope sees; with `own`, one that it may change. 404 for all others."""
    found: Material = get_object_or_404(Material.objects.all(), pk=pk)
    if own and not words.own(found):
        raise Http404
    return found


@needs(Action.MATERIAL_VIEW)
@require_GET
def material(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page. The numbers are those of one's own members."""
    return _page(request, find(pk), WithdrawForm())


def _page(request: HttpRequest, found: Material, withdrawing: WithdrawForm) -> HttpResponse:
    own = words.own(found)
    context = {
        "material": found,
        "title": found.title,
        "lead": found.host_label,
        "badge": words.standing(found),
        "crumbs": words.crumbs(),
        "facts": _facts(found),
        "stats": _stats(found),
        "files": _files(found),
        "own": own,
        "may_give": allowed(Action.MATERIAL_EDIT) and not found.withdrawn_on,
        "withdrawing": withdrawing,
    }
    return render(request, "outreach/materials/material.html", context)


def _facts(found: Material) -> list[dict[str, str]]:
    said = (
        ("类别", str(found.get_kind_display())),
        ("专题", found.subject),
        ("年度", found.period),
        ("印了（买了）", f"{found.copies} 册" if found.copies is not None else ""),
        ("最近修改", labels.moment(found.changed_at)),
    )
    return [{"label": label, "value": value} for label, value in said if value]


def _stats(found: Material) -> list[dict[str, str]]:
    """What was handed out of it, and what is left where somebody said how many there were."""
    counted = Handout.objects.filter(material=found).figures()
    url = pager.link(reverse("handouts"), material=str(found.pk), quarter="all")
    left = "" if found.copies is None or not words.own(found) else f"还剩 {found.copies - counted['copies']} 册"
    return [
        {"label": "赠送", "number": str(counted["copies"]), "note": left or "册", "url": url},
        {"label": "发给", "number": str(counted["members"]), "note": "人", "url": url},
        {"label": "本人标记已学习", "number": str(counted["read"]), "note": "人次", "url": url},
    ]


def _files(found: Material) -> list[dict[str, Any]]:
    """What `components/files.html` takes."""
    file = verbs.file_of(found)
    if file is None:
        return []
    note = f"{filesizeformat(file.size)} · {labels.moment(file.added_at)} {file.added_label}"
    url = reverse("material-file", args=[file.pk])
    return [{"name": file.name, "url": url, "picture": file.media_type in INLINE, "note": note}]


@needs(Action.MATERIAL_EDIT)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is announced, corrected."""
    found, by = find(pk, own=True), actor(request)
    form = MaterialForm(request.POST or None, request.FILES or None, material=found)
    if form.is_bound and form.is_valid() and arrived_whole(form, request):
        given = {"material": found, "version": version_of(request), **form.sent()}
        if attempted(form, verbs.change_material, by=by, label=label_of(by), **given):
            messages.success(request, f"“{form.cleaned_data['title']}”已保存。")
            return redirect("material", pk=pk)
    context = {"form": form, "version": found.version, "title": "修改学习资料", "crumbs": words.crumbs(found)}
    back_url = reverse("material", args=[pk])
    return render(request, "outreach/materials/form.html", context | {"back_url": back_url})


@needs(Action.MATERIAL_EDIT)
@require_http_methods(["POST"])
def standing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdraw it, or take it into use again."""
    found, by = find(pk, own=True), actor(request)
    if request.POST.get("action") == "restore":
        verbs.restore_material(by=by, material=found)
        messages.success(request, f"“{found.title}”已恢复使用。")
        return redirect("material", pk=pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    verbs.withdraw_material(by=by, material=found, reason=form.cleaned_data["reason"])
    messages.success(request, f"“{found.title}”已停用，不能再发。")
    return redirect("material", pk=pk)


@needs(Action.MATERIAL_VIEW)
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bytes. A picture of our own making may be shown, everything else is downloaded only."""
    row = get_object_or_404(MaterialFile.objects.select_related("material"), pk=pk)
    try:
        data = verbs.opened(by=actor(request), file=row)
    except Refused as refusal:
        back = reverse("material", args=[row.material_id])
        context = {"reason": str(refusal), "back": back, "crumbs": words.crumbs(row.material)}
        return render(request, "registry/files/gone.html", context, status=410)
    inline = row.media_type in INLINE and "download" not in request.GET
    return handed_out(row, data, shown=inline)
