"""Lists as programs and other offices put them out: id beside id_card, initials, English, days of other things."""

import pytest

from registry.intake.words.compounds import compound_field
from registry.intake.words.headers import field_of
from tests.intake.test_recognising import A, B, told
from tests.intake.test_values import rows

OWN, OTHER = "13800001234", "13800001235"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("xm", "name"),
        ("SFZH", "id_number"),
        ("lxdh", "phone"),
        ("chushengriqi", "birth_date"),
        ("id_card", "id_number"),
        ("native_place", "native_place"),
        ("Date of Joining CPC", "join_party_date"),
        ("本次流入时间", "flow_in_date"),
        ("本次流出地", "origin_region"),
        ("上次流入时间", None),
        ("进入小区时间", "flow_in_date"),
        ("来我市时间", "flow_in_date"),
        ("加入中共时间", "join_party_date"),
        ("学历/毕业院校", "education"),
        ("学历及毕业学校", "education"),
        ("毕业院校", None),
        ("租房地址", "residence_address"),
        ("现居住城市", "residence_address"),
        ("户籍所在省", "household_address"),
        ("外地联系电话", "phone"),
        ("归属社区", "community"),
        ("▲姓名", "name"),
        ("◆来源地", "origin_region"),
    ],
)
def test_headings_of_programs_and_of_other_offices(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


def test_id_is_a_row_number_beside_an_identity_card() -> None:
    found = rows(f"id,name,sex,id_card,phone\n1,张三,1,{A},{OWN}\n2,李四,2,{B},{OTHER}\n")
    assert [(row.verdict, row.values["id_number"]) for row in found] == [("ok", A), ("ok", B)]


def test_id_is_what_stands_below_it() -> None:
    assert [row.values["id_number"] for row in rows(f"姓名,ID\n张三,{A}\n李四,{B}\n")] == [A, B]
    assert [row.verdict for row in rows(f"ID,姓名,手机\n1,张三,{OWN}\n2,李四,{OTHER}\n")] == ["ok", "ok"]


def test_a_damaged_id_stays_an_error() -> None:
    assert [row.errors[0].kind for row in rows("姓名,ID\n张三,4.3E+17\n李四,4.3E+17\n")] == ["id_damaged"] * 2


@pytest.mark.parametrize(
    ("headings", "cells", "day"),
    [
        (["党组织关系是否转入", "转入时间", "流入时间"], ["是", "2022.5", "2021.3"], "2021-03-01"),
        (["党组织关系是否转入", "转入时间"], ["是", "2022.5"], None),
        (["转入时间", "流入时间"], ["2022.5", None], None),
        (["来源地", "转入时间"], ["湖南隆回", "2022.5"], "2022-05-01"),
        (["进厂时间", "流入时间"], ["2022.5", "2021.3"], "2021-03-01"),
        (["进厂时间"], ["2022.5"], "2022-05-01"),
    ],
)
def test_the_day_of_coming_among_other_days(headings: list[str], cells: list[str | None], day: str | None) -> None:
    found = told([["姓名", "手机号", *headings], ["张三", OWN, *cells]])
    assert found["people"][0]["arrived"] == day
    assert all(column["heading"] == "转入时间" for column in found["unknown_columns"])


def test_a_province_a_city_and_a_county_with_headings_of_one_character() -> None:
    table = [["姓名", "手机号", "省", "市", "县（区）"], ["张三", OWN, "北京市", "市辖区", "朝阳区"]]
    assert told([["流入党员（来源地）"], *table])["people"][0]["origin_code"] == "110105"


@pytest.mark.parametrize(
    ("parent", "field"),
    [("工作单位所在地", "destination"), ("毕业院校所在地", None), ("家属户籍地", None), ("来源地", "origin_region")],
)
@pytest.mark.parametrize("child", ["省", "省份"])
def test_whose_province_it_is(parent: str, child: str, field: str | None) -> None:
    assert compound_field(parent, child) == field


def test_a_name_and_how_it_is_spelt() -> None:
    table = [["序号", "姓名", None, "手机号"], [None, "中文", "拼音", None], [1, "张三", "Zhang San", OWN]]
    found = told(table, merges=("A1:A2", "B1:C1", "D1:D2"))
    assert [(p["row"], p["name"], p["phone"]) for p in found["people"]] == [(3, "张三", OWN)]


def test_a_block_of_those_who_came_and_one_of_those_who_left() -> None:
    table = [
        ["流动党员信息表"],
        ["姓名", "手机号", "流入情况", None, "流出情况", None],
        [None, None, "来源地", "流入时间", "去向", "流出时间"],
        ["张三", OWN, "湖南隆回", "2021.3", None, None],
        ["李四", OTHER, None, None, "深圳宝安", "2022.3"],
    ]
    found = told(table, merges=("A2:A3", "B2:B3", "C2:D2", "E2:F2"))["people"]
    assert [(p["direction"], p["origin_code"], p["arrived"]) for p in found] == [
        ("in", "430524", "2021-03-01"),
        ("out", "440306", "2022-03-01"),
    ]


def test_a_place_of_moving_is_where_from_or_where_to_as_the_group_says() -> None:
    table = [
        ["姓名", "手机号", "流动地点"],
        ["麻一村流入党员"],
        ["张三", OWN, "湖南隆回"],
        ["麻一村流出党员"],
        ["李四", OTHER, "深圳宝安"],
    ]
    found = told(table)["people"]
    assert [(p["direction"], p["origin_code"]) for p in found] == [("in", "430524"), ("out", "440306")]


def test_where_and_for_whom_somebody_works_elsewhere() -> None:
    assert [field_of(text) for text in ("务工地点及单位", "外出地点和工作单位")] == ["destination"] * 2
