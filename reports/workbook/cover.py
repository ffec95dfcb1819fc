"""封面: what this is, whose, as of when, how far the month is, and what the audit chain's head was."""

from xlsxwriter.worksheet import Worksheet

from registry.lib import clock
from reports.workbook.facts import Facts
from reports.workbook.looks import Looks, set_up
from reports.workbook.spec import LEDGERS, Spec

TITLE = "流动党员工作月报表"
LINE = 36  # characters that a line of the cover holds
# Figures are frozen with the month, what is known of a person is not.
AS_MADE = "统计数字是归档时的；花名册和台账里的姓名、单位、联系方式等个人信息，是生成这个文件时登记的。"
FORMS = ("基本情况", "联系服务", "学习教育", "作用发挥", "党组织")


def title(spec: Spec) -> str:
    """`江海区2026年11月流动党员工作月报表`."""
    return f"{spec.unit}{spec.month.label}{TITLE}"


def lines(spec: Spec, facts: Facts) -> list[tuple[str, str]]:
    """Label and text of each line."""
    parts = [*FORMS, *(LEDGERS[key] for key in LEDGERS if key in spec.sheets), "变更说明", "指标口径"]
    left = [name for key, name in LEDGERS.items() if key not in spec.sheets]
    found = [
        ("填报单位", spec.unit),
        ("统计截止时间", spec.until),
        ("数字状态", facts.standing),
        ("填报人", facts.filler),
        ("联系电话", facts.phone),
        ("审核人", facts.reviewer),
        ("日期", f"{spec.day:%Y年%m月%d日}"),
        ("内容", "、".join(parts) + (f"（没有选：{'、'.join(left)}）" if left else "")),
        ("号码", "身份证号、电话已打码" if spec.masked else f"含完整号码，导出人：{spec.asker}，请妥善保管，用完即删"),
        ("数据截至", f"{clock.local(spec.known):%Y-%m-%d %H:%M:%S}"),
        ("水印编号", spec.watermark),
    ]
    remarks = [*facts.remarks, *([AS_MADE] if spec.close and spec.sheets else [])]
    return [*found, *([("审计链尾", spec.head)] if spec.head else []), *(("说明", text) for text in remarks)]


def write(sheet: Worksheet, looks: Looks, spec: Spec, facts: Facts) -> None:
    """The cover on one page."""
    set_up(sheet, spec)
    sheet.fit_to_pages(1, 1)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, "内部资料", looks.secret)
    sheet.set_row(1, 70)
    sheet.merge_range(1, 0, 1, 1, "", looks.cover)
    sheet.write_string(1, 0, title(spec), looks.cover)
    for number, (label, text) in enumerate(lines(spec, facts), 3):
        sheet.set_row(number, 24 * (1 + len(text) // LINE))
        sheet.write_string(number, 0, label, looks.cover_label)
        sheet.write_string(number, 1, text, looks.cover_value)
