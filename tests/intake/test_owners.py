"""Whose a telephone is: of others in the row, of the past, or the member's own."""

import pytest

from registry.intake.headings.owners import phones_of_others
from registry.intake.headings.plans import Column
from registry.intake.words.compounds import compound_field
from registry.intake.words.headers import field_of, names_another
from registry.lib.values import direction
from tests.intake.test_recognising import A, B, number, told
from tests.intake.test_values import rows

OWN, THEIRS, OTHER = "13800001234", "13900001111", "13900002222"
C = number("43059919900101222")


def phones(table: list[list], **more: object) -> list[object]:
    return [person["phone"] for person in told(table, **more)["people"]]


@pytest.mark.parametrize(
    "owner",
    [
        *("家属联系人", "家属", "家属姓名", "配偶姓名", "紧急联系人", "联络员", "联系人", "党支部书记", "网格员"),
        *("房东", "户主姓名", "法定代表人", "车间主任", "流出地党组织联系人", "摸排人", "代办人", "推荐人", "领队"),
    ],
)
def test_the_telephone_behind_somebody_else_is_not_the_members(owner: str) -> None:
    assert phones([["姓名", "手机", owner, "联系电话"], ["张三", OWN, "李四", THEIRS]]) == [OWN]
    assert phones([["姓名", owner, "联系电话", "手机"], ["张三", "李四", THEIRS, OWN]]) == [OWN]
    found = told([["姓名", "身份证号", owner, "联系电话", "流出地"], ["张三", A, "李四", THEIRS, "湖南隆回"]])
    assert found["people"][0]["phone"] is None
    assert [(warning["kind"], warning["column"]) for warning in found["warnings"]] == [("phone_behind_another", 4)]
    assert found["unknown_columns"][-1]["heading"] == f"{owner}/联系电话"


def test_what_is_related_may_stand_between() -> None:
    head = ["姓名", "身份证号", "家属姓名", "与本人关系", "联系电话"]
    assert phones([head, ["张三", A, "李四", "妻子", THEIRS]]) == [None]


def test_the_second_telephone_of_a_relative_is_kept_as_such() -> None:
    row = rows(f"姓名,联系电话,家属,联系电话\n张三,{OWN},李四,{THEIRS}\n")[0]
    assert (row.values["phone"], row.values.get("other_phones")) == (OWN, None)
    assert row.extra == {"家属": "李四", "家属/联系电话": THEIRS}


@pytest.mark.parametrize("heading", ["家属电话", "配偶手机", "紧急联系人电话", "联络员电话", "联系人及电话"])
def test_a_relatives_number_before_a_plain_one_leaves_it_the_members(heading: str) -> None:
    assert phones([["姓名", heading, "联系电话"], ["张三", THEIRS, OWN]]) == [OWN]


def test_the_rows_show_whose_the_only_number_is() -> None:
    head = ["姓名", "身份证号", "联络员", "联系电话"]
    theirs = [head, ["张三", A, "黄主任", THEIRS], ["李四", B, "黄主任", THEIRS]]
    assert (phones(theirs), told(theirs)["warnings"]) == ([None, None], [])
    own = [head, ["张三", A, "黄主任", OWN], ["李四", B, None, THEIRS], ["王五", C, "黄主任", OTHER]]
    assert (phones(own), told(own)["warnings"]) == ([OWN, THEIRS, OTHER], [])


def test_who_chose_the_column_is_believed() -> None:
    columns = [Column(0, "姓名", "name"), Column(1, "家属", None), Column(2, "联系电话", "phone", True)]
    assert phones_of_others(columns, []) == (columns, ())


@pytest.mark.parametrize(
    ("parent", "child", "field"),
    [
        ("家属联系人", "联系电话", None),
        ("家庭成员", "姓名", None),
        ("党支部书记", "电话", None),
        ("联络员", "电话", "liaison_phone"),
        ("流出地党组织负责人", "电话", "home_org_phone"),
    ],
)
def test_another_persons_columns_below_a_heading(parent: str, child: str, field: str | None) -> None:
    assert compound_field(parent, child) == field


def test_a_block_of_relatives_in_two_rows() -> None:
    table = [["姓名", "身份证号", "家庭成员", None, None, "电话"], [None, None, "姓名", "身份证号", "电话", None],
             ["张三", A, "李四", B, THEIRS, OWN]]  # fmt: skip
    found = told(table, merges=("A1:A2", "B1:B2", "C1:E1", "F1:F2"))["people"][0]
    assert (found["name"], found["id_number"], found["phone"]) == ("张三", A, OWN)
    row = rows("\n".join(",".join(cell or "" for cell in line) for line in table))[0].values
    assert (row["name"], row["id_number"], row["phone"]) == ("张三", A, OWN)


