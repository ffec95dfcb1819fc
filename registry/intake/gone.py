"""Who is no longer to be listed, by what the row says beside the name, or by what the list is called."""

import re

from registry.intake.directions import LONGEST_TITLE
from registry.intake.look import Look
from registry.intake.others import is_of_applicants
from registry.intake.plans import SheetPlan
from registry.intake.simple import nothing, says_gone

_LIST_OF_GONE = re.compile(
    "(?<![含括未])已(?:经)?(?:转出|转走|返乡|返回|离开|离江|搬走|回原籍|注销)|不再流动|本[月季年]度?减少"
)
_LEFT = re.compile("(?:本[月季年]度?)?已?(?:返乡|返回|离开|离江|回乡|搬走|转走|搬离|退租|离职|辞职|减少|减员)了?")
_FOR_A_FEAST = re.compile("节|预计|计划|拟")


def list_of_gone(plan: SheetPlan) -> str:
    """The sheet's name or title that says that those listed have left (已返乡) or have not joined, else ""."""
    called = (plan.sheet, *plan.titles, plan.called)
    short = (text for text in called if len(text) < LONGEST_TITLE)
    return next((text for text in short if _LIST_OF_GONE.search(text) or is_of_applicants(text)), "")


def tell(look: Look, called: str) -> None:
    """Ask about a row by its remark, by its state, by a day of return, else by what the list is called."""
    remark, status = look.row.values.get("remark") or "", look.text("flow_status")
    back = look.text("return_date")
    if remark and says_gone(remark):
        look.warn(look.column("remark"), "remark_says", remark)
    elif status and (says_gone(status) or _LEFT.fullmatch(status)):
        look.warn(look.column("flow_status"), "gone", status)
    elif back and not nothing(back) and look.row.values.get("returned_on") and not _is_for_a_feast(look):
        look.warn(look.column("return_date"), "returned", back)
    elif called:
        look.warn(look.column("name"), "gone", called)


def _is_for_a_feast(look: Look) -> bool:
    """春节返乡时间: who is home for the holidays leaves again."""
    heading = look.plan.columns[look.plan.origin(look.column("return_date") - 1)].heading
    return any(map(_FOR_A_FEAST.search, (heading, *look.plan.titles)))
