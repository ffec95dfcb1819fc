"""Several things in one cell: 姓名及身份证号, 性别、民族 and their like; and headings that only look so."""

import pytest

from registry.intake.words.headers import field_of, shared_fields
from tests.intake.test_recognising import A, B, told
from tests.intake.test_values import rows

OWN, OTHER = "13800001234", "13800001235"
WRONG = A[:-1] + ("1" if A[-1] != "1" else "2")


def read(heading: str, cell: str, *keys: str) -> list[object]:
    found = told([["序号", heading, "流出地"], [1, cell, "湖南隆回"]])
    return [found["people"][0].get(key) for key in keys]


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("姓名及身份证号", ("name", "id_number")),
        ("党员姓名、公民身份号码（18位）", ("name", "id_number")),
        ("姓名（身份证号）", ("name", "id_number")),
        ("身份证号/姓名", ("id_number", "name")),
        ("性别、民族", ("gender", "ethnic")),
        ("性别民族", ("gender", "ethnic")),
        ("性别/年龄", ("gender", "age")),
        ("出生年月及入党时间", ("birth_date", "join_party_date")),
        ("是否报到及时间", ("reported", "reported_date")),
        ("是否报到/报到日期", ("reported", "reported_date")),
        ("入党时间/转正时间", ("join_party_date", "regular_date")),
        *[(heading, ()) for heading in ("姓名（与身份证一致）", "联系电话（手机）", "学历/学位", "联络员姓名及电话")],
        *[(heading, ()) for heading in ("家属姓名及身份证号", "姓名", "性别（男/女）", "与党组织联系方式")],
    ],
)
def test_headings_that_ask_for_several(heading: str, fields: tuple) -> None:
    assert shared_fields(heading) == fields


@pytest.mark.parametrize(
    "cell", [f"张三\n{A}", f"张三 {A}", f"张三（{A}）", f"张三，身份证号：{A}", f"{A} 张三", f"张三{A}"]
)
def test_a_name_with_its_number(cell: str) -> None:
    assert read("姓名及身份证号", cell, "name", "id_number", "verdict") == ["张三", A, "ok"]


def test_a_name_alone_and_numbers_that_are_wrong() -> None:
    lines = [["张三"], [f"张三 {WRONG}"], ["李四 4.5E+17"], [f"张三 {A} 李四"], [f"王五\n{B}"], [f"赵六\n{B}"], [B]]
    found = told([["姓名及身份证号", "流出地"], *[[*row, "湖南隆回"] for row in lines]])
    assert [person["verdict"] for person in found["people"]] == ["review", *["error"] * 3, "ok", "error", "error"]
    assert [(error["row"], error["column"], error["kind"]) for error in found["errors"]] == [
        *((3, 1, "id_checksum"), (4, 1, "id_damaged"), (5, 1, "name_missing")),
        *((7, 1, "duplicate_in_file"), (8, 1, "name_missing"), (8, 1, "duplicate_in_file")),
    ]


def test_a_telephone_with_them_is_whose_it_is() -> None:
    heading = "姓名、身份证号、联系电话"
    assert read(heading, f"张三，{A}，{OWN}", "name", "id_number", "phone") == ["张三", A, OWN]
    assert read(heading, f"张三 {A} {OWN}（妻）", "name", "id_number", "phone") == ["张三", A, None]
    assert read("姓名及联系电话", f"张三（{OWN}）", "name", "phone") == ["张三", OWN]
    assert read("姓名及联系电话", f"张三 {OWN} 妻", "name", "phone") == ["张三", None]


def test_a_column_beside_them_keeps_its_place() -> None:
    table = [["姓名及身份证号", "联系电话", "学历"], [f"张三\n{A}", OWN, "大专", None, "旁注"], [f"李四\n{B}"]]
    found = told(table)
    assert [(p["id_number"], p["phone"], p["education_code"]) for p in found["people"]] == [
        (A, OWN, "31"),
        (B, None, None),
    ]
    assert [column["column"] for column in found["unknown_columns"]] == [5]


@pytest.mark.parametrize(
    ("cell", "sex"),
    [("男/汉", "男"), ("女 壮族", "女"), ("男", "男"), ("苗", None), ("男、汉、甲", None)],
)
def test_sex_and_ethnic_group(cell: str, sex: str | None) -> None:
    table = [["姓名", "性别、民族", "手机号"], ["张三", cell, OWN]]
    found = told(table)
    assert (found["people"][0]["sex"], found["people"][0]["verdict"]) == (sex, "ok")
    assert [warning["column"] for warning in found["warnings"]] == ([2] if "甲" in cell else [])


def test_an_ethnic_group_in_brackets() -> None:
    found = rows(f"姓名,性别/民族/学历,手机号\n张三,女（布依族） 大专,{OWN}\n")[0].values
    assert (found["sex"], found["ethnic_code"], found["education_code"]) == ("女", "09", "31")


def test_two_days_in_the_order_of_the_heading() -> None:
    table = [["姓名", "出生年月/入党时间", "手机号"], ["张三", "1985.6/2008.7.1", OWN], ["李四", "1985.6", OTHER]]
    assert [(p["birth"], p["joined"]) for p in told(table)["people"]] == [
        ("1985-06-01", "2008-07-01"),
        ("1985-06-01", None),
    ]


@pytest.mark.parametrize(
    ("cell", "said", "day"),
    [
        ("是 2024.3", True, "2024-03-01"),
        ("未报到", False, None),
        ("2024.3.5", None, "2024-03-05"),
        ("否（联系中）", False, None),
    ],
)
def test_whether_and_when_somebody_reported(cell: str, said: bool | None, day: str | None) -> None:
    found = rows(f"姓名,手机号,是否报到及时间\n张三,{OWN},{cell}\n")[0].values
    assert (found.get("reported"), found.get("reported_on") and found["reported_on"].isoformat()) == (said, day)


def test_one_field_in_two_columns_is_as_it_was() -> None:
    assert field_of("学历学位") == "education"
    assert told([["姓名", "性别", "民族"], ["张三", "男", "汉"]])["people"][0]["sex"] == "男"
