"""Further clerks: codes with a legend, answers of a survey, ticked options, people of two lines, names by a role."""

from typing import Any

import pytest

from registry.intake.headings.plans import Wishes
from registry.intake.words.headers import field_of
from tests.intake.test_recognising import A, B, told

OWN, OTHER, THEIRS = "13800001234", "13800001235", "13900001111"
TITLE = ["江海区流入党员名册"]


def said(table: list[list], *keys: str, **more: Any) -> list[tuple]:
    return [tuple(person[key] for key in keys) for person in told(table, **more)["people"]]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("老家所在党支部", "home_org_name"),
        ("母支部", "home_org_name"),
        ("党籍所在支部", "home_org_name"),
        ("组织关系挂靠单位", "home_org_name"),
        ("流出地党支部及书记", "home_org_name"),
        ("党组织关系所在地及电话", "home_org_name"),
        ("流出地党组织联系人及电话", "home_org_phone"),
        ("入党纪念日", "join_party_date"),
        ("来粤时间", "flow_in_date"),
        ("何年何月来此居住", "flow_in_date"),
        ("赴外时间", "flow_out_date"),
        ("外派时间", "flow_out_date"),
        ("外派地", "destination"),
        ("何地去", "destination"),
        ("何省何县", "origin_region"),
        ("迁出地", "origin_region"),
        ("归口社区", "community"),
        ("流入者姓名", "name"),
        ("来访党员", "name"),
        ("能联系上的电话", "phone"),
        ("memberName", "name"),
        ("idCardNo", "id_number"),
        ("mobilePhone", "phone"),
        ("fromOrgName", "home_org_name"),
        ("flowInDate", "flow_in_date"),
        ("createTime", None),
        ("员工", None),
        ("快递员", None),
    ],
)
def test_headings_of_further_hands(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("title", "way"),
    [
        ("中共道县驻江海区流动党员支部委员会党员花名册", "in"),
        ("道县梅花镇驻江门市流动党支部名册", "in"),
        ("江海区外海街道驻深圳流动党支部党员花名册", "out"),
        ("麻一村外住党员联系表", "out"),
        ("某公司外派党员名单", "out"),
    ],
)
def test_titles_that_say_where_an_organisation_sits(title: str, way: str) -> None:
    assert said([[title], ["姓名", "手机", "工作单位"], ["张三", OWN, "某公司"]], "direction") == [(way,)]


def test_codes_that_a_legend_explains() -> None:
    table = [["说明：流动类别 1—流入 2—流出"], ["姓名", "手机", "流动类别", "来源地/去向地"],
             ["张三", OWN, 1, "湖南隆回"], ["李四", OTHER, "2", "东莞"]]  # fmt: skip
    assert said(table, "direction", "origin_code") == [("in", "430524"), ("out", "441900")]


@pytest.mark.parametrize(("come", "gone"), [("进", "出"), ("来", "去"), ("☑流入 □流出", "□流入 ☑流出")])
def test_a_column_of_ways(come: str, gone: str) -> None:
    table = [
        ["党员流动登记"],
        ["姓名", "手机", "进/出", "来源地或去向"],
        ["张三", OWN, come, "湖南隆回"],
        ["李四", OTHER, gone, "东莞"],
    ]
    assert said(table, "direction", "origin_code") == [("in", "430524"), ("out", "441900")]


def test_remarks_that_say_nothing_but_the_way() -> None:
    table = [
        ["流动党员名册"],
        ["姓名", "手机", "地点", "备注"],
        ["张三", OWN, "湖南隆回", "流入"],
        ["李四", OTHER, "东莞", "流出"],
    ]
    assert said(table, "direction", "origin_code") == [("in", "430524"), ("out", "441900")]


def test_one_remark_turns_nobody() -> None:
    table = [["姓名", "手机", "来源地", "备注"], ["张三", OWN, "湖南隆回", "外出"], ["李四", OTHER, "贵州独山", None]]
    assert said(table, "direction") == [("in",), ("in",)]


def test_who_stays_is_asked_about() -> None:
    table = [
        ["英南村党员外出情况"],
        ["姓名", "手机", "在家/外出", "外出地点"],
        ["张三", OWN, "外出", "东莞"],
        ["李四", OTHER, "在家", None],
    ]
    assert [(warning["row"], warning["kind"]) for warning in told(table)["warnings"]] == [(4, "stays")]


def test_both_ends_say_more_than_the_kind_of_flow() -> None:
    head = ["姓名", "手机", "流动类型", "流出党组织", "流入党组织"]
    table = [head, ["张三", OWN, "外出务工", "中共湖南省道县梅花镇委员会", "江海区江南街道江翠社区党委"]]
    assert said(table, "direction", "origin_code") == [("in", "431124")]


def test_people_of_two_lines() -> None:
    table = [["流入党员名册"], ["序号", "姓名", "性别", "联系电话"], [None, "身份证号", "学历", "来源地"],
             [1, "张三", "男", OWN], [None, A, "高中", "湖南隆回"], [2, "李四", "男", OTHER],
             [None, B, "大专", "贵州独山"], ["合计", "2人"]]  # fmt: skip
    found = told(table, merges=("A1:D1", "A2:A3", "A4:A5", "A6:A7"))
    keys = ("row", "name", "id_number", "phone", "education_code", "origin_code")
    assert found["errors"] == [] and [tuple(person[key] for key in keys) for person in found["people"]] == [
        (4, "张三", A, OWN, "61", "430524"),
        (6, "李四", B, OTHER, "31", "522726"),
    ]


