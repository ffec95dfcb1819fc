"""Drafts: every community finds its report made, and what happened since is in it until it is handed up."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Organisation
from registry.models.identity import system_scope
from registry.models.turns import take_turn
from registry.models.unit import record, work
from reports.choices import ReportMove, ReportState
from reports.domain.keeping import counted_then, differences, is_empty, stored
from reports.figures import table
from reports.figures.month import Month
from reports.figures.standing import Asked
from reports.figures.valued import Valued
from reports.models import MonthClose, MonthlyReport, ReportStep
from reports.models.monthly import OPEN

# From this day of the month on there are drafts of it.
DRAFTED_FROM = 25
# Closed months that are still looked at for late entries, each once a night.
LATE_MONTHS, LATE_EVERY = 12, timedelta(hours=20)
KEPT = ("filler", "reviewer", "phone")


def refresh(path: str) -> int:
    """Every month at work of a district, each in a unit of work of its own; returns how many drafts were made. Two at
    once go one after the other, and who dies leaves whole months or nothing."""
    now = clock.now()
    with work(system_scope(path)):
        months = [*months_at_work(now), *closed_to_look_at(now)]
    return sum(_refreshed(path, month) for month in months)


def _refreshed(path: str, month: Month) -> int:
    with work(system_scope(path)):
        take_turn(f"months|{path}")
        return draft(month, now=clock.now())


def months_at_work(now: datetime) -> list[Month]:
    """Months whose drafts are to be there: the last one, and from the 25th on this one; not those that are closed."""
    today = clock.local(now).date()
    this = Month.of(today)
    wanted = [this.previous()] + ([this] if today.day >= DRAFTED_FROM else [])
    closed = set(MonthClose.objects.all().values_list("year", "month"))
    return [month for month in wanted if (month.year, month.number) not in closed]


def closed_to_look_at(now: datetime) -> list[Month]:
    """Closed months of the last year that nobody looked at for late entries today."""
    closed = MonthClose.objects.filter(number=1).order_by("-year", "-month").values_list("year", "month")
    looked = MonthlyReport.objects.filter(late_at__gte=now - LATE_EVERY).values_list("year", "month")
    fresh, oldest = set(looked), clock.local(now).year * 12 + clock.local(now).month - LATE_MONTHS
    return [Month(year, month) for year, month in closed if year * 12 + month >= oldest and (year, month) not in fresh]


def lines(month: Month, known: datetime, reports: Iterable[MonthlyReport] = ()) -> dict[str, dict[str, str]]:
    """The stored figures of every line of the district, by path; in the scope of the whole district. At the lines of
    those `reports` that were handed up, people are what their records said then."""
    found = table.figures(asked_of(month, known, reports), code=table.division())
    return {row.path: stored(row.numbers) for row in table.rows(found, day=month.last) if row.kind in ("row", "own")}


def asked_of(month: Month, known: datetime, reports: Iterable[MonthlyReport]) -> Asked:
    """The month as known at a moment; what was edited in a person's record since her line's report was handed up is no
    part of it."""
    frozen = {row.owner_path: row.valued_at or row.known_at for row in reports if row.state not in OPEN}
    return Asked(month, known, Valued.at(frozen).values())


def count_anew(row: MonthlyReport, *, now: datetime) -> None:
    """Bring one open report up to now, in the row at hand and as it is stored; the caller holds its lock.

    Of a community alone the program would not see who has left it: it is counted in the scope of the district, as the
    hourly drafts are."""
    with work(system_scope(row.owner_path[: scopes.SEGMENT])):
        row.figures = lines(Month(row.year, row.month), now).get(row.owner_path, {})
        row.known_at, row.valued_at, row.late = now, None, []
        MonthlyReport.objects.filter(pk=row.pk).update(figures=row.figures, known_at=now, valued_at=None, late=[])


def draft(month: Month, *, now: datetime) -> int:
    """Make the drafts of a month that are missing, bring the open ones up to now; for the program at work, in the scope
    of a district. Returns how many were made. Run again it changes nothing but what has changed."""
    there = {row.owner_path: row for row in MonthlyReport.objects.all().of_month(month.year, month.number)}
    numbers = lines(month, now, there.values())
    made = _missing(month, numbers, set(there), now)
    for path, row in sorted(there.items()):
        if path in numbers:
            _refreshed_row(row, numbers[path], now)
    if made:
        record("report.drafted", object_type="monthlyreport", month=str(month), number=len(made))
    return len(made)


def _missing(month: Month, numbers: dict[str, dict[str, str]], there: set[str], now: datetime) -> list[MonthlyReport]:
    """Drafts of those that have none. Of a month that is closed only where something was entered late: closed with
    nothing in it, and all of it listed as late. Of a node that is closed, or has left its place, only where there is
    something to be told of that month. Who filled in the last one stands in it."""
    closed = MonthClose.objects.all().of_month(month.year, month.number).exists()
    nodes = {node.path: node for node in Organisation.objects.all() if node.path not in there}
    wanted = [nodes[path] for path in numbers if path in nodes]
    made = [node for node in wanted if (node.is_active and not closed) or not is_empty(numbers[node.path])]
    last = _last(month)
    return [_new(node, month, numbers[node.path], now, last(node), closed=closed) for node in made]


def _last(month: Month) -> Callable[[Organisation], MonthlyReport | None]:
    """A node's report of the month before; of one that has moved since, the one that stayed in its old place."""
    before = month.previous()
    rows = MonthlyReport.objects.all().of_month(before.year, before.number).select_related("organisation")
    here = {row.owner_path: row for row in rows}
    left = {row.organisation.moved_as_id: row for row in rows if row.organisation.moved_as_id}
    return lambda node: here.get(node.path) or left.get(node.pk)


