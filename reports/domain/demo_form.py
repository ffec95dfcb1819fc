"""The demo's form of a superior office: made here, taken in and confirmed by the verbs that a district uses."""

import io
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from registry.lib import scope as scopes
from registry.models import Organisation
from reports.domain import official
from reports.figures.table import STREET
from reports.models import OfficialForm

MADE = datetime(2026, 1, 1)  # noqa: DTZ001  # a document's own date has no zone
NAME = "市委组织部流动党员情况月报表"
HEADS = (
    ("A3:A5", "序号"), ("B3:B5", "镇（街道）"), ("C3:I3", "流入党员"), ("J3:J5", "流出党员数"), ("K3:L3", "联系服务"),
    ("C4:C5", "上月末流入党员数"), ("D4:E4", "本月减少"), ("F4:F5", "本月末流入党员数"), ("G4:G5", "已报到"),
    ("H4:H5", "已纳入党支部"), ("I4:I5", "纳入率"), ("K4:K5", "应联系人数"), ("L4:L5", "联系率"),
)  # fmt: skip


class _File(io.BytesIO):
    name = f"{NAME}.xlsx"


def load() -> bool:
    """Give a district its form, once, in the scope of the whole of it; whether it was given."""
    if OfficialForm.objects.all().in_use().exists():
        return False
    path = scopes.current().path
    streets = [node for node in Organisation.objects.all().below(path).order_by("path") if len(node.path) == STREET]
    form = official.upload(by=None, name=NAME, upload=_File(made([street.name for street in streets])))
    official.confirm(by=None, form=form, revision=form.revision)
    return True


def made(streets: list[str]) -> bytes:
    """The form with a line for each street and its own sum; the same streets give the same bytes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        sheet = book.add_worksheet("流动党员情况")
        frame = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
        head = book.add_format({**frame, "bold": True, "bg_color": "#F2E8D8"})
        plain, share = book.add_format(frame), book.add_format({**frame, "num_format": "0.0%"})
        _head(sheet, head, book.add_format({"bold": True, "font_size": 18, "align": "center"}))
        sheet.merge_range("H2:L2", "统计截止日期：{{统计截止日期}}", book.add_format({"align": "right"}))
        _lines(sheet, streets, plain, share)
    return out.getvalue()


def _head(sheet: Worksheet, head: Format, title: Format) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.set_column("A:A", 14)
    sheet.set_column("B:L", 12)
    sheet.merge_range("A1:L1", NAME, title)
    sheet.write("A2", "填报单位：")
    for place, text in HEADS:
        sheet.merge_range(place, text, head)
    sheet.write("D5", "返回", head)
    sheet.write("E5", "转往他处", head)


def _lines(sheet: Worksheet, streets: list[str], plain: Format, share: Format) -> None:
    for row, name in enumerate([*streets, "合计"], 5):
        last = row == 5 + len(streets)
        for column in range(12):
            sheet.write_blank(row, column, None, share if column in (8, 11) else plain)
        sheet.write(row, 1, name, plain)
        if not last:
            sheet.write(row, 0, row - 4, plain)
        for column in range(2, 8) if last else ():
            letter = "ABCDEFGHIJKL"[column]
            sheet.write_formula(row, column, f"=SUM({letter}6:{letter}{row})", plain)
    sheet.write(7 + len(streets), 0, "填报人：")
    sheet.write(7 + len(streets), 4, "审核人：")
    sheet.write(7 + len(streets), 8, "填报日期：")
