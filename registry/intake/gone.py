"""Who is no longer to be listed, by what the row says beside the name, or by what the list is called."""

import re
from functools import lru_cache

from registry.intake.directions import LONGEST_TITLE
from registry.intake.headers import header_key
from registry.intake.leaving import says_left
from registry.intake.look import Look
from registry.intake.others import is_of_applicants, is_of_staff
from registry.intake.plans import SheetPlan
from registry.intake.simple import nothing, says_gone
from registry.lib.values import strip_cell

_LIST_OF_GONE = re.compile(
    "(?<![含括未])已(?:经)?(?:转出|转走|返乡|返回|离开|离江|搬走|回原籍|注销)|不再流动|本[月季年]度?减少"
)
_LEFT = re.compile(
    "(?:本[月季年]度?)?已?(?:返乡|返回|离开|离江|回乡|搬走|转走|搬离|退租|离职|辞职|减少|减员|注销|(?:结束|终止|停止)流动)了?"
)
LONGEST_STATE = 24  # characters: a longer text may say it of somebody else
_ENDED = re.compile(
    r"(?:[已于在因\d年月日./-]|生?病|意外|自然|正常|被|本人)*(?:去世|病故|死亡|已故|亡故|逝世|离世|开除党籍|退党|脱党|除名|停止党籍"
    "|查无此人|不是党员|非党员|离职|搬离|搬走|转走|返乡|返回原籍|回原籍|不在[本我江].{1,4})(?:了|处分|人员)?[。.]?"
)
_FOR_A_FEAST = re.compile("节|预计|计划|拟")


def list_of_gone(plan: SheetPlan) -> str:
    """The sheet's name or title that says that those listed left (已返乡), have not joined or don't flow, else ""."""
    called = (plan.sheet, *plan.titles, plan.called)
    short = (text for text in called if len(text) < LONGEST_TITLE)
    return next((text for text in short if is_of_no_flow(text)), plan.called)


def is_of_no_flow(text: str) -> bool:
    """Whether a title or a line says that those below left (已离开党员), have not joined, or don't flow."""
    return _LIST_OF_GONE.search(text) is not None or is_of_applicants(text) or is_of_staff(text)


def tell(look: Look, called: str, aside: tuple[int, ...] = ()) -> None:
    """Ask about a row by its remark, by its state, by a day of return, else by what the list is called.

    `aside` are the columns that nobody understood: 已去世 is said of the member wherever it stands.
    """
    remark, status = look.row.values.get("remark") or "", look.text("flow_status")
    back = look.text("return_date")
    if remark and says_gone(remark):
        look.warn(look.column("remark"), "remark_says", remark)
    elif status and (says_gone(status) or _LEFT.fullmatch(status)):
        look.warn(look.column("flow_status"), "gone", status)
    elif back and not nothing(back) and look.row.values.get("returned_on") and not _is_for_a_feast(look):
        look.warn(look.column("return_date"), "returned", back, heading=_heading(look))
    elif look.row.values.get("relation_status") == "transferred":
        look.doubt("relation_status")
    elif not _tell_aside(look, aside) and called:
        look.warn(look.column("name"), "gone", called)


def _tell_aside(look: Look, aside: tuple[int, ...]) -> bool:
    """Whether one of these columns says it, which is told."""
    for at in aside:
        cell = look.at(at)
        if cell is None or nothing(text := strip_cell(cell)):
            continue
        heading = look.plan.columns[at].heading
        asked = says_left(header_key(heading), text)
        if asked or _ended(text):
            look.warn(at + 1, "said_no" if asked else "gone", text, heading=heading)
            return True
    return False


@lru_cache(maxsize=4096)
def _ended(text: str) -> bool:
    return len(text) < LONGEST_STATE and _ENDED.fullmatch(text) is not None


def _is_for_a_feast(look: Look) -> bool:
    """春节返乡时间: who is home for the holidays leaves again."""
    return any(map(_FOR_A_FEAST.search, (_heading(look), *look.plan.titles)))


def _heading(look: Look) -> str:
    return look.plan.columns[look.plan.origin(look.column("return_date") - 1)].heading
