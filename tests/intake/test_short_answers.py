"""Short answers in columns that ask for something else, or that nobody understood: 不在了, 已退房, √ below 离江."""

import pytest

from tests.intake.test_extracts import asked

OWN, OTHER = "13800001234", "13800001235"
IN, OUT = ["江海区流入党员名册"], ["江海区流出党员名册"]
GONE, NO = ["gone"], ["said_no"]


def kinds(heading: str, text: str) -> list[str]:
    head = ["姓名", "手机", "来源地", heading]
    return [kind for _, kind in asked(IN, head, ["张三", OWN, "湖南隆回", text], ["李四", OTHER, "贵州独山", ""])]


@pytest.mark.parametrize(
    ("heading", "text", "found"),
    [
        ("现状", "人已不在", GONE),
        ("现状", "已搬去珠海", GONE),
        ("现状", "打算搬去珠海", []),
        ("现状", "从珠海搬到江海", []),
        ("现状", "人户分离", []),
        ("处理", "移除", GONE),
        ("人在哪", "回老家了", GONE),
        ("身份", "群众", ["not_member"]),
        ("现住址", "已退房", GONE),
        ("现住址", "返乡人员安置房", []),
        ("工作单位", "已离职", GONE),
        ("工作单位", "某退役军人服务站", []),
        ("去向", "回原籍", GONE),
    ],
)
def test_whatever_is_asked(heading: str, text: str, found: list[str]) -> None:
    assert kinds(heading, text) == found


@pytest.mark.parametrize(
    ("heading", "text", "found"),
    [
        ("离江", "√", NO),
        ("离江", "×", []),
        ("是否离江", "是", NO),
        ("在不在", "不在", GONE),
        ("是否在江", "否", NO),
        ("在岗", "否", NO),
        ("在岗", "是", []),
        ("流动", "×", NO),
        ("退出时间", "2024.5", NO),
        ("终止流动时间", "2024.5", NO),
        ("是否常住", "否", []),
    ],
)
def test_a_question(heading: str, text: str, found: list[str]) -> None:
    assert kinds(heading, text) == found


@pytest.mark.parametrize(("place", "found"), [("珠海市香洲区", ["community_elsewhere"]), ("江海区外海街道", [])])
def test_where_somebody_is_now(place: str, found: list[str]) -> None:
    assert kinds("现在何处", place) == found


@pytest.mark.parametrize(
    ("heading", "text", "found"),
    [
        ("现状", "已搬去珠海", []),
        ("现状", "已回村", GONE),
        ("动态", "回家养老", GONE),
        ("目前", "在家", GONE),
        ("回来了吗", "回来了", GONE),
        ("回来过没有", "有", []),
        ("是否返回", "是", NO),
        ("仍在外", "否", NO),
        ("备注", "2023年回村居住", ["remark_says"]),
        ("备注", "退休回来", ["remark_says"]),
        ("备注", "不再外出", ["remark_says"]),
        ("备注", "每年春节回村", []),
        ("备注", "计划明年返乡", []),
        ("备注", "父母在家", []),
        ("备注", "回家过年", []),
    ],
)
def test_who_left_and_is_back(heading: str, text: str, found: list[str]) -> None:
    head = ["姓名", "手机", "外出地点", heading]
    rows = [["张三", OWN, "佛山市顺德区", text], ["李四", OTHER, "东莞", ""]]
    assert [kind for _, kind in asked(OUT, head, *rows)] == found


@pytest.mark.parametrize(("place", "is_asked"), [("江海区外海街道", True), ("英南村", True), ("蓬江区", False)])
def test_who_left_for_a_place_in_the_district(place: str, is_asked: bool) -> None:
    table = [["姓名", "手机", "外出地点"], ["张三", OWN, place], ["李四", OTHER, "东莞"], ["王五", "", "东莞"]]
    assert ((3, "not_away") in asked(OUT, *table)) is is_asked


def test_a_formula_that_failed_is_told_once() -> None:
    head = ["姓名", "手机", "来源地", "现住址", "某栏"]
    assert asked(IN, head, ["张三", OWN, "湖南隆回", "#N/A", "#REF!"]) == [(3, "cell_error"), (3, "cell_error")]


@pytest.mark.parametrize(("heading", "text"), [("某代码", "13"), ("配偶情况/政治面貌", "群众"), ("积分", "03")])
def test_what_is_not_said_of_the_member(heading: str, text: str) -> None:
    assert kinds(heading, text) == []
