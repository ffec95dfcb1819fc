"""The intake as its doors see it: what a person may ask for, and how far it is.

Every function runs in the caller's unit of work; what takes long is queued as a state, and a task finds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, BinaryIO

from registry.choices import IntakeState, RowState
from registry.domain.errors import Refused
from registry.intake.headings.plans import NOT_KEPT
from registry.intake.staging import packs, storing, workbook
from registry.intake.staging.claims import STAGE_OF, WORKING
from registry.intake.staging.comparing import is_of_corrections
from registry.intake.staging.differences import decide_differences, difference_counts, differences, holds_a_part
from registry.intake.staging.doubts import doubts, leave_out_doubted
from registry.intake.staging.showing import Page, RowView, rows
from registry.intake.staging.sparing import leave_out, left_out
from registry.intake.words.headers import titles_of_fields
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import HeaderMapping, Intake, IntakeRow, Organisation, User
from registry.models.unit import record

__all__ = [
    "Page",
    "Progress",
    "RowView",
    "apply",
    "cancel",
    "decide_differences",
    "difference_counts",
    "differences",
    "doubts",
    "failed_rows_workbook",
    "field_choices",
    "holds_a_part",
    "is_of_corrections",
    "leave_out",
    "leave_out_doubted",
    "left_out",
    "progress",
    "receive",
    "retry",
    "rows",
    "set_mapping",
    "start_check",
    "undo",
]

S = IntakeState
KEEP_DAYS = 30
DIRECTIONS = ("auto", "in", "out")
STEP = {S.UPLOADED: 1, S.READING: 1, S.MAPPING: 2, S.QUEUED: 3, S.CHECKING: 3, S.READY: 3}
STOPPABLE = frozenset({S.UPLOADED, S.MAPPING, S.QUEUED, S.READY, S.APPLY_QUEUED, S.FAILED})
RETRIED = {"reading": S.UPLOADED, "checking": S.QUEUED, "applying": S.APPLY_QUEUED, "undoing": S.UNDO_QUEUED}
TOO_LATE = "这份名册现在是“{state}”，不能再做这一步。请刷新页面看看进展。"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an intake is; `percent` is None while the number of rows is not known yet."""

    state: str
    label: str
    step: int
    working: bool
    done: int
    total: int
    percent: int | None
    problem: str
    can_map: bool
    can_apply: bool
    can_cancel: bool
    can_undo: bool
    can_retry: bool
    can_download_failed: bool
    counts: dict[str, Any]


def receive(
    *, by: User, organisation: Organisation, file_name: str, data: bytes | BinaryIO, direction: str = "auto"
) -> Intake:
    """Take a file in, encrypted, and queue it for reading. Raises Refused when it is larger than 300 MB."""
    if direction not in DIRECTIONS:
        raise Refused("方向只能是“流入”“流出”或“按表格判断”。")
    intake = Intake(
        id=uuid7(),
        owner_path=organisation.path,
        organisation=organisation,
        uploaded_by=by,
        file_name=file_name.replace("\\", "/").rpartition("/")[2][-200:] or "名册",
        direction=direction,
        state=S.UPLOADED,
        purge_after=clock.today() + timedelta(days=KEEP_DAYS),
    )
    intake.save(force_insert=True)
    storing.save(intake, data)
    record("intake.received", on=intake, size=intake.file_size, digest=intake.digest)
    return intake


def set_mapping(
    *,
    by: User,
    intake: Intake,
    mapping: Mapping[str, Mapping[int, str]],
    direction: str | None = None,
    remember: bool = True,
) -> Intake:
    """Say which column means what, per sheet: {1-based column: field code, "" to drop it, "keep" to keep its text}.

    Columns that are left out stay as they were read. Only a changed answer makes the file be checked again.
    """
    intake = _locked(intake, S.MAPPING, S.READY)
    chosen = _chosen(intake, mapping)
    wanted = direction or intake.direction
    if wanted not in DIRECTIONS:
        raise Refused("方向只能是“流入”“流出”或“按表格判断”。")
    changed = wanted != intake.direction or any(chosen.get(sheet) != intake.mapping.get(sheet) for sheet in chosen)
    if changed:
        intake.direction, intake.mapping = wanted, intake.mapping | chosen
        if remember:
            _remember(intake, chosen)
    intake.state = S.QUEUED if changed else S.READY
    intake.save(update_fields=["direction", "mapping", "state"])
    record("intake.mapped", on=intake, changed=changed)
    return intake


def start_check(*, by: User, intake: Intake) -> Intake:
    """Accept the columns as they were read."""
    return set_mapping(by=by, intake=intake, mapping={})


