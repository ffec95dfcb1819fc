"""What a file of a month says beside its ledgers: the figures, who filled it in, what was corrected.

Figures are never worked out here: those of a closed month are its `MonthClose`, those of an open one what the reports
say, handed up or still drafts, which the file then says of itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from registry.lib import clock
from registry.lib import scope as scopes
from reports.domain.keeping import read
from reports.figures import places, table
from reports.figures.definitions import TABLES
from reports.figures.table import GONE, STREET, Row
from reports.models import MonthClose, MonthlyReport, ReportVersion
from reports.models.monthly import OPEN
from reports.workbook.spec import Spec

LABELS = {figure.key: f"{each.title}：{figure.group}{figure.label}" for each in TABLES for figure in each.columns}
Stored = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that is not what it was: version, day, who and why, where, which figure, before and after."""

    version: str
    day: str
    who: str
    why: str
    place: str
    figure: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it. `standing` says in words how far the month is; `draft` that nobody has handed it up yet; `counted`
    that there are figures, without which the tables have nothing but zeros."""

    rows: list[Row]
    standing: str
    draft: bool
    filler: str
    reviewer: str
    phone: str
    narrative: tuple[tuple[str, str], ...]
    changes: list[Change]
    remarks: list[str]
    counted: bool = True


def gather(spec: Spec) -> Facts:
    """The facts of a node's month; asked in the scope of the whole district, where closed months lie."""
    closes = list(_closes(spec))
    reports = list(_reports(spec))
    figures = _figures(spec, closes, reports)
    own = next((row for row in reports if row.owner_path == spec.path), None)
    drafts = [row for row in reports if row.state in OPEN] if not spec.close else []
    names = places.names(spec.path)
    return Facts(
        rows=_rows(spec, figures),
        standing=_standing(closes, drafts, reports),
        draft=not spec.close and (bool(drafts) or not reports),
        filler=own.filler if own else "",
        reviewer=own.reviewer if own else "",
        phone=own.phone if own else "",
        narrative=_narrative(own),
        changes=[
            *_explained(spec, closes, reports, names),
            *_close_changes(spec, closes, names),
            *_version_changes(spec, reports, names),
        ],
        remarks=_remarks(spec, closes, drafts, names),
        counted=bool(figures),
    )


def stored(spec: Spec) -> Stored:
    """The figures of a node's month by the places where they lie, as they are kept."""
    return _figures(spec, list(_closes(spec)), list(_reports(spec)))


def _closes(spec: Spec) -> Iterable[MonthClose]:
    found = MonthClose.objects.all().of_month(spec.month.year, spec.month.number)
    return found.filter(owner_path=spec.root, number__lte=spec.close).order_by("number")


def _reports(spec: Spec) -> Iterable[MonthlyReport]:
    found = MonthlyReport.objects.all().of_month(spec.month.year, spec.month.number)
    return found.filter(owner_path__gte=spec.path, owner_path__lt=spec.path + scopes.PATH_END).order_by("owner_path")


def _figures(spec: Spec, closes: list[MonthClose], reports: list[MonthlyReport]) -> Stored:
    if closes:
        return {path: found for path, found in closes[-1].figures.items() if path.startswith(spec.path)}
    return {row.owner_path: row.figures for row in reports}


def _rows(spec: Spec, figures: Stored) -> list[Row]:
    """The lines of the tables; of a community alone its own line and the whole of it."""
    found = table.rows({path: read(numbers) for path, numbers in figures.items()}, root=spec.path, day=spec.month.last)
    return [row for row in found if row.kind != "street" or len(spec.path) < STREET]


def _standing(closes: list[MonthClose], drafts: list[MonthlyReport], reports: list[MonthlyReport]) -> str:
    if closes:
        last = closes[-1]
        return f"已归档，第 {last.number} 版（{clock.local(last.at):%Y-%m-%d}）"
    if drafts or not reports:
        return f"草稿：{len(drafts)} 份还没有上报，数字还会变" if drafts else "草稿：还没有月报"
    return "已上报，区里还没有归档"


def _narrative(own: MonthlyReport | None) -> tuple[tuple[str, str], ...]:
    if own is None:
        return ()
    return (("主要做法", own.practice), ("存在问题", own.problems), ("下月打算", own.plans))


def _explained(
    spec: Spec, closes: list[MonthClose], reports: list[MonthlyReport], names: Mapping[str, str]
) -> Iterable[Change]:
    """Why a figure is so much another than last month's, as whoever handed the report up wrote it, with the numbers of
    that moment: neither month's later corrections change what is said here."""
    told = [row.pk for row in reports if closes or row.state not in OPEN]
    # A correction carries the same reasons on, and is not who gave them.
    versions = ReportVersion.objects.filter(report__in=told, why="").order_by("owner_path", "-number")
    for row in versions.distinct("owner_path"):
        if closes and closes[0].figures.get(row.owner_path) != row.figures:
            continue  # sent back, and closed with other figures
        day = f"{clock.local(row.at):%Y-%m-%d}"
        for each in row.explained:
            yield _change(("比上月", day, row.label, each["why"]), names.get(row.owner_path, ""), each)


def _close_changes(spec: Spec, closes: list[MonthClose], names: Mapping[str, str]) -> Iterable[Change]:
    for row in closes:
        said = (f"归档第 {row.number} 版", f"{clock.local(row.at):%Y-%m-%d}", row.label, row.why)
        for each in row.changes:
            if each["node"].startswith(spec.path):
                yield _change(said, names.get(each["node"], GONE), each)


def _version_changes(spec: Spec, reports: list[MonthlyReport], names: Mapping[str, str]) -> Iterable[Change]:
    """Corrections before the month was closed; those after it stand in the close itself."""
    versions = ReportVersion.objects.filter(report__in=[row.pk for row in reports], number__gt=1)
    if spec.close:
        versions = versions.filter(known_at__lte=spec.known, why="")
    for row in versions.order_by("owner_path", "number"):
        said = (f"上报第 {row.number} 版", f"{clock.local(row.at):%Y-%m-%d}", row.label, row.why or "退回后重报")
        for each in row.changes:
            yield _change(said, names.get(row.owner_path, ""), each)


def _change(said: tuple[str, str, str, str], place: str, each: Mapping[str, str]) -> Change:
    return Change(*said, place, LABELS.get(each["key"], each["key"]), each["before"], each["after"])


def _remarks(spec: Spec, closes: list[MonthClose], drafts: list[MonthlyReport], names: Mapping[str, str]) -> list[str]:
    """Who is missing in it."""
    missing = [path for path in (closes[-1].without if closes else []) if path.startswith(spec.path)]
    missing = missing or [row.owner_path for row in drafts]
    if not missing:
        return []
    listed = "、".join(names.get(path, GONE) for path in missing)
    why = f"归档说明：{closes[0].why}" if closes and closes[0].why else ""
    return [f"{'没有审核通过、照归档时' if closes else '还没有上报、照现在'}的数字列入的：{listed}。{why}"]
