"""What each row says of its way, of the relation and of its places, in headings as people speak."""

import pytest

from registry.intake.words.headers import field_of
from registry.lib.values import relation_status
from tests.intake.test_extracts import asked, said
from tests.intake.test_recognising import A, B, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
HOME, ELSEWHERE = "中共湖南省隆回县桃洪镇支部委员会", "中共贵州省独山县麻万镇支部委员会"
IN, OUT = ["江海区流入党员名册"], ["永明社区流出党员名册"]


def test_whether_somebody_flows_answered_with_the_way() -> None:
    head = ["姓名", "手机", "是否流动党员（流入/流出/否）", "流动地（从哪来/到哪去）"]
    table = [
        head,
        ["张三", OWN, "流入", "湖南隆回"],
        ["李四", OTHER, "否", ""],
        ["王五", THIRD, "流出", "广东省佛山市三水区"],
    ]
    people = told([["永明社区党员信息总表"], *table])["people"]
    assert [person["direction"] for person in people if person["name"] != "李四"] == ["in", "out"]
    assert asked(["永明社区党员信息总表"], *table) == [(4, "said_no")]


@pytest.mark.parametrize("heading", ["是否外出6个月以上", "是否外出满半年以上", "是否流出"])
def test_who_has_not_left_is_asked_about(heading: str) -> None:
    table = [["姓名", "手机", heading, "外出去向"], ["张三", OWN, "是", "上海浦东"], ["李四", OTHER, "否", ""]]
    assert (4, "said_no") in asked(OUT, *table)


def test_the_way_by_an_arrow() -> None:
    table = [
        ["姓名", "手机", "流动路线", "起始时间"],
        ["张三", OWN, "湖南省隆回县→江海区永明社区", "2021.5"],
        ["李四", OTHER, "江海区永明社区→深圳市龙岗区", "2021.6"],
    ]
    title = ["永明社区流动党员往来表"]
    assert said(title, *table, key="direction") == ["in", "out"]
    assert said(title, *table, key="origin_code") == ["430524", "440307"]
    assert said(title, *table, key="arrived") == ["2021-05-01", "2021-06-01"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("在本社区", "here"),
        ("已于2026年3月转来", "transferred"),
        ("已转来", "transferred"),
        ("2026年3月后转来的可能性大", None),
        ("未转", "not_transferred"),
    ],
)
def test_where_a_relation_is(text: str, found: str | None) -> None:
    assert relation_status(text) == found


@pytest.mark.parametrize(("title", "is_asked"), [(IN, True), (OUT, False)])
def test_a_relation_here_is_odd_of_who_came(title: list, *, is_asked: bool) -> None:
    place = "来源地" if is_asked else "外出地"
    table = [
        ["姓名", "手机", place, "组织关系"],
        ["张三", OWN, "湖南隆回", "在本社区"],
        ["李四", OTHER, "贵州独山", "未转"],
    ]
    assert asked(title, *table) == ([(3, "said_no")] if is_asked else [])


def test_an_organisation_of_our_own_is_odd_of_who_came() -> None:
    table = [["姓名", "手机", "党组织关系所在地"], ["张三", OWN, "江海区江南街道永明社区党支部"], ["李四", OTHER, HOME]]
    assert asked(IN, *table) == [(3, "said_no")]


def test_whether_the_relation_is_with_the_firm() -> None:
    head = ["姓名", "手机", "组织关系在本单位（是/否）", "如否，组织关系在"]
    table = [head, ["张三", OWN, "否", HOME], ["李四", OTHER, "是", ""]]
    assert asked(IN, *table) == [(4, "said_no")]
    assert said(IN, *table, key="home_org") == [HOME, None]


def test_the_registered_number_counts_last_and_the_corrected_first() -> None:
    table = [["姓名", "注册手机号", "手机号码", "来源地"], ["张三", OTHER, OWN, "湖南隆回"]]
    assert said(IN, *table, key="phone") == [OWN]
    table = [
        ["姓名", "登记电话", "更正电话", "来源地"],
        ["张三", THIRD, OWN, "湖南隆回"],
        ["李四", OTHER, "", "贵州独山"],
    ]
    assert said(IN, *table, key="phone") == [OWN, OTHER]


def test_an_identity_number_that_is_none_is_no_mistake() -> None:
    table = [
        ["姓名", "身份证号", "手机", "来源地"],
        ["张三", "没带证件", OWN, "湖南隆回"],
        ["李四", B, OTHER, "贵州独山"],
    ]
    assert asked(IN, *table) == [(3, "value")]
    assert said(IN, *table, key="verdict") == ["ok", "ok"]


def test_a_community_elsewhere_is_where_somebody_went() -> None:
    head = ["姓名", "身份证号", "手机", "贵街道所在支部", "来我街道时间", "现居住社区"]
    table = [head, ["张三", A, OWN, "永明社区第一党支部", "2021年4月", "广州市黄埔区某街道某社区"]]
    title = ["贵街道以下流出党员现居住我街道："]
    assert said(title, *table, key="origin_code") == ["440112"]
    assert said(title, *table, key="community_code") == ["440704001025"]


def test_the_branch_of_a_county_in_the_heading() -> None:
    table = [
        ["姓名", "手机", "罗定所在党支部", "现居住地"],
        ["张三", OWN, "罗定市素龙街道某村党支部", "江海区永明社区"],
    ]
    assert said(IN, *table, key="home_org") == ["罗定市素龙街道某村党支部"]
    assert said(IN, *table, key="origin_code") == ["445381"]


@pytest.mark.parametrize(("text", "found"), [("报了", True), ("没报", False), ("已报了。", True), ("报名了", None)])
def test_reported_as_people_say(text: str, *, found: bool | None) -> None:
    table = [["姓名", "手机", "来源地", "报到没有"], ["张三", OWN, "湖南隆回", text]]
    assert said(IN, *table, key="reported") == [found]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("联系办法", "phone"),
        ("如何联系", "phone"),
        ("打电话找他", "phone"),
        ("哪年哪月去的", "flow_out_date"),
        ("到现外出地时间", "flow_out_date"),
        ("援派起", "flow_out_date"),
        ("外出时间及变化", "flow_out_date"),
        ("哪年来种菜", "flow_in_date"),
        ("来江门和子女住的时间", "flow_in_date"),
        ("援派地", "destination"),
        ("最后已知去向", "destination"),
        ("派出行党组织", "home_org_name"),
        ("派出单位党支部", "home_org_name"),
        ("党关系在哪个村/社区支部", "home_org_name"),
        ("orgRelationAddr", "home_org_name"),
        ("partyStatus", "political_status"),
        ("isFlowMember", "is_mobile"),
        ("在贵区住址", "residence_address"),
        ("所住社区", "community"),
        ("加入时间（党）", "join_party_date"),
        ("哪年入的党", "join_party_date"),
        ("党员吗", "is_member"),
        ("派出时长", None),
        ("第一次外出地", None),
        ("最后学历", "education"),
    ],
)
def test_headings_as_people_speak(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


def test_communities_of_who_left_may_be_codes() -> None:
    """440704001025 is no place elsewhere, though no name says so."""
    head = ["姓名", "手机", "流向", "所在村(社区)"]
    people = [["张三", "13800001234", "广东信宜", "440704001025"], ["李四", "13800001235", "贵州独山", "440704001025"]]
    found = told([["流出党员名册"], head, *people])["people"]
    assert [(person["origin_code"], person["community_code"]) for person in found] == [
        ("440983", "440704001025"),
        ("522726", "440704001025"),
    ]
