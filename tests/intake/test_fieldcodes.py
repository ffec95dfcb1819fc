"""A line of a program below the headings (AAC003, VARCHAR(50)) is nobody, wherever it stands."""

import pytest

from registry.intake.words.fieldcodes import are_fields
from tests.intake.test_recognising import told

TITLE, HEAD = ["江海区流入党员名册"], ["姓名", "性别", "联系电话", "户籍地址"]
ROWS = [["张三", "2", "13800001234", "湖南省新化县"], ["李四", "1", "13800001235", "湖南省新化县"]]
LINES = [
    ["AAC003", "AAC004", "AAE005", "AAC010"],
    ["aac003", "aac004", "aae005", "aac010"],
    ["A0101", "A0104", "AAE005"],
    ["T_NAME", "T_SEX", "T_TEL", "T_ADDR"],
    ["memberName", "sexCode", "mobile", "regAddr"],
    ["xm", "xb", "lxdh", "hjdz"],
    ["F1", "F2", "F3", "F4"],
    ["字段1", "字段2", "字段3", "字段4"],
    ["VARCHAR(50)", "CHAR(1)", "VARCHAR(20)", "VARCHAR2(100)"],
    ["C50", "C1", "N11", "C100"],
    ["C(50)", "C(1)", "N(11,0)", "C(100)"],
    ["string", "int", "string", "text"],
    ["字符型", "字符型", "数值型", "字符型(100)"],
    [None, "AAC004", "AAE005", "AAC010"],
]


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_fields_below_the_headings(line: list) -> None:
    found = told([TITLE, HEAD, line, *ROWS])
    assert [(person["name"], person["verdict"]) for person in found["people"]] == [("张三", "ok"), ("李四", "ok")]
    assert [(left["row"], left["reason"]) for left in found["rows_left_out"]] == [(3, "footer")]


@pytest.mark.parametrize("line", LINES[:2])
def test_a_line_of_fields_above_the_headings_and_on_the_next_page(line: list) -> None:
    found = told([TITLE, line, HEAD, ROWS[0], HEAD, line, ROWS[1]])
    assert [person["name"] for person in found["people"]] == ["张三", "李四"]
    assert found["errors"] == []


@pytest.mark.parametrize(
    "cells",
    [
        ["Alim", "M", None, None],
        ["Alim Kerim", "M"],
        ["Alim", "M", "AB12"],
        ["C", "男", None],
        ["Alim"],
        ["AAC003"],
        ["张三", "AAC004", "AAE005"],
        ["Alim", "1", "13800001234"],
        ["AAC003", "男", "13800001234"],
        [None, "M", "abc"],
        [None, "1", "2", "3"],
        ["数字", "文本", "日期"],
        ["50", "1", "11", "100"],
    ],
)
def test_a_person_is_no_line_of_fields(cells: list) -> None:
    assert not are_fields(cells, 0)
