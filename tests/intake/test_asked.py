"""Rosters whose headings are questions, whose communities only an organisation names, and lists that others wrote."""

import pytest

from registry.intake.words.headers import field_of, shared_fields
from tests.intake.test_recognising import A, told
from tests.intake.test_values import rows

OWN, OTHER = "13800001234", "13800001235"
HEAD = ["姓名", "手机", "来源地"]
ROW = ["张三", OWN, "湖南隆回"]
YONGMING, JIANGCUI = "440704001025", "440704001017"


def first(*table: list) -> dict:
    return told(list(table))["people"][0]


def kinds(*table: list) -> list[str]:
    return [warning["kind"] for warning in told(list(table))["warnings"]]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("4、请留下您的手机号码以便社区联系您", "phone"),
        ("3、请填写您的身份证号码，仅用于核对", "id_number"),
        ("8、您的最高学历是？", "education"),
        ("6、您所在党支部的全称是什么？", "branch?"),
        ("7、您是什么时候来到江海区工作或生活的？", "flow_in_date"),
        ("5、请问您的党组织关系目前在哪个省、市、县（区）？", "home_org_name"),
        ("4.组织关系在哪个县哪个支部", "home_org_name"),
        ("4.您来自哪个省市县？", "origin_region"),
        ("您现居住的小区或村居名称", "residence_address"),
        ("组织关系所在县区", "origin_region"),
        ("党组织全称", "branch?"),
        ("原党组织名称、联系人及电话", "home_org_name"),
        ("原党组织联系人及电话", "home_org_phone"),
        ("流出地代码", "origin_region"),
        ("流入村社区代码", "community"),
        ("承租党员", "name"),
        ("承租党员电话", "phone"),
        ("被走访党员电话", "phone"),
        ("走访人电话", None),
        ("在职状态", "flow_status"),
        ("变动类型", "flow_status"),
        ("变动时间", None),
        ("就读学校", "employer"),
        ("异地居住原因", "flow_reason"),
        ("现居住城市", "residence_address"),
        ("是否报到", "reported"),
        ("FLOW_OUT_PLACE", "left_for?"),
        ("flowInPlace", "host_place?"),
        ("flow_type", "kind?"),
        ("IS_REPORT", "reported"),
    ],
)
def test_headings_that_ask(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


def test_a_comma_between_headings_stays() -> None:
    assert shared_fields("姓名，手机") == ("name", "phone")


@pytest.mark.parametrize(("values", "origin"), [(("微信", "手机提交"), None), (("湖南隆回", "微信"), "430524")])
def test_where_an_answer_came_from_is_no_place(values: tuple[str, str], origin: str | None) -> None:
    found = told([["姓名", "手机", "来源"], ["张三", OWN, values[0]], ["李四", OTHER, values[1]]])
    assert found["people"][0]["origin_code"] == origin
    assert [column["heading"] for column in found["unknown_columns"]] == ([] if origin else ["来源"])


@pytest.mark.parametrize(
    ("title", "head", "cells", "code"),
    [
        ("流入党员", "流入党组织", "中共江门市江海区江南街道江翠社区支部委员会", JIANGCUI),
        ("流入党员", "纳入党支部", "永明社区第二党支部", YONGMING),
        ("流入党员", "流出地党组织", "湖南省隆回县永明社区党支部", None),
        ("流出党员", "所在党支部", "江翠社区党支部", JIANGCUI),
        ("流出党员", "流入地党组织", "深圳市宝安区永明社区党支部", None),
    ],
)
def test_a_community_that_only_the_organisation_names(title: str, head: str, cells: str, code: str | None) -> None:
    assert first([title], ["姓名", "手机", head], ["张三", OWN, cells])["community_code"] == code


def test_a_community_called_for_short() -> None:
    assert first(["流入党员"], ["居委", *HEAD], ["江翠居", *ROW])["community_code"] == JIANGCUI


def test_an_address_says_more_than_the_organisation() -> None:
    table = [["流入党员"], ["姓名", "手机", "纳入党支部", "现住址"], ["张三", OWN, "永明社区党支部", "江翠社区1栋"]]
    assert first(*table)["community_code"] == JIANGCUI


@pytest.mark.parametrize(
    ("title", "branch", "place", "way"),
    [
        ("隆回县桃洪镇流出党员名册（江门市江海区）", "隆回县桃洪镇文昌村党支部", "江门市江海区江翠社区", "in"),
        ("隆回县桃洪镇流出党员名册", "文昌村党支部", "江门市江海区江翠社区", "in"),
        ("流出党员名册", "江翠社区党支部", "江海区永明社区", "out"),  # from one community to another
        ("流出党员名册", "文昌村党支部", "江海区永明社区", "out"),
        ("流出党员名册", "江翠社区党支部", "湖南隆回", "out"),
    ],
)
def test_a_list_that_the_other_end_wrote(title: str, branch: str, place: str, way: str) -> None:
    found = first([title], ["姓名", "手机", "所在党支部", "流入地", "流出时间"], ["张三", OWN, branch, place, "2021.3"])
    assert (found["direction"], found["arrived"]) == (way, "2021-03-01")
    if way == "in" and "隆回" in branch:
        assert (found["origin_code"], found["community_code"]) == ("430524", JIANGCUI)


@pytest.mark.parametrize("head", ["学校所在地", "就读地点", "异地居住地址"])
def test_where_somebody_left_for(head: str) -> None:
    assert first(["外出党员登记"], ["姓名", "手机", head], ["张三", OWN, "湖南隆回"])["origin_code"] == "430524"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("省内广州", "440100"),
        ("本省茂名", "440900"),
        ("市内蓬江区", "440703"),
        ("外省湖南隆回", "430524"),
        ("省外", None),
    ],
)
def test_a_place_inside_or_outside_the_province(place: str, code: str | None) -> None:
    assert first(["流出党员"], ["姓名", "手机", "外出地点"], ["张三", OWN, place])["origin_code"] == code


