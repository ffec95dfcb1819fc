"""Headings that are only numbers, which a line above or below explains."""

import pytest

from tests.intake.test_pieces_and_messages import of_text
from tests.intake.test_recognising import A, B, told

OWN, OTHER = "13800001234", "13800001235"
ROWS = [["张三", "男", A, OWN, "湖南隆回", "2021.3"], ["李四", "女", B, OTHER, "贵州独山", "2021.4"]]
WORDS = ["姓名", "性别", "身份证号", "手机", "来源地", "流入时间"]
NUMBERS = [1, 2, 3, 4, 5, 6]
KEYS = ("name", "id_number", "phone", "origin_code", "arrived")
BOTH = [("张三", A, OWN, "430524", "2021-03-01"), ("李四", B, OTHER, "522726", "2021-04-01")]


def said(rows: list[list]) -> list[tuple]:
    found = told(rows)
    assert not (found["errors"] or found["warnings"])
    return [tuple(person[key] for key in KEYS) for person in found["people"]]


@pytest.mark.parametrize(
    ("legend", "head"),
    [
        ("说明：1=姓名，2=性别，3=身份证号，4=手机号码，5=流出地，6=流入时间", NUMBERS),
        ("1—姓名；2—性别；3—身份证号；4—手机；5—来源地；6—流入时间", list(map(str, NUMBERS))),
        ("①姓名 ②性别 ③身份证号 ④手机 ⑤来源地 ⑥流入时间", list("①②③④⑤⑥")),
        ("A姓名、B性别、C身份证号、D手机、E来源地、F流入时间", list("ABCDEF")),
        ("姓名（1）、性别（2）、身份证号（3）、手机（4）、来源地（5）、流入时间（6）", NUMBERS),
        ("姓名=1，性别=2，身份证号=3，手机=4，来源地=5，流入时间=6", NUMBERS),
        ("01姓名 02性别 03身份证号 04手机 05来源地 06流入时间", ["01", "02", "03", "04", "05", "06"]),
        ("第1列为姓名，第2列为性别，第3列为身份证号，第4列为手机，第5列为来源地，第6列为流入时间", NUMBERS),
    ],
)
def test_numbers_that_a_line_explains(legend: str, head: list) -> None:
    assert said([["流入党员上报表"], [legend], head, *ROWS]) == BOTH
    assert said([["流入党员上报表"], head, *ROWS, [legend]]) == BOTH


def test_a_line_for_each_number_and_another_order() -> None:
    told_by_rows = [[number, word] for number, word in zip(NUMBERS, WORDS, strict=True)]
    assert said([*told_by_rows, [], NUMBERS, *ROWS]) == BOTH
    turned = [row[::-1] for row in ROWS]
    assert said([*told_by_rows, [], NUMBERS[::-1], *turned]) == BOTH


def test_a_serial_number_beside_them_and_a_column_that_is_not_told() -> None:
    legend = ["1=姓名，2=性别，3=身份证号，4=手机，5=来源地，6=流入时间"]
    head = ["序号", *NUMBERS, 7]
    found = told([legend, head, *([at, *row, "甲"] for at, row in enumerate(ROWS, 1))])
    assert [tuple(person[key] for key in KEYS) for person in found["people"]] == BOTH
    assert [column["heading"] for column in found["unknown_columns"]] == ["7"]


def test_a_text_parted_at_its_commas() -> None:
    people = of_text("1=姓名,2=性别,3=身份证号,4=手机", "1,2,3,4", *(",".join(row[:4]) for row in ROWS))["people"]
    assert [(person["name"], person["phone"]) for person in people] == [("张三", OWN), ("李四", OTHER)]


@pytest.mark.parametrize(
    "rows",
    [
        [NUMBERS, *ROWS],
        [["1=姓名，1=性别，3=身份证号，4=手机"], NUMBERS, *ROWS],
        [["1=姓名，2=姓名，3=身份证号，4=手机"], NUMBERS, *ROWS],
        [["1=男，2=女"], NUMBERS, *ROWS],
    ],
)
def test_what_no_line_or_two_explain_is_not_read_and_is_told(rows: list[list]) -> None:
    found = told(rows)
    assert (found["people"], [skipped["reason"] for skipped in found["sheets_skipped"]]) == ([], ["no_header"])


def test_numbers_below_a_heading_stay_what_they_are() -> None:
    found = told([["注：1=性别，2=姓名，3=手机"], WORDS, NUMBERS, *ROWS])
    assert [person["name"] for person in found["people"]] == ["张三", "李四"]
