"""Step 4: what was written, what was not, and taking it all back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from registry.choices import DifferenceKind, IntakeState, RowAction, RowState
from registry.intake import pipeline
from registry.models import Intake, IntakeRow
from registry.policies import Action
from registry.web.access import needs
from registry.web.intake_check import failed_url
from registry.web.intake_parts import figures, frame, intake_or_404, moment, place_of, run
from registry.web.intake_rows import listing

S = IntakeState
ROW_COLUMNS = [{"label": label} for label in ("姓名", "位置", "身份证号、手机", "做了什么", "结果", "说明")]
ROW_TABS = (
    ("state", "", "全部"),
    ("state", RowState.APPLIED, "已写入"),
    ("action", RowAction.UNCHANGED, "没有变化"),
    ("state", RowState.CONFLICT, "有冲突"),
    ("state", RowState.UNDONE, "已撤销"),
    ("state", RowState.UNDO_REFUSED, "未撤销"),
    ("state", RowState.STAGED, "没有写入"),
)

# What the tab of those written is called where some of them are asked for: nothing of these is written yet.
WITH_REQUESTS = "已写入、已申请接收"


@needs(Action.INTAKE_USE)
@require_GET
def done(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The result; also after an undo."""
    intake = intake_or_404(pk)
    if intake.state not in (S.APPLIED, S.UNDONE):
        return redirect(place_of(intake))
    now, count, asked = pipeline.progress(intake), figures(intake), _asked_for(intake)
    here = reverse("intake:done", args=[pk])
    rows = listing(request, intake, here)
    context = (
        frame(intake, 4)
        | rows
        | {
            "progress": now,
            "count": count,
            "undone": intake.state == S.UNDONE,
            "told": _told(intake, count, asked),
            "tabs": _tabs(here, intake, rows["chosen"], asked),
            "columns": ROW_COLUMNS,
            "failed_url": failed_url(request, intake, now),
            "applied_at": moment(intake.applied_at) if intake.applied_at else "",
            "differences": _differences(intake) if intake.previous_id and intake.state == S.APPLIED else [],
            "differences_open": _open(intake),
        }
    )
    return render(request, "registry/intake/done.html", context)


def _told(intake: Intake, count: dict[str, int], asked: int) -> str:
    """One sentence for the top of the page."""
    if intake.state == S.UNDONE:
        refused = f"；{count['undo_refused']:,} 行写入后又办理过，没有动" if count["undo_refused"] else ""
        return f"已撤销 {count['undone']:,} 行{refused}。"
    conflict = f"；{count['conflict']:,} 行在核对以后有了变化，没有写入" if count["conflict"] else ""
    same = f"；{count['unchanged']:,} 人没有变化，没有动" if count["unchanged"] else ""
    requests = f"；为 {asked:,} 人提出了接收申请，批准以后才归您管理" if asked else ""
    left = f"；{count['left_out']:,} 行没有导入（您选的）" if count["left_out"] else ""
    return f"已写入 {count['applied'] - asked:,} 人{requests}{same}{conflict}{left}。"


def _asked_for(intake: Intake) -> int:
    """How many rows asked for somebody whom another organisation has: nothing of them is written yet."""
    return IntakeRow.objects.filter(intake=intake, action=RowAction.TAKE_OVER, state=RowState.APPLIED).count()


def _tabs(here: str, intake: Intake, chosen: dict[str, str], asked: int) -> list[dict[str, Any]]:
    """A tab for each state that rows are really in, and one for those that said what was known already."""
    tabs = []
    for by, value, name in ROW_TABS:
        label = WITH_REQUESTS if asked and value == RowState.APPLIED else name
        wanted: dict[str, Any] = {by: value}
        total = pipeline.rows(intake, limit=1, **wanted).total
        if total or not value:
            url = f"{here}?{by}={value}#rows" if value else f"{here}#rows"
            current = chosen[by] == value if value else not (chosen["state"] or chosen["action"])
            tabs.append({"label": label, "url": url, "current": current, "count": f"{total:,}"})
    return tabs


def _differences(intake: Intake) -> list[dict[str, str]]:
    """A card for each kind of difference from the previous roster; none without a previous one."""
    found = pipeline.difference_counts(intake)
    here = reverse("intake:differences", args=[intake.pk])
    notes = {"added": "上一份没有", "absent": "上一份有，这一份没有", "changed": "内容有变化", "same": "不用处理"}
    return [
        {
            "label": kind.label,
            "number": f"{found[kind]['total']:,}",
            "note": f"{found[kind]['open']:,} 人待处理" if found[kind]["open"] else notes[kind],
            "url": f"{here}?kind={kind}" if found[kind]["total"] else "",
            "tone": "warning" if found[kind]["open"] else "",
        }
        for kind in DifferenceKind
        if kind in found
    ]


def _open(intake: Intake) -> int:
    return sum(part["open"] for part in pipeline.difference_counts(intake).values())


@needs(Action.INTAKE_USE)
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the whole intake back, after saying what that means."""
    intake = intake_or_404(pk)
    if request.method == "POST":
        run(request, pipeline.undo, intake=intake)
        return redirect(place_of(intake_or_404(pk)))
    if not pipeline.progress(intake).can_undo:
        messages.info(request, "这次导入现在不能撤销。")
        return redirect(place_of(intake))
    return render(request, "registry/intake/confirm.html", frame(intake, 4) | _undo_words(intake))


def _undo_words(intake: Intake) -> dict[str, Any]:
    count = figures(intake)
    points = [
        "新登记的党员从名册中去掉；" if count["create"] else "",
        "更新过的项目改回导入以前的内容；" if count["update"] else "",
        "还没有批准的“申请接收”撤回；" if count["take_over"] else "",
        "写入以后又有人办理过的（联系、报到、修改等）不动，会逐行列出来；",
        "撤销本身记入日志。改好名册后可以重新导入。",
    ]
    return {
        "title": "撤销整次导入？",
        "text": f"“{intake.file_name}”写入的 {count['applied']:,} 人将退回到导入以前：",
        "points": [point for point in points if point],
        "confirm_label": "撤销整次导入",
        "danger": True,
        "cancel_url": place_of(intake),
    }
