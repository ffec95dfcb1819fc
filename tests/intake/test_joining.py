"""One thing in two cells: names, people over two rows, headings over two rows; and headings in other writings."""

import pytest

from registry.intake.headers import compound_field, field_of
from registry.lib.values import is_ditto
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
    assert is_ditto(cell)
    found = told([["姓名", "手机号", "流出地"], ["张三", OWN, "湖南隆回"], ["李四", OTHER, cell]])
    assert found["people"][1]["origin_code"] == "430524"


@pytest.mark.parametrize("cell", ["", "同左", "-", "—", "、", "，", "同事", "同上海", "/"])
def test_what_is_not_the_same_as_above(cell: str) -> None:
    assert not is_ditto(cell)


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
