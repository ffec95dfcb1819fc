"""Lists that go on in a sheet without a heading, and lines that name the place of the rows below them."""

import io

import openpyxl
import pytest

from registry.intake.sheets.reports import Summary, check_file, report
from tests.intake.district import context
from tests.intake.test_extracts import said
from tests.intake.test_recognising import A, B, C, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
HEAD = ["序号", "姓名", "身份证号", "电话", "流出地"]
FIRST = [["永明社区流入党员名册"], HEAD, [1, "张三", A, OWN, "湖南隆回"]]


def read(*sheets: list[list]) -> dict:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for at, rows in enumerate(sheets):
        sheet = book.create_sheet(f"名册{at}" if at else "名册")
        for row in rows:
            sheet.append(row)
    file, summary = io.BytesIO(), Summary()
    book.save(file)
    return report(check_file(file.getvalue(), "a.xlsx", context("440704000000"), None, summary), summary)


def test_a_sheet_without_a_heading_goes_on_with_the_one_before() -> None:
    found = read(FIRST, [[2, "李四", B, OTHER, "贵州独山"]], [[3, "王五", C, THIRD, "湖北浠水"]])
    people = found["people"]
    assert [(person["name"], person["id_number"], person["phone"]) for person in people] == [
        ("张三", A, OWN),
        ("李四", B, OTHER),
        ("王五", C, THIRD),
    ]
    assert [person["origin_code"] for person in people] == ["430524", "522726", "421125"]
    assert ([person["row"] for person in people], found["direction"]) == ([3, 1, 1], "in")


@pytest.mark.parametrize(
    "rows",
    [
        [["说明", "本表每月报送"]],
        [[1, "李四", "13800001235", "永明社区"]],
        [["李四", B, OTHER, "贵州独山"]],
        [["街道", "人数"], ["江南街道", 12]],
    ],
)
def test_a_sheet_that_is_otherwise_does_not(rows: list[list]) -> None:
    found = read(FIRST, rows)
    assert [person["name"] for person in found["people"]] == ["张三"]
    assert [sheet["sheet"] for sheet in found["sheets_skipped"]] == ["名册1"]


def test_addresses_below_the_city_that_a_line_names() -> None:
    table = [
        ["姓名", "电话", "具体地址", "外出时间"],
        ["广州市（2人）"],
        ["张三", OWN, "白云区石井街道", "2021.1"],
        ["李四", OTHER, "", "2021.2"],
        ["深圳市（1人）"],
        ["王五", THIRD, "龙华区民治街道", "2021.3"],
    ]
    title = ["永明社区流出党员分布表"]
    assert said(title, *table, key="origin_code") == ["440111", "440100", "440309"]
    assert said(title, *table, key="community_code") == ["440704001025"] * 3


def test_a_line_of_our_own_city_says_nothing_of_where_from() -> None:
    table = [["姓名", "电话", "来源地"], ["广东省"], ["张三", OWN, ""], ["湖南省"], ["李四", OTHER, "隆回县"]]
    people = told([["永明社区流入党员名册"], *table])["people"]
    assert [person["origin_code"] for person in people] == [None, "430524"]


def test_until_now_is_no_end() -> None:
    table = [["姓名", "电话", "现去向", "外出时间及变化"], ["张三", OWN, "佛山三水", "2019年6月外出至今"]]
    assert said(["永明社区流出党员动态表"], *table, key="arrived") == ["2019-06-01"]
