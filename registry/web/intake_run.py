"""While the worker works: progress, and the verbs that start, stop and take up work."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from registry.choices import IntakeState
from registry.intake import pipeline
from registry.models import Intake
from registry.policies import Action
from registry.web.access import needs
from registry.web.intake_parts import frame, intake_or_404, place_of, run
from registry.web.redirects import leave
from registry.web.sessions import passive

S = IntakeState
# What comes after the present work, so that nobody has to guess whether to wait.
AFTERWARDS: dict[str, str] = {
    S.UPLOADED: "马上开始读取。",
    S.READING: "读完后请您看一遍每一列认得对不对。您可以离开这一页，回来时接着看。",
    S.QUEUED: "马上开始核对。",
    S.CHECKING: "核对完会列出每一行的结果，这一步什么都不会写入。您可以离开这一页，回来时接着看。",
    S.APPLY_QUEUED: "马上开始写入。",
    S.APPLYING: "正在登记到党员库。您可以离开这一页，写入不会停。点“停止”会把已经写入的退回去。",
    S.UNDO_QUEUED: "马上开始撤销。",
    S.UNDOING: "正在把这次导入写入的内容逐行退回。您可以离开这一页，撤销不会停。",
}
STOPPING = "正在停下来，做完手上这一批就停……"
RESUMED = "刚才中断过一次，现在从中断的地方接着做，已经做过的不会重复。"
REFUSED_TITLES = {S.FAILED: "这份名册没有导入成功", S.CANCELLED: "这次导入已取消"}


@needs(Action.INTAKE_USE)
@require_GET
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page at which an intake stands; one that ended without result is explained here."""
    intake = intake_or_404(pk)
    if intake.state not in REFUSED_TITLES:
        return redirect(place_of(intake))
    now = pipeline.progress(intake)
    context = frame(intake, now.step) | {"title": REFUSED_TITLES[S(intake.state)], "progress": now, "steps": []}
    return render(request, "registry/intake/stopped.html", context)


@needs(Action.INTAKE_USE)
@require_GET
def progress_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bar, asked anew by htmx, or every few seconds by the browser itself where there is no JavaScript."""
    intake = intake_or_404(pk)
    now = pipeline.progress(intake)
    if not now.working:
        return redirect(place_of(intake))
    return render(request, "registry/intake/progress.html", frame(intake, now.step) | _bar(intake, now))


@passive
@needs(Action.INTAKE_USE)
@require_GET
def progress_part(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bar alone; when the work is over, the browser is sent to what came of it."""
    intake = intake_or_404(pk)
    now = pipeline.progress(intake)
    if not now.working:
        return leave(request, place_of(intake))
    return render(request, "components/progress.html", _bar(intake, now))


def _bar(intake: Intake, now: pipeline.Progress) -> dict[str, Any]:
    return {
        "id": "intake-progress",
        "label": now.label,
        "state": "running",
        "done": now.done,
        "total": now.total,
        "count": _count(now),
        "note": _note(intake),
        "poll_url": reverse("intake:progress-part", args=[intake.pk]),
        "page_url": reverse("intake:progress", args=[intake.pk]),
        "cancel_url": reverse("intake:cancel", args=[intake.pk]) if now.can_cancel else "",
    }


def _count(now: pipeline.Progress) -> str:
    if not now.total:
        return f"已读 {now.done:,} 行" if now.done else ""
    return f"{now.done:,} / {now.total:,} 行（{now.percent or 0}%）"


def _note(intake: Intake) -> str:
    if intake.cancel_requested:
        return STOPPING
    resumed = RESUMED if intake.attempts > 1 else ""
    return resumed + AFTERWARDS.get(intake.state, "")


@needs(Action.INTAKE_USE)
@require_POST
def apply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write what the check showed."""
    return _do(request, pk, pipeline.apply)


@needs(Action.INTAKE_USE)
@require_POST
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a stopped intake up again."""
    return _do(request, pk, pipeline.retry)


@needs(Action.INTAKE_USE)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give an intake up before it was written; nothing was registered yet."""
    if request.method == "POST":
        return _do(request, pk, pipeline.cancel, said="已取消。什么都没有写入。")
    intake = intake_or_404(pk)
    now = pipeline.progress(intake)
    if not now.can_cancel:
        messages.info(request, "这次导入现在不能取消了。")
        return redirect(place_of(intake))
    context = frame(intake, now.step) | {
        "title": "取消这次导入？",
        "text": f"“{intake.file_name}”到现在还没有写入任何内容。取消以后：",
        "points": ["核对的结果不再保留；", "党员库没有任何变化；", "改好表格后可以随时重新上传。"],
        "confirm_label": "取消这次导入",
        "cancel_url": place_of(intake),
    }
    return render(request, "registry/intake/confirm.html", context)


def _do(request: HttpRequest, pk: UUID, verb: Callable[..., Intake], said: str = "") -> HttpResponse:
    intake = intake_or_404(pk)
    done = run(request, verb, intake=intake)
    intake = intake_or_404(pk)
    if done and said and not pipeline.progress(intake).working:
        messages.success(request, said)
    return redirect(place_of(intake))
