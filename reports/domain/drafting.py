"""Drafts: every community finds its report made, and what happened since is in it until it is handed up."""

from datetime import datetime

from django.db import connection

from registry.lib import clock
from registry.models import Organisation
from registry.models.identity import system_scope
from registry.models.unit import record, work
from reports.choices import ReportMove
from reports.domain.keeping import stored
from reports.figures import table
from reports.figures.month import Month
from reports.figures.standing import Asked
from reports.models import MonthClose, MonthlyReport, ReportStep
from reports.models.monthly import OPEN

# From this day of the month on there are drafts of it.
DRAFTED_FROM = 25
_TAKE_TURN = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def refresh(path: str) -> int:
    """Every month at work of a district, each in a unit of work of its own; returns how many drafts were made. Two at
    once go one after the other, and who dies leaves whole months or nothing."""
    now = clock.now()
    with work(system_scope(path)):
        months = months_at_work(now)
    return sum(_refreshed(path, month) for month in months)


def _refreshed(path: str, month: Month) -> int:
    with work(system_scope(path)):
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_TURN, [f"months|{path}"])
        return draft(month, now=clock.now())


def months_at_work(now: datetime) -> list[Month]:
    """Months whose drafts are to be there: the last one, and from the 25th on this one; not those that are closed."""
    today = clock.local(now).date()
    this = Month.of(today)
    wanted = [this.previous()] + ([this] if today.day >= DRAFTED_FROM else [])
    closed = set(MonthClose.objects.all().values_list("year", "month"))
    return [month for month in wanted if (month.year, month.number) not in closed]


def lines(month: Month, known: datetime) -> dict[str, dict[str, str]]:
    """The stored figures of every line of the district, by path; in the scope of the whole district."""
    root = Organisation.objects.order_by("path").first()
    found = table.figures(Asked(month, known), code=(root.code if root else "")[:6])
    return {row.path: stored(row.numbers) for row in table.rows(found) if row.kind in ("row", "own")}


def draft(month: Month, *, now: datetime) -> int:
    """Make the drafts of a month that are missing, bring the open ones up to now; for the program at work, in the scope
    of a district. Returns how many were made. Run again it changes nothing but what has changed."""
    numbers = lines(month, now)
    there = {row.owner_path: row for row in MonthlyReport.objects.all().of_month(month.year, month.number)}
    nodes = {node.path: node for node in Organisation.objects.all().active()}
    made = [_new(nodes[path], month, figures, now) for path, figures in numbers.items() if path in nodes.keys() - there]
    for path, row in sorted(there.items()):
        fresh = numbers.get(path)
        if row.state in OPEN and fresh is not None and fresh != row.figures:
            # Asked again in the statement: what was handed up meanwhile stays as it was handed up.
            MonthlyReport.objects.filter(pk=row.pk, state__in=OPEN).update(figures=fresh, known_at=now)
    if made:
        record("report.drafted", object_type="monthlyreport", month=str(month), number=len(made))
    return len(made)


def _new(node: Organisation, month: Month, figures: dict[str, str], now: datetime) -> MonthlyReport:
    row = MonthlyReport(
        owner_path=node.path, organisation=node, year=month.year, month=month.number, figures=figures, known_at=now
    )
    row.save(force_insert=True)
    ReportStep(owner_path=node.path, report=row, move=ReportMove.DRAFT, at=now, label="程序").save(force_insert=True)
    return row
