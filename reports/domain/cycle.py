"""Verbs of the month: write, hand up, accept or return, close, and correct a closed one by a next version."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from registry.domain.errors import Conflict, Refused, changed_since
from registry.domain.movements import label_of
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Organisation, User
from registry.models.identity import system_scope
from registry.models.turns import take_turn
from registry.models.unit import record, work
from reports.choices import ReportMove, ReportState
from reports.domain import checks, drafting
from reports.domain.keeping import counted_then, differences, is_empty, mark
from reports.figures.month import Month
from reports.figures.table import ROW
from reports.models import MonthClose, MonthlyReport, ReportStep, ReportVersion
from reports.models.monthly import OPEN

WRITTEN = ("practice", "problems", "plans", "filler", "reviewer", "phone", "explained")
S, M = ReportState, ReportMove


def write(*, by: User | None, report: MonthlyReport, fields: Mapping[str, Any], revision: int) -> MonthlyReport:
    """The narrative, who filled it in, why figures changed. Raises Refused once it is handed up, Conflict."""
    row = _locked(report, revision)
    if row.state not in OPEN:
        raise Refused(f"这份月报{row.get_state_display()}，不能再改。要改的，请街道退回。")
    for name in WRITTEN:
        if name in fields:
            setattr(row, name, fields[name])
    row.written_at, row.written_label = clock.now(), label_of(by)[:120]
    row.revision += 1
    row.save()
    record("report.written", on=row, month=str(row))
    return row


def may_begin_own(month: Month) -> bool:
    """Whether the scope's node, a street or a district, may begin a report of its own: of a month at work, where the
    program has made none since nothing counts there."""
    path = scopes.current().path
    mine = MonthlyReport.objects.all().of_month(month.year, month.number).filter(owner_path=path)
    return len(path) < ROW and month in drafting.months_at_work(clock.now()) and not mine.exists()


def begin_own(*, by: User | None, month: Month) -> MonthlyReport:
    """A report to write in: who filled in the workbook of the whole street or district, and what there is to say.
    Raises Refused for a community, and for a month that is closed or not yet at work."""
    if not may_begin_own(month):
        raise Refused(f"{month.label}的本级月报已经有了，或者这个月已归档、还没有到月末。请刷新看看。")
    row = drafting.begin_own(Organisation.objects.get(path=scopes.current().path), month)
    record("report.begun", on=row, month=str(row))
    return row


def count_anew(*, by: User | None, report: MonthlyReport) -> MonthlyReport:
    """Bring a draft up to now. Raises Refused once it is handed up."""
    row = _locked(report)
    if row.state not in OPEN:
        raise Refused(f"这份月报{row.get_state_display()}，数字不再变。")
    drafting.count_anew(row, now=clock.now())
    return row


def submit(
    *, by: User | None, label: str, report: MonthlyReport, revision: int, seen: str = "", count: bool = True
) -> MonthlyReport:
    """Hand up the figures of this moment, once and for all. Where others than those that were looked at (`seen`:
    `keeping.mark`) come out, they are kept in the draft, which comes back open: a person looks at them first. `count`
    is False for a past that is made up, whose records are all of today. Raises Refused with everything that is missing,
    and before the month is over; Conflict."""
    row = _locked(report, revision)
    if row.state not in OPEN:
        raise Refused(f"这份月报{row.get_state_display()}，不用再报。")
    month = Month(row.year, row.month)
    if clock.today() < month.last:
        raise Refused(f"{month.label}还没有过完，{month.last:%m月%d日}起可以上报。")
    if count:
        drafting.count_anew(row, now=clock.now())
    if seen and seen != mark(row.figures):
        return row
    last = checks.last_of(row)
    if found := checks.problems(row, last):
        raise Refused("还不能上报：" + "".join(problem.text for problem in found))
    told = checks.explained(row, last)
    row.explained = {each["key"]: each["why"] for each in told}
    _frozen(row, label, told)
    return _moved(row, M.SUBMIT, label, state=S.SUBMITTED, submitted_at=clock.now(), submitted_label=label[:120])


def send_back(*, by: User | None, label: str, report: MonthlyReport, remark: str) -> MonthlyReport:
    """Returned to its community, which may change it and hand it up again. Raises Refused."""
    row = _locked(report)
    if row.state not in (S.SUBMITTED, S.ACCEPTED):
        raise Refused(f"这份月报{row.get_state_display()}，不能退回。")
    if not remark.strip():
        raise Refused("请写明要改什么。")
    return _decided(row, M.RETURN, label, S.RETURNED, remark)


def accept(*, by: User | None, label: str, report: MonthlyReport, remark: str = "") -> MonthlyReport:
    """The street has looked at it. Raises Refused."""
    row = _locked(report)
    if row.state != S.SUBMITTED:
        raise Refused(f"这份月报{row.get_state_display()}，现在不用审核。")
    return _decided(row, M.ACCEPT, label, S.ACCEPTED, remark)


def accept_all(*, by: User | None, label: str, reports: Iterable[MonthlyReport]) -> int:
    """Every one of them that waits; returns how many."""
    waiting = [row for row in reports if row.state == S.SUBMITTED]
    for row in waiting:
        accept(by=by, label=label, report=row)
    return len(waiting)


def remind_all(*, by: User | None, label: str, reports: Iterable[MonthlyReport]) -> int:
    """Every one of them that is missing and was not asked for today; returns how many."""
    asked = 0
    for row in reports:
        if row.state in OPEN and not _reminded_today(row):
            remind(by=by, label=label, report=row)
            asked += 1
    return asked


def _reminded_today(row: MonthlyReport) -> bool:
    return ReportStep.objects.filter(report=row, move=M.REMIND, at__gte=clock.midnight(clock.today())).exists()


def remind(*, by: User | None, label: str, report: MonthlyReport, note: str = "") -> MonthlyReport:
    """Ask for a report that is missing: seen on its community's first page until it is handed up. Raises Refused: once
    a day is enough."""
    row = _locked(report)
    if row.state not in OPEN:
        raise Refused(f"这份月报{row.get_state_display()}，不用催。")
    if _reminded_today(row):
        raise Refused("今天已经催过一次，对方首页上看得到。明天还没有报的，可以再催。")
    return _moved(row, M.REMIND, label, note)


def close(*, by: User | None, label: str, month: Month, why: str = "") -> MonthClose:
    """The district closes a month with what was handed up, known as of the youngest of its reports: the ledgers beside
    the figures are of that moment, not of the close. Raises Refused when it is closed already, not over yet, or when
    somebody has not handed up or the parts don't make the whole and nothing is said of it (`why`)."""
    take_turn(f"close|{scopes.current().path}|{month}")
    if MonthClose.objects.all().of_month(month.year, month.number).exists():
        raise Refused(f"{month.label}已经归档。有更正的，请用“归档后更正”。")
    if clock.today() <= month.last:
        raise Refused(f"{month.label}还没有过完，不能归档。")
    rows = list(MonthlyReport.objects.select_for_update(of=("self",)).of_month(month.year, month.number))
    open_ones = [row for row in rows if row.state != S.ACCEPTED]
    if not rows or (open_ones and not why.strip()):
        raise Refused(_missing(month, open_ones))
    if (found := checks.adding_up(rows)) and not why.strip():
        raise Refused("".join(found) + "要照现在的数字归档，请写明原因。")
    figures = {row.owner_path: row.figures for row in rows}
    known = max(row.known_at for row in rows)
    made = _closed(month, 1, figures, known, [], [row.owner_path for row in open_ones], why, label)
    for row in rows:
        _moved(row, M.CLOSE, label, state=S.CLOSED)
    return made


