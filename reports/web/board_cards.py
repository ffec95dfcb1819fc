"""Which cards the board has, and what is on them."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from registry.web import pager
from reports.figures.board import Sum
from reports.figures.profile import AGES, FUNNEL, ORIGINS, TOOK, WORKS
from reports.web.board_parts import Card, Cell, Column, by_figure, by_line, node_of

Named = Sequence[tuple[str, Sum]]
MOVES = (Column("before", "上月末"), Column("came"), Column("went"), Column("net"), Column("total", "月末在册"))
COVERAGE = (
    Column("to_contact", "应联系"), Column("contacted", "本月联系上"), Column("contacted", "联系率", "to_contact"),
    Column("studied"), Column("studied", "学习率", "to_contact"), Column("attended", "本月参加学习活动"),
    Column("total", "月末在册"), Column("enrolled", "已纳入党支部"), Column("enrolled", "纳入率", "total"),
)  # fmt: skip
IDEAS = (
    Column("ideas"), Column("ideas_listed"), Column("ideas_closed"), Column("ideas_overdue", "月末逾期"),
)  # fmt: skip
LATE = (Column("overdue"), Column("late_tasks"), Column("late_studies"), Column("ideas_overdue"))
REPORTS = "月报未报"


def cards(months: Sequence[Sum], whole: Sum, parts: Named, late: Mapping[str, int]) -> list[Card]:
    """The cards of a scope: `months` in order, of the last one the `whole` and its `parts`; `late` are reports that are
    due, by node."""
    label = whole.month.label
    lines = [(line.month.label, line) for line in months]
    parts = parts if len(parts) > 1 else [(name, line) for name, line in parts][:1]
    return [
        by_line("members", f"流动党员 {len(lines)} 个月" if len(lines) > 1 else f"流动党员，{label}", "months", lines,
                MOVES, first="月份", drawn=(1, 2, 3)),
        origins(whole, parts),
        by_line("coverage", f"联系、学习、纳入支部，{label}", "shares", parts, COVERAGE, drawn=(2, 4, 8),
                note="学习看的是本季度有没有学习汇报。"),
        by_figure("ages", f"年龄，{label}", "across", whole, parts, _used(whole, AGES), first="年龄",
                  note="流入党员到月末的周岁。"),
        by_figure("works", f"新业态类别，{label}", "across", whole, parts, WORKS, first="类别"),
        by_figure("funnel", f"金点子办到哪一步，{_year(label)}", "across", whole, parts, FUNNEL, first="步骤",
                  note="收集日期在这十二个月里的，走到这一步和后面各步的都算。"),
        took(whole, parts),
        by_line("ideas", "金点子，按月", "months", lines, IDEAS, first="月份", drawn=(0, 2)),
        behindhand(parts, late, label),
    ]  # fmt: skip


def _year(label: str) -> str:
    return f"到{label}为止的十二个月"


def _used(whole: Sum, keys: Sequence[str]) -> list[str]:
    """Without what is unknown of nobody."""
    return [key for key in keys if whole.of(key) or not key.endswith("_none")]


def origins(whole: Sum, parts: Named) -> Card:
    """From which province to which node, most of them first; provinces that nobody comes from are left out."""
    keys = sorted((key for key in ORIGINS if whole.of(key)), key=lambda key: (key.endswith("_none"), -whole.of(key)))
    return by_figure("origins", f"来自哪个省、到了哪里，{whole.month.label}", "across", whole, parts, keys,
                     first="来源地", stacked=True)  # fmt: skip


def took(whole: Sum, parts: Named) -> Card:
    """How many days from collecting to closing, and their mean."""
    done = whole.of(*TOOK)
    mean = f"办结 {done:,} 条，平均 {whole.of('took_days') / done:.1f} 天。" if done else "这十二个月里还没有办结的。"
    return by_figure("took", f"金点子从收集到办结用了几天，{_year(whole.month.label)}", "across", whole, parts, TOOK,
                     first="天数", note=mean)  # fmt: skip


def behindhand(parts: Named, late: Mapping[str, int], label: str) -> Card:
    """Who is late with what; reports are counted as they are now."""
    card = by_line("late", f"谁逾期了，{label}", "nodes", parts, LATE,
                   note="月报未报是现在的数：到了月末最后一天还没有报的。")  # fmt: skip
    rows = [
        (name, [*cells, _reports(line, late.get(line.node, 0))])
        for (name, cells), (_, line) in zip(card.rows, parts, strict=True)
    ]
    return Card(card.key, card.title, card.kind, card.first, [*card.columns, REPORTS], rows, card.known, note=card.note)


def _reports(line: Sum, number: int) -> Cell:
    url = pager.link(reverse("months"), view="late", node=node_of(line)) if number else ""
    return Cell(number, f"{number:,}", url)
