"""The library: materials that may be handed out at one's node, and adding one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from outreach.choices import MaterialKind
from outreach.domain import materials as verbs
from outreach.entry.material_filter import listed
from outreach.models import Material
from outreach.web import material_words as words
from outreach.web.material_forms import NewMaterialForm
from registry.domain.movements import label_of
from registry.entry.paging import page_of
from registry.policies import Action
from registry.web import labels, pager
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.file_field import arrived_whole
from registry.web.nav import export_action, new_action

COLUMNS = ("资料", "状态", "年度", "册数", "归哪个组织")


@needs(Action.MATERIAL_VIEW)
@require_GET
def material_list(request: HttpRequest) -> HttpResponse:
    """Those in use, or also those that were withdrawn; one's own and those of the superiors."""
    asked, found = request.GET, listed(request.GET)
    page = page_of(found.rows, after=asked.get("after", ""), before=asked.get("before", ""))
    context = {
        "tabs": words.tabs("materials"),
        "columns": labels.heads(COLUMNS, "册数"),
        "rows": [_row(material) for material in page.rows],
        "kinds": MaterialKind.choices,
        "kind": found.query["kind"],
        "every": bool(found.query["all"]),
        "actions": export_action("materials", found.query)
        + new_action("material-new", "添加资料", Action.MATERIAL_EDIT),
        **pager.links(page, reverse("materials"), **found.query),
    }
    return render(request, "outreach/materials/list.html", context)


def _row(material: Material) -> dict[str, Any]:
    copies = "" if material.copies is None else str(material.copies)
    return {
        "id": material.pk,
        "name": material.title,
        "url": reverse("material", args=[material.pk]),
        "sub": " · ".join(filter(None, (material.get_kind_display(), material.subject))),
        "cells": [
            {"label": "状态", "badge": words.standing(material)},
            {"label": "年度", "text": material.period},
            {"label": "册数", "text": copies, "kind": "num"},
            {"label": "归哪个组织", "text": material.host_label, "kind": "long"},
        ],
    }


@needs(Action.MATERIAL_EDIT)
@require_http_methods(["GET", "POST"])
def material_new(request: HttpRequest) -> HttpResponse:
    """One more."""
    form, by = NewMaterialForm(request.POST or None, request.FILES or None), actor(request)
    if form.is_bound and form.is_valid() and arrived_whole(form, request):
        given = {"organisation": form.cleaned_data["organisation"], **form.sent()}
        made = attempted(form, verbs.add_material, by=by, label=label_of(by), **given)
        if made:
            messages.success(request, f"已添加“{made.title}”，接下来可以发给党员。")
            return redirect("material", pk=made.pk)
    context = {"form": form, "title": "添加学习资料", "crumbs": words.crumbs(), "back_url": reverse("materials")}
    return render(request, "outreach/materials/form.html", context)
