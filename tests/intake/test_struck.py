"""Rows and cells that a clerk has struck out: asked about or not read, and never quietly ingested like any other."""

import io
from types import SimpleNamespace

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font

from registry.intake.files import xls
from registry.intake.sheets.reports import Summary, check_file, report
from tests.intake.district import context
from tests.intake.test_recognising import A, B, told

OWN, OTHER = "13800001234", "13800001235"
HEAD = ["序号", "姓名", "身份证号", "电话", "流出地", "备注"]
PEOPLE = [[1, "张三", A, OWN, "湖南隆回", "新来"], [2, "李四", B, OTHER, "贵州独山", None]]


def read(*struck: str, more: tuple[list, ...] = (), strike: bool = True) -> dict:
    """The report of a roster in which these cells are struck out."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (HEAD, *PEOPLE, *more):
        sheet.append(row)
    for cell in struck:
        sheet[cell].font = Font(strike=strike)
    return reported(book)


def reported(book: openpyxl.Workbook) -> dict:
    file, summary = io.BytesIO(), Summary()
    book.save(file)
    return report(check_file(file.getvalue(), "a.xlsx", context(), summary=summary), summary)


def verdicts(found: dict) -> list[tuple[int, str]]:
    return sorted((person["row"], person["verdict"]) for person in found["people"])


def kinds(found: dict) -> list[tuple[int, int, str]]:
    return [(warning["row"], warning["column"], warning["kind"]) for warning in found["warnings"]]


@pytest.mark.parametrize("struck", [("B2",), ("A2", "B2", "C2", "D2", "E2", "F2"), ("C2", "D2", "E2", "F2")])
def test_a_row_whose_name_or_most_of_it_is_struck_is_asked_about(struck: tuple[str, ...]) -> None:
    found = read(*struck)
    assert (verdicts(found), kinds(found)) == ([(2, "review"), (3, "ok")], [(2, 2, "struck_row")])
    assert {person["row"]: person["id_number"] for person in found["people"]} == {2: A, 3: B}


def test_a_struck_cell_is_not_read() -> None:
    found = read("D2", "A3")
    assert (verdicts(found), kinds(found)) == ([(2, "ok"), (3, "ok")], [(2, 4, "struck_cell")])
    assert [person["phone"] for person in found["people"]] == [None, OTHER]


def test_who_was_written_anew_elsewhere_is_read_there() -> None:
    found = read("B2", more=([3, "张三", A, OTHER, "湖北麻城", None],))
    assert (found["errors"], verdicts(found)) == ([], [(3, "ok"), (4, "ok")])
    assert [(left["row"], left["reason"]) for left in found["rows_left_out"]] == [(2, "struck")]


def test_a_font_that_strikes_nothing_out_and_a_struck_blank() -> None:
    assert kinds(read("B2", strike=False)) == kinds(read("F3")) == []


def test_a_text_of_which_a_part_is_struck() -> None:
    file, summary = io.BytesIO(), Summary()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((HEAD, *PEOPLE)):
            sheet.write_row(number, 0, row)
        sheet.write_rich_string("D2", book.add_format({"font_strikeout": True}), OWN, " ", OTHER)
    found = report(check_file(file.getvalue(), "a.xlsx", context(), summary=summary), summary)
    assert (kinds(found), found["people"][0]["phone"]) == ([(2, 4, "struck_part"), (3, 4, "phone_shared")], OTHER)


def test_people_in_columns_are_struck_by_column() -> None:
    book = openpyxl.Workbook()
    for row in (["姓名", "张三", "李四"], ["身份证号", A, B], ["流出地", "湖南隆回", "贵州独山"]):
        book.active.append(row)
    book.active["C1"].font = Font(strike=True)
    assert verdicts(reported(book)) == [(2, "ok"), (3, "review")]


def test_an_old_workbook() -> None:
    plain, through = SimpleNamespace(struck_out=0), SimpleNamespace(struck_out=1)
    styles = [SimpleNamespace(font_index=0), SimpleNamespace(font_index=1)]
    cells = [[("张三", 1), ("", 1)], [("李四", 0), ("赵六", 0)]]
    sheet = SimpleNamespace(
        nrows=2,
        row_len=lambda row: len(cells[row]),
        cell_xf_index=lambda row, column: cells[row][column][1],
        cell_value=lambda row, column: cells[row][column][0],
        rich_text_runlist_map={(1, 1): [(0, 1)]},
    )
    book = SimpleNamespace(font_list=[plain, through], xf_list=styles)
    assert xls._struck(book, sheet) == [(1, 1), (2, 2)]
    assert xls._struck(SimpleNamespace(font_list=[plain], xf_list=styles), sheet) == []


def test_nothing_struck_nothing_told() -> None:
    assert told([HEAD, *PEOPLE])["warnings"] == []
