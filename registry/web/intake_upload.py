"""Step 1, and the list of what was uploaded before."""

from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from registry.choices import IntakeState
from registry.domain.errors import Refused
from registry.entry.organisations import own_nodes
from registry.intake import pipeline
from registry.lib import scope as scopes
from registry.lib.values import short_number
from registry.models import Intake, Organisation, User
from registry.models.unit import step
from registry.policies import Action
from registry.tasks import kick
from registry.web.access import actor, needs
from registry.web.intake_ceiling import MAX_MB, was_too_large
from registry.web.intake_forms import UploadForm
from registry.web.intake_parts import moment, place_of, state_badge, steps

S = IntakeState
RECENT, PAGE = 8, 20
WAITING = (S.MAPPING, S.READY)
WORKING = (
    S.UPLOADED, S.READING, S.QUEUED, S.CHECKING, S.APPLY_QUEUED, S.APPLYING, S.UNDO_QUEUED, S.UNDOING,
)  # fmt: skip
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "": ("全部", ()),
    "waiting": ("等您处理", WAITING),
    "working": ("正在处理", WORKING),
    "applied": ("已写入", (S.APPLIED,)),
    "ended": ("撤销、取消或未完成", (S.UNDONE, S.CANCELLED, S.FAILED)),
}
NEXT: dict[str, str] = {S.MAPPING: "去对应列", S.READY: "去核对并写入", S.FAILED: "看原因"}


@needs(Action.INTAKE_USE)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Step 1: choose a file; the worker is woken and the page of its progress shown."""
    own = scopes.current().organisation_id
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, nodes=own_nodes(), own=own, too_large=was_too_large(request))
    if request.method == "POST" and form.is_valid():
        intake = _receive(request, form)
        if intake is not None:
            return redirect("intake:progress", pk=intake.pk)
    return render(request, "registry/intake/new.html", _upload_context(form), status=400 if form.errors else 200)


def _receive(request: HttpRequest, form: UploadForm) -> Intake | None:
    """Store the file; what the pipeline refuses is said at the field."""
    sent: UploadedFile = form.cleaned_data["file"]
    organisation = Organisation.objects.get(pk=form.cleaned_data["organisation"])
    try:
        with step():
            intake = pipeline.receive(
                by=actor(request),
                organisation=organisation,
                file_name=sent.name or "名册",
                data=cast(BinaryIO, sent),
                direction=form.cleaned_data["direction"],
            )
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None
    kick()
    return intake


def _upload_context(form: UploadForm) -> dict[str, Any]:
    recent = list(Intake.objects.all().select_related("organisation").order_by("-created_at")[:RECENT])
    return {
        "form": form,
        "max_mb": MAX_MB,
        "steps": steps(None, 1),
        "own_label": scopes.current().label,
        "crumbs": [{"url": reverse("intake:list"), "label": "名册导入"}],
        "waiting": [intake for intake in recent if intake.state in WAITING][:3],
        "columns": COLUMNS,
        "rows": rows_of(recent),
    }


COLUMNS = [{"label": label} for label in ("文件", "状态", "行数", "组织", "上传")]


def rows_of(intakes: list[Intake]) -> list[dict[str, Any]]:
    """Rows of the ledger table; one query for all the names."""
    keys = {intake.uploaded_by_id for intake in intakes}
    names = dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))
    return [_row(intake, names.get(intake.uploaded_by_id, "上级")) for intake in intakes]


def _row(intake: Intake, uploader: str) -> dict[str, Any]:
    return {
        "id": intake.pk,
        "name": intake.file_name,
        "url": place_of(intake),
        "cells": [
            {"label": "状态", "badge": state_badge(intake), "sub": NEXT.get(intake.state, "")},
            {"label": "行数", "text": f"{intake.rows_total:,}" if intake.rows_total else "", "kind": "code"},
            {"label": "组织", "text": str(intake.organisation), "kind": "long"},
            {"label": "上传", "text": moment(intake.created_at), "sub": uploader},
        ],
    }


@needs(Action.INTAKE_USE)
@require_GET
def intake_list(request: HttpRequest) -> HttpResponse:
    """All intakes of the scope, newest first."""
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in GROUPS else ""
    number = max(short_number(request.GET.get("page")) or 1, 1)
    found = in_group(chosen).order_by("-created_at").select_related("organisation")
    page = list(found[(number - 1) * PAGE : number * PAGE + 1])
    context = {
        "tabs": _tabs(chosen),
        "columns": COLUMNS,
        "rows": rows_of(page[:PAGE]),
        "total": found.order_by().count(),
        "previous_url": _page_url(chosen, number - 1) if number > 1 else "",
        "next_url": _page_url(chosen, number + 1) if len(page) > PAGE else "",
        "narrowed": bool(chosen),
    }
    return render(request, "registry/intake/list.html", context)


def in_group(group: str) -> QuerySet[Intake]:
    """The intakes of one tab of the list."""
    states = GROUPS[group][1]
    return Intake.objects.filter(state__in=states) if states else Intake.objects.all()


def _tabs(chosen: str) -> list[dict[str, Any]]:
    here = reverse("intake:list")
    waiting = in_group("waiting").count()
    return [
        {
            "label": label,
            "url": f"{here}?state={group}" if group else here,
            "current": group == chosen,
            "count": str(waiting) if group == "waiting" and waiting else "",
        }
        for group, (label, _) in GROUPS.items()
    ]


def _page_url(group: str, number: int) -> str:
    return f"{reverse('intake:list')}?state={group}&page={number}"
