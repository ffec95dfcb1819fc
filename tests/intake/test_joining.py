"""One thing in two cells: names, people over two rows, headings over two rows; and headings in other writings."""

import pytest

from registry.intake.words.compounds import compound_field
from registry.intake.words.headers import field_of
from registry.lib.values import dittos
from tests.intake.test_recognising import A, B, told
from tests.intake.test_values import rows

OWN, OTHER = "13800001234", "13800001235"


@pytest.mark.parametrize(("surname", "given"), [("姓", "名"), ("姓氏", "名字"), ("Surname", "Given Name")])
def test_surname_and_given_name(surname: str, given: str) -> None:
    found = told([["序号", surname, given, "手机号"], [1, "张", "三丰", OWN], [2, None, "李四", OTHER]])
    assert [person["name"] for person in found["people"]] == ["张三丰", "李四"]


def test_both_below_one_heading() -> None:
    table = [["序号", "姓名", None, "手机号"], [None, "姓", "名", None], [1, "张", "三", OWN]]
    assert told(table, merges=("A1:A2", "B1:C1", "D1:D2"))["people"][0]["name"] == "张三"
    assert [row.values["name"] for row in rows(f"序号,姓名,,手机号\n,姓,名,\n1,张,三,{OWN}\n")] == ["张三"]


def test_a_surname_alone_is_no_name() -> None:
    assert told([["姓", "手机号"], ["张", OWN]])["people"] == []


def test_one_person_over_two_rows() -> None:
    table = [
        ["序号", "姓名", "身份证号", "联系电话", "流入时间", "工作单位"],
        [1, "张三", A, OWN, "2021.3", "某电子厂"],
        [None, None, None, OTHER, None, "某超市"],
        [2, "李四", B, "13800001236", "2022.4", "快递站"],
    ]
    found = told(table, merges=("A2:A3", "B2:B3", "C2:C3", "E2:E3"))
    assert found["errors"] == []
    assert [(p["row"], p["name"], p["phone"]) for p in found["people"]] == [
        (2, "张三", OWN),
        (4, "李四", "13800001236"),
    ]


@pytest.mark.parametrize("second", [[2, None, B, OTHER], [None, None, B, OTHER], [2, None, None, OTHER]])
def test_somebody_of_his_own_is_no_second_row(second: list) -> None:
    """A merge too many hides a name: that is told, and nobody's number is another's."""
    found = told([["序号", "姓名", "身份证号", "联系电话"], [1, "张三", A, OWN], second], merges=("B2:B3",))
    assert [(error["row"], error["kind"]) for error in found["errors"]] == [(3, "name_missing")]


@pytest.mark.parametrize(
    ("parent", "child", "field"),
    [
        ("证件", "号码", "id_number"),
        ("基本信息/证件", "号码", "id_number"),
        ("基本情况/出生", "年月", "birth_date"),
        ("流出地党组织/联系", "电话", "home_org_phone"),
        ("家属/身份证", "号码", None),
    ],
)
def test_a_heading_broken_over_its_rows(parent: str, child: str, field: str | None) -> None:
    assert compound_field(parent, child) == field


@pytest.mark.parametrize(
    "cell", ["同上", "同 上", "同上。", "-同上-", "（同前）", "如上", "〃", "〃〃", "″", '"', "”", "，，"]
)
def test_the_same_as_above(cell: str) -> None:
    assert cell in dittos()
    found = told([["姓名", "手机号", "流出地"], ["张三", OWN, "湖南隆回"], ["李四", OTHER, cell]])
    assert found["people"][1]["origin_code"] == "430524"


