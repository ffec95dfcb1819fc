"""Sheets that are no rosters, and what their uploader is told of each."""

from dataclasses import dataclass

NO_HEADER = "no_header"
BLANK_SHEET = "blank"
NO_NAME_COLUMN = "no_name_column"
CARDS = "cards"
TURNED = "turned"
OTHERS = "others"

REASONS = {
    NO_HEADER: "没有找到表头（“姓名”那一行），这张表没有读。如果其中有名单，请改成一人一行，写上表头再上传。",
    BLANK_SHEET: "空白工作表。",
    NO_NAME_COLUMN: "表头里没有“姓名”一列，这张表没有读。请在表中给姓名那一列写上“姓名”，再上传。",
    OTHERS: "看标题（或工作表名）是联络员、工作人员、积极分子等的名单，或会议签到表，不是流动党员名册，没有读。"
    "如果就是流动党员，请把标题（工作表名）改成“流动党员名册”再上传。",
    CARDS: "看上去是一人一张的卡片，但没能分清哪一格是谁的，这张表没有读。请改成一人一行的表再上传。",
    TURNED: "这张表是一人一列（横排）的，又上下分了几段（或行数太多），没有读。"
    "请选中整张表复制，在新工作表里用“选择性粘贴”勾选“转置”，变成一人一行，再上传。",
}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sheet that is no roster, and why; `reason` is a key of REASONS."""

    sheet: str
    reason: str
    visible: bool = True