def _missing(month: Month, rows: list[MonthlyReport]) -> str:
    if not rows:
        return f"{month.label}还没有任何月报，不能归档。"
    names = "、".join(str(row.organisation) for row in rows[:5])
    return f"还有 {len(rows)} 份没有审核通过：{names}{'等' if len(rows) > 5 else ''}。要照现在的数字归档，请写明原因。"


def revise(*, by: User | None, label: str, month: Month, why: str) -> MonthClose:
    """What was entered late for a closed month becomes its next version, which lists each figure that is different.
    Raises Refused when it is not closed, without a reason, and when nothing is different."""
    take_turn(f"close|{scopes.current().path}|{month}")
    last = MonthClose.objects.all().of_month(month.year, month.number).order_by("-number").first()
    if last is None:
        raise Refused(f"{month.label}还没有归档，不用更正。")
    if not why.strip():
        raise Refused("请写明为什么更正。")
    with work(system_scope(scopes.current().path)):
        now = clock.now()
        fresh = drafting.lines(month, now, MonthlyReport.objects.all().of_month(month.year, month.number))
        paths = {*last.figures, *(path for path, numbers in fresh.items() if not is_empty(numbers))}
        was = {path: last.figures.get(path, {}) for path in sorted(paths)}
        figures = {path: counted_then(was[path], fresh[path]) if path in fresh else was[path] for path in was}
        changes = [each for path in figures for each in differences(was[path], figures[path], node=path)]
        if not changes:
            raise Refused("和归档的数字没有差别，不用更正。")
        for row in MonthlyReport.objects.all().of_month(month.year, month.number):
            if row.figures != figures.get(row.owner_path, row.figures):
                row.valued_at = row.valued_at or row.known_at
                row.figures, row.known_at, row.late = figures[row.owner_path], now, []
                _frozen(row, label, why=why)
                _moved(row, M.REVISE, label, why)
    return _closed(month, last.number + 1, figures, now, changes, last.without, why, label)


