"""Who has left again is asked about: by a state, a day of return, or what the list is called."""

import pytest

from tests.intake.test_recognising import told

OWN, OTHER = "13800001234", "13800001235"
HEAD = ["姓名", "手机", "来源地"]
ROW = ["张三", OWN, "湖南隆回"]


def kinds(rows: list[list], name: str = "Sheet1") -> list[tuple[int, str]]:
    return [(warning["row"], warning["kind"]) for warning in told(rows, name=name)["warnings"]]


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("2024年已转出流入党员名单", True),
        ("流入党员本月减少情况", True),
        ("流入党员名册（含已返乡）", False),
        ("流入党员名册（未转出）", False),
        ("流入党员名册", False),
    ],
)
def test_a_list_of_those_who_left(title: str, *, asked: bool) -> None:
    assert kinds([[title], HEAD, ROW]) == ([(3, "gone")] if asked else [])


def test_a_sheet_of_those_who_left() -> None:
    assert kinds([HEAD, ROW], "已返乡") == [(2, "gone")]


@pytest.mark.parametrize("heading", ["目前状态", "去留情况", "状态"])
@pytest.mark.parametrize(("state", "asked"), [("已返乡", True), ("离开", True), ("在江海", False), ("正在流动", False)])
def test_a_state_that_says_so(heading: str, state: str, *, asked: bool) -> None:
    found = kinds([["流入党员"], [*HEAD, heading], [*ROW, state]])
    assert found == ([(3, "gone")] if asked else [])


@pytest.mark.parametrize(
    ("heading", "day", "asked"),
    [
        ("返乡时间", "2024.5", True),
        ("返回时间", "无", False),
        ("预计返回时间", "2024.5", False),
        ("返乡时间", None, False),
    ],
)
def test_a_day_of_return(heading: str, day: str | None, *, asked: bool) -> None:
    found = kinds([["流入党员"], [*HEAD, heading], [*ROW, day]])
    assert ((3, "returned") in found) == asked


def test_who_is_home_for_the_holidays_leaves_again() -> None:
    table = [["春节返乡流动党员登记"], ["姓名", "手机", "外出地点", "返乡时间"], ["张三", OWN, "东莞", "2025.1.20"]]
    assert kinds(table) == []
