"""Columns of a relative, landlord or chief in a heading of one row, and those of the member beside them."""

import pytest

from tests.intake.test_recognising import A, B, told

OWN, THEIRS = "13800001234", "13900001111"
TITLE = ["江海区流入党员名册"]
KEYS = ("name", "id_number", "phone", "sex", "birth", "education_code")


def one(head: list[str], row: list[str]) -> dict:
    return told([TITLE, head, row])["people"][0]


@pytest.mark.parametrize("owner", ["房东姓名", "法定代表人", "户主", "班主任", "家属姓名"])
def test_what_is_asked_of_another_before_the_name_is_not_the_member_s(owner: str) -> None:
    person = one(
        [owner, "性别", "身份证号", "联系电话", "姓名", "学历", "手机"], ["李四", "女", B, THEIRS, "张三", "大专", OWN]
    )
    assert [person[key] for key in KEYS] == ["张三", None, OWN, None, None, "31"]


def test_the_member_s_own_number_behind_it_counts() -> None:
    person = one(["房东姓名", "身份证号", "电话", "姓名", "身份证号", "电话"], ["李四", B, THEIRS, "张三", A, OWN])
    assert (person["id_number"], person["phone"]) == (A, OWN)


@pytest.mark.parametrize(
    ("behind", "cells"),
    [
        (["性别", "身份证号", "联系电话"], ["女", B, THEIRS]),
        (["关系", "出生年月", "学历"], ["妻", "1985.6", "本科"]),
        (["与本人关系", "身份证号"], ["妻", B]),
    ],
)
@pytest.mark.parametrize("owner", ["配偶姓名", "家庭成员姓名"])
def test_a_relative_of_whom_the_same_is_asked_again(owner: str, behind: list[str], cells: list[str]) -> None:
    found = told([TITLE, ["姓名", "手机", owner, *behind], ["张三", OWN, "李四", *cells]])
    assert [found["people"][0][key] for key in KEYS] == ["张三", None, OWN, None, None, None]
    assert f"{owner}/{behind[-1]}" in [column["heading"] for column in found["unknown_columns"]]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (["姓名", "配偶姓名", "性别", "身份证号", "联系电话"], ["张三", "李四", "男", A, OWN]),
        (["姓名", "性别", "配偶姓名", "身份证号", "手机"], ["张三", "男", "李四", A, OWN]),
        (["姓名", "户主", "与户主关系", "性别", "身份证号", "电话"], ["张三", "李四", "子", "男", A, OWN]),
        (["户主", "门牌号", "姓名", "性别", "身份证号", "手机"], ["李四", "3号", "张三", "男", A, OWN]),
        (["网格员", "性别", "姓名", "身份证号", "手机"], ["李四", "男", "张三", A, OWN]),
    ],
)
def test_what_is_asked_once_may_be_the_member_s(head: list[str], row: list[str]) -> None:
    """Somebody else's name stands between, and nothing shows that the columns behind it are his."""
    person = one(head, row)
    assert [person[key] for key in KEYS[:4]] == ["张三", A, OWN, "男"]


def test_the_only_telephone_is_not_given_away_for_a_sex() -> None:
    person = one(["姓名", "身份证号", "配偶", "性别", "民族", "手机"], ["张三", A, "李四", "男", "汉", OWN])
    assert (person["id_number"], person["phone"]) == (A, OWN)
