"""A form of a superior office as tests need it, and comparing a filled one with it."""

import io
import zipfile
from typing import Any

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from reports.forms.vocabulary import Place, Vocabulary, vocabulary

HEADS = {
    "A3:A5": "序号", "B3:B5": "街道（镇）",
    "C3:H3": "流入党员", "I3:J3": "联系服务", "K3:K5": "备注",
    "C4:C5": "上月末流入党员数", "D4:F4": "本月减少", "D5:D5": "返回", "E5:E5": "转往他处", "F5:F5": "其他",
    "G4:G5": "本月末\n流入党员数",
    "H4:H5": "纳入率", "I4:I5": "应联系人数（人）", "J4:J5": "联系率%",
}  # fmt: skip
PLACES = (Place("key-1", "a1街道", ("a1街道", "外海街道")), Place("key-2", "a2街道", ("a2街道",)))


def words() -> Vocabulary:
    """Figures and two streets."""
    return vocabulary(PLACES, ["a区"])


def made(streets: tuple[str, ...] = ("外海街道办事处", "a2街道"), change: Any = None) -> bytes:
    """Three rows of merged heads, texts above and below, two streets, a sum, a chart, print set-up."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "月报 表1"
    _heads(sheet)
    for number, name in enumerate(streets, 1):
        sheet.cell(5 + number, 1, number)
        sheet.cell(5 + number, 2, name)
    total = 6 + len(streets)
    sheet.cell(total, 2, "合计")
    for column in "CDEFG":
        sheet[f"{column}{total}"] = f"=SUM({column}6:{column}{total - 1})"
    _framed(sheet, total)
    sheet[f"A{total + 2}"] = "填报人："
    sheet[f"D{total + 2}"] = "审核人：{{审核人}}    填报日期：{{日期}}"
    sheet.merge_cells(f"D{total + 2}:K{total + 2}")
    _further(book, sheet, total)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _heads(sheet: Any) -> None:
    sheet["A1"] = "流动党员情况月报表"
    sheet.merge_cells("A1:K1")
    sheet["A1"].font, sheet["A1"].alignment = Font(name="黑体", size=18), Alignment(horizontal="center")
    sheet["A2"], sheet["H2"] = "填报单位（盖章）", "统计截止时间"
    sheet.merge_cells("B2:E2")
    sheet.merge_cells("I2:K2")
    for reference, text in HEADS.items():
        first = reference.partition(":")[0]
        sheet[first] = text
        if first != reference.partition(":")[2]:
            sheet.merge_cells(reference)


def _framed(sheet: Any, total: int) -> None:
    line = Side(style="thin")
    for row in sheet.iter_rows(3, total, 1, 11):
        for cell in row:
            cell.border = Border(line, line, line, line)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            if cell.row <= 5:
                cell.fill = PatternFill("solid", fgColor="FFF2E8D8")
    for row_number in range(6, total + 1):
        sheet[f"H{row_number}"].number_format = "0.0%"


def _further(book: Any, sheet: Any, total: int) -> None:
    sheet.column_dimensions["B"].width, sheet.row_dimensions[1].height = 22, 34
    for column in "CDEFGHIJ":
        sheet.column_dimensions[column].width = 12
    sheet.page_setup.orientation, sheet.print_title_rows = "landscape", "3:5"
    sheet.oddFooter.center.text = "第 &P 页"
    check = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
    check.add(f"C6:G{total - 1}")
    sheet.add_data_validation(check)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=7, min_row=5, max_row=total - 1), titles_from_data=True)
    sheet.add_chart(chart, "M3")
    more: Any = book.create_sheet("附表")
    more["A1"], more["A2"], more["B2"], more["C2"] = "附表 作用发挥", "指标", "本月数", "上月数"
    more.merge_cells("A1:D1")
    for number, label in enumerate(("金点子收集", "微心愿完成", "志愿服务时长", "满意不满意"), 3):
        more.cell(number, 1, label)
    more["D2"], more["B8"] = "比上月增减", "{{外海街道·跨省·上月}}"
    book.defined_names["失联"] = DefinedName("失联", attr_text="'附表'!$B$9")
    more["B9"].number_format = "0"


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(found: dict[str, bytes]) -> bytes:
    """A package of parts, for files that no library would write."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in found.items():
            archive.writestr(name, data)
    return out.getvalue()


def looks(data: bytes) -> dict[str, dict[str, tuple[Any, str]]]:
    """Sheet → cell → value and everything of its style."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: {
            cell.coordinate: (getattr(cell, "value", None), repr((cell.font, cell.border, cell.fill, cell.number_format,
                              cell.alignment, cell.protection)) if cell.has_style else "")
            for row in sheet.iter_rows() for cell in row
        }
        for sheet in book.worksheets
    }  # fmt: skip


def frames(data: bytes) -> dict[str, Any]:
    """What of each sheet is not its cells."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: (
            sorted(str(each) for each in sheet.merged_cells.ranges),
            {key: each.width for key, each in sheet.column_dimensions.items()},
            {key: each.height for key, each in sheet.row_dimensions.items() if each.height},
            sheet.page_setup.orientation, sheet.print_title_rows, sheet.oddFooter.center.text,
            [str(each.sqref) for each in sheet.data_validations.dataValidation],
        )
        for sheet in book.worksheets
    }  # fmt: skip
