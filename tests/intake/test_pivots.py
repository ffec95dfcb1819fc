"""Sums that a program made of a roster, on a sheet beside it or below it, are nobody."""

import io

import openpyxl
import pytest

from registry.intake.sheets.reports import Summary, check_file, report
from registry.intake.words.headers import field_of
from tests.intake.district import context
from tests.intake.test_recognising import A, B, told

OWN, OTHER = "13800001234", "13800001235"
ROSTER = [
    ["序号", "姓名", "性别", "身份证号", "手机", "村(社区)"],
    [1, "张三", "男", A, OWN, "永明社区"],
    [2, "李四", "女", B, OTHER, "前进村"],
]
SUMS = [["永明社区", 1, 1], ["前进村", 1, 1], ["总计", 2, 2]]


def of_book(**sheets: list[list]) -> dict:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer, summary = io.BytesIO(), Summary()
    book.save(buffer)
    return report(check_file(buffer.getvalue(), "名册.xlsx", context(), summary=summary), summary)


@pytest.mark.parametrize(
    "head",
    [
        ["行标签", "计数项:姓名", "计数项:手机"],
        ["行标签", "计数项：姓名", "求和项：年龄"],
        ["村(社区)", "姓名计数", "手机计数"],
        ["村(社区)", "姓名", "手机"],
        ["社区", "COUNTA of 姓名", "COUNTA of 手机"],
        ["社区", "计数 - 姓名", "计数 - 手机"],
        ["社区", "姓名的个数", "手机的个数"],
        ["村（社区）", "姓名（人）", "有手机"],
    ],
)
def test_sums_on_a_sheet_of_their_own(head: list[str]) -> None:
    found = of_book(花名册=ROSTER, 透视=[[], [], head, *SUMS])
    assert [person["name"] for person in found["people"]] == ["张三", "李四"]
    assert (found["errors"], [skipped["sheet"] for skipped in found["sheets_skipped"]]) == ([], ["透视"])


@pytest.mark.parametrize("before", [[], [None]])
def test_sums_below_the_roster(before: list) -> None:
    below = [[*before, *row] for row in [["行标签", "计数项:姓名", "计数项:手机"], *SUMS]]
    found = told([*ROSTER, [], [], *below])
    assert [person["name"] for person in found["people"]] == ["张三", "李四"]
    assert (found["errors"], [left["row"] for left in found["rows_left_out"]]) == ([], [6, 7, 8, 9])


def test_whoever_stands_behind_sums_is_somebody() -> None:
    found = told([*ROSTER, [], ["行标签", "计数项:姓名"], *SUMS, [3, "王五", "男", None, "13800001236", "永明社区"]])
    assert [person["name"] for person in found["people"]] == ["张三", "李四", "王五"]


def test_figures_in_the_place_of_names_are_asked_about_where_somebody_has_a_number() -> None:
    found = told([["姓名", "性别", "手机"], ["1", "男", OWN], ["2", "女", OTHER]])
    assert [person["verdict"] for person in found["people"]] == ["error", "error"]


@pytest.mark.parametrize("heading", ["计数项:姓名", "求和项:年龄", "最大值项:流入时间", "Count of 姓名", "姓名的个数"])
def test_headings_of_sums_ask_for_nothing(heading: str) -> None:
    assert field_of(heading) is None
