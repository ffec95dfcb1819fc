"""学习台账: what a node's members owed, handed in, were given and came to in one quarter, line by line and in all.

Lines and totals are two different questions over the same rows, those that the lists show; a test compares them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from outreach.domain.quarters import Quarter
from outreach.domain.reach import below
from outreach.models import Handout, Participation, Task
from registry.choices import StudyState
from registry.domain import rhythm
from registry.lib import clock
from registry.models import Member, StudyReport
from registry.models.unit import record

# Some thirty pages of A4; a larger node prints its parts.
MOST = 1000
Numbers = dict[str, Any]
NONE: Numbers = {
    "owed": 0, "early": 0, "missing": 0, "reports": 0, "hours": Decimal(0), "read": 0, "waiting": 0, "returned": 0,
    "materials": 0, "copies": 0, "came": 0,
}  # fmt: skip


@dataclass(slots=True)
class Line:
    """One member and her numbers."""

    member: Member
    numbers: Numbers


@dataclass(slots=True)
class StudySheet:
    """The ledger: `owed` reports (with those that came `early`, before anybody asked) and how many are `missing`;
    `reports` handed in, their `hours`, how many are `read`, `waiting`, `returned`; `materials` given (次) and their
    `copies` (册); activities that somebody `came` to."""

    lines: list[Line] = field(default_factory=list)
    totals: Numbers = field(default_factory=dict)
    cut: bool = False


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a node and a quarter: what the lists show when they are asked for the same."""

    tasks: Any
    missing: Any
    early: Any
    reports: Any
    handouts: Any
    came: Any


def _rows(path: str, quarter: Quarter) -> _Rows:
    first, last, here = quarter.first, quarter.last, below(path)
    tasks = Task.objects.all().studies(first, last).filter(here)
    since, until = clock.midnight(first), clock.midnight(last + timedelta(days=1))
    reports = StudyReport.objects.all().valid().filter(here, studied_on__gte=first, studied_on__lte=last)
    return _Rows(
        tasks=tasks,
        missing=tasks.unreported(),
        # Whoever hands in before the planner asks is never asked.
        early=reports.filter(~Exists(tasks.order_by().filter(member=OuterRef("member")))),
        reports=reports,
        handouts=Handout.objects.all().valid().between(first, last).filter(here),
        came=Participation.objects.all().of_month(since, until).filter(here),
    )


_REPORTS = {
    "reports": Count("id"),
    "hours": Sum("hours", default=Decimal(0)),
    "read": Count("id", Q(state=StudyState.READ)),
    "waiting": Count("id", Q(state=StudyState.PENDING)),
    "returned": Count("id", Q(state=StudyState.RETURNED)),
}
_HANDOUTS = {"materials": Count("id"), "copies": Sum("copies", default=0)}


def _asked(rows: _Rows) -> list[tuple[Any, Mapping[str, Any]]]:
    return [
        (rows.tasks, {"owed": Count("id")}),
        (rows.early, {"early": Count("member_id", distinct=True)}),
        (rows.missing, {"missing": Count("id")}),
        (rows.reports, _REPORTS),
        (rows.handouts, _HANDOUTS),
        (rows.came, {"came": Count("id")}),
    ]


def sheet(*, path: str, quarter: Quarter) -> StudySheet:
    """The ledger of everything below a node of the scope; thirteen queries, whatever its size."""
    rows = _rows(path, quarter)
    members = list(_members(path, rows)[: MOST + 1])
    keys = [member.pk for member in members[:MOST]]
    numbers: dict[UUID, Numbers] = {key: dict(NONE) for key in keys}
    totals = dict(NONE)
    for found, said in _asked(rows):
        totals |= found.order_by().aggregate(**said)
        for row in found.order_by().filter(member__in=keys).values("member_id").annotate(**said):
            numbers[row.pop("member_id")] |= row
    for found in (totals, *numbers.values()):
        found["owed"] += found["early"]
    lines = [Line(member, numbers[member.pk]) for member in members[:MOST]]
    return StudySheet(lines, totals, cut=len(members) > MOST)


def _members(path: str, rows: _Rows) -> QuerySet[Member]:
    """Who is in custody and known, and whoever else has something in the quarter."""
    # Each asked of one member: of a million, four sets to look them up in fit into no memory.
    present = rhythm.TO_CONTACT
    for found in (rows.tasks, rows.reports, rows.handouts, rows.came):
        present |= Q(Exists(found.order_by().filter(member=OuterRef("pk"))))
    members = Member.objects.filter(below(path)).filter(present).select_related("organisation")
    return members.order_by("owner_path", "name_key", "id")


def printed(*, rows: int, quarter: Quarter) -> None:
    """Note on the trail that the ledger left the screen."""
    record("study.sheet", object_type="member", rows=rows, quarter=quarter.key)


def read_out(*, rows: int, quarter: Quarter) -> None:
    """Note on the trail that a program read the ledger."""
    record("study.sheet_read", object_type="member", rows=rows, quarter=quarter.key)
