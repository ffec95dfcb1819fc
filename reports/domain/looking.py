"""Looking behind a figure: worked out in the scope of the whole district, shown as far as the asker's scope reaches."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from registry.lib import clock
from registry.lib import scope as scopes
from registry.models.identity import system_scope
from registry.models.unit import work
from reports.domain.checks import BEFORE, last_of
from reports.domain.drafting import asked_of
from reports.domain.keeping import read
from reports.figures.behind import Behind, behind, everyone
from reports.figures.counting import Number
from reports.figures.month import Month
from reports.figures.table import ROW, division
from reports.models import MonthlyReport
from reports.models.monthly import OPEN


@dataclass(frozen=True, slots=True)
class Looked:
    """`reported` is the number that the reports have (None where there is none), `known` the moment that the rows are
    of, `frozen` whether all was handed up, `late` by how much the number is another by now."""

    behind: Behind
    reported: Number | None
    known: datetime
    frozen: bool
    late: Number


def look(month: Month, name: str, *, node: str, own: bool, now: bool = False, page: int = 0) -> Looked:
    """The rows behind a figure at a node: as they were known when its report was worked out, or as of now (`now`, and
    where several reports were worked out at different moments)."""
    reports = _reports(month, node, own)
    moments = {row.known_at for row in reports}
    known = moments.pop() if len(moments) == 1 and not now else clock.now()
    mine = scopes.current().path
    with work(system_scope(mine[: scopes.SEGMENT])):
        every = MonthlyReport.objects.all().of_month(month.year, month.number)
        asked = asked_of(month, known, every)
        found = behind(asked, name, node=node, own=own, mine=mine, code=division(), page=page)
    reported = sum((read(row.figures).get(name, 0) for row in reports), start=0) if reports else None
    late = sum((_late(row, name) for row in reports), start=0)
    return Looked(found, reported, known, bool(reports) and all(row.state not in OPEN for row in reports), late)


@dataclass(frozen=True, slots=True)
class Since:
    """Why a month begins with another number than the one before was handed up with: who is there by now (`more`) and
    who no longer is (`fewer`)."""

    more: Behind
    fewer: Behind


def compared_with(report: MonthlyReport) -> MonthlyReport | None:
    """The report of the month before at the same place; of a community that has moved the last one told of another."""
    last = last_of(report)
    return last if last and last.owner_path == report.owner_path else None


def since(report: MonthlyReport, last: MonthlyReport) -> Since:
    """Who makes 上月末 of a report another number than 本月末 of the one before (`last`), as both were worked out."""
    mine, own = scopes.current().path, len(report.owner_path) < ROW
    with work(system_scope(mine[: scopes.SEGMENT])):
        then, now = (
            everyone(
                asked_of(Month(row.year, row.month), row.known_at, ()), name, node=report.owner_path, own=own,
                mine=mine, code=division(),
            )
            for row, name in ((last, "total"), (report, BEFORE))
        )  # fmt: skip
    return Since(_only(now, then), _only(then, now))


def _only(these: dict[UUID, tuple[str, bool]], those: dict[UUID, tuple[str, bool]]) -> Behind:
    found = {key: place for key, place in these.items() if key not in those}
    shown = tuple((key, at, 1) for key, (at, is_mine) in found.items() if is_mine)
    return Behind("member", len(found), len(found), len(found) - len(shown), shown)


def reported(month: Month) -> dict[str, dict[str, Number]]:
    """Path → figures of the scope's reports of a month, handed up or not."""
    return {row.owner_path: read(row.figures) for row in MonthlyReport.objects.all().of_month(month.year, month.number)}


def _reports(month: Month, node: str, own: bool) -> list[MonthlyReport]:
    """Those that the figure is made of; below a community there are none."""
    rows = MonthlyReport.objects.all().of_month(month.year, month.number)
    if own:
        return list(rows.filter(owner_path=node))
    return list(rows.filter(owner_path__gte=node, owner_path__lt=node + scopes.PATH_END)) if len(node) <= ROW else []


def _late(row: MonthlyReport, name: str) -> Number:
    """By how much it is another, as the program noted at night."""
    for each in row.late:
        if each["key"] == name:
            said = read({"before": each["before"], "after": each["after"]})
            return said["after"] - said["before"]
    return 0
