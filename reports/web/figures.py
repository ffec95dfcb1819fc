"""What the month counts on the first page: the same rows as the lists that the numbers lead to."""

from functools import partial

from registry.choices import Role
from registry.lib import clock
from registry.policies import Action
from registry.web import home_figures
from registry.web.home_figures import Figure
from reports.figures.month import Month
from reports.web import months
from reports.web.months import rows_of

ABOVE = frozenset({Role.STREET, Role.DISTRICT})


def _until() -> str:
    """By when this month's is to be handed up."""
    today = clock.today()
    month = Month.of(today)
    return f"核对数字、写三句话、上报；{month.number}月的截至 {month.last:%m月%d日}，当天起可以报"


def _figure(label: str, note: home_figures.Note, action: Action, view: str, roles: frozenset[str]) -> Figure:
    return Figure(label, note, action, partial(rows_of, view), "months", (("view", view),), roles=roles)


COMMUNITY = frozenset({Role.COMMUNITY})
FIGURES = (
    _figure("月报待上报", _until, Action.REPORT_SUBMIT, months.DRAFTS, COMMUNITY),
    _figure("月报被退回", "街道写了意见，改好后再报", Action.REPORT_SUBMIT, months.RETURNED, COMMUNITY),
    _figure("月报被催报", "上级催过，还没有报，请先办", Action.REPORT_SUBMIT, months.REMINDED, COMMUNITY),
    _figure("月报待审核", "村（社区）报上来了，通过或退回", Action.REPORT_REVIEW, months.WAITING, ABOVE),
    _figure("月报逾期未报", "一个月过完了还没有报的，可以催一次", Action.REPORT_REVIEW, months.LATE, ABOVE),
    _figure("月报可以归档", "下面的都审核通过了，归档后数字不再变", Action.REPORT_CLOSE, months.READY,
            frozenset({Role.DISTRICT})),
)  # fmt: skip


def add() -> None:
    """Once a process, when the app is ready."""
    if not set(FIGURES) <= set(home_figures.FURTHER):
        home_figures.FURTHER.extend(FIGURES)