@pytest.mark.parametrize("cell", ["", "同左", "-", "—", "、", "，", "同事", "同上海", "/"])
def test_what_is_not_the_same_as_above(cell: str) -> None:
    assert cell not in dittos()


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("姓名 Name", "name"),
        ("姓名/Name", "name"),
        ("Name 姓名", "name"),
        ("联系电话 Mobile Phone", "phone"),
        ("身份证号码(ID Card No.)", "id_number"),
        ("出生年月 Date of Birth", "birth_date"),
        ("流入时间 Date of Arrival", "flow_in_date"),
        ("QQ 号", None),
        ("WX昵称", None),
        ("T恤 尺码", None),
        ("序號", "row_no"),
        ("聯繫電話", "phone"),
        ("身份證號碼", "id_number"),
        ("入黨時間", "join_party_date"),
        ("學歷", "education"),
        ("家屬電話", None),
        ("来厂时间", "flow_in_date"),
        ("进厂日期", "flow_in_date"),
        ("入职时间", None),
    ],
)
def test_headings_in_other_writings(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


def test_the_place_they_left_beside_the_day_they_came() -> None:
    found = told([["姓名", "手机号", "流出地点", "流入时间"], ["张三", OWN, "湖南隆回", "2021.3"]])
    assert (found["direction"], found["people"][0]["origin_code"]) == ("in", "430524")


@pytest.mark.parametrize(("heads", "cells"), [(["年", "月"], [2021, 3]), (["年", "月", "日"], [2021, 3, 5])])
def test_a_date_in_columns(heads: list, cells: list) -> None:
    rest = [None] * (len(heads) - 1)
    table = [["姓名", "手机号", "流入时间", *rest], [None, None, *heads], ["张三", OWN, *cells]]
    merges = ("A1:A2", "B1:B2", "C1:D1" if len(heads) == 2 else "C1:E1")
    person = told(table, merges=merges)["people"][0]
    assert person["arrived"] == ("2021-03-01" if len(heads) == 2 else "2021-03-05")


@pytest.mark.parametrize(
    ("parent", "child", "field"),
    [
        ("联系电话", "本人", "phone"),
        ("联系电话", "家属", None),
        ("联系电话", "单位", None),
        ("联系方式", "微信", None),
        ("联系方式", "手机", "phone"),
        ("时间", "流入", "flow_in_date"),
        ("时间", "返回", "return_date"),
        ("地点", "流出", "left_for?"),
    ],
)
def test_the_heading_below_comes_first(parent: str, child: str, field: str | None) -> None:
    assert compound_field(parent, child) == field


@pytest.mark.parametrize("whose", [("本人", "家属"), ("家属", "本人"), ("单位", "本人"), ("微信", "手机")])
def test_of_several_numbers_below_one_heading_ones_own(whose: tuple[str, str]) -> None:
    table = [["姓名", "身份证号", "联系电话", None], [None, None, *whose], ["张三", A, OTHER, OTHER]]
    table[2][2 + (whose[1] not in ("本人", "手机"))] = OTHER
    table[2][2 + (whose[1] in ("本人", "手机"))] = OWN
    found = told(table, merges=("A1:A2", "B1:B2", "C1:D1"))
    assert [(person["row"], person["phone"]) for person in found["people"]] == [(3, OWN)]


def test_other_lists_beside_one_another() -> None:
    table = [["流入党员", None, None, None, "流出党员"], ["姓名", "身份证号", "流出地", None, "姓名", "电话", "流入地"],
             ["张三", A, "湖南隆回", None, "李四", OTHER, "深圳宝安"], ["王五", B, "贵州独山"]]  # fmt: skip
    people = told(table)["people"]
    assert [(person["name"], person["phone"], person["direction"], person["origin_code"]) for person in people] == [
        ("张三", None, "in", "430524"),
        ("王五", None, "in", "522726"),
        ("李四", OTHER, "out", "440306"),
    ]


def test_who_filled_the_form_in_is_nobody_with_a_telephone_too() -> None:
    found = told([["序号", "姓名", "手机号"], [1, "张三", OWN], [None, "填表人：李四", OTHER]])
    assert [person["name"] for person in found["people"]] == ["张三"]


def test_a_cell_for_each_digit() -> None:
    head = ["序号", "姓名", "身份证号码", *[None] * 17, "联系电话", *[None] * 10, "来源地"]
    table = [
        ["流入党员登记表"],
        head,
        [1, "张三", *A, *OWN, "湖南隆回"],
        [2, "李四", *(int(digit) if digit != "X" else digit for digit in B), *OTHER, "贵州独山"],
        [3, "王五", *A[:9], None, *A[10:], *"13800001236", None],
    ]
    found = told(table, merges=("A1:AF1", "C2:T2", "U2:AE2"))
    people = [(p.get("id_number"), p.get("phone"), p.get("origin_code")) for p in found["people"]]
    assert people[:2] == [(A, OWN, "430524"), (B, OTHER, "522726")]
    assert [(error["row"], error["kind"]) for error in found["errors"]] == [(5, "id_length")]


def test_blank_columns_behind_a_number_are_no_boxes() -> None:
    found = told([["姓名", "手机号", *[None] * 11, "来源地"], ["张三", OWN, *[None] * 11, "湖南隆回"]])
    assert [(p["phone"], p["origin_code"]) for p in found["people"]] == [(OWN, "430524")]