@pytest.mark.parametrize("heading", ["入党介绍人", "是否户主", "家庭情况", "党员姓名", "流动党员"])
def test_what_says_something_of_the_member_names_nobody_else(heading: str) -> None:
    assert not names_another(heading)


@pytest.mark.parametrize("heading", ["原联系电话", "原电话", "原手机号", "旧号码", "原来的联系方式"])
def test_a_former_number_is_the_members_own(heading: str) -> None:
    assert field_of(heading) == "former_phone"
    assert phones([["姓名", heading], ["张三", OWN]]) == [OWN]  # the last that is known
    row = rows(f"姓名,{heading},手机号\n张三,{THEIRS},{OWN}\n李四,{OTHER},\n")
    assert [(r.values["phone"], r.values["other_phones"]) for r in row] == [(OWN, [THEIRS]), (None, [OTHER])]


@pytest.mark.parametrize("heading", ["原支部电话", "原党组织联系电话", "原单位电话", "原籍联系电话"])
def test_the_home_branchs_number_is_its_own(heading: str) -> None:
    assert field_of(heading) == "home_org_phone"


@pytest.mark.parametrize("heading", ["流动情况", "流动类型", "流动种类", "流入/流出"])
def test_a_cell_says_which_way_its_person_went(heading: str) -> None:
    table = [["姓名", "手机号", heading, "流动地点"], ["张三", OWN, "由外地流入", "湖南隆回"],
             ["李四", OTHER, "流往外地", "深圳宝安"], ["王五", THEIRS, "流出到外地", "东莞"]]  # fmt: skip
    people = [(person["direction"], person["origin_code"]) for person in told(table)["people"]]
    assert people == [("in", "430524"), ("out", "440306"), ("out", "441900")]


def test_a_way_that_nobody_understands_is_told() -> None:
    table = [["姓名", "手机号", "流动类型"], ["张三", OWN, "流入"], ["李四", OTHER, "跨县流动"]]
    assert [(warning["row"], warning["kind"]) for warning in told(table)["warnings"]] == [(3, "value")]
    status = [["姓名", "手机号", "流动状态"], ["张三", OWN, "流动中"], ["李四", OTHER, "已结束"]]
    assert told(status)["warnings"] == []


@pytest.mark.parametrize(
    ("text", "way"), [("流往外地", "out"), ("流入外地", "out"), ("来自外地", "in"), ("未流出", None)]
)
def test_words_for_a_way(text: str, way: str | None) -> None:
    assert direction(text) == way


def test_an_organisations_contact_is_its_own() -> None:
    head = ["姓名", "手机号", "流出地党组织", "联系人", "联系电话", "联络员", "电话"]
    row = rows(",".join(head) + f"\n张三,{OWN},中共隆回县A支部,刘书记,{THEIRS},黄主任,{OTHER}\n")[0].values
    assert (row["home_org_contact"], row["home_org_phone"]) == ("刘书记", THEIRS)
    assert (row["phone"], row["liaison_name"], row["liaison_phone"]) == (OWN, "黄主任", OTHER)


def test_the_number_behind_an_organisation_is_its_own_where_the_member_has_one() -> None:
    row = rows(f"姓名,手机号,流出地党组织,电话\n张三,{OWN},中共隆回县A支部,{THEIRS}\n")[0].values
    assert (row["phone"], row.get("other_phones"), row["home_org_phone"]) == (OWN, None, THEIRS)
    assert phones([["姓名", "流出地党组织", "电话"], ["张三", "中共隆回县A支部", OWN]]) == [OWN]


@pytest.mark.parametrize(
    ("owner", "heading", "said", "kept"),
    [
        ("流出组织联系人", "＊手机号码", ("江书记", "唐书记"), [OWN, OTHER]),
        ("流出组织联系人", "联系电话", ("江书记", "唐书记"), [None, None]),
        ("家庭人口", "联系电话", ("3", "4人"), [OWN, OTHER]),
    ],
)
def test_what_has_to_be_filled_in_of_everybody_is_the_members(
    owner: str, heading: str, said: tuple[str, str], kept: list[str | None]
) -> None:
    table = [["姓名", owner, heading], ["张三", said[0], OWN], ["李四", said[1], OTHER]]
    assert phones(table) == kept
