"""Headings that say whose they are: 租客姓名 | 租客电话, 基本情况-姓名, 配偶情况 above 性别, 挂点领导 above 姓名."""

import pytest

from registry.intake.words.compounds import compound_code, compound_field
from tests.intake.test_recognising import A, B, told

OWN, OTHER, THEIRS = "13800001234", "13800001235", "13900001111"
TITLE = ["江海区流入党员名册"]


@pytest.mark.parametrize(
    "role", ["租客", "承租人", "骑手", "网约车司机", "学生", "毕业生", "退役军人", "会员", "摸排对象"]
)
def test_whose_list_it_is_says_the_heading_of_the_name(role: str) -> None:
    table = [
        TITLE,
        [f"{role}姓名", f"{role}身份证号", f"{role}手机号", "房东姓名", "房东电话"],
        ["张三", A, OWN, "李四", THEIRS],
    ]
    found = told(table)["people"][0]
    assert (found["name"], found["id_number"], found["phone"]) == ("张三", A, OWN)


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_beside_a_plain_name_it_is_somebody_else(order: slice) -> None:
    table = [TITLE, ["学生姓名", "姓名", "手机"][order], ["李四", "张三", OWN][order]]
    found = told(table)
    assert [(person["name"], person["phone"]) for person in found["people"]] == [("张三", OWN)]
    assert "学生姓名" in [column["heading"] for column in found["unknown_columns"]]


@pytest.mark.parametrize("between", ["-", "_", "：", "."])
def test_a_parent_written_into_each_heading(between: str) -> None:
    head = [
        f"{parent}{between}{child}"
        for parent, child in (
            ("党员信息", "姓名"),
            ("党员信息", "手机号"),
            ("流入信息", "来源地"),
            ("流入信息", "时间"),
        )
    ]
    found = told([head, ["张三", OWN, "湖南隆回", "2021.3"]])["people"][0]
    assert (found["name"], found["phone"], found["origin_code"], found["arrived"]) == (
        "张三",
        OWN,
        "430524",
        "2021-03-01",
    )


def test_a_heading_with_a_dash_of_its_own_stays_whole() -> None:
    found = told([["姓名", "手机", "来源地-省市县"], ["张三", OWN, "湖南隆回"]])["people"][0]
    assert (found["phone"], found["origin_code"]) == (OWN, "430524")


SPOUSE = ["姓名", "性别", "出生年月", "身份证号", "政治面貌", "学历", "联系电话"]


def test_what_is_asked_of_a_spouse_is_not_the_member_s() -> None:
    """Though the lower row alone has more headings that are understood."""
    table = [
        TITLE,
        ["党员情况", None, "配偶情况", *[None] * 6, "流入情况", None],
        ["姓名", "手机", *SPOUSE, "流出地", "时间"],
        ["张三", OWN, "李四", "女", "1990.5", A, "群众", "本科", THEIRS, "湖南隆回", "2021.3"],
    ]
    found = told(table, merges=("A2:B2", "C2:I2", "J2:K2"))
    person = found["people"][0]
    assert (person["name"], person["phone"], person["origin_code"]) == ("张三", OWN, "430524")
    assert [person[key] for key in ("id_number", "sex", "birth", "education_code")] == [None] * 4
    assert found["warnings"] == []


@pytest.mark.parametrize("other", ["挂点领导", "党小组长", "站长", "网格员", "走访人", "领取人", "入党介绍人"])
@pytest.mark.parametrize("first", [True, False])
def test_a_block_of_another_person(other: str, *, first: bool) -> None:
    own, theirs = [("", "姓名", "张三"), ("", "身份证号", A)], [(other, "姓名", "李四"), (other, "电话", THEIRS)]
    columns = theirs + own if first else own + theirs
    upper = [parent if parent != before else None for (parent, *_), before in zip(columns, ["", other], strict=False)]
    upper = [
        other if at == (0 if first else 2) else None if parent else child
        for at, (parent, child, _) in enumerate(columns)
    ]
    lower = [child if parent else None for parent, child, _ in columns]
    merges = ("A2:B2", "C2:C3", "D2:D3") if first else ("A2:A3", "B2:B3", "C2:D2")
    person = told([TITLE, upper, lower, [cell for *_, cell in columns]], merges=merges)["people"][0]
    assert (person["name"], person["id_number"], person["phone"]) == ("张三", A, None)


