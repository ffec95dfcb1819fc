"""Who is no longer to be listed, by what the row says beside the name, or by what the list is called."""

import re
from functools import lru_cache

from registry.intake.files.wire import Cell
from registry.intake.headings.directions import LONGEST_TITLE
from registry.intake.headings.legends import explains_a_sign
from registry.intake.headings.others import is_of_applicants, is_of_staff
from registry.intake.headings.plans import SheetPlan
from registry.intake.rows.look import Look
from registry.intake.words.headers import header_key, names_another
from registry.intake.words.leaving import begins_gone, begins_staying, says_back, says_left, tells_result
from registry.intake.words.simple import nothing, says_gone
from registry.lib.values import names_kin, strip_cell, synonym, yes_no

_LIST_OF_GONE = re.compile(
    "(?<![含括未])已(?:经)?(?:转出|转走|返乡|返村|返回|离开|离江|离职|搬走|回原籍|注销)|不再流动|本[月季年]度?减少"
    "|组织关系(?:已|正式)?(?:转入|转来|转进|迁入|接入)的?(?:党员|人员|名[单册]|情况|登记|台账|一览)"
    "|[均都]不在[本我](?:村|社区|街道|区|辖区)|(?:请|应|予以|予)核[减销]"
)
_LEFT = re.compile(
    r"(?:本[月季年]度?)?已?(?:返乡|返回|离开|离江|回乡|搬走|转走|搬离|退租|离职|辞职|减少|减员|注销|删除|(?:结束|终止|停止)流动)"
    r"(?:了|的?(?:党员|人员))?(?:[(（].*[)）])?"
)
_MAY_SAY_IT = frozenset(
    (
        "kind",
        "row_no",
        "destination",
        "destination_unit_type",
        "job_title",
        "employer",
        "occupation_status",
        "residence_address",
    )
)
# Questions, the answer that is asked about, and of whom: of those who came, of those who left, or of both.
ASKED = (
    ("is_mobile", False, ""),
    ("is_member", False, ""),
    ("relation_here", True, "in"),
    ("still_here", False, "in"),
    ("still_here", True, "out"),
)
LONGEST_ANSWER = 12  # characters
LONGEST_STATE = 24  # characters: a longer text may say it of somebody else
_ENDED = re.compile(
    r"(?:[已于在因\d年月日./-]|生?病|意外|自然|正常|被|本人)*(?:去世|病故|死亡|已故|亡故|逝世|离世|开除党籍|出党|退党|脱党|除名|停止党籍|取消(?:预备)?党员资格|核[减销]|剔除|删除?"
    "|查无此人|不是党员|非党员|离职|搬离|搬走|转走|返乡|返回原籍|回原籍|不在[本我江].{1,4})(?:了|处分|人员)?[。.]?"
)
_FOR_A_FEAST = re.compile("节|预计|计划|拟")


def list_of_gone(plan: SheetPlan) -> str:
    """The sheet's name or title that says that those listed left (已返乡), have not joined or don't flow, else ""."""
    called = (plan.sheet, *plan.titles, plan.called)
    short = (text for text in called if len(text) < LONGEST_TITLE and not explains_a_sign(text))
    found = next((text for text in short if is_of_no_flow(text) or begins_gone(text)), plan.called)
    stay = "flow_direction" not in plan.by_field and begins_staying(plan.sheet)  # beside a sheet 流出党员
    return found or (plan.sheet if stay else "")


def columns_aside(plan: SheetPlan) -> tuple[int, ...]:
    """The columns in which it may be said instead of what they ask: 住址 / 已搬走, and those that nobody understood."""
    others = (column for column in plan.columns if column.field in _MAY_SAY_IT)
    return tuple(column.index for column in (*plan.unknown, *others))


def is_of_no_flow(text: str) -> bool:
    """Whether a title or a line says that those below left (已离开党员), have not joined, or don't flow."""
    return _LIST_OF_GONE.search(text) is not None or is_of_applicants(text) or is_of_staff(text)