def test_a_place_in_three_columns() -> None:
    head = ["姓名", "手机", "现居住省", "现居住市", "现居住县"]
    row = ["张三", OWN, "湖南省", "邵阳市", "隆回县"]
    assert first(["流出党员"], head, row)["origin_code"] == "430524"
    assert first(["流入党员"], head, row)["origin_code"] is None


@pytest.mark.parametrize(
    ("remark", "phone"),
    [
        (f"手机{OWN}，2021年3月来", OWN),
        (f"在厂里上班，联系电话：{OWN}", OWN),
        (f"配偶电话{OWN}", None),
        (f"联系人李某，电话{OWN}", None),
        (f"{OWN}", None),
        (f"手机{OWN}，电话{OTHER}", None),
        (f"原手机{OWN}", None),
    ],
)
def test_a_telephone_in_the_remark(remark: str, phone: str | None) -> None:
    assert first(["流入党员"], ["姓名", "身份证号", "备注"], ["张三", A, remark])["phone"] == phone


@pytest.mark.parametrize(
    ("heading", "state", "asked"),
    [("在职状态", "离职", True), ("在职状态", "在职", False), ("本月变动", "减少", True), ("变动类型", "新增", False)],
)
def test_a_state_of_leaving(heading: str, state: str, *, asked: bool) -> None:
    assert ("gone" in kinds(["流入党员"], [*HEAD, heading], [*ROW, state])) == asked


@pytest.mark.parametrize(
    ("lines", "asked"),
    [
        ([["永明社区入党积极分子"]], [False, True]),
        ([["永明社区入党积极分子"], HEAD], [False, True]),
        ([["二、发展对象（1人）"]], [False, True]),
        ([["二、永明社区"]], [False, False]),
        ([["流入党员及入党积极分子"], HEAD], [False, False]),
    ],
)
def test_who_has_not_joined_is_asked_about(lines: list[list], asked: list[bool]) -> None:
    found = told([["江翠社区流入党员"], HEAD, ROW, *lines, ["李四", OTHER, "贵州独山"]])
    gone = {warning["row"] for warning in found["warnings"] if warning["kind"] == "gone"}
    assert [person["row"] in gone for person in found["people"]] == asked