@pytest.mark.parametrize("blank", [[None], []])
def test_lists_of_members_below_headings_of_their_own(blank: list) -> None:
    """流入党员 is no 流入党组织: the telephone below it is nobody's but the member's."""
    table = [
        ["流入党员", None, *blank, "流出党员", None],
        ["姓名", "电话", *blank, "姓名", "电话"],
        ["张三", OWN, *blank, "李四", OTHER],
    ]
    found = told(table, merges=("A1:B1", "D1:E1" if blank else "C1:D1"))["people"]
    people = [(person["name"], person["phone"], person["direction"]) for person in found]
    assert people == [("张三", OWN, "in"), ("李四", OTHER, "out")]


@pytest.mark.parametrize(
    ("parent", "child", "field"),
    [
        ("网格员", "姓名", "liaison"),
        ("网格员", "电话", "liaison_phone"),
        ("联络员", "性别", None),
        ("走访人", "电话", None),
        ("入党介绍人", "单位", None),
        ("转正情况", "支部", None),
        ("转正情况", "时间", "regular_date"),
        ("党籍信息", "所在党支部", "branch?"),
        ("入伍地", "省", None),
        ("来源地", "省", "origin_region"),
        ("流出地党组织", "县级", "home_org_name"),
        ("流出地党组织", "村级（支部）", "home_org_name"),
        ("用工单位", "法人", None),
        ("用工单位", "地址", "residence_address"),
    ],
)
def test_what_a_heading_is_below_another(parent: str, child: str, field: str | None) -> None:
    assert compound_field(parent, child) == field


def test_the_day_of_a_transfer_is_no_data_below_a_heading() -> None:
    assert compound_code("组织关系转接", "时间") == "-"
    table = [
        TITLE,
        ["姓名", "手机", "组织关系转接", None],
        [None, None, "时间", "转往党组织"],
        ["张三", OWN, "2024.5", "某支部"],
    ]
    found = told(table, merges=("A2:A3", "B2:B3", "C2:D2"))
    assert [(person["row"], person["verdict"], person["arrived"]) for person in found["people"]] == [(4, "ok", None)]


def test_the_deepest_organisation_of_three() -> None:
    table = [
        TITLE,
        ["姓名", "手机", "流出地党组织", None, None],
        [None, None, "县级", "镇级", "村级（支部）"],
        ["张三", OWN, "湖南省道县县委", "梅花镇党委", "修宜村党支部"],
        ["李四", OTHER, "湖南省新化县委", "洋溪镇党委", None],
    ]
    found = told(table, merges=("A2:A3", "B2:B3", "C2:E2"))["people"]
    assert [person["home_org"] for person in found] == ["修宜村党支部", "洋溪镇党委"]
    assert [person["origin_code"] for person in found] == ["431124", "431322"]


def test_a_telephone_of_its_own_behind_a_block_is_the_member_s() -> None:
    table = [
        TITLE,
        ["姓名", "身份证号", "失联情况", None, "电话"],
        [None, None, "最近联系时间", "联系人", None],
        ["张三", A, "2024.5", "李四", OWN],
        ["王五", B, "2024.6", "赵六", OTHER],
    ]
    merges = ("A2:A3", "B2:B3", "C2:D2", "E2:E3")
    assert [person["phone"] for person in told(table, merges=merges)["people"]] == [OWN, OTHER]


def test_who_signs_above_a_table_heads_none_of_its_columns() -> None:
    head = ["序号", "姓名", "身份证号", "手机"]
    found = told([TITLE, ["填报人：李某", None, "审核人：", None], head, [1, "张三", A, OWN]])["people"]
    assert [(person["row"], person["id_number"], person["phone"]) for person in found] == [(4, A, OWN)]