def test_a_couple_below_a_heading_of_two_rows_is_two_people() -> None:
    table = [["流入党员名册"], ["社区", "姓名", "流出地", "流入地"], [None, None, "党组织", "时间"],
             ["永明社区", "张三", "道县梅花镇党委", "2021.3"], [None, "李四", "道县梅花镇党委", "2021.3"]]  # fmt: skip
    assert said(table, "name", merges=("A2:A3", "B2:B3", "A4:A5")) == [("张三",), ("李四",)]


@pytest.mark.parametrize("role", ["司机", "经营者", "员工", "被走访人", "党员住户"])
def test_a_role_is_the_name_where_nothing_else_is(role: str) -> None:
    table = [
        TITLE,
        ["栋号", role, "手机", "来源地"],
        ["1栋", "张三", OWN, "湖南隆回"],
        ["2栋", "李四", OTHER, "贵州独山"],
    ]
    assert said(table, "name", "phone") == [("张三", OWN), ("李四", OTHER)]
    beside = [TITLE, [role, "姓名", "手机"], ["王某", "张三", OWN]]
    assert said(beside, "name") == [("张三",)]
    assert told([TITLE, [role, "手机", "来源地"], ["是", OWN, "湖南隆回"]])["people"] == []
    assert told([["通讯录"], [role, "手机", "住址"], ["张三", OWN, "1栋"]])["people"] == [], "nothing of members"


def test_names_below_no_heading() -> None:
    table = [
        TITLE,
        ["序号", None, "性别", "手机", "来源地"],
        [1, "张三", "男", OWN, "湖南隆回"],
        [2, "李四", "男", OTHER, "贵州独山"],
    ]
    assert said(table, "name", "phone") == [("张三", OWN), ("李四", OTHER)]
    table[2][1], table[3][1] = "甲班", "乙班"
    assert told(table)["sheets_skipped"] == [{"sheet": "Sheet1", "reason": "no_name_column"}]


def test_figures_beside_a_roster_are_not_its_peoples() -> None:
    table = [TITLE, ["社区", "人数", None, "姓名", "手机", "来源地"], ["江翠", 5, None, "张三", OWN, "湖南隆回"],
             ["永明", 3, None, "李四", OTHER, "贵州独山"], ["合计", 8]]  # fmt: skip
    assert said(table, "name", "community_code") == [("张三", None), ("李四", None)]


def test_who_is_responsible_stands_above_a_roster() -> None:
    """A telephone typed as text is no part of a heading in two rows."""
    table = [["企业名称", "某厂", None, "联系人", "陈某", "联系电话", THEIRS],
             ["序号", "姓名", "性别", "身份证号", "手机", "流出地党组织", "备注"],
             ["1", "张三", "男", A, OWN, "湖南省道县梅花镇党委"]]  # fmt: skip
    assert said(table, "name", "id_number", "phone", "origin_code") == [("张三", A, OWN, "431124")]


def test_hints_below_the_last_heading() -> None:
    table = [TITLE, ["党员信息", None, "流动信息", None], [None, None, "流出地", None],
             ["姓名", "手机", "党组织", "时间"], ["（全称）", "（11位）", "（到支部）", "（年月）"],
             ["张三", OWN, "道县梅花镇党支部", "2021.3"]]  # fmt: skip
    found = told(table, merges=("A2:B3", "C2:D2", "C3:D3"))["people"]
    assert [(person["name"], person["phone"], person["home_org"]) for person in found] == [
        ("张三", OWN, "道县梅花镇党支部")
    ]


@pytest.mark.parametrize("name", ["江翠社区流入党员（终稿）.csv", "流入党员江翠社区2025.6.csv"])
def test_the_files_name_says_the_community_where_nothing_else_does(name: str) -> None:
    wishes = Wishes(filename=name)
    assert [
        person["community_code"] for person in told([["姓名", "手机"], ["张三", OWN]], wishes=wishes)["people"]
    ] == ["440704001017"]
    other = [["永明社区流入党员"], ["姓名", "手机"], ["张三", OWN]]
    assert told(other, wishes=wishes)["people"][0]["community_code"] == "440704001025"


@pytest.mark.parametrize("title", ["“新市民”党员信息采集表（银泉社区）", "组织关系不在本社区的党员登记表（银泉社区）"])
def test_a_community_in_the_brackets_of_a_title(title: str) -> None:
    assert said([[title], ["姓名", "手机"], ["张三", OWN]], "community_code") == [("440704004007",)]


@pytest.mark.parametrize("text", ["江南/江翠", "C.江翠社区", "江翠（江南街道）", "江南街道/江翠社区"])
def test_a_community_written_otherwise(text: str) -> None:
    assert said([TITLE, ["姓名", "手机", "社区"], ["张三", OWN, text]], "community_code") == [("440704001017",)]


def test_a_street_in_brackets_says_which_of_one_name() -> None:
    table = [TITLE, ["姓名", "手机", "社区"], ["张三", OWN, "墟镇（礼乐）"], ["李四", OTHER, "墟镇（外海）"]]
    assert said(table, "community_code") == [("440704005001",), ("440704004001",)]
