"""Where somebody lived once is not where she lives: 原居住社区 beside 现居住社区, in either order, or alone."""

import pytest

from registry.intake.words.compounds import compound_field
from registry.intake.words.headers import field_of, is_former
from tests.intake.test_recognising import told

OWN = "13800001234"
CAME, LEFT = ["流入党员名册"], ["流出党员名册"]
OURS, ONCE = "440704001025", "440704005207"  # 永明社区, 东红村
HEADINGS = (
    "原居住社区",
    "原居住村（社区）",
    "原居住地所属社区",
    "原来住的社区",
    "原社区",
    "曾居住社区",
    "曾经住过的社区",
    "以前居住社区",
    "您以前住在哪个社区",
    "之前所在社区",
    "先前居住社区",
    "旧居住社区",
    "上一个社区",
    "上一居住社区",
    "前居住社区",
    "搬来前社区",
    "搬来之前居住的社区",
    "迁入前所在村",
    "来江海前所在社区",
    "流入前所在社区",
)


def read(title: list[str], head: list[str], cells: list[str]) -> dict:
    return told([title, ["姓名", "手机号", *head], ["张三", OWN, *cells]])


def kinds(found: dict) -> list[str]:
    return [warning["kind"] for warning in found["warnings"]]


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_of_a_former_community(heading: str) -> None:
    assert field_of(heading) == "origin_village?"
    assert is_former(heading)


@pytest.mark.parametrize("title", [CAME, LEFT])
@pytest.mark.parametrize(
    ("former", "present"),
    [
        ("原居住社区", "现居住社区"),
        ("曾居住社区", "居住社区"),
        ("您以前住在哪个社区", "社区"),
        ("搬来前社区", "目前居住在哪个村（社区）"),
        ("上一个社区", "所属社区"),
    ],
)
def test_the_present_community_counts_in_either_order(former: str, present: str, title: list[str]) -> None:
    before = read(title, [former, present], ["东红村", "永明社区"])
    behind = read(title, [present, former], ["永明社区", "东红村"])
    assert [found["people"][0]["community_code"] for found in (before, behind)] == [OURS, OURS]


@pytest.mark.parametrize("former", ["原居住社区", "以前居住社区", "迁入前所在村"])
def test_a_former_community_alone_is_no_present_one(former: str) -> None:
    found = read(CAME, [former], ["东红村"])
    assert (found["people"][0]["community_code"], kinds(found)) == (None, ["origin_unknown"])


def test_a_former_community_beside_where_she_came_from_is_left_to_the_clerk() -> None:
    found = read(CAME, ["原居住社区", "现居住社区", "流出地"], ["东红村", "永明社区", "湖南省隆回县"])
    person = found["people"][0]
    assert (person["community_code"], person["origin_code"], kinds(found)) == (OURS, "430524", [])
    assert [column["heading"] for column in found["unknown_columns"]] == ["原居住社区"]


def test_where_who_came_lived_before_is_where_she_came_from() -> None:
    person = read(CAME, ["原居住社区"], ["湖南省隆回县桃花坪街道桃花社区"])["people"][0]
    assert (person["community_code"], person["origin_code"]) == (None, "430524")


def test_where_who_left_lived_before_is_ours() -> None:
    assert read(LEFT, ["原居住社区"], ["东红村"])["people"][0]["community_code"] == ONCE


def test_a_former_street_is_no_hint_where_a_community_lies() -> None:
    """墟镇社区 is in two streets."""
    found = read(LEFT, ["原街道", "街道", "社区"], ["外海街道", "礼乐街道", "墟镇社区"])
    assert (found["people"][0]["community_code"], kinds(found)) == ("440704005001", [])


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("原居住街道", "origin_village?"),
        ("原管理社区", None),
        ("原登记社区", None),
        ("首次报到社区", None),
        ("入党时所在社区", None),
        ("户籍社区", "household_village?"),
        ("目前居住社区", "community"),
        ("当前所在社区", "community"),
        ("来江海目前居住社区", "community"),
        ("报到社区", "community"),
    ],
)
def test_headings_that_look_like_it(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("parent", "child", "field"),
    [("居住社区", "原", "origin_village?"), ("居住社区", "现", "community"), ("变更前", "社区", None)],
)
def test_a_former_community_in_two_rows(parent: str, child: str, field: str | None) -> None:
    assert compound_field(parent, child) == field


def test_two_columns_that_name_two_communities_are_told() -> None:
    found = read(CAME, ["报到社区", "居住社区"], ["东红村", "永明社区"])
    assert (found["people"][0]["community_code"], kinds(found)) == (ONCE, ["community_other"])
    assert found["warnings"][0]["column"] == 4
    assert not kinds(read(CAME, ["报到社区", "居住社区"], ["永明社区", "永明"]))
    assert not kinds(read(CAME, ["报到社区", "居住社区"], [None, "永明"]))


def test_where_somebody_works_is_less_than_where_she_lives() -> None:
    found = read(CAME, ["单位所在社区", "居住社区"], ["东红村", "永明社区"])
    assert (found["people"][0]["community_code"], kinds(found)) == (OURS, ["community_other"])
    assert read(CAME, ["单位所在社区"], ["永明社区"])["people"][0]["community_code"] == OURS
