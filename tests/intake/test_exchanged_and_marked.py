"""What stands in the wrong cell, marks, and the list of others below: none of it becomes a member unasked."""

import pytest

from registry.lib.names import parse_name
from tests.intake import test_word as word
from tests.intake.test_extracts import asked, said
from tests.intake.test_recognising import A, B, C, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
IN, OUT = ["江海区流入党员名册"], ["江海区流出党员名册"]


def test_name_and_sex_exchanged() -> None:
    head = ["姓名", "性别", "手机", "来源地"]
    table = [head, ["张三", "男", OWN, "湖南隆回"], ["男", "李四", OTHER, "贵州独山"], ["女", "", THIRD, "贵州独山"]]
    found = told([IN, *table])
    assert [(person.get("name"), person.get("sex")) for person in found["people"]][:2] == [
        ("张三", "男"),
        ("李四", "男"),
    ]
    assert asked(IN, *table) == [(4, "name_exchanged")]
    [error] = found["errors"]
    assert (error["row"], error["kind"]) == (5, "name_missing")


@pytest.mark.parametrize("text", ["男", "女", "汉族", "党员", "中共党员", "是", "大专"])
def test_the_answer_to_another_question_is_no_name(text: str) -> None:
    assert parse_name(text).problem == "not_a_name"


@pytest.mark.parametrize(
    ("heading", "kind"), [("党员", "said_no"), ("中共党员", "said_no"), ("流动党员", "said_no"), ("代表", "")]
)
def test_a_heading_that_is_answered_with_yes_and_no(heading: str, kind: str) -> None:
    table = [["姓名", "手机", heading, "来源地"], ["张三", OWN, "是", "湖南隆回"], ["李四", OTHER, "否", "贵州独山"]]
    assert asked(IN, *table) == ([(4, kind)] if kind else [])
    assert said(IN, *table, key="name") == ["张三", "李四"]


@pytest.mark.parametrize(
    ("heading", "text", "is_asked"),
    [
        ("党籍状态", "出党", True),
        ("党籍状态", "取消预备党员资格", True),
        ("党籍状态", "正常", False),
        ("类别", "已返乡", True),
        ("类别", "短期", False),
        ("标记", "删", True),
        ("标记", "新", False),
        ("序号", "删除", True),
        ("序号", "7", False),
        ("居住情况", "离江", True),
        ("居住情况", "常住", False),
    ],
)
def test_a_column_that_says_who_is_gone(heading: str, text: str, is_asked: bool) -> None:
    head = [heading, "姓名", "手机", "来源地"]
    rows = [["正常", "张三", OWN, "湖南隆回"], [text, "李四", OTHER, "贵州独山"]]
    assert [row for row, _ in asked(IN, head, *rows)] == ([4] if is_asked else [])


def test_a_word_of_the_way_is_asked_about_only_of_who_came() -> None:
    head = ["居住情况", "姓名", "手机", "外出地点"]
    assert asked(OUT, head, ["离江", "张三", OWN, "佛山市顺德区"]) == []


def test_a_kind_that_is_merged_down() -> None:
    head = ["类别", "姓名", "身份证号", "手机", "来源地"]
    rows = [["常住", "张三", A, OWN, "湖南隆回"], ["已返乡", "李四", B, OTHER, "湖南隆回"]]
    found = told([IN, head, *rows, [None, "王五", C, THIRD, "贵州独山"]], merges=("A4:A5",))
    assert [warning["row"] for warning in found["warnings"]] == [4, 5]


@pytest.mark.parametrize("title", ["附：入党积极分子名单", "附件2：入党积极分子名单", "入党积极分子名单"])
def test_a_list_of_others_below_in_a_document(title: str) -> None:
    others = ["序号", "姓名", "性别", "身份证号", "手机", "户籍地"]
    roster = [
        [*others[:5], "流出地"],
        ["1", "张三", "男", A, OWN, "湖南隆回"],
        ["2", "李四", "男", B, OTHER, "贵州独山"],
    ]
    data = word.made("英南村流入党员名册", roster, title, [others, ["1", "王五", "男", C, THIRD, "湖南隆回"]])
    assert [person["name"] for person in word.told(data)["people"]] == ["张三", "李四"]


def test_applicants_below_the_same_headings_are_asked_about() -> None:
    table = [["姓名", "手机", "来源地"], ["张三", OWN, "湖南隆回"]]
    more = [["附：入党积极分子名单"], ["姓名", "手机", "来源地"], ["李四", OTHER, "贵州独山"]]
    assert asked(IN, *table, *more) == [(6, "gone")]


def test_headings_of_which_one_asks_for_something_else() -> None:
    head = ["姓名", "性别", "身份证号", "手机", "民族", "来源地"]
    other = [*head[:5], "户籍地"]
    table = [head, ["张三", "男", A, OWN, "汉族", "湖南隆回"], other, ["李四", "男", B, OTHER, "汉族", "贵州独山"]]
    assert said(IN, *table, key="origin_code") == ["430524", None]


@pytest.mark.parametrize("at", [3, 2, 0])
def test_an_office_and_its_day_below_are_nobody(at: int) -> None:
    table = [["姓名", "身份证号", "来源地", "手机"], ["张三", A, "湖南隆回", OWN], ["李四", B, "贵州独山", OTHER]]
    below = [[None] * at + ["高家镇党建办"], [None] * at + ["2026年10月9日"]]
    found = told([IN, *table, *below])
    assert [person["name"] for person in found["people"]] == ["张三", "李四"]
    assert found["errors"] == []
