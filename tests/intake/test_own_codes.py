"""Codes that a roster explains itself, in a heading, below it or in a line of explanations."""

import pytest

from registry.intake.headings.coded import key_of
from tests.intake.test_recognising import told

OWN = "13800001234"
OTHER = "13800001235"
LEVELS = ("1博士 2硕士 3本科 4大专 5中专", "1-博士，2-硕士，3-本科，4-大专", "博士1、硕士2、本科3、大专4")
TITLE = ["江海区流入党员名册"]


def people(*table: list) -> list[dict]:
    return told([TITLE, *table])["people"]


@pytest.mark.parametrize("key", [*LEVELS, "A博士 B硕士 C本科 D大专", "①博士②硕士③本科④大专"])
@pytest.mark.parametrize("heading", ["学历（{}）", "学历（代码：{}）", "学历【{}】", "学历\n{}"])
def test_a_key_in_the_heading(heading: str, key: str) -> None:
    codes = ["A", "C", "D"] if key.startswith("A") else [1, 3, "4"]
    rows = [["张三", OWN, codes[0]], ["李四", "13800001235", codes[1]], ["王五", "13800001236", codes[2]]]
    found = people(["姓名", "手机", heading.format(key)], *rows)
    assert [person["education_code"] for person in found] == ["11", "21", "31"]


@pytest.mark.parametrize(
    ("heading", "cells", "key", "values"),
    [
        ("性别（1男 2女）", (1, 2), "sex", ["男", "女"]),
        ("性别（1女 2男）", (1, 2), "sex", ["女", "男"]),  # its own, against the standard
        ("性别(男0女1)", (0, 1), "sex", ["男", "女"]),
        ("是否报到（1是 0否）", (1, 0), "reported", [True, False]),
        ("是否报到（1否 2是）", (1, 2), "reported", [False, True]),
        ("报到情况（1未报到，2已报到）", ("1", "２"), "reported", [False, True]),
        ("学历（1本科 2大专）", ("1本科", "2.大专"), "education_code", ["21", "31"]),
    ],
)
def test_own_codes_go_before_those_of_a_standard(heading: str, cells: tuple, key: str, values: list) -> None:
    found = people(["姓名", "手机", heading], ["张三", OWN, cells[0]], ["李四", "13800001235", cells[1]])
    assert [person[key] for person in found] == values


def test_a_code_that_is_not_explained_is_told() -> None:
    """21 is 大学本科 in the standard, and nothing in a list of 1 to 4."""
    head = ["姓名", "手机", "学历（1博士 2硕士 3本科 4大专）"]
    found = told([TITLE, head, ["张三", OWN, 21], ["李四", OTHER, 9]])
    assert [person["education_code"] for person in found["people"]] == [None, None]
    assert [(warning["row"], warning["kind"]) for warning in found["warnings"]] == [(3, "value"), (4, "value")]


def test_a_key_below_the_heading() -> None:
    table = [["姓名", "性别", "手机", "学历"], [None, "1男 2女", None, "（1博士 2硕士 3本科）"], ["张三", 2, OWN, 3]]
    (person,) = people(*table)
    assert (person["name"], person["sex"], person["education_code"]) == ("张三", "女", "21")


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize(
    "line", ["填表说明：学历代码：1博士 2硕士 3本科；性别 1男 2女", "1.性别栏填1男2女；学历栏填：1博士，2硕士，3本科。"]
)
def test_a_key_in_a_line_of_explanations(line: str, *, above: bool) -> None:
    table = [["姓名", "性别", "手机", "学历"], ["张三", 2, OWN, 3]]
    (person,) = people(*([[line], *table] if above else [*table, [line]]))
    assert (person["name"], person["sex"], person["education_code"]) == ("张三", "女", "21")


@pytest.mark.parametrize(
    "text",
    ["11位", "18位数字", "如2021年3月", "4位年2位月2位日", "1男 1女", "1男 2男", "1男2女，核对3"],
)
def test_other_brackets_are_no_keys(text: str) -> None:
    assert key_of(text) == {}


def test_numbers_of_a_column_without_a_key_are_left_as_they_are() -> None:
    head = ["序号", "姓名", "手机", "备用（1老人 2小孩）", "性别"]
    found = people(head, [1, "张三", OWN, 2, "男"], [2, "李四", OTHER, 1, "女"])
    assert [(person["name"], person["sex"]) for person in found] == [("张三", "男"), ("李四", "女")]