def test_a_number_behind_a_firm_and_before_the_name_is_the_firm_s() -> None:
    firm = ["企业名称", "企业地址", "电话"]
    beside = told([TITLE, [*firm, "姓名", "手机"], ["某公司", "科苑路1号", THEIRS, "张三", OWN]])["people"][0]
    assert (beside["name"], beside["phone"]) == ("张三", OWN)
    only = told([TITLE, [*firm, "姓名", "身份证号"], ["某公司", "科苑路1号", THEIRS, "张三", A]])
    assert only["people"][0]["phone"] is None
    assert [warning["kind"] for warning in only["warnings"]] == ["phone_behind_another"]


def test_a_number_behind_the_member_s_own_firm_is_the_member_s() -> None:
    person = told([TITLE, ["姓名", "工作单位", "电话"], ["张三", "某公司", OWN]])["people"][0]
    assert person["phone"] == OWN


OTHERS = ("配偶信息", ["姓名", "性别", "身份证号", "联系电话"], ["李四", "女", B, THEIRS])
VISITOR = ("走访人", ["姓名", "电话"], ["赵六", "13900002222"])


@pytest.mark.parametrize("between", ["/", "-", "_", None])
def test_a_parent_in_every_column(between: str | None) -> None:
    """As programs write it: in each heading, or in a row of its own in every cell."""
    own = [("姓名", "张三"), ("身份证号", A), ("手机", OWN), ("来源地", "湖南道县")]
    groups = [("", heading, cell) for heading, cell in own[:2]]
    groups += [(parent, *pair) for parent, *both in (OTHERS, VISITOR) for pair in zip(*both, strict=True)]
    groups += [("", heading, cell) for heading, cell in own[2:]]
    if between:
        head = [[f"{parent}{between}{child}" if parent else child for parent, child, _ in groups]]
    else:
        head = [
            [parent or child for parent, child, _ in groups],
            [child if parent else None for parent, child, _ in groups],
        ]
    found = told([TITLE, *head, [cell for *_, cell in groups]])
    person = found["people"][0]
    assert [person[key] for key in ("name", "id_number", "phone", "origin_code")] == ["张三", A, OWN, "431124"]
    assert len(found["people"]) == 1


def test_a_row_of_parents_over_groups_alone() -> None:
    """The member's own headings stand in the lower row, without anything above."""
    table = [
        TITLE,
        ["社区专干", None, None, None, "流入情况", None],
        ["姓名", "手机", "姓名", "身份证号", "流出地", "时间"],
        ["李四", THEIRS, "张三", A, "湖南道县", "2021.3"],
    ]
    person = told(table, merges=("A2:B2", "E2:F2"))["people"][0]
    assert (person["name"], person["id_number"], person["arrived"]) == ("张三", A, "2021-03-01")


def test_one_telephone_over_two_columns_has_no_row_of_parents() -> None:
    table = [TITLE, ["姓名", "联系电话", "联系电话"], ["张三", OWN, None], [None, OTHER, "0750-3861234"]]
    found = told(table)
    assert [(person["row"], person["verdict"]) for person in found["people"]] == [(3, "ok"), (4, "error")]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("联系电话（家属）", None),
        ("手机号（紧急联系人）", None),
        ("联系电话（本人或家属）", "phone"),
        ("联系电话（手机）", "phone"),
        ("联系电话（流入地）", "phone"),
        ("联系方式（流出地党组织）", "home_org_phone"),
        ("上季度居住社区", None),
        ("本季度居住社区", "community"),
        ("变更前手机", None),
        ("上级党组织电话", None),
    ],
)
def test_what_stands_in_brackets_or_was_so_before(heading: str, field: str | None) -> None:
    assert compound_field("", heading) == field


def test_before_and_after_a_change() -> None:
    table = [
        TITLE,
        ["姓名", "变更前", None, "变更后", None],
        [None, "手机", "居住社区", "手机", "居住社区"],
        ["张三", OTHER, "蓬苑社区", OWN, "江翠社区"],
    ]
    person = told(table, merges=("A2:A3", "B2:C2", "D2:E2"))["people"][0]
    assert (person["phone"], person["community_code"]) == (OWN, "440704001017")
