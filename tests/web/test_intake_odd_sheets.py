"""Step 2 for what is no plain table: columns without a heading, cards, sheets that were not read."""

import io

import openpyxl
import pytest

from registry.models import Member
from registry.tasks import tick_intake
from tests.web.intake_clerk import Clerk, sheet, text
from tests.world import id_number, phone

NAMED = f"何小山,{id_number(1)},{phone(1)},永明超市"
EXTRA = f"钟立,{id_number(2)},{phone(2)},永明超市,,{phone(3)}"


def workbook(**sheets: list[list]) -> bytes:
    """A workbook of these sheets."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(file)
    return file.getvalue()


def extras(who: Clerk) -> dict[str, str]:
    with who.place.at(who.username):
        return {member.name: member.extra for member in Member.objects.all()}


def test_a_column_without_a_heading_is_shown_masked_and_kept_by_default(yongming: Clerk) -> None:
    many = [f"甲乙{chr(0x4E00 + at)},,1390000{at:04d}," for at in range(30)]
    intake = yongming.brought(sheet(NAMED, *many, EXTRA))
    page = text(yongming.get("columns", intake.pk))
    assert "1 列没有认出来" in page and "第 F 列（无表头）" in page and "第 33 行" in page
    assert phone(3) not in page and phone(3)[:3] in page
    assert "（没有表头）" not in page  # column E is blank, and nothing to decide on
    yongming.post("accept", intake.pk)
    yongming.post("apply", intake.pk)
    tick_intake()
    assert phone(3) in extras(yongming)["钟立"] and "第 F 列" not in extras(yongming)["何小山"]


@pytest.mark.parametrize(("choice", "employer", "kept"), [("", "永明超市", False), ("remark", "永明超市", False)])
def test_it_is_dropped_or_matched_by_choice(yongming: Clerk, choice: str, employer: str, kept: bool) -> None:
    intake = yongming.brought(sheet(NAMED, EXTRA))
    yongming.post("columns", intake.pk, {"c-1-6": choice, "direction": "in", "remember": "1"})
    tick_intake()
    yongming.post("apply", intake.pk)
    tick_intake()
    with yongming.place.at("yongming"):
        member = Member.objects.get(name="钟立")
        assert (member.employer, member.remark) == (employer, phone(3) if choice else "")
        assert ("第 F 列" in member.extra) is kept
    again = yongming.brought(sheet(NAMED, EXTRA.replace("钟立", "钟小立")))
    assert "每一列都认出来了" in text(yongming.get("columns", again.pk))


def test_cards_are_read_and_what_is_no_table_is_named(yongming: Clerk) -> None:
    card = [["流动党员信息卡"], ["姓名", "何小山", "性别", "男"], ["身份证号", id_number(1)[:-1], "电话", phone(1)]]
    side = [[*row, None, *row] for row in card[1:]]
    intake = yongming.brought(workbook(卡片=card, 并排=side, 说明=[["填表说明"], ["每月报送"]]), "卡片.xlsx")
    page = text(yongming.get("columns", intake.pk))
    assert "一人一张卡片，共 1 张" in page and phone(1) not in page
    assert "“并排”：看上去是一人一张的卡片" in page and "“说明”：没有找到表头" in page
    yongming.post("accept", intake.pk)
    page = text(yongming.get("check", intake.pk))
    assert "“身份证号”" in page and "列“身份证号”" not in page


def test_a_sheet_of_the_other_way_and_one_with_colours_are_told_of(yongming: Clerk) -> None:
    rows = [["姓名", "电话", "流入地", "流出时间"], ["何小山", phone(1), "广东省深圳市", "2023.5"]]
    book = workbook(名单=[["永明社区流出党员台账"], *rows, ["备注：黄色为已返乡人员"]])
    intake = yongming.brought(book, "名单.xlsx", direction="in")
    page = text(yongming.get("columns", intake.pk))
    assert "与表里写的不一样" in page and "表里有的地方写的是流出，那些行先不登记" in page
    assert "第 4 行说到单元格的颜色" in page
    yongming.post("columns", intake.pk, {"direction": "in", "remember": "1"})
    tick_intake()
    assert "导入时选的却是流入" in text(yongming.get("check", intake.pk))
    yongming.post("columns", intake.pk, {"direction": "auto", "remember": "1"})
    tick_intake()
    assert "导入时选的却是流入" not in text(yongming.get("check", intake.pk))
