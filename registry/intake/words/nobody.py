"""What is written in a row about nobody: 本社区无流动党员, 3人, （示例）, and what formulas leave in blank rows."""

import re
from datetime import date
from functools import lru_cache

from registry.intake.files.wire import Cell, CellError
from registry.lib.characters import mainland
from registry.lib.values import is_nothing, strip_cell

_NONE = "(?:无|没有|未有|未发现|没发现)"
_KIND = "(?:流动|流入|流出|外出|外来|在外|新增|新就业|新业态|失联|此类|这类|该类|相关|符合条件|变化|变动)"
_WHO = "(?:的?(?:党员|人员|人数|人|群体|对象|情况|信息|数据|变化|变动)+)"
_NOBODY = re.compile(
    f"[（(]?[\u4e00-\u9fff]{{0,10}}?(?:暂|尚|均|皆)?{_NONE}(?:{_KIND}+{_WHO}?|{_WHO})[)）。.]?"
    f"|(?:暂|暂时|目前|尚|均|皆|全|本月|本村|本社区|本支部){_NONE}[。.]?"
)
# How a list that goes round in a chat is answered, beside the lines that say something.
THANKS = ("已收到", "收到", "好的", "谢谢", "多谢", "辛苦了", "辛苦", "感谢", "已填", "已报")
_ACKNOWLEDGED = re.compile(
    "(?:" + "|".join(THANKS) + r")(?:了|啦|谢谢|辛苦|各位|大家|老师|书记|主任|[!！。.~～,，、\s]|\[.{1,4}\])*"
)
_SUM = (
    r"(?:截[止至].{2,8})?(?:[本当上全][年月村]|本?(?:第?[一二三四1-4])?季度|本(?:年度|周|社区|支部)|其中)?(?:现有|共有|新增|新转入|转入|转出|流入|流出"
    r"|减少|返回|已?报到|未报到|纳入|共计?|合?计)*(?:流动|流入|流出|新增|预备)?[男女]?性?(?:党员|人员)?[:：]?\s*\d+\s*[人名个]"
)
_OF_A_SEX = r"[男女]性?(?:党员)?\s*[:：]?\s*\d{1,5}\s*[人名个]?"  # 男3女2
_SEXES = (
    rf"(?:其中|合计|共计?|总计|小计|总数)?\s*[:：]?\s*(?:\d{{1,5}}\s*[人名个])?[\s,，、:：(（]*(?:其中)?{_OF_A_SEX}"
    rf"(?:[\s,，、;；/]*{_OF_A_SEX})?[)）]?"
)
_COUNT = re.compile(rf"(?:{_SUM}(?:\s*[,，、;；]\s*{_SUM})*|{_SEXES})[。.]?")
_LONGEST_COUNT = 60
_END = re.compile(
    r"[\W_]{0,12}(?:以下|此处|下面|本页以下|此行以下|余下)(?:均|全)?(?:为?空白?行?格?|无正文|无内容|无人|作废)[\W_]{0,12}"
)
_LONGEST_END = 40
_EXAMPLE = re.compile(
    r"[(（\[【〔](?:填写|填报)?(?:示例|样例|范例|样表|例子|例)[)）\]】〕]|^(?:填写)?(?:示例|样例|范例|例[如子]?)\s*(?:[:：\d]|\s(?=\S+\s))"
    r"|^(?:此行|本行|以上|这)?[为是]?(?:填写|填报)?(?:示例|样例|范例)(?:行|数据)?(?:[，,。；;（(]|$|请|仅)"
)
_BLANK_DATE = re.compile(r"[-/.年月日0\s]+|1900[-/.年]0?1[-/.月]0?0日?")
OLDEST = 1901  # before that, a date is what a spreadsheet makes of 0


@lru_cache(maxsize=8192)
def says_nobody(text: str) -> bool:
    """Whether a cell says that there is nobody to list: 暂无, 本社区无流入党员, 本月无变化."""
    return is_nothing(text.strip("()（）[]【】")) or _NOBODY.fullmatch(mainland(text)) is not None


def is_thanks(cells: list[Cell]) -> bool:
    """收到[抱拳], 好的，谢谢: whoever answers in a chat without saying anything of himself."""
    return (
        _ACKNOWLEDGED.fullmatch(mainland("，".join(strip_cell(cell) for cell in cells if cell is not None))) is not None
    )


def is_count(text: str) -> bool:
    """`3人`, `共 3 名`: how many, in the place of a name."""
    return len(text) <= _LONGEST_COUNT and _COUNT.fullmatch(mainland(text)) is not None


def ends_list(cells: list[Cell]) -> bool:
    """6 | 以下空白, 以 | 下 | 空 | 白, —（以下空白）—: that no more rows are filled in, in whichever columns."""
    said = "".join(cell for cell in cells if type(cell) is str and not cell.isdigit())
    return len(said) <= _LONGEST_END and _END.fullmatch("".join(said.split())) is not None


@lru_cache(maxsize=8192)
def is_example(text: str) -> bool:
    """`张三（示例）`, `例：张三`, `示例行，请删除`."""
    return _EXAMPLE.search(mainland(text)) is not None


def is_leftover(cell: Cell) -> bool:
    """What formulas show in a row that is not filled in yet: #VALUE!, 0, 1900-01-00, --."""
    if type(cell) is CellError:
        return True
    if isinstance(cell, date):
        return cell.year < OLDEST
    return cell == 0 or (isinstance(cell, str) and _BLANK_DATE.fullmatch(cell) is not None)
