"""Comments on cells: they are no cell, and are told of beside whom they stand."""

import io
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment

from registry.intake.files import wire
from registry.intake.files.comments import LONGEST, by_row, comments_on
from registry.intake.sheets.reports import Summary, check_file, report
from tests.intake.district import context
from tests.intake.test_recognising import A, B

TABLE = [["流入党员名册"], ["姓名", "身份证号", "来源地"], ["张三", A, "湖南隆回"], ["李四", B, "贵州独山"]]


def workbook(comments: dict[str, str], table: list[list] = TABLE) -> bytes:
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    for cell, text in comments.items():
        book.active[cell].comment = Comment(text, "小钟")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def told(comments: dict[str, str], table: list[list] = TABLE) -> list[tuple[int, int, str]]:
    summary = Summary()
    found = report(check_file(workbook(comments, table), "a.xlsx", context(), summary=summary), summary)
    assert [person["verdict"] for person in found["people"]] == ["ok", "ok"]
    return [(w["row"], w["column"], w["message"]) for w in found["warnings"] if w["kind"] == "comment"]


def test_a_comment_is_told_where_it_stands() -> None:
    (row, column, message), other = told({"C4": "新号码 13800001234", "A3": "5月已返乡 <待核>"})
    assert (row, column, other[:2]) == (3, 1, (4, 3))
    assert message == "这一格有批注“5月已返乡 <待核>”。批注没有读入，请核对。"


def test_a_comment_on_a_heading_is_about_nobody() -> None:
    assert told({"A2": "填身份证上的姓名"}) == []


def test_people_in_columns_have_their_comments_too() -> None:
    table = [["姓名", "张三", "李四"], ["身份证号", A, B], ["来源地", "湖南隆回", "贵州独山"]]
    assert [(row, column) for row, column, _ in told({"C3": "待核"}, table)] == [(3, 3)]


def test_sheets_without_comments_have_none() -> None:
    archive = zipfile.ZipFile(io.BytesIO(workbook({})))
    assert comments_on(archive, "xl/worksheets/sheet1.xml") == []


def test_long_comments_are_cut() -> None:
    archive = zipfile.ZipFile(io.BytesIO(workbook({"B7": "长" * 1000})))
    assert [(row, column, len(text)) for row, column, text, _ in comments_on(archive, "xl/worksheets/sheet1.xml")] == [
        (7, 2, LONGEST)
    ]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet9.xml", "../../etc/passwd"])
def test_a_sheet_that_is_not_there_has_none(part: str) -> None:
    archive = zipfile.ZipFile(io.BytesIO(workbook({"A1": "x"})))
    assert comments_on(archive, part) == []


def test_comments_by_row() -> None:
    a, b, other = wire.Comment(3, 1, "a"), wire.Comment(3, None, "b", "revised"), wire.Comment(4, 1, "c")
    assert by_row([a, other, b]) == {3: [a, b], 4: [other]}
    assert (a.turned(), b.turned()) == (wire.Comment(1, 3, "a"), b)


def damaged(instead: bytes) -> zipfile.ZipFile:
    """A workbook whose part with the comments holds something else."""
    whole, file = zipfile.ZipFile(io.BytesIO(workbook({"A3": "5月已返乡"}))), io.BytesIO()
    with zipfile.ZipFile(file, "w") as changed:
        for name in whole.namelist():
            changed.writestr(name, instead if "comments" in name and name.endswith(".xml") else whole.read(name))
    return zipfile.ZipFile(file)


ENTITY = b'<!DOCTYPE c [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
NOTE = b'<comments><commentList><comment ref="A3"><text><t>%s</t></text></comment>'


@pytest.mark.parametrize(
    ("instead", "texts"),
    [
        (b"", []),
        (b"   ", []),
        (b"not xml at all", []),
        (NOTE % "已返乡".encode(), ["已返乡"]),  # cut off in the middle
        (ENTITY + NOTE % b"&e;" + b"</commentList></comments>", []),
        (NOTE.replace(b"A3", b"3A") % b"x", []),
        (NOTE.replace(b"A3", b"A99999999999") % b"x", []),
    ],
)
def test_a_damaged_part_costs_nothing_but_itself(instead: bytes, texts: list[str]) -> None:
    assert [comment.text for comment in comments_on(damaged(instead), "xl/worksheets/sheet1.xml")] == texts