def test_a_group_of_members_below_is_not_asked_about() -> None:
    table = [["流入党员"], HEAD, ["一、积极分子"], ROW, ["二、流入党员"], ["李四", OTHER, "贵州独山"]]
    assert [warning["row"] for warning in told(table)["warnings"] if warning["kind"] == "gone"] == [4]


def test_a_sheet_of_applicants() -> None:
    assert "gone" in {warning["kind"] for warning in told([HEAD, ROW], name="入党积极分子")["warnings"]}


@pytest.mark.parametrize(
    ("remark", "asked"),
    [("2024年5月组织关系已转入我社区", True), ("组织关系未转入", False), ("组织关系暂不转入", False)],
)
def test_whose_relation_has_come_is_asked_about(remark: str, *, asked: bool) -> None:
    assert ("remark_says" in kinds(["流入党员"], [*HEAD, "备注"], [*ROW, remark])) == asked


def test_who_refuses_has_not_reported() -> None:
    assert first(["流入党员"], [*HEAD, "报到情况"], [*ROW, "拒不报到"])["reported"] is False


def test_rows_that_only_the_form_filled_in_are_blank() -> None:
    head = ["序号", "姓名", "性别", "手机", "是否预备党员"]
    found = told([["流入党员"], head, [1, "张三", "男", OWN, "否"], [2, None, "男", None, "否"]])
    assert [person["row"] for person in found["people"]] == [3]
    assert found["errors"] == []


def test_who_has_only_a_number_is_still_an_error() -> None:
    head = ["序号", "姓名", "性别", "手机"]
    found = told([["流入党员"], head, [1, "张三", "男", OWN], [2, None, "男", OTHER]])
    assert [error["kind"] for error in found["errors"]] == ["name_missing"]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        (f"张三 {OWN}\n李四 {OTHER}", None),
        (f"张三{OWN}李四{OTHER}", None),
        (f"张三 {OWN}、李四 {OTHER}", None),
        (f"张三 {OWN}/{OTHER}", "张三"),
        (f"张三 {OWN} 单位 {OTHER}", "张三"),
        (f"张三 {OWN}，妻子 {OTHER}", "张三"),
    ],
)
def test_two_people_in_a_cell_are_told(cell: str, name: str | None) -> None:
    found = told([["流入党员"], ["社区", "姓名及电话", "来源地"], ["江翠社区", cell, "湖南隆回"]])
    assert found["people"][0].get("name") == name
    assert [error["kind"] for error in found["errors"]] == ([] if name else ["name_missing"])


def test_who_exported_a_file_is_no_heading() -> None:
    text = f"流入党员导出,,,\n导出人：管理员,,导出时间：2025-07-01,\n姓名,性别,手机号,来源地\n张三,男,{OWN},湖南隆回\n"
    assert [(row.row, row.values["name"], row.values["phone"]) for row in rows(text)] == [(4, "张三", OWN)]


def test_a_sheet_of_explanations_is_no_card() -> None:
    table = [["1.姓名", "填写身份证上的姓名"], ["2.身份证号", "18位"], ["3.手机", "11位"], ["示例", "张三", A, OWN]]
    found = told(table, name="填写说明")
    assert (found["people"], found["errors"]) == ([], [])
    assert found["sheets_skipped"] == [{"sheet": "填写说明", "reason": "no_header"}]


def test_people_on_a_sheet_called_so_are_read() -> None:
    people = [[name, f"1380000123{at}", "湖南隆回"] for at, name in enumerate(("张三", "李四", "王五"))]
    assert len(told([HEAD, *people], name="说明")["people"]) == 3
