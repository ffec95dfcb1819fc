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


def test_who_left_may_have_gone_further() -> None:
    head = ["姓名", "手机", "外出地点", "现状"]
    assert asked(OUT, head, ["张三", OWN, "佛山市顺德区", "已搬去珠海"]) == []