def _chosen(intake: Intake, mapping: Mapping[str, Mapping[int, str]]) -> dict[str, dict[str, str]]:
    """Per sheet everything that differs from what was read, on top of what was chosen before."""
    known = {code for code, _ in field_choices()} | {"", "keep"}
    found: dict[str, dict[str, str]] = {}
    for table in intake.sheets:
        wanted = mapping.get(table["sheet"], {})
        if wrong := {name for name in wanted.values() if name not in known}:
            raise Refused(f"没有这样的栏目：{'、'.join(sorted(wrong))}。")
        read = {column["column"]: column for column in table["columns"]}
        now = {str(at): read[at]["field"] or "" for at in read if read[at]["chosen"]}
        asked = {
            str(at): name
            for at, name in wanted.items()
            if at in read
            and (read[at]["chosen"] or ((name != "keep" or read[at]["field"]) and name != _as_read(read[at])))
        }
        if asked and now | asked != now:
            found[table["sheet"]] = intake.mapping.get(table["sheet"], {}) | now | asked
    return found


def _as_read(column: dict[str, Any]) -> str | None:
    """The answer that changes nothing: the field that was read, or None where every answer is a decision."""
    field: str | None = column["field"]
    return field


def _remember(intake: Intake, chosen: dict[str, dict[str, str]]) -> None:
    for table in intake.sheets:
        if table["sheet"] in chosen and table.get("signature"):
            HeaderMapping.objects.update_or_create(
                owner_path=intake.owner_path,
                signature=table["signature"],
                defaults={"mapping": chosen[table["sheet"]]},
            )


def apply(*, by: User, intake: Intake) -> Intake:
    """Queue the checked rows for writing."""
    return _queue(intake, S.APPLY_QUEUED, "intake.apply_asked", S.READY)


def undo(*, by: User, intake: Intake) -> Intake:
    """Queue the whole intake for taking back."""
    if intake.state == S.FAILED and not _has_applied(intake):
        raise Refused("这份名册没有写入任何人，不用撤销。")
    if intake.purged_at:
        raise Refused("导入已超过 30 天，原始记录已按规定清除，不能整份撤销了。")
    return _queue(intake, S.UNDO_QUEUED, "intake.undo_asked", S.APPLIED, S.FAILED)


def retry(*, by: User, intake: Intake) -> Intake:
    """Queue a failed step once more."""
    step = RETRIED.get(intake.problem_kind.rpartition("_")[2])
    if step is None:
        raise Refused("这份文件本身不能处理，再试也一样。请按提示改好后重新上传。")
    return _queue(intake, step, "intake.retried", S.FAILED)


def cancel(*, by: User, intake: Intake) -> Intake:
    """Stop: at once where nobody is at work, else at the worker's next step. What was written already is undone."""
    intake = _locked(intake, *STOPPABLE, *WORKING - {S.UNDOING})
    if intake.state in WORKING:
        intake.cancel_requested = True
    elif _has_applied(intake):
        intake.state, intake.counts = S.UNDO_QUEUED, intake.counts | {"stopped": True}
    else:
        packs.forget(intake)
        intake.state = S.CANCELLED
    intake.save(update_fields=["cancel_requested", "state", "counts"])
    record("intake.cancel_asked", on=intake)
    return intake


def failed_rows_workbook(*, by: User, intake: Intake) -> bytes:
    """The rows to be mended, as .xlsx with the reason beside them: for the uploader alone, for 24 hours."""
    return workbook.failed_rows(by=by, intake=intake)


def field_choices() -> list[tuple[str, str]]:
    """(code, Chinese title) of everything that a column may mean."""
    return [
        (code, title) for code, title in titles_of_fields().items() if not code.endswith("?") and code not in NOT_KEPT
    ]


def progress(intake: Intake) -> Progress:
    """What the page shows of an intake that was just read from the database."""
    state = S(intake.state)
    working = state in WORKING or state in STAGE_OF
    total = intake.rows_total if state != S.READING else 0
    failed = state == S.FAILED
    return Progress(
        state=state.value,
        label=state.label,
        step=STEP.get(state, 4),
        working=working,
        done=intake.rows_done,
        total=total,
        percent=min(100, intake.rows_done * 100 // total) if total else None,
        problem=intake.problem,
        can_map=state in (S.MAPPING, S.READY),
        can_apply=state == S.READY and any(intake.counts.get(name) for name in ("create", "update", "take_over")),
        can_cancel=(state in STOPPABLE or state in WORKING - {S.UNDOING}) and not intake.cancel_requested,
        can_undo=(state == S.APPLIED or (failed and _has_applied(intake))) and not intake.purged_at,
        can_retry=failed and intake.problem_kind.rpartition("_")[2] in RETRIED,
        can_download_failed=workbook.is_available(intake),
        counts=intake.counts,
    )


def _has_applied(intake: Intake) -> bool:
    return IntakeRow.objects.filter(intake=intake, state=RowState.APPLIED).exists()


def _queue(intake: Intake, state: IntakeState, action: str, *allowed: IntakeState) -> Intake:
    intake = _locked(intake, *allowed)
    intake.state, intake.problem, intake.problem_kind, intake.rows_done = state, "", "", 0
    intake.cancel_requested = False
    intake.save(update_fields=["state", "problem", "problem_kind", "rows_done", "cancel_requested"])
    record(action, on=intake)
    return intake


def _locked(intake: Intake, *allowed: IntakeState) -> Intake:
    found = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    if found.state not in allowed:
        raise Refused(TOO_LATE.format(state=S(found.state).label))
    return found