def _closed(
    month: Month, number: int, figures: dict[str, dict[str, str]], known: datetime, changes: list[Any],
    without: list[str], why: str, label: str,
) -> MonthClose:  # fmt: skip
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True)
    row = MonthClose(
        owner_path=scopes.current().path, year=month.year, month=month.number, number=number, figures=figures,
        known_at=known, changes=changes, without=without, why=why.strip()[:300],
        digest=hashlib.sha256(text.encode()).hexdigest(), at=clock.now(), label=label[:120],
    )  # fmt: skip
    row.save(force_insert=True)
    said: dict[str, Any] = {"number": number, "changes": len(changes), "digest": row.digest}
    record("report.closed", on=row, month=str(month), **said)
    return row


def _frozen(row: MonthlyReport, label: str, told: list[dict[str, str]] | None = None, why: str = "") -> None:
    """The next version of a report, with what is different from the last, and the reasons given (`told`); a correction
    keeps those of the version that it corrects."""
    last = ReportVersion.objects.filter(report=row).order_by("-number").first()
    row.versions = last.number + 1 if last else 1
    ReportVersion(
        owner_path=row.owner_path, report=row, number=row.versions, figures=row.figures, known_at=row.known_at,
        changes=differences(last.figures, row.figures) if last else [], why=why.strip()[:300], at=clock.now(),
        explained=(last.explained if last else []) if told is None else told, label=label[:120],
    ).save(force_insert=True)  # fmt: skip


def _decided(row: MonthlyReport, move: ReportMove, label: str, state: ReportState, remark: str) -> MonthlyReport:
    said = remark.strip()[:300]
    return _moved(row, move, label, said, state=state, decided_at=clock.now(), decided_label=label[:120], remark=said)


def _moved(row: MonthlyReport, move: ReportMove, label: str, why: str = "", **facts: Any) -> MonthlyReport:
    for name, value in facts.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
    ReportStep(
        owner_path=row.owner_path, report=row, move=move, why=why.strip()[:300], at=clock.now(), label=label[:120]
    ).save(force_insert=True)  # fmt: skip
    record("report.moved", on=row, move=str(move), month=str(row))
    return row


def _locked(report: MonthlyReport, revision: int | None = None) -> MonthlyReport:
    row: MonthlyReport = MonthlyReport.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
    if revision is not None and row.revision != revision:
        raise Conflict(changed_since(_last_change(row), again="再办"))
    return row


def _last_change(row: MonthlyReport) -> str:
    """Who saved it last or did something with it, and when."""
    step = row.steps.order_by("-at", "-id").first()
    if row.written_at and (step is None or step.at <= row.written_at):
        return f"{clock.local(row.written_at):%Y-%m-%d %H:%M} {row.written_label} 改过这份月报"
    if step is None:
        return "有人改过或办过这份月报"
    return f"{clock.local(step.at):%Y-%m-%d %H:%M} {step.label} 办过这份月报（{step.get_move_display()}）"
