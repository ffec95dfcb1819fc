"""A copy out of the department's system: whose mobile it is, who moved his relation, and ticks side by side."""

import pytest

from registry.intake.words.headers import field_of
from tests.intake.test_recognising import A, B, told

OWN, OTHER, REGISTERED = "13800001234", "13800001235", "13800001236"
HOME, ELSEWHERE = "中共湖南省隆回县桃洪镇支部委员会", "中共贵州省独山县麻万镇支部委员会"
IN = ["江海区流入党员名册"]


def said(*table: list, key: str) -> list:
    return [person[key] for person in told(list(table))["people"]]


def asked(*table: list) -> list[tuple[int, str]]:
    return [(warning["row"], warning["kind"]) for warning in told(list(table))["warnings"]]


def test_a_mobile_behind_an_organisation_is_the_members() -> None:
    head = ["姓名", "公民身份号码", "所在党支部", "手机号码", "入党日期", "注册手机号"]
    table = [head, ["张三", A, HOME, OWN, "2005-06-30", ""], ["李四", B, ELSEWHERE, OTHER, "2006-06-30", REGISTERED]]
    assert said(IN, *table, key="phone") == [OWN, OTHER]
    assert said(IN, *table, key="home_org") == [HOME, ELSEWHERE]


def test_the_telephone_behind_an_organisation_is_not() -> None:
    head = ["姓名", "手机", "流出地党组织", "联系电话"]
    table = [head, ["张三", OWN, HOME, "0739-8230000"], ["李四", OTHER, ELSEWHERE, "0854-3220000"]]
    assert said(IN, *table, key="phone") == [OWN, OTHER]


def test_ticks_below_reported_and_not_reported() -> None:
    head = ["姓名", "手机", "来源地", "已报到", "未报到"]
    table = [
        head,
        ["张三", OWN, "湖南隆回", "√", ""],
        ["李四", OTHER, "贵州独山", "", "√"],
        ["王五", REGISTERED, "湖南隆回", "", ""],
    ]
    assert said(IN, *table, key="reported") == [True, False, None]


@pytest.mark.parametrize("heading", ["是否迁出", "组织关系是否转走", "是否转出", "组织关系是否转入"])
def test_whose_relation_has_moved_is_asked_about(heading: str) -> None:
    table = [["姓名", "手机", "来源地", heading], ["张三", OWN, "湖南隆回", "是"], ["李四", OTHER, "贵州独山", "否"]]
    assert asked(IN, *table) == [(3, "said_no")]


@pytest.mark.parametrize(
    ("heading", "text", "is_asked"),
    [
        ("流动状态", "结束流动", True),
        ("流动状态", "已注销", True),
        ("流动状态", "正常流动", False),
        ("备注", "组织关系已于2025.5转入永贤社区党委", True),
        ("备注", "已于2025年4月离职回乡", True),
        ("备注", "已于2025年4月联系本人", False),
    ],
)
def test_who_ended_is_asked_about(heading: str, text: str, is_asked: bool) -> None:
    table = [["姓名", "手机", "来源地", heading], ["张三", OWN, "湖南隆回", text], ["李四", OTHER, "贵州独山", ""]]
    assert [row for row, kind in asked(IN, *table) if kind in ("gone", "remark_says")] == [3] * is_asked


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("来礼时间", "flow_in_date"),
        ("来外海时间", "flow_in_date"),
        ("来江海经营时间", "flow_in_date"),
        ("联糸电话", "phone"),
        ("姓别", "gender"),
        ("入党时问", "join_party_date"),
        ("流出地方", "origin_region"),
        ("党支部在哪里", "branch?"),
        ("流出前所属党支部", "home_org_name"),
    ],
)
def test_headings_of_our_own_streets_and_mistyped_ones(heading: str, field: str) -> None:
    assert field_of(heading) == field
