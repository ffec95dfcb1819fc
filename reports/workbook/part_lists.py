"""Further lists as ledgers: 作用发挥, 发放记录, 学习汇报逾期名单; they say what their pages say."""

from collections.abc import Iterator
from typing import Any

from outreach.entry import handout_filter
from outreach.models import Handout, Task
from outreach.web import late_pages, part_kinds, part_list
from outreach.web import material_words as words
from outreach.web.part_kinds import Kind
from registry.entry.list_filter import Listed
from registry.models import User
from registry.policies import Action
from reports.choices.exports import ExportList
from reports.workbook import cells
from reports.workbook.ledgers import Line
from reports.workbook.list_kind import MASKED, Columns, List, whoever

L = ExportList
WIDE, NARROW = 22.0, 13.0


def _shown(row: dict[str, Any]) -> Iterator[str]:
    """A row of a page's table as texts: its name, what stands below it, its cells."""
    yield str(row["name"])
    yield str(row.get("sub", ""))
    for cell in row["cells"]:
        texts = (cell.get("badge", {}).get("text", ""), cell.get("text", ""), cell.get("sub", ""))
        yield " ".join(str(text) for text in texts if text)


def _of_part(kind: Kind, action: Action) -> List:
    def found(asked: Any, by: User) -> Listed:
        return part_list.listed(asked, kind)

    def lines(rows: list[Any], masked: bool) -> Iterator[Line]:
        for row in rows:
            yield [cells.plain(text, masked) for text in _shown(kind.row(row))]

    return List(action, found, _columns(kind), lines, note=MASKED, numbers=False)


def _columns(kind: Kind) -> Columns:
    """The page's heads; the first says two things, which are two columns here."""
    first, below = kind.columns[0].split("和") if "和" in kind.columns[0] else (kind.columns[0], "编号和类型")
    return (
        (first, WIDE),
        (below, WIDE),
        *((head, WIDE if head == "管理组织" else NARROW) for head in kind.columns[1:]),
    )


def _handouts(rows: list[Handout], masked: bool) -> Iterator[Line]:
    for row in rows:
        yield (
            row.member.name, str(row.member.organisation), row.title, row.get_kind_display(), cells.day(row.given_on),
            row.get_channel_display(), str(row.copies), words.handout_badge(row)["text"], cells.day(row.read_at),
            row.recorded_label, cells.plain(row.void_reason, masked),
        )  # fmt: skip


def _late(rows: list[Task], masked: bool) -> Iterator[Line]:
    for line in late_pages.lines_of(rows):
        phone = line["phone"] if masked else str(line["task"].member.phone or "")
        yield (
            line["name"], phone, line["due"], str(line["days"] or ""), line["standing"]["text"], line["liaison"],
            line["last"], line["place"],
        )  # fmt: skip


LISTS: dict[str, List] = {
    L.LATE: List(
        Action.TASK_ASSIGN, whoever(late_pages.listed),
        (("党员", 9), ("联系电话", 13), ("应交", 11), ("逾期天数（从应交日期算）", 11), ("情况", 12), ("联络员", 12),
         ("上次汇报", 11), ("管理组织", 22)),
        _late, ("member__organisation",), figures=("逾期天数（从应交日期算）",),
    ),
    L.HANDOUTS: List(
        Action.MATERIAL_GIVE, whoever(handout_filter.listed),
        (("党员", 9), ("管理组织", 22), ("资料", 28), ("类别", 10), ("发放日期", 11), ("发放方式", 10), ("册数", 6),
         ("状态", 14), ("本人标记已学习", 12), ("登记人", 14), ("作废原因", 18)),
        _handouts, ("member__organisation",), note=MASKED, numbers=False, figures=("册数",),
    ),
    L.POSTS: _of_part(part_kinds.POSTS, Action.PART_VIEW),
    L.SEATS: _of_part(part_kinds.SEATS, Action.PART_VIEW),
    L.SERVICES: _of_part(part_kinds.SERVICES, Action.PART_VIEW),
    L.WISHES: _of_part(part_kinds.WISHES, Action.PART_EDIT),
}  # fmt: skip
