"""What a sheet says of its people against the way that was chosen at the screen: asked before anybody is written."""

import pytest

from registry.intake.headings.plans import Wishes
from tests.intake.test_recognising import A, B, C, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
CAME = [["姓名", "身份证号", "电话", "流出地", "流入时间"], ["张三", A, OWN, "湖南省隆回县", "2023.5"]]
LEFT = [["姓名", "身份证号", "电话", "流入地", "流出时间"], ["李四", B, OTHER, "广东省深圳市", "2024.6"]]
MORE = ["王五", C, THIRD, "上海市浦东新区", "2025.1"]


def verdicts(rows: list[list], direction: str, name: str = "Sheet1") -> list[str]:
    return [person["verdict"] for person in told(rows, name=name, wishes=Wishes(direction))["people"]]


@pytest.mark.parametrize(
    ("rows", "name", "chosen"),
    [
        ([["永明社区流出党员台账"], *LEFT, MORE], "Sheet1", "in"),
        (LEFT, "外出党员", "in"),
        (LEFT, "Sheet1", "in"),
        ([["流入党员花名册"], *CAME], "Sheet1", "out"),
        (CAME, "流入党员", "out"),
        (CAME, "Sheet1", "out"),
        ([["流动党员情况"], ["（二）外出流动党员"], *LEFT], "Sheet1", "in"),
    ],
)
def test_a_whole_table_of_the_other_way(rows: list[list], name: str, chosen: str) -> None:
    found = told(rows, name=name, wishes=Wishes(chosen))
    assert {person["verdict"] for person in found["people"]} == {"error"}
    assert {error["kind"] for error in found["errors"]} == {"direction_opposed"}
    assert len(found["errors"]) == len(found["people"])
    assert [said["sheet"] for said in found["directions_opposed"]] == [name]
    plain = told(rows, name=name)
    assert {person["verdict"] for person in plain["people"]} == {"ok"}
    assert plain["directions_opposed"] == []


@pytest.mark.parametrize(
    ("rows", "name", "chosen"),
    [
        ([["永明社区流出党员台账"], *LEFT], "Sheet1", "out"),
        ([["流入党员花名册"], *CAME], "Sheet1", "in"),
        ([["姓名", "电话"], ["张三", OWN]], "名单", "out"),
        # Lists that were written at the other end.
        ([["隆回县流出党员名册"], *CAME], "Sheet1", "in"),
        ([["隆回县流出到江海区党员名单"], ["姓名", "电话", "流出时间"], ["张三", OWN, "2023.5"]], "Sheet1", "in"),
        ([["姓名", "电话", "流入地", "流出时间"], ["张三", OWN, "江海区永明社区", "2023.5"]], "Sheet1", "in"),
    ],
)
def test_what_was_chosen_stands(rows: list[list], name: str, chosen: str) -> None:
    assert verdicts(rows, chosen, name) == ["ok"]


@pytest.mark.parametrize(
    "titles", [("一、流入党员", "二、流出党员"), ("流入党员：", "外出党员："), ("（一）流入部分", "（二）流出部分")]
)
@pytest.mark.parametrize("second", [LEFT[0], CAME[0]])
def test_each_block_by_its_own_heading(titles: tuple[str, str], second: list[str]) -> None:
    rows = [["永明社区流动党员情况表"], [titles[0]], *CAME, [], [titles[1]], second, LEFT[1], MORE]
    assert verdicts(rows, "in") == ["ok", "error", "error"]
    assert verdicts(rows, "out") == ["error", "ok", "ok"]
    found = told(rows)
    assert [person["direction"] for person in found["people"]] == ["in", "out", "out"]
    assert [person["origin_code"] for person in found["people"]] == ["430524", "440300", "310115"]


def test_each_group_below_one_heading() -> None:
    rows = [["流动党员"], CAME[0], ["一、流入党员"], CAME[1], ["二、流出党员"], LEFT[1], MORE]
    assert verdicts(rows, "in") == ["ok", "error", "error"]


def test_a_row_that_says_the_other_way() -> None:
    rows = [["姓名", "电话", "流动类型"], ["张三", OWN, "流入"], ["李四", OTHER, "流出"], ["王五", THIRD, "外出务工"]]
    found = told(rows, wishes=Wishes("in"))
    assert [person["verdict"] for person in found["people"]] == ["ok", "error", "ok"]
    assert found["errors"][0]["message"].startswith("表里写的是“流出”，导入时选的却是流入")


def test_a_row_that_may_say_the_other_way_is_told() -> None:
    found = told(
        [["姓名", "电话", "流动类型"], ["张三", OWN, "跨省流入"], ["李四", OTHER, "省内流出"]], wishes=Wishes("in")
    )
    assert [(warning["row"], warning["kind"]) for warning in found["warnings"]] == [(3, "direction_differs")]