def tell(look: Look, called: str, aside: tuple[int, ...] = ()) -> None:
    """Ask about a row by its remark, by its state, by a day of return, else by what the list is called.

    `aside` are columns (see `columns_aside`): 已去世 is said of the member wherever it stands.
    """
    remark, status = look.row.values.get("remark") or "", look.text("flow_status")
    back = look.text("return_date")
    if remark and (says_gone(remark) or (look.row.direction == "out" and says_back(remark))):
        look.warn(look.column("remark"), "remark_says", remark)
    elif status and (says_gone(status) or _LEFT.fullmatch(status) or _ends(status, look.row.direction)):
        look.warn(look.column("flow_status"), "gone", status)
    elif back and not nothing(back) and look.row.values.get("returned_on") and not _is_for_a_feast(look):
        look.warn(look.column("return_date"), "returned", back, heading=_heading(look))
    elif _settled(look) == "transferred":
        look.doubt("relation_status")
    elif not _tell_aside(look, aside) and called:
        look.warn(look.column("name"), "gone", called)


def tell_no_way(look: Look, text: str) -> None:
    """Ask about who is said to have gone no way: 在家, or no below 是否流动党员（流入/流出/否）."""
    if yes_no(text) is False:
        look.doubt("flow_direction")
    else:
        look.warn(look.column("flow_direction"), "stays" if synonym("stays", text) else "value", text)


def _settled(look: Look) -> str | None:
    """What is said of the relation. 在本社区 means that who came had it moved, and that who left did not."""
    status: str | None = look.row.values.get("relation_status")
    if status == "here":
        status = "transferred" if look.row.direction == "in" else "not_transferred"
        look.row.values["relation_status"] = status
    return status


def _tell_aside(look: Look, aside: tuple[int, ...]) -> bool:
    """Whether one of these columns says it, which is told."""
    for at in aside:
        column, cell = look.plan.columns[at], look.at(at)
        if cell is None or (column.field and not _is_short(cell)) or nothing(text := strip_cell(cell)):
            continue
        heading, asks = column.heading, header_key(column.heading)
        ended = _ends(text, look.row.direction)
        asked = says_left(asks, text)
        if ended or asked or tells_result(asks, text):
            look.warn(at + 1, "gone" if ended and not asked else "said_no", text, heading=heading)
            return True
        if _is_no_member(text, heading):
            look.warn(at + 1, "not_member", text)
            return True
    return False


def _is_no_member(text: str, heading: str) -> bool:
    """群众, unless it is what a spouse is (配偶情况/政治面貌)."""
    return (
        _is_short(text)
        and synonym("not_member", text) is not None
        and not (names_another(heading) or names_kin(heading))
    )


def _is_short(cell: Cell) -> bool:
    """Whether a cell may hold such an answer instead of what its column asks: an address and a row's number don't."""
    return isinstance(cell, str) and len(cell) < LONGEST_ANSWER and not cell.isdigit()


@lru_cache(maxsize=4096)
def _ends(text: str, way: str) -> bool:
    """Whether a short text says of anybody that he is gone, of who came 离江, or of who left 已回村."""
    if len(text) >= LONGEST_STATE:
        return False
    if _ENDED.fullmatch(text) or synonym("ended", text):
        return True
    return says_back(text) if way == "out" else _LEFT.fullmatch(text) is not None


def _is_for_a_feast(look: Look) -> bool:
    """春节返乡时间: who is home for the holidays leaves again."""
    return any(map(_FOR_A_FEAST.search, (_heading(look), *look.plan.titles)))


def _heading(look: Look) -> str:
    return look.plan.columns[look.plan.origin(look.column("return_date") - 1)].heading


def ask(look: Look) -> None:
    """Ask about who is no member, does not flow, or came and has his relation here; another answer is kept."""
    for name, answer, way in ASKED:
        if way not in ("", look.row.direction) or not (text := look.text(name) if name in look.by else ""):
            continue
        said = yes_no(look.cell(name))
        if said is answer:
            look.doubt(name)
        elif name == "is_member" and synonym("not_member", text):  # 积极分子
            look.warn(look.column(name), "not_member", text)
        elif said is None and not nothing(text):
            look.keep(look.title(look.column(name) - 1), text)
