"""Ticks that stand for the word above them, whose telephone it is, and what else only a reader of the whole sees."""

import pytest

from registry.lib.names import parse_name
from registry.lib.phones import parse_phones
from registry.lib.values import direction
from tests.intake.test_recognising import A, B, told
from tests.intake.test_values import rows

PEOPLE = [["张三", A, "13800001234", "湖南隆回"], ["李四", B, "13800001235", "贵州独山"]]
HEAD = ["姓名", "身份证号", "手机号", "流出地"]


@pytest.mark.parametrize("over", [("E1:F1",), ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1")])
def test_a_tick_below_no_is_no(over: tuple[str, ...]) -> None:
    table = [[*HEAD, "是否报到", None], [None] * 4 + ["是", "否"], [*PEOPLE[0], "√"], [*PEOPLE[1], None, "√"]]
    people = told(table, merges=over)["people"]
    assert [(person["row"], person["reported"]) for person in people] == [(3, True), (4, False)]


def test_both_ticked_is_no_answer() -> None:
    found = told([[*HEAD, "是否报到", None], [None] * 4 + ["是", "否"], [*PEOPLE[0], "√", "√"]], merges=("E1:F1",))
    assert found["people"][0]["reported"] is None
    assert [(warning["kind"], "是/否" in warning["message"]) for warning in found["warnings"]] == [("value", True)]


@pytest.mark.parametrize(
    "heads",
    [[["姓名", "手机号", "男", "女"]], [["姓名", "手机号", "性别", None], [None, None, "男", "女"]]],
)
def test_the_sex_may_be_two_columns(heads: list[list]) -> None:
    table = [*heads, ["张三", "13800001234", "√"], ["李四", "13800001235", None, "√"]]
    assert [person["sex"] for person in told(table)["people"]] == ["男", "女"]


@pytest.mark.parametrize(
    ("came", "went", "yes", "no"),
    [("流入", "流出", "√", None), ("是否流入", "是否流出", "是", "否"), ("流入", "流出", "是", None)],
)
def test_the_way_may_be_two_columns(came: str, went: str, yes: str, no: str | None) -> None:
    table = [["姓名", "手机号", came, went, "来源地/去向"], ["张三", "13800001234", yes, no, "湖南隆回"],
             ["李四", "13800001235", no, yes, "深圳宝安"]]  # fmt: skip
    people = told(table)["people"]
    assert [(person["direction"], person["origin_code"]) for person in people] == [("in", "430524"), ("out", "440306")]


def test_words_in_such_columns_stay_words() -> None:
    table = [["姓名", "手机号", "性别", None], [None, None, "男", "女"], ["张三", "13800001234", "男"]]
    assert told(table)["people"][0]["sex"] == "男"


@pytest.mark.parametrize(
    ("text", "way"),
    [("流入□ 流出☑", "out"), ("☑流入 □流出", "in"), ("流入（√） 流出（ ）", "in"), ("流入□ 流出□", None)],
)
def test_of_two_printed_ways_the_tick_says_which(text: str, way: str | None) -> None:
    assert direction(text) == way


@pytest.mark.parametrize(
    ("cell", "mobile"),
    [
        ("（儿子）13912345678", None),
        ("13800001234（妻）/13999990000", "13999990000"),
        ("13800001234，家属王某13999990000", "13800001234"),
        ("13800001234（本人）", "13800001234"),
        ("13800001234 妻子", None),
    ],
)
def test_the_number_of_a_relative_is_nobodys_key(cell: str, mobile: str | None) -> None:
    assert parse_phones(cell).mobile == mobile


def test_the_number_of_a_relative_is_kept_and_told() -> None:
    found = rows("姓名,手机,流出地\n张三,儿子13912345678,湖南隆回\n")[0]
    assert (found.values["phone"], found.extra["phone_text"]) == (None, "儿子13912345678")
    assert [problem.kind for problem in found.warnings] == ["phone_of_another"]


@pytest.mark.parametrize("cell", ["陈志强 李秀英", "张三\n李四", "1.陈志强　李秀英"])
def test_two_whole_names_with_a_space_are_two_people(cell: str) -> None:
    assert parse_name(cell).problem == "several"


@pytest.mark.parametrize("cell", ["欧阳 雪", "张 三", "夏侯 淑英", "陈志 强", "阿依 古丽"])
def test_one_name_with_a_space_is_one(cell: str) -> None:
    assert parse_name(cell).text == cell.replace(" ", "")


def test_people_in_columns_are_not_one_card() -> None:
    """The others' names and numbers would be labels, and they themselves lost."""
    found = told([["流入党员"], ["姓名", "张三", "李四"], ["身份证号", A, B], ["电话", "13800001234", "13800001235"]])
    assert [(person["row"], person["name"], person["id_number"]) for person in found["people"]] == [
        (2, "张三", A),
        (3, "李四", B),
    ]
    assert found["sheets_skipped"] == []


def test_a_circled_number_is_no_number() -> None:
    """It was read as one, and the whole file failed."""
    table = [["姓名", "手机号", "类型"], [None, None, "①"], ["张三", "13800001234", "①"]]
    assert [person["name"] for person in told(table)["people"] if person["verdict"] == "ok"] == ["张三"]
    assert rows("姓名,手机,入党时间\n张三,13800001234,①②③④⑤\n")[0].values["joined"] is None
