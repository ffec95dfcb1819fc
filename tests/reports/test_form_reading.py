"""A district's own form without a database: what its headings mean, what is refused, what filling leaves alone."""

import io
from decimal import Decimal
from typing import Any

import pytest

from registry.intake.files.refusals import Refusal
from reports.forms import binding, grid, package, proposing
from reports.forms.binding import Binding
from reports.forms.styles import percentages
from reports.workbook import differences, filling
from reports.workbook.differences import Line
from tests.reports import books, forms_made

MAIN = "月报 表1"


def read(data: bytes) -> tuple[package.Package, list[grid.Grid]]:
    """As an upload is read."""
    opened = package.opened(data, "表.xlsx")
    return opened, grid.read(opened)


def said(cells: dict[str, Binding]) -> dict[str, str]:
    """Cell → what fills it, in words."""
    return {at: bound.label for at, bound in cells.items()}


def test_headings_placeholders_and_names_are_understood() -> None:
    opened, grids = read(forms_made.made())
    found = proposing.propose(opened, grids, forms_made.words())
    main, more = said(found[MAIN]), said(found["附表"])
    assert main["B2"] == "单位名称" and main["I2"] == "统计截止日期"
    assert main["A10"] == "填报人" and found[MAIN]["A10"].around == ("填报人：", "")
    assert "B10" not in main, "nobody is named twice"
    assert main["D10"] == "审核人；填报日期" and found[MAIN]["D10"].around == ("审核人：", "    填报日期：", "")
    assert {at: text for at, text in main.items() if at.endswith("6")} == {
        "C6": "a1街道，上月末流入党员数", "D6": "a1街道，本月减少：返回", "E6": "a1街道，本月减少：转往他处",
        "F6": "a1街道，本月减少：其他", "G6": "a1街道，本月末流入党员数", "H6": "a1街道，纳入率%",
        "I6": "a1街道，应联系人数", "J6": "a1街道，联系率%",
    }  # fmt: skip
    assert main["H8"] == "合计，纳入率%" and "G8" not in main and not {"K6", "A1", "C9"} & set(main)
    assert found[MAIN]["D6"].heading == "1 / 外海街道办事处 / 流入党员 / 本月减少 / 返回"
    assert more == {
        "B3": "合计，金点子：收集", "C3": "合计，金点子：收集，上月", "D3": "合计，金点子：收集，比上月增减",
        "B4": "合计，微心愿：完成", "C4": "合计，微心愿：完成，上月", "D4": "合计，微心愿：完成，比上月增减",
        "B5": "合计，志愿服务：时长（小时）", "C5": "合计，志愿服务：时长（小时），上月",
        "D5": "合计，志愿服务：时长（小时），比上月增减", "B8": "a1街道，其中：跨省，上月", "B9": "合计，失联",
    }  # fmt: skip
    assert binding.read(binding.stored(found)) == found
    assert not [each for sheet in grids for each in proposing.open_tokens(sheet, found.get(sheet.name, {}))]


def test_what_is_not_known_is_left_to_a_person() -> None:
    """A street that is not there, two of one name, a word of two figures, an unknown placeholder."""

    def change(book: Any) -> None:
        book["附表"]["A3"], book["附表"]["B8"] = "场次", "{{本月好人好事}}"

    opened, grids = read(forms_made.made(("没有这个街道", "a2街道"), change))
    found = proposing.propose(opened, grids, forms_made.words())
    assert not any(at in found[MAIN] for at in ("C6", "G6", "J6")) and "C7" in found[MAIN]
    assert not any(at in found["附表"] for at in ("B3", "C3", "B8"))
    assert proposing.open_tokens(grids[1], found["附表"]) == [("B8", "{{本月好人好事}}")]
    main = grids[0]
    assert "公式" in proposing.may_hold(main, (8, 7)) and "合并单元格" in proposing.may_hold(main, (2, 3))
    assert "印着“序号”" in proposing.may_hold(main, (3, 1)) and not proposing.may_hold(main, (6, 11))


def filled(data: bytes) -> bytes:
    """Filled with something of every kind."""
    opened = package.of_our_own(data)
    values: dict[str, dict[grid.Place, filling.Value]] = {
        MAIN: {
            (2, 2): "=HYPERLINK(1)",
            (6, 3): 17,
            (6, 8): Decimal("0.875"),
            (7, 3): None,
            (10, 1): "填报人：何𠮷",
        },
        "附表": {(3, 2): 0, (12, 5): -3},
    }
    filling.fill(opened, values)
    lines = [
        Line(MAIN, "C6", "栏<目>", "a1街道，上月末", 15, 17, 2),
        Line("附表", "B3", "", "金点子", None, 0, None, "没有填"),
    ]
    differences.add(opened, "表：与上月的差异", ["一", "二"], lines)
    out = io.BytesIO()
    filling.write(opened, out)
    return out.getvalue()


