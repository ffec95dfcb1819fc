"""Staged rows for the page, decrypted one page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from registry.choices import RowAction, RowState, Verdict
from registry.intake.staging.candidates import unseal
from registry.intake.staging.deciding import changes_of
from registry.intake.staging.doubts import doubted
from registry.intake.staging.packs import Lines
from registry.intake.staging.sparing import NOTE
from registry.intake.staging.wording import pairs
from registry.intake.words.headers import letter
from registry.models import Intake, IntakeRow, Member
from registry.models.sealed import cipher

T = TypeVar("T")
PURGED = "内容已按规定清除"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of the rows, and how many there are in all."""

    items: list[T]
    total: int


@dataclass(frozen=True, slots=True)
class Issue:
    """An error or a warning at one cell."""

    column: int
    letter: str
    heading: str
    kind: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class RowView:
    """One row as the preview shows it."""

    id: UUID
    sheet: str
    row: int
    verdict: str
    verdict_label: str
    action: str
    action_label: str
    state: str
    state_label: str
    note: str
    name: str
    member_id: UUID | None
    issues: list[Issue]
    cells: list[tuple[str, str]]
    values: dict[str, Any]
    changes: list[tuple[str, str, str]]
    left_out: bool


def rows(
    intake: Intake,
    *,
    verdict: str = "",
    action: str = "",
    state: str = "",
    doubt: str = "",
    offset: int = 0,
    limit: int = 50,
) -> Page[RowView]:
    """A page of rows in the file's order. Holds personal data: for the intake's own people, under their scope."""
    wanted = {"verdict": verdict, "action": action, "state": state}
    found = IntakeRow.objects.filter(intake=intake, **{name: value for name, value in wanted.items() if value})
    if doubt:
        found = found.filter(doubted(doubt))
    if state == RowState.APPLIED:  # a row that says what is known already is done with, but nothing was written
        found = found.exclude(action=RowAction.UNCHANGED)
    page = list(found.order_by("position")[offset : offset + limit])
    members = Member.objects.in_bulk(
        [row.member_id for row in page if row.member_id and row.action == RowAction.UPDATE]
    )
    lines = Lines(intake, ahead=[row.position for row in page])
    return Page(
        [_view(row, lines.payload(row.position), _table_of(intake, row), members) for row in page], found.count()
    )


def headings_of(intake: Intake, row: IntakeRow) -> list[dict[str, Any]]:
    """The columns of the table that the row stands in: the last one of its sheet that begins above it."""
    columns: list[dict[str, Any]] = _table_of(intake, row).get("columns", [])
    return columns


def _table_of(intake: Intake, row: IntakeRow) -> dict[str, Any]:
    tables = [t for t in intake.sheets if t["sheet"] == row.sheet and not t["skipped"] and t["head_last"] < row.row]
    return tables[-1] if tables else {}


def _view(row: IntakeRow, payload: dict[str, Any], table: dict[str, Any], members: dict[UUID, Member]) -> RowView:
    headings = [column["heading"] for column in table.get("columns", [])]
    cells = payload.get("c", [])
    member = members.get(row.member_id) if row.member_id else None
    return RowView(
        id=row.pk,
        sheet=row.sheet,
        row=row.row,
        verdict=row.verdict,
        verdict_label=Verdict(row.verdict).label,
        action=row.action,
        action_label=RowAction(row.action).label,
        state=row.state,
        state_label=RowState(row.state).label,
        note=row.note,
        name=payload.get("v", {}).get("name", ""),
        member_id=None if row.member_id == row.pk and row.state != RowState.APPLIED else row.member_id,
        issues=issues_of(row, payload, headings, lettered=not (table.get("cards") or table.get("turned"))),
        cells=[(headings[at] if at < len(headings) else letter(at + 1), text) for at, text in enumerate(cells)],
        values=payload.get("v", {}),
        changes=_changes(row, payload, member),
        left_out=row.action == RowAction.NONE and row.note == NOTE,
    )


def issues_of(
    row: IntakeRow, payload: dict[str, Any], headings: Sequence[str], *, lettered: bool = True
) -> list[Issue]:
    """Errors first, then warnings, as they were found. What stood in no column of the sheet has no letter."""
    messages = payload.get("m", [])
    return [
        Issue(
            found["c"],
            letter(found["c"]) if lettered else "",
            headings[found["c"] - 1] if found["c"] <= len(headings) else "",
            found["k"],
            "error" if found["s"] == "e" else "warning",
            messages[at] if at < len(messages) else "",
        )
        for at, found in enumerate(row.issues)
    ]


def _changes(row: IntakeRow, payload: dict[str, Any], member: Member | None) -> list[tuple[str, str, str]]:
    """(title, before, after) of an update: against the register before it is written, from the kept state after."""
    if row.action != RowAction.UPDATE or (row.state == RowState.STAGED and member is None):
        return []
    if row.before is not None:
        old = unseal(cipher(), row.pk, row.before).get("columns", {})
        return pairs(old, {name: payload["v"].get(name) for name in old}, member)
    if member is None:
        return []
    new = changes_of(payload.get("v", {}), member)
    return pairs({name: getattr(member, name) for name in new}, new, member)
