"""Step 2: what each column means. Sheets with the same heading, read the same way, are matched once for all of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from registry.choices import IntakeState
from registry.intake import pipeline
from registry.models import Intake
from registry.policies import Action
from registry.web.access import needs
from registry.web.intake_forms import DIRECTIONS
from registry.web.intake_options import codes, grouped
from registry.web.intake_parts import frame, intake_or_404, place_of, run
from registry.web.intake_tables import Group, current, groups_of, shown_group

Mapping = dict[str, dict[int, str]]


@needs(Action.INTAKE_USE)
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how the columns were read, and take what the clerk says of them."""
    intake = intake_or_404(pk)
    now = pipeline.progress(intake)
    if now.working or not intake.sheets or intake.purged_at:
        return redirect(place_of(intake))
    groups = groups_of(intake)
    wrong: dict[str, str] = {}
    if request.method == "POST" and now.can_map:
        mapping, wrong = read_mapping(request, groups)
        if not wrong and _save(request, intake, mapping):
            return redirect(place_of(intake_or_404(pk)))
    return render(
        request,
        "registry/intake/columns.html",
        _context(request, intake, groups, wrong, now),
        status=400 if wrong else 200,
    )


@needs(Action.INTAKE_USE)
@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything was recognised: go on with the mapping as it stands."""
    intake = intake_or_404(pk)
    run(request, pipeline.start_check, intake=intake)
    return redirect(place_of(intake_or_404(pk)))


def _save(request: HttpRequest, intake: Intake, mapping: Mapping) -> bool:
    direction = request.POST.get("direction", "")
    return run(
        request,
        pipeline.set_mapping,
        intake=intake,
        mapping=mapping,
        direction=direction if direction in dict(DIRECTIONS) else None,
        remember="remember" in request.POST,
    )


def read_mapping(request: HttpRequest, groups: list[Group]) -> tuple[Mapping, dict[str, str]]:
    """({sheet: {column: code}} of what was changed, {form field: what is wrong with it})."""
    allowed, wrong = codes(), {}
    mapping: Mapping = {}
    for group in groups:
        chosen, changed = {}, {}
        for column in group.columns:
            number, stands = column["column"], current(column)
            chosen[number] = request.POST.get(group.name(number), stands)
            if chosen[number] != stands:
                changed[number] = chosen[number]
                if chosen[number] not in allowed:
                    wrong[group.name(number)] = "没有这个选项，请重新选择。"
        wrong |= _contradictions(group, chosen)
        for table in group.tables:
            mapping.setdefault(table["sheet"], {}).update(changed)
    return mapping, wrong


def _contradictions(group: Group, chosen: dict[int, str]) -> dict[str, str]:
    """One name and one ID number to a row; without a name column nothing can be registered."""
    letters = {column["column"]: column["letter"] for column in group.columns}
    wrong = {}
    for code, title in (("name", "姓名"), ("id_number", "身份证号")):
        taken = [number for number, value in chosen.items() if value == code]
        for number in taken[1:]:
            wrong[group.name(number)] = f"{letters[taken[0]]} 列已经是“{title}”了，一张表只能有一列。请改其中一列。"
        if code == "name" and not taken:
            wrong[group.name(min(chosen))] = "还没有哪一列是“姓名”。请在姓名那一列选“姓名”。"
    return wrong


def _context(
    request: HttpRequest, intake: Intake, groups: list[Group], wrong: dict[str, str], now: pipeline.Progress
) -> dict[str, Any]:
    if wrong:
        messages.error(request, f"有 {len(wrong)} 列要改，已在下面标出。")
    shown = [shown_group(group, request.POST, wrong) for group in groups]
    unknown = sum(column["unknown"] for group in shown for column in group["columns"])
    return frame(intake, 2) | {
        "groups": shown,
        "options": grouped(),
        "unknown": unknown,
        "opposed": any(table.get("opposed") for group in shown for table in group["tables"]),
        "remembered": any(group["remembered"] for group in shown) and intake.state == IntakeState.MAPPING,
        "skipped": [table for table in intake.sheets if table["skipped"]],
        "directions": DIRECTIONS,
        "direction": request.POST.get("direction", intake.direction),
        "can_map": now.can_map,
        "can_cancel": now.can_cancel,
        "check_url": reverse("intake:check", args=[intake.pk]) if intake.state != IntakeState.MAPPING else "",
    }