def test_only_bound_cells_change() -> None:
    """Every other cell, style, merge, width and part is what it was; openpyxl alone would have lost the chart."""
    data = forms_made.made()
    done = filled(data)
    before, after = forms_made.looks(data), forms_made.looks(done)
    changed = {
        MAIN: {"B2": "=HYPERLINK(1)", "C6": 17, "H6": 0.875, "A10": "填报人：何𠮷"},
        "附表": {"B3": 0, "E12": -3},
    }
    assert list(after) == [*before, differences.NAME]
    for sheet, cells in before.items():
        for at, (value, style) in cells.items():
            assert after[sheet][at] == (changed[sheet].get(at, value), style), (sheet, at)
        assert {at for at in after[sheet] if after[sheet][at][0] is not None} >= set(changed[sheet])
    there = {key: each for key, each in forms_made.frames(done).items() if key != differences.NAME}
    assert there == forms_made.frames(data)
    old, new = forms_made.parts(data), forms_made.parts(done)
    touched = {name for name in old if old[name] != new[name]}
    assert touched <= {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
                       "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}  # fmt: skip
    assert any("chart" in name for name in new)
    sheet = books.read(done)[MAIN]
    assert sheet["B2"].data_type == "s" and sheet["G8"].value == "=SUM(G6:G7)" and sheet["C7"].value is None
    assert b"fullCalcOnLoad" in new["xl/workbook.xml"] and filled(data) == done


def test_the_sheet_of_differences() -> None:
    sheet = books.read(filled(forms_made.made()))[differences.NAME]
    rows = books.texts(sheet)
    assert rows[0][0] == "表：与上月的差异" and [row[0] for row in rows[1:3]] == ["一", "二"]
    assert rows[4] == [name for name, _ in differences.HEADS]
    assert rows[5] == [MAIN, "C6", "栏<目>", "a1街道，上月末", 15, 17, 2, None]
    assert rows[6] == ["附表", "B3", None, "金点子", None, 0, None, "没有填"]
    assert sheet.print_title_rows == "$5:$5" and sheet["A5"].font.b and sheet.freeze_panes == "A6"


def test_formulas_forget_what_they_had_worked_out() -> None:
    """Excel keeps results beside formulas: those of the empty form would be wrong figures in silence."""
    found = forms_made.parts(forms_made.made())
    name = "xl/worksheets/sheet1.xml"
    found[name] = (
        found[name]
        .replace(b"<f>SUM(G6:G7)</f><v></v>", b"<f>SUM(G6:G7)</f><v>99</v>")
        .replace(b"<f>SUM(G6:G7)</f><v />", b"<f>SUM(G6:G7)</f><v>99</v>")
    )
    assert b"<v>99</v>" in found[name]
    done = forms_made.parts(filled(forms_made.packed(found)))[name]
    assert b"SUM(G6:G7)" in done and b"<v>99</v>" not in done
    opened, grids = read(forms_made.packed(found))
    assert grids[0].cell((8, 7)).formula and grids[0].cell((6, 8)).style in percentages(opened)


SHEET, BOOK, RELS = "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
ROWS, STRICT = b"</sheetData>", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
# What is wrong → part, what is replaced in it ("" for the whole part), by what.
HOSTILE: dict[str, tuple[str, bytes, bytes]] = {
    "macro": ("xl/vbaProject.bin", b"", b"x"),
    "external": ("xl/externalLinks/externalLink1.xml", b"", b"<x/>"),
    "link": (RELS, b"</Rel", b'<Relationship Id="x" TargetMode="External" Target="http://x"/></Rel'),
    "reaching": (SHEET, ROWS, b'<row r="30"><c r="A30"><f>_xlfn.WEBSERVICE("http://x")</f></c></row></sheetData>'),
    "entities": (SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'),
    "signed": ("_xmlsignatures/sig1.xml", b"", b"<x/>"),
    "bomb": ("xl/media/a.xml", b"", b" " * (30 << 20)),
    "far": (SHEET, ROWS, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    "merged": (SHEET, b"<mergeCell ", b'<mergeCell ref="A1:XFD1048576"/><mergeCell '),
    "broken": (SHEET, b"</worksheet>", b""),
    "numbers": (SHEET, b'<row r="3"', b'<row r="three"'),
    "strict": (BOOK, package.MAIN.encode(), STRICT),
}


def hostile(kind: str) -> bytes:
    """A file that must not be taken."""
    found = forms_made.parts(forms_made.made())
    name, old, new = HOSTILE[kind]
    assert old in found.get(name, b"")
    found[name] = found[name].replace(old, new) if old else new
    return forms_made.packed(found)


@pytest.mark.parametrize(
    ("kind", "why"),
    [("macro", "不带宏"), ("external", "外部链接"), ("link", "超链接"), ("reaching", "A30"), ("entities", "不安全"),
     ("signed", "数字签名"), ("bomb", "解压后"), ("far", "相隔极远"), ("merged", "相隔极远"), ("broken", "损坏"),
     ("numbers", "损坏"), ("strict", "Strict")],
)  # fmt: skip
def test_hostile_forms_are_refused_in_words(kind: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        read(hostile(kind))


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "空的"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, r"\.xls"), (b"%PDF-1.7", "不是表格"),
     ("序号,姓名\n".encode(), "CSV"), (b"PK\x03\x04" + b"\0" * 5_300_000, "超过 5 MB"), (b"PK\x03\x04rest", "损坏")],
)  # fmt: skip
def test_other_files_are_refused_in_words(data: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        read(data)
