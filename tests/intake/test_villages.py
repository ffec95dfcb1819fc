"""Whose a village is: many are called like one of ours, and the direction says which end of the way is meant."""

import pytest

from registry.intake.words.compounds import compound_field
from registry.intake.words.headers import field_of
from tests.intake.test_recognising import told

OWN, OTHER = "13800001234", "13800001235"


def read(table: list[list], *merges: str) -> list[tuple]:
    found = told(table, merges=merges)
    assert not found["errors"]
    return [(person["direction"], person["origin_code"], person["community_code"]) for person in found["people"]]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("流出地村（社区）", "origin_village?"),
        ("原所在村", "origin_village?"),
        ("户籍地所属社区", "household_village?"),
        ("流入地社区", "host_community?"),
        ("流入街道", "host_street?"),
        ("所属社区", "community"),
        ("现居社区", "community"),
        ("流出地", "origin_region"),
        ("流出地乡镇", "origin_region"),
    ],
)
def test_headings_of_villages(heading: str, field: str) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("parent", "child", "field"),
    [
        ("流出地", "村（社区）", "origin_village?"),
        ("户籍地", "街道", "household_village?"),
        ("流入地", "村（社区）", "there_community?"),
        ("流入地", "街道", "there_street?"),
        ("流出地党组织", "村", None),
        ("现居住地", "社区", "community"),
        ("流出地", "县", "origin_region"),
    ],
)
def test_villages_below_a_heading(parent: str, child: str, field: str | None) -> None:
    assert compound_field(parent, child) == field


def test_who_came_has_his_village_elsewhere() -> None:
    heads = [["姓名", "手机号", "流出地", None, None, None], [None, None, "省", "县", "乡镇", "村"]]
    came = [
        ["张三", OWN, "湖南省", "隆回县", "六都寨镇", "新民村"],
        ["李四", OTHER, "贵州省", "独山县", "百泉镇", "南山村"],
    ]
    expected = [("in", "430524", None), ("in", "522726", None)]
    assert read([["流入党员名册"], *heads, *came], "C2:F2", "A2:A3", "B2:B3") == expected
    flat = [["流入党员名册"], ["姓名", "手机号", "流出地", "原所在村"], ["张三", OWN, "湖南隆回", "新民村"]]
    assert read(flat) == [("in", "430524", None)]


def test_who_left_is_at_a_community_elsewhere() -> None:
    heads = [["姓名", "手机号", "流入地", None, None], [None, None, "市", "区", "社区"]]
    went = [["张三", OWN, "广州市", "天河区", "新华社区"], ["李四", OTHER, "深圳市", "宝安区", "永明社区"]]
    expected = [("out", "440106", None), ("out", "440306", None)]
    assert read([["流出党员名册"], *heads, *went], "C2:E2", "A2:A3", "B2:B3") == expected


def test_the_end_that_is_here_is_ours() -> None:
    out = [
        ["流出党员名册"],
        ["姓名", "手机号", "流出地", None, "流入地"],
        [None, None, "街道", "村（社区）", None],
        ["张三", OWN, "外海街道", "东南村", "广东广州"],
    ]
    assert read(out, "C2:D2", "A2:A3", "B2:B3", "E2:E3") == [("out", "440100", "440704004206")]
    come = [
        ["流入党员名册"],
        ["姓名", "手机号", "流出地", "流入地", None],
        [None, None, None, "街道", "村（社区）"],
        ["张三", OWN, "湖南隆回", "外海街道", "东南村"],
    ]
    assert read(come, "D2:E2", "A2:A3", "B2:B3", "C2:C3") == [("in", "430524", "440704004206")]
    assert read([["流出党员名册"], ["姓名", "手机号", "户籍所在村"], ["张三", OWN, "东南村"]])[0][2] == "440704004206"


@pytest.mark.parametrize(("community", "expected"), [("永贤社区", "440704001028"), ("沙河社区", None)])
def test_the_community_that_looks_after_who_left_may_be_ours(community: str, expected: str | None) -> None:
    """A column that numbers itself and is filled in once, for all below it."""
    table = [
        ["流出党员名册"],
        ["姓名", "手机号", "外出目的地", "流入地所属社区"],
        ["1", "2", "3", "4"],
        ["张三", OWN, "湖南隆回", community],
        ["李四", OTHER, "贵州独山", None],
    ]
    assert [code for _, _, code in read(table, "D4:D5")] == [expected, expected]


def test_notes_below_a_column_of_communities_are_no_places() -> None:
    heads = ["流入地所属社区", "姓名", "手机号", "外出目的地"]
    people = [["永贤社区", "张三", OWN, "湖南隆回"], ["永贤社区", "李四", OTHER, "贵州独山"]]
    notes = [["备注：以上信息已核对。"], ["说明:1.本表由村（社区）填写。"], ["经办人："]]
    found = read([["流出党员名册"], heads, *people, *notes])
    assert [code for _, _, code in found] == ["440704001028", "440704001028"]
