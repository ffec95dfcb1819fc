"""Lists as firms, boats and schools keep them: who is meant by a role, days and places by their own words."""

import pytest

from registry.intake.words.compounds import compound_field
from registry.intake.words.headers import field_of
from registry.lib import codes, divisions
from tests.intake.test_extracts import asked, said
from tests.intake.test_pieces_and_messages import of_text
from tests.intake.test_recognising import A, B, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
HOME, ELSEWHERE = "湖南省隆回县桃洪镇党委", "贵州省独山县麻万镇党委"
IN, OUT = ["江海区流入党员名册"], ["江海区流出党员名册"]


@pytest.mark.parametrize(
    ("head", "first", "second"),
    [
        (["队长", "保安员", "性别", "身份证", "手机", "党组织所在地"], ["温某"], ["温某"]),
        (["短号", "学生", "性别", "身份证", "手机", "学校党支部"], ["661234"], ["661235"]),
        (["营业组", "代理人", "性别", "身份证", "手机", "党籍所在支部"], ["一组"], ["二组"]),
        (["组经理（电话）", "代理人", "性别", "身份证", "手机", "党籍所在支部"], [f"谢某（{THIRD}）"], [None]),
    ],
)
def test_who_is_listed_by_a_role(head: list[str], first: list, second: list) -> None:
    rows = [[*first, "张三", "男", A, OWN, HOME], [*second, "李四", "男", B, OTHER, ELSEWHERE]]
    found = told([["某公司流入党员台账"], ["截至：2024年5月"], head, *rows])
    assert [(person["name"], person["phone"], person["home_org"]) for person in found["people"]] == [
        ("张三", OWN, HOME),
        ("李四", OTHER, ELSEWHERE),
    ]


def test_of_two_people_whose_sex_is_asked_nobody_is_chosen() -> None:
    head = ["代理人", "性别", "监护人", "身份证号", "手机", "来源地"]
    assert told([IN, head, ["张三", "男", "李四", A, OWN, "湖南隆回"]])["people"] == []


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("出去日子", "flow_out_date"),
        ("离港日期", "flow_out_date"),
        ("外派起止", "flow_out_date"),
        ("离开原籍时间", "flow_out_date"),
        ("停靠港", "destination"),
        ("现从业地（省市区）", "destination"),
        ("外派项目所在地", "destination"),
        ("今年来江时间", "flow_in_date"),
        ("来时", "flow_in_date"),
        ("走的原因", "flow_reason"),
        ("走访原因", None),
        ("内地手机", "phone"),
        ("学生本人电话", "phone"),
        ("学校党支部", "branch?"),
    ],
)
def test_their_headings(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(("child", "field"), [("到达本地", "flow_in_date"), ("离开原籍", "flow_out_date")])
def test_a_day_whose_kind_stands_a_line_above(child: str, field: str) -> None:
    assert compound_field("流动情况/时间", child) == field


def test_when_somebody_went_in_a_table_of_both_ways() -> None:
    head = ["姓名", "手机", "流动方向", "从哪来/到哪去", "什么时候"]
    table = [head, ["张三", OWN, "来", "湖南隆回", "2021.3"], ["李四", OTHER, "去", "中山古镇", "2021.4"]]
    assert said(["英南村党员流动情况表"], *table, key="arrived") == ["2021-03-01", "2021-04-01"]


def test_a_column_of_places_that_holds_organisations() -> None:
    table = [["姓名", "手机", "从何处来"], ["张三", OWN, "中共湖南省隆回县桃洪镇委员会"], ["李四", OTHER, ELSEWHERE]]
    assert said(IN, *table, key="home_org") == ["中共湖南省隆回县桃洪镇委员会", ELSEWHERE]
    assert said(IN, *table, key="origin_code") == ["430524", "522726"]


@pytest.mark.parametrize(
    ("province", "county", "code"),
    [
        ("香港", "九龙", "810000"),
        ("福建", "晋江市", "350582"),
        ("广东", "四川省九龙县", "513324"),
        ("", "九龙县", "513324"),
    ],
)
def test_a_place_in_two_columns(province: str, county: str, code: str) -> None:
    table = [["姓名", "手机", "外出省", "外出地点"], ["张三", OWN, province, county]]
    assert said(OUT, *table, key="origin_code") == [code]


@pytest.mark.parametrize(("place", "code"), [("新会双水", "440705"), ("台山广海", "440781"), ("新会路口", None)])
def test_a_town_of_a_neighbour(place: str, code: str | None) -> None:
    table = [["姓名", "手机", "外出地点"], ["张三", OWN, place]]
    assert said(OUT, *table, key="origin_code") == [code]


@pytest.mark.parametrize(
    ("text", "code", "astray"),
    [
        ("甘肃省临夏州东乡县", "622926", None),
        ("青海省海东地区互助县", "630223", None),
        ("内蒙兴安盟科右中旗", "152222", None),
        ("新疆兵团八师石河子", "659001", None),
        ("中共新疆生产建设兵团第一师阿拉尔市幸福路街道支部委员会", "659002", None),
        ("香港九龙湾", "810000", None),
        ("澳门路18号", None, None),
        ("安徽省六安市寿县", "340422", None),
    ],
)
def test_places_as_they_are_shortened(text: str, code: str | None, astray: str | None) -> None:
    found = divisions.resolve(text)
    assert (found.code, found.astray) == (code, astray)


@pytest.mark.parametrize(
    ("text", "code"), [("高中（肄业）", "63"), ("大专(结业)", "32"), ("大普", "28"), ("大专（函授）", "31")]
)
def test_what_brackets_say_of_a_grade(text: str, code: str) -> None:
    assert codes.education(text) == code


def test_a_member_of_another_party_is_asked_about() -> None:
    table = [["姓名", "政治面貌", "手机", "来源地"], ["张三", "九三学社社员", OWN, "湖南隆回"]]
    assert asked(IN, *table) == [(3, "not_member")]


def test_a_chain_of_messages_with_every_kind_of_stop() -> None:
    found = of_text(
        "#接龙",
        "银泉社区流入党员登记，格式：姓名+电话+老家党组织+来江时间",
        "例：王五 13800000000 湖南道县梅花镇 2020年3月",
        "",
        f"1. 张三 {OWN} {HOME} 2020年5月",
        f"2. 李四，{OTHER}，{ELSEWHERE}，2020.6",
        f"3. 赵六 {THIRD} {HOME} 2020年7月 收到",
    )
    keys = ("name", "phone", "home_org", "arrived", "community_code", "verdict")
    assert [tuple(person[key] for key in keys) for person in found["people"]] == [
        ("张三", OWN, HOME, "2020-05-01", "440704004007", "ok"),
        ("李四", OTHER, ELSEWHERE, "2020-06-01", "440704004007", "ok"),
        ("赵六", THIRD, HOME, "2020-07-01", "440704004007", "ok"),
    ]


def test_a_line_that_explains_stays_above_a_table() -> None:
    table = [["请按格式填写", "格式：姓名、手机、来源地"], ["姓名", "手机", "来源地"], ["张三", OWN, "湖南隆回"]]
    assert said(*table, key="origin_code") == ["430524"]
