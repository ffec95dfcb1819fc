"""A mark before a cell's text, for a spreadsheet not to make a number of it, is no part of what it says."""

import datetime as dt

import pytest

from registry.intake.files.wire import tidy
from registry.intake.sheets.reports import Summary, check_file, report
from tests.intake.district import context
from tests.intake.test_recognising import A, told

OWN = "13800001234"
HOME = "中共湖南省隆回县桃花坪街道新田村支部委员会"
HEAD = ["姓名", "性别", "身份证号码", "手机号码", "入党时间", "流出地党组织名称", "备注", "血型"]
CELLS = ["张三", "男", A, OWN, "2001-07-01", HOME, "会开车", "O"]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("'张三", "张三"),
        ("＇13800001234", "13800001234"),
        ("`4407", "4407"),
        ("’138", "138"),
        ("'张三'", "张三"),
        ("‘张三’", "张三"),
        ("'两新'党支部", "'两新'党支部"),
        ("‘两新’党支部", "‘两新’党支部"),
        ("''", "''"),
        ("’", "’"),
        ("#1栋", "#1栋"),
        ("5'6", "5'6"),
        ("'#N/A", {"e": "#N/A"}),
        (7, 7),
        (dt.date(2020, 1, 2), dt.date(2020, 1, 2)),
    ],
)
def test_a_mark_before_a_text(cell: object, read: object) -> None:
    assert tidy([cell]) == [read]


@pytest.mark.parametrize("row", [["'", "'"], ["张三", "'", "＇"]])
def test_a_mark_alone_is_an_empty_cell(row: list) -> None:
    assert tidy(row) == [cell for cell in row if len(cell) > 1]


@pytest.mark.parametrize("mark", ["'", "＇", "`"])
def test_a_roster_with_a_mark_before_every_cell(mark: str) -> None:
    table = [[mark + cell for cell in row] for row in (HEAD, CELLS)]
    assert told(table) == told([HEAD, CELLS])
    assert told(table)["people"][0]["home_org"] == HOME


@pytest.mark.parametrize(("name", "separator"), [("a.csv", ","), ("a.txt", "\t")])
def test_a_text_with_a_mark_before_every_cell(name: str, separator: str) -> None:
    read = [
        report(check_file(lines.encode(), name, context(), None, summary := Summary()), summary)
        for lines in (
            "\n".join(separator.join(mark + cell for cell in row) for row in (HEAD, CELLS)) for mark in ("", "'")
        )
    ]
    assert read[0] == read[1]
