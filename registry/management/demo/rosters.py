"""The demo's people as the rosters that three streets would send: put in through the real importer."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import xlsxwriter

from registry.domain import seeding
from registry.management.demo.people import Person

Cells = Sequence[str]
WHEN_MADE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # a workbook's clock has no zone
STREET_HEADERS = (
    "序号", "村(社区)", "姓名", "性别", "民族", "出生年月", "身份证号码", "学历", "入党时间", "是否预备党员",
    "联系电话", "流出地(省市县)", "流出地党组织名称", "流入时间", "现工作单位", "从业类别", "流动原因",
    "是否已报到", "报到时间", "备注",
)  # fmt: skip
GIG_HEADERS = (
    "序号", "平台企业/站点", "类别(快递员/外卖送餐员/网约车司机/货车司机/网络主播/电商/家政…)", "姓名", "性别",
    "身份证号", "手机号", "籍贯", "政治面貌", "入党时间", "组织关系所在党组织", "是否流动党员", "村(社区)",
    "摸排方式", "备注",
)  # fmt: skip
OUT_HEADERS = (
    "序号", "村(社区)", "姓名", "性别", "身份证号", "联系电话", "外出时间", "外出地点", "流出原因",
    "组织关系状态", "备注",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Roster:
    """One file of the demo: for which node (division code), by which account, and whether it is only checked."""

    file_name: str
    organisation: str
    username: str
    data: Callable[[], bytes]


def street_line(number: int, person: Person) -> Cells:
    """A row of a street's monthly ledger."""
    numbers = ("", "") if person.lead else (person.id_number, person.phone)
    return (
        str(number), person.place, person.name, person.sex, "汉族", f"{person.birth:%Y.%m}", numbers[0],
        person.education, f"{person.joined:%Y.%m}", "是" if person.probationary else "否", numbers[1], person.origin,
        person.home_org, f"{person.arrived:%Y-%m-%d}", person.employer, person.kind, person.reason,
        "是" if person.reported else "否", f"{person.reported:%Y-%m-%d}" if person.reported else "", "",
    )  # fmt: skip


def gig_line(number: int, person: Person) -> Cells:
    """A row of the 摸排 form for couriers, riders and drivers."""
    return (
        str(number), person.employer, person.kind or "其他", person.name, person.sex, person.id_number, person.phone,
        person.origin, "中共党员", f"{person.joined:%Y.%m}", person.home_org, "是", person.place, "登记点", "",
    )  # fmt: skip


def out_line(number: int, person: Person) -> Cells:
    """A row of the ledger of those who left."""
    return (
        str(number), person.place, person.name, person.sex, person.id_number, person.phone,
        f"{person.arrived:%Y-%m-%d}", person.origin, person.reason, "未转出", "",
    )  # fmt: skip


def workbook(title: str, headers: Cells, lines: Iterable[Cells]) -> bytes:
    """An .xlsx with a title, a line for signatures, the header and a footer, as staff keep it."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": WHEN_MADE})
        sheet = book.add_worksheet("台账")
        rows = [(title,), ("填报单位(盖章)：          填报人：          联系电话：",), headers, *lines]
        rows.append((f"合计：{len(rows) - 3} 人",))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text)
    return target.getvalue()


def delimited(headers: Cells, lines: Iterable[Cells]) -> bytes:
    """A .csv in GB18030, as an older spreadsheet saves it."""
    target = io.StringIO()
    csv.writer(target).writerows([headers, *lines])
    return target.getvalue().encode("gb18030")


def rosters(
    waihai: list[Person], jiangnan: list[Person], gig: list[Person], lile: list[Person], out: list[Person]
) -> list[Roster]:
    """The files, in the order in which they are put in."""
    gig_book = partial(workbook, "江南街道新业态新就业群体党员摸排表", GIG_HEADERS, _lines(gig, gig_line))
    out_book = partial(workbook, "礼乐街道流出党员名册", OUT_HEADERS, _lines(out, out_line))
    lile_file = partial(delimited, STREET_HEADERS, _lines(lile, street_line))
    return [
        Roster("外海街道流动党员台账.xlsx", seeding.WAIHAI, "waihai", _ledger("外海街道", waihai)),
        Roster("江南街道流动党员台账.xlsx", seeding.JIANGNAN, "jiangnan", _ledger("江南街道", jiangnan)),
        Roster("江南街道新业态摸排表.xlsx", seeding.JIANGNAN, "jiangnan", gig_book),
        Roster("礼乐街道流入党员台账.csv", seeding.LILE, "lile", lile_file),
        Roster("礼乐街道流出党员名册.xlsx", seeding.LILE, "lile", out_book),
    ]


def _lines(people: list[Person], line: Callable[[int, Person], Cells]) -> list[Cells]:
    return [line(number, person) for number, person in enumerate(people, 1)]


def _ledger(street: str, people: list[Person]) -> Callable[[], bytes]:
    title = f"江海区{street}流动党员(流入)信息台账"
    return partial(workbook, title, STREET_HEADERS, _lines(people, street_line))
