"""What the pages of the intake share: finding one, its steps, its words, and running a verb."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from registry.choices import IntakeState, RowAction, RowState, Verdict
from registry.domain.errors import Refused
from registry.intake import pipeline
from registry.models import Intake, User
from registry.models.unit import step
from registry.tasks import kick
from registry.web.intake_twins import said_of_twin
from registry.web.labels import Badge

S = IntakeState
STEPS = ("上传", "对应列", "核对", "完成")
STATE_TONES: dict[str, str] = {
    S.MAPPING: "warning",
    S.READY: "warning",
    S.APPLIED: "success",
    S.FAILED: "danger",
    S.UNDONE: "outline",
    S.CANCELLED: "outline",
}
VERDICT_TONES: dict[str, str] = {Verdict.OK: "success", Verdict.REVIEW: "warning", Verdict.ERROR: "danger"}
ACTION_TONES: dict[str, str] = {
    RowAction.CREATE: "success",
    RowAction.UPDATE: "info",
    RowAction.TAKE_OVER: "warning",
}
ROW_TONES: dict[str, str] = {
    RowState.APPLIED: "success",
    RowState.CONFLICT: "danger",
    RowState.UNDO_REFUSED: "warning",
}
# Where a person finds an intake that waits for her.
PLACES: dict[str, str] = {
    S.MAPPING: "intake:columns",
    S.READY: "intake:check",
    S.APPLIED: "intake:done",
    S.UNDONE: "intake:done",
}
# After these the rows were read, so that columns and rows can be looked at again.
READ = frozenset({S.MAPPING, S.READY, S.APPLIED, S.UNDONE})


def intake_or_404(pk: UUID) -> Intake:
    """The intake of that key, if it lies in the scope."""
    return get_object_or_404(Intake.objects.all().select_related("organisation"), pk=pk)


def state_badge(intake: Intake) -> Badge:
    """How far an intake is, in words and in colour."""
    if intake.state == S.UNDONE and intake.counts.get(RowState.UNDO_REFUSED):
        return {"text": "部分撤销", "tone": "warning"}
    return {"text": intake.get_state_display(), "tone": STATE_TONES.get(intake.state, "info")}


def place_of(intake: Intake) -> str:
    """The address of the step at which an intake stands; where it stopped for good, its own page."""
    if intake.state in (S.FAILED, S.CANCELLED):
        return reverse("intake:show", args=[intake.pk])
    return reverse(PLACES.get(intake.state, "intake:progress"), args=[intake.pk])


def steps(intake: Intake | None, current: int) -> list[dict[str, str]]:
    """The bar of four steps; a step that was passed can be looked at again once its rows are there."""
    links: dict[int, str] = {}
    if intake is not None and intake.state in READ and not intake.purged_at:
        links = {2: "intake:columns"} | ({3: "intake:check"} if intake.state != S.MAPPING else {})
    return [
        {
            "label": label,
            "state": "done" if number < current else "current" if number == current else "todo",
            "url": reverse(links[number], args=[intake.pk]) if intake and number in links and number < current else "",
        }
        for number, label in enumerate(STEPS, 1)
    ]


def frame(intake: Intake, current: int) -> dict[str, Any]:
    """What stands around each step of one intake."""
    return {
        "intake": intake,
        "badge": state_badge(intake),
        "steps": steps(intake, current),
        "crumbs": [{"url": reverse("intake:list"), "label": "名册导入"}],
        "twin": said_of_twin(intake),
        "corrections": pipeline.is_of_corrections(intake),
        "lead": f"{intake.organisation} · {moment(intake.created_at)} 由{uploader_name(intake)}上传",
    }


def uploader_name(intake: Intake) -> str:
    """Who sent the file. The accounts of a higher office are out of sight, and stay so."""
    return User.objects.filter(pk=intake.uploaded_by_id).values_list("name", flat=True).first() or "上级"


def moment(at: Any) -> str:
    """A time as clerks write it: 11月20日 9:05, with the year when it isn't this one."""
    here = timezone.localtime(at)
    year = "" if here.year == timezone.localtime().year else f"{here.year}年"
    return f"{year}{here.month}月{here.day}日 {here:%H:%M}"


def run(request: HttpRequest, verb: Callable[..., Any], **facts: Any) -> bool:
    """Call a verb of the pipeline and wake the worker; what is refused is said and leaves nothing behind."""
    try:
        with step():
            verb(by=request.user, **facts)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    kick()
    return True


def figures(intake: Intake) -> dict[str, int]:
    """The counts of an intake, 0 where nothing was counted."""
    counts = pipeline.progress(intake).counts
    names = (
        "ok", "review", "error", "create", "update", "unchanged", "take_over", "hidden", "warnings",
        "applied", "conflict", "undone", "undo_refused", "decided",
    )  # fmt: skip
    return {name: int(counts.get(name) or 0) for name in names} | {"left_out": pipeline.left_out(intake)}
