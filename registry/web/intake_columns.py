"""Step 2: what each column means. Sheets with the same heading, read the same way, are matched once for all of them."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from registry.choices import Direction, IntakeState
from registry.intake import pipeline
from registry.models import Intake
from registry.policies import Action
from registry.web.access import needs
from registry.web.intake_forms import DIRECTIONS
from registry.web.intake_masking import sample
from registry.web.intake_options import DROP, KEEP, codes, grouped
from registry.web.intake_parts import frame, intake_or_404, place_of, run

SAMPLES, SHOWN_ROWS = 3, 20
Sheet = dict[str, Any]
SOURCES = {
    "chosen": "按您的选择",
    "sheet": "看工作表名",
    "title": "看表的标题",
    "headings": "看表头",
    "values": "看表里的内容",
    "file": "看文件名",
    "default": "表里没有写，先按流入",
}


@dataclass
class Group:
    """Sheets that share one heading and one reading of it."""

    number: int
    sheets: list[Sheet] = field(default_factory=list)
    samples: dict[int, list[str]] = field(default_factory=dict)

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The columns of the first sheet, which are those of all."""
        found: list[dict[str, Any]] = self.sheets[0]["columns"]
        return found

    def name(self, column: int) -> str:
        """The form field of a column."""
        return f"c-{self.number}-{column}"


@needs(Action.INTAKE_USE)
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how the columns were read, and take what the clerk says of them."""
    intake = intake_or_404(pk)
    now = pipeline.progress(intake)
    if now.working or not intake.sheets:
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


def _save(request: HttpRequest, intake: Intake, mapping: dict[str, dict[int, str]]) -> bool:
    direction = request.POST.get("direction", "")
    return run(
        request,
        pipeline.set_mapping,
        intake=intake,
        mapping=mapping,
        direction=direction if direction in dict(DIRECTIONS) else None,
        remember="remember" in request.POST,
    )


def groups_of(intake: Intake) -> list[Group]:
    """The sheets with data, grouped; each group with samples from its first sheet."""
    found: dict[tuple[Any, ...], Group] = {}
    offset = 0
    for sheet in intake.sheets:
        if sheet["skipped"]:
            continue
        key = (sheet["signature"], *((column["column"], column["field"]) for column in sheet["columns"]))
        if key not in found:
            found[key] = Group(len(found) + 1, samples=_samples(intake, sheet, offset))
        found[key].sheets.append(sheet)
        offset += sheet["rows"]
    return list(found.values())


def _samples(intake: Intake, sheet: Sheet, offset: int) -> dict[int, list[str]]:
    """{column: up to three values, numbers of persons masked} out of the first staged rows of a sheet."""
    rows = pipeline.rows(intake, offset=offset, limit=SHOWN_ROWS).items
    taken: dict[int, list[str]] = {}
    for row in rows:
        if row.sheet != sheet["sheet"]:
            continue
        for column, (_, text) in zip(sheet["columns"], row.cells, strict=False):
            values = taken.setdefault(column["column"], [])
            if text and sample(text) not in values and len(values) < SAMPLES:
                values.append(sample(text))
    return taken


def read_mapping(request: HttpRequest, groups: list[Group]) -> tuple[dict[str, dict[int, str]], dict[str, str]]:
    """({sheet: {column: code}}, {form field: what is wrong with it})."""
    allowed, wrong = codes(), {}
    mapping: dict[str, dict[int, str]] = {}
    for group in groups:
        chosen = {
            column["column"]: request.POST.get(group.name(column["column"]), current(group.sheets[0], column))
            for column in group.columns
        }
        for number, code in chosen.items():
            if code not in allowed:
                wrong[group.name(number)] = "没有这个选项，请重新选择。"
        wrong |= _contradictions(group, chosen)
        mapping |= {sheet["sheet"]: chosen for sheet in group.sheets}
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


def current(sheet: Sheet, column: dict[str, Any]) -> str:
    """What the select box of a column stands at: the person's choice, else what was recognised, else kept."""
    if column["field"]:
        return str(column["field"])
    return DROP if column["chosen"] or not column["heading"] else KEEP


def _context(
    request: HttpRequest, intake: Intake, groups: list[Group], wrong: dict[str, str], now: pipeline.Progress
) -> dict[str, Any]:
    if wrong:
        messages.error(request, f"有 {len(wrong)} 列要改，已在下面标出。")
    shown = [_shown(request, group, wrong) for group in groups]
    unknown = sum(column["unknown"] for group in shown for column in group["columns"])
    return frame(intake, 2) | {
        "groups": shown,
        "options": grouped(),
        "unknown": unknown,
        "remembered": any(group["remembered"] for group in shown) and intake.state == IntakeState.MAPPING,
        "skipped": [sheet for sheet in intake.sheets if sheet["skipped"]],
        "directions": DIRECTIONS,
        "direction": request.POST.get("direction", intake.direction),
        "can_map": now.can_map,
        "can_cancel": now.can_cancel,
        "check_url": reverse("intake:check", args=[intake.pk]) if intake.state != IntakeState.MAPPING else "",
    }


def _shown(request: HttpRequest, group: Group, wrong: dict[str, str]) -> dict[str, Any]:
    first = group.sheets[0]
    return {
        "number": group.number,
        "sheets": group.sheets,
        "title": "、".join(sheet["sheet"] for sheet in group.sheets[:5]) + ("等" if len(group.sheets) > 5 else ""),
        "head": _head(first),
        "rows": sum(sheet["rows"] for sheet in group.sheets),
        "directions": [_direction(sheet) for sheet in group.sheets],
        "remembered": any(column["chosen"] for column in group.columns),
        "columns": [_column(request, group, column, wrong) for column in group.columns],
    }


def _head(sheet: Sheet) -> str:
    first, last = sheet["head_first"], sheet["head_last"]
    return f"第 {first} 行" if first == last else f"第 {first}–{last} 行"


def _direction(sheet: Sheet) -> dict[str, Any]:
    return {
        "sheet": sheet["sheet"],
        "rows": sheet["rows"],
        "direction": Direction(sheet["direction"]).label if sheet["direction"] in Direction.values else "混合",
        "why": SOURCES.get(sheet["direction_from"], ""),
        "community": sheet["community"] or "",
        "hidden_rows": sheet["hidden_rows"],
        "hidden_columns": sheet["hidden_columns"],
        "visible": sheet["visible"],
    }


def _column(request: HttpRequest, group: Group, column: dict[str, Any], wrong: dict[str, str]) -> dict[str, Any]:
    name = group.name(column["column"])
    value = request.POST.get(name, current(group.sheets[0], column))
    return column | {
        "name": name,
        "value": value,
        "unknown": not column["field"] and bool(column["heading"]) and not column["chosen"],
        "hidden": column["column"] in group.sheets[0]["hidden_columns"],
        "samples": group.samples.get(column["column"], []),
        "why": wrong.get(name, ""),
    }
