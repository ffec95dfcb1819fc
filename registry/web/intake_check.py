"""Step 3: what was found, row by row, what would be written, and the failed rows to take away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.choices import IntakeState, RowAction, Verdict
from registry.domain.errors import Refused
from registry.entry.files import attached
from registry.intake import pipeline
from registry.models import Intake
from registry.models.unit import step
from registry.policies import Action
from registry.web.access import actor, needs
from registry.web.intake_parts import figures, frame, intake_or_404, place_of
from registry.web.intake_rows import listing
from registry.web.intake_sparing import offers

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VERDICTS = (("", "全部"), (Verdict.ERROR, "需要更正"), (Verdict.REVIEW, "作为线索"), (Verdict.OK, "可以写入"))
ACTIONS = (
    ("", "不限"),
    (RowAction.CREATE, "新增"),
    (RowAction.UPDATE, "更新"),
    (RowAction.UNCHANGED, "未变"),
    (RowAction.TAKE_OVER, "申请接收"),
    (RowAction.NONE, "不写入"),
)


@needs(Action.INTAKE_USE)
@require_GET
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The figures, the rows, and one button that says what it will do."""
    intake = intake_or_404(pk)
    now = pipeline.progress(intake)
    if now.working or intake.state in (IntakeState.MAPPING, IntakeState.FAILED, IntakeState.CANCELLED):
        return redirect(place_of(intake))
    here = reverse("intake:check", args=[pk])
    count = figures(intake)
    rows = listing(request, intake, here, verdict=Verdict.ERROR.value if count["error"] else "")
    context = (
        frame(intake, 3)
        | rows
        | {
            "progress": now,
            "count": count,
            "cards": _cards(here, count),
            "tabs": _tabs(here, count, rows["chosen"]),
            "action_choices": ACTIONS,
            "doubts": offers(intake, here, rows["chosen"]),
            "promise": promise(intake, count),
            "button": f"写入 {writes(count):,} 人",
            "failed_url": failed_url(request, intake, now),
            "many_sheets": sum(not sheet["skipped"] for sheet in intake.sheets) > 1,
            "columns": ROW_COLUMNS,
        }
    )
    return render(request, "registry/intake/check.html", context)


ROW_COLUMNS = [{"label": label} for label in ("姓名", "位置", "身份证号、手机", "结果", "写入时", "要看的地方")]


def _cards(here: str, count: dict[str, int]) -> list[dict[str, str]]:
    """The figures as cards; each leads to its rows. A figure of 0 is left out, the three verdicts always stand."""
    cards = (
        ("可以写入", "ok", "verdict", "success", "有姓名，有身份证号或手机号"),
        ("作为线索", "review", "verdict", "warning", "身份证号、手机号都没有，先记下再核实"),
        ("需要更正", "error", "verdict", "danger", "改好之前不会写入"),
        ("新增", "create", "action", "info", "本组织还没有的"),
        ("更新", "update", "action", "info", "在册，有新内容"),
        ("未变", "unchanged", "action", "", "在册，内容一样，不动"),
        ("申请接收", "take_over", "action", "warning", "别处在册，等上级确认"),
    )
    return [
        {
            "label": label,
            "number": f"{count[name]:,}",
            "url": f"{here}?{by}={name}#rows" if count[name] else "",
            "tone": tone if count[name] else "",
            "note": note,
        }
        for label, name, by, tone, note in cards
        if by == "verdict" or count[name]
    ]


def _tabs(here: str, count: dict[str, int], chosen: dict[str, str]) -> list[dict[str, Any]]:
    total = count["ok"] + count["review"] + count["error"]
    action = f"&action={chosen['action']}" if chosen["action"] else ""
    return [
        {
            "label": label,
            "url": f"{here}?verdict={verdict}{action}#rows",
            "current": verdict == chosen["verdict"],
            "count": f"{count[verdict] if verdict else total:,}",
        }
        for verdict, label in VERDICTS
    ]


def writes(count: dict[str, int]) -> int:
    """How many rows the button would write."""
    return count["create"] + count["update"] + count["take_over"]


def promise(intake: Intake, count: dict[str, int]) -> str:
    """What the button will do, to the last person: 将登记 52 人、更新 3 人、申请接收 1 人；4 行需要更正的不会写入。"""
    leads = pipeline.rows(intake, verdict="review", action="create", limit=1).total if count["review"] else 0
    parts = [
        f"登记 {count['create']:,} 人" + (f"（其中 {leads:,} 人作为线索）" if leads else ""),
        f"更新 {count['update']:,} 人",
        f"申请接收 {count['take_over']:,} 人",
    ]
    keys = ("create", "update", "take_over")
    doing = "、".join(part for part, key in zip(parts, keys, strict=True) if count[key])
    left = _left_out(count)
    if not doing:
        return "没有可以写入的行" + (f"；{left}" if left else "") + "。"
    return f"将{doing}" + (f"；{left}" if left else "") + "。"


def _left_out(count: dict[str, int]) -> str:
    undecided = count["ok"] + count["review"] - writes(count) - count["unchanged"] - count["left_out"]
    parts = (
        (count["error"], f"{count['error']:,} 行需要更正的不会写入"),
        (count["unchanged"], f"{count['unchanged']:,} 人没有变化，不动"),
        (count["left_out"], f"{count['left_out']:,} 行您选了不导入"),
        (undecided, f"{undecided:,} 行要人工核对，不会写入"),
    )
    return "；".join(text for number, text in parts if number > 0)


def failed_url(request: HttpRequest, intake: Intake, now: pipeline.Progress) -> str:
    """Where the uploader, and nobody else, gets the failed rows."""
    mine = intake.uploaded_by_id == request.user.pk
    return reverse("intake:failed-rows", args=[intake.pk]) if mine and now.can_download_failed else ""


@needs(Action.INTAKE_USE)
@require_GET
def failed_rows(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rows to correct, as a finished workbook."""
    intake = intake_or_404(pk)
    try:
        with step():
            book = pipeline.failed_rows_workbook(by=actor(request), intake=intake)
    except Refused as refusal:
        if intake.uploaded_by_id != request.user.pk:
            raise
        messages.error(request, str(refusal))
        return redirect(place_of(intake))
    stem = intake.file_name.rsplit(".", 1)[0]
    return download(book, f"{stem}-需要更正.xlsx")


def download(content: bytes, file_name: str) -> HttpResponse:
    """A finished workbook."""
    return HttpResponse(content, content_type=XLSX, headers=attached(file_name))