def begin_own(node: Organisation, month: Month) -> MonthlyReport:
    """A street's or district's own report of a month at work, for whom nothing counts at itself: to write in. The one
    that there is, where there is one."""
    with work(system_scope(node.path[: scopes.SEGMENT])):
        take_turn(f"months|{node.path[: scopes.SEGMENT]}")
        there = MonthlyReport.objects.all().of_month(month.year, month.number).filter(owner_path=node.path).first()
        return there or _new(node, month, {}, clock.now(), _last(month)(node))


def _refreshed_row(row: MonthlyReport, fresh: dict[str, str], now: datetime) -> None:
    """An open one is brought up to now; of one that was handed up it is noted what is different by now. The state is
    asked again in the statement: what is handed up meanwhile stays as it was handed up."""
    if row.state in OPEN:
        MonthlyReport.objects.filter(pk=row.pk, state__in=OPEN).update(
            figures=fresh, known_at=now, valued_at=None, late=[]
        )
        return
    same = MonthlyReport.objects.filter(pk=row.pk, known_at=row.known_at).exclude(state__in=OPEN)
    same.update(late=differences(row.figures, counted_then(row.figures, fresh)), late_at=now)


def _new(
    node: Organisation, month: Month, figures: dict[str, str], now: datetime, last: MonthlyReport | None, *,
    closed: bool = False,
) -> MonthlyReport:  # fmt: skip
    late = {"state": ReportState.CLOSED, "late": differences({}, figures), "late_at": now} if closed else {}
    row = MonthlyReport(
        owner_path=node.path, organisation=node, year=month.year, month=month.number, known_at=now,
        figures={} if closed else figures, **late, **{name: getattr(last, name) for name in KEPT if last},
    )  # fmt: skip
    row.save(force_insert=True)
    step = ReportStep(owner_path=node.path, report=row, move=ReportMove.DRAFT, at=clock.now(), label="程序")
    step.why = "归档以后才有补录" if closed else ""
    step.save(force_insert=True)
    return row
