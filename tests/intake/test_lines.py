"""Lists that were pasted from a chat or typed into a text: a whole line in one cell, below a heading in one cell."""

import pytest

from tests.intake.test_recognising import A, B, told
from tests.intake.test_values import rows

OWN, OTHER = "13800001234", "13800001235"


def people(table: list[list]) -> list[tuple]:
    return [(p.get("name"), p.get("phone"), p.get("origin_code")) for p in told(table)["people"]]


@pytest.mark.parametrize(
    "heading", ["姓名 手机 来源地", "姓名+手机+来源地", "格式：姓名+手机+来源地", "姓名、手机、来源地"]
)
@pytest.mark.parametrize("between", [" ", "，", "/", "\u3000"])
def test_a_list_of_the_chat(heading: str, between: str) -> None:
    lines = [between.join((f"{at}. {name}", phone, place)) for at, name, phone, place in (
        (1, "张三", OWN, "湖南隆回"), (2, "李四", OTHER, "贵州独山"),
    )]  # fmt: skip
    table = [["#接龙"], ["流入党员信息接龙"], [heading], *[[line] for line in lines]]
    assert people(table) == [("张三", OWN, "430524"), ("李四", OTHER, "522726")]


@pytest.mark.parametrize("between", [" ", "\u3000", "    "])
def test_a_text_with_spaces_between(between: str) -> None:
    table = (("序号", "姓名", "身份证号", "流入时间"), ("1", "张三", A, "2021.3"), ("2", "李四", B, "2021.4"))
    found = rows("流入党员名册\n" + "\n".join(between.join(line) for line in table) + "\n合计 2人\n", "gb18030")
    assert [(row.row, row.values["name"], row.values["id_number"]) for row in found] == [(3, "张三", A), (4, "李四", B)]


def test_a_line_with_more_parts_is_an_error_and_one_that_ends_early_is_read() -> None:
    """Which two are one nobody but the clerk can say; who gave name and number and no more is who he says he is."""
    table = [["姓名 手机 来源地"], [f"张三 {OWN} 湖南隆回"], [f"李四 {OTHER}"], ["王五 13800001236 湖南 隆回"]]
    found = told(table)
    assert [person["verdict"] for person in found["people"]] == ["ok", "ok", "error"]
    assert found["people"][1] | {"name": "李四", "phone": OTHER, "origin_code": None} == found["people"][1]
    assert [(error["row"], error["kind"]) for error in found["errors"]] == [(4, "name_missing")]


def test_what_stands_where_something_else_was_asked_for_is_told() -> None:
    """Of two that follow the number one is missing: the other is not what its column asks."""
    table = [["姓名 手机 来源地 流入时间"], [f"张三 {OWN} 湖南隆回 2021.3"], [f"李四 {OTHER} 2021.4"]]
    found = told(table)
    assert [person["origin_code"] for person in found["people"]] == ["430524", None]
    assert [warning["row"] for warning in found["warnings"]] == [3]


def test_lines_between_are_no_people() -> None:
    table = [
        ["序号、姓名、手机、来源地"],
        ["永明社区"],
        [f"1、张三、{OWN}、湖南隆回"],
        ["永贤社区"],
        [f"2、李四、{OTHER}、贵州独山"],
        ["以上共2人"],
    ]
    assert people(table) == [("张三", OWN, "430524"), ("李四", OTHER, "522726")]
    assert [person["community_code"] for person in told(table)["people"]] == ["440704001025", "440704001028"]


def test_what_to_fill_in_above_a_table_is_no_heading() -> None:
    note = ["请填写姓名、身份证号、手机号、来源地。"]
    found = told([note, ["序号", "姓名", "身份证号", "手机号"], [1, "张三", A, OWN], [2, "李四", B, OTHER]])
    assert [(p["name"], p["id_number"]) for p in found["people"]] == [("张三", A), ("李四", B)]


def test_lines_without_a_heading_are_read() -> None:
    table = [["流入党员接龙"], [f"1. 张三 {OWN} 湖南隆回"], [f"2. 李四 {OTHER} 贵州独山"]]
    assert people(table) == [("张三", OWN, "430524"), ("李四", OTHER, "522726")]
