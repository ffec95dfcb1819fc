"""What is looked at before a report is handed up: it balances, nothing is forgotten, great changes are explained."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from registry.lib import scope as scopes
from registry.models.identity import system_scope
from registry.models.unit import work
from reports.domain.keeping import read
from reports.figures.definitions import TABLES, Figure
from reports.figures.month import Month
from reports.figures.register import balance
from reports.figures.table import Number
from reports.models import MonthlyReport
from reports.models.monthly import NARRATIVE

# A change by more than a fifth is asked about, of numbers that are not tiny.
MUCH, SMALL = 20, 5
# What is compared with last month: how many there are, not what happened.
STANDING = (
    "total", "other_province", "reported", "enrolled", "lost", "out", "out_reported", "new_employment", "young",
    "college", "probationary", "liaisons", "to_contact", "contacted", "hard_to_reach", "overdue", "posts", "seats",
    "branches", "new_employment_branches", "groups", "covered", "points",
)  # fmt: skip
NONE = "没有的，写“无”。"
BEFORE = "before"
CELLS = (
    ("filler", "填报人"),
    ("reviewer", "审核人"),
    ("phone", "联系电话"),
    ("practice", "主要做法"),
    ("problems", "存在问题"),
    ("plans", "下月打算"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where (a figure's or a field's key), and what to do, in the user's words."""

    key: str
    text: str


def problems(report: MonthlyReport, last: MonthlyReport | None) -> list[Problem]:
    """Everything that stands in the way, all at once; `last` is the report of the month before."""
    numbers = read(report.figures)
    empty = [(key, label) for key, label in CELLS if not str(getattr(report, key)).strip()]
    found = [Problem(key, f"还没有填“{label}”。{NONE if key == 'problems' else ''}") for key, label in empty]
    if len(report.narrative()) > NARRATIVE:
        found.append(
            Problem(
                longest(report.parts()),
                f"工作小结三部分合起来最多 {NARRATIVE} 个字，现在有 {len(report.narrative())} 个。",
            )
        )
    if "before" in numbers and balance({key: int(number) for key, number in numbers.items()}):
        found.append(Problem("total", "上月末＋新增－减少不等于本月末。请点“保存并重新统计”；仍然不平的，请告诉区里。"))
    before = read(last.figures) if last else {}
    asked = [figure for figure in to_explain(report, last) if figure.key not in _told(report)]
    return [*found, *(_changed(figure, before, numbers) for figure in asked)]


def adding_up(rows: Iterable[MonthlyReport]) -> list[str]:
    """What keeps the reports of a district from making a whole, in words: one that doesn't balance in itself, and
    somebody who went over from one place to another between the hand-ups of the two: both have her, or neither. In
    each report alone everything may be right. Nothing, where the parts add up to the district."""
    figures = [(row, read(row.figures)) for row in rows if "total" in row.figures]
    found = [f"{row.organisation}的月报，上月末＋新增－减少不等于本月末。" for row, each in figures if balance(each)]
    came, went = (sum(each.get(key, 0) for _, each in figures) for key in ("came_over", "went_over"))
    if came != went:
        twice = (
            f"有 {abs(came - went)} 位转走的，两边都算了" if came > went else f"有 {went - came} 位转走的，两边都没有算"
        )
        found.append(
            f"各份月报合起来，“本区转来”是 {came}，“转往本区其他组织”是 {went}，应该相等：{twice}，"
            "因为一边上报以后另一边才办。请看“上报后补录”，把先报的那份退回重报。"
        )
    return found


def explained(report: MonthlyReport, last: MonthlyReport | None) -> list[dict[str, str]]:
    """The reasons that are asked for by now, each with both numbers as they stand: [{"key", "before", "after", "why"}].
    What was written for a figure that by now needs no reason is left out."""
    was = last.figures if last else {}
    told = [(each.key, report.explained.get(each.key, "").strip()) for each in to_explain(report, last)]
    return [
        {"key": key, "before": was.get("total" if key == BEFORE else key, "0"),
         "after": report.figures.get(key, "0"), "why": why}
        for key, why in told if why
    ]  # fmt: skip


def longest(parts: Mapping[str, str]) -> str:
    """Which part of the narrative is to be shortened first."""
    return max(parts, key=lambda name: len(parts[name]))


def to_explain(report: MonthlyReport, last: MonthlyReport | None) -> list[Figure]:
    """Figures that are to be explained: 上月末 that is not what last month's report of this place had as 本月末
    (somebody was entered for last month since), and what rose or fell by more than MUCH per cent."""
    if last is None:
        return []
    before, now = read(last.figures), read(report.figures)
    known = {figure.key: figure for each in TABLES for figure in each.columns}
    much = [known[key] for key in STANDING if key in before and _is_much(before[key], now.get(key, 0))]
    here = last.owner_path == report.owner_path
    return [known[BEFORE], *much] if here and _is_another(before, now) else much


def _is_another(before: Mapping[str, Number], now: Mapping[str, Number]) -> bool:
    """Whether this month begins with another number than the last one ended with."""
    return "total" in before and BEFORE in now and before["total"] != now[BEFORE]


def _is_much(was: Number, now: Number) -> bool:
    return max(was, now) >= SMALL and 100 * abs(Decimal(now) - Decimal(was)) > MUCH * max(was, 1)


def _changed(figure: Figure, before: Mapping[str, Number], now: Mapping[str, Number]) -> Problem:
    if figure.key == BEFORE:
        said = f"“{figure.label}”是 {now[BEFORE]}，上个月报的“本月末”是 {before['total']}"
        return Problem(BEFORE, f"{said}：上个月报了以后，有人补登、更正在上个月。请写一句原因。")
    was, number = before[figure.key], now.get(figure.key, 0)
    return Problem(figure.key, f"“{figure.label}”上月 {was}，本月 {number}，变动超过 {MUCH}%。请写一句原因。")


def _told(report: MonthlyReport) -> set[str]:
    return {key for key, text in report.explained.items() if text.strip()}


def last_of(report: MonthlyReport) -> MonthlyReport | None:
    """The report of the month before, of the same node; of one that has moved since, the one that stayed in its old
    place, which lies in another's scope by now: it is the node's own work all the same."""
    month = Month(report.year, report.month).previous()
    same = {"year": month.year, "month": month.number}
    found: MonthlyReport | None = MonthlyReport.objects.filter(owner_path=report.owner_path, **same).first()
    if found or not report.organisation.placed_on or report.organisation.placed_on <= month.last:
        return found
    with work(system_scope(report.owner_path[: scopes.SEGMENT])):
        left: MonthlyReport | None = MonthlyReport.objects.filter(
            organisation__moved_as=report.organisation_id, **same
        ).first()
    return left
