"""Headings in plain words, questions of a form, and identity numbers under a heading that nobody knows."""

import pytest

from registry.intake.words.headers import field_of
from tests.intake.test_recognising import A, B, C, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
FROM = "湖南省隆回县"
TITLE = ["流入党员名册"]


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "身份证上的号码",
            "身份证上面的号码",
            "身份证里的号码",
            "身份证件上的号码",
            "证件上的号码",
            "二代身份证上的号码",
        ),
        *(
            "有效证件上的号码",
            "身份证18位数字",
            "身份证十八位号码",
            "身份证是多少号",
            "身份证号多少",
            "18位号码",
            "身份号",
        ),
        *(
            "第二代证号",
            "居民证号码",
            "公民号码",
            "户口本上的身份证号",
            "请填写身份证上的18位号码",
            "3、您身份证上的号码：",
        ),
    ],
)
def test_the_number_on_the_card(heading: str) -> None:
    assert field_of(heading) == "id_number"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("身份证上的地址", "household_address"),
        ("身份证上的姓名", "name"),
        ("身份证上的性别", "gender"),
        ("身份证上的出生日期", "birth_date"),
        ("身份证有效期", None),
        ("身份证后六位", None),
        ("身份证复印件", None),
        ("户口本号码", None),
        ("房东身份证上的号码", None),
        ("11位号码", None),
        ("党员同志姓名", "name"),
        ("是男是女", "gender"),
        ("哪个民族", "ethnic"),
    ],
)
def test_what_else_stands_on_it(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("6、您哪一天来到江海区：", "flow_in_date"),
        ("6、您来江海区是哪一天？", "flow_in_date"),
        ("哪天来的江海", "flow_in_date"),
        ("何日来江海", "flow_in_date"),
        ("来江海那天", "flow_in_date"),
        ("Q6_您什么日期到的江海区", "flow_in_date"),
        ("您从哪天起住在江海区", "flow_in_date"),
        ("从什么时候开始住在本社区", "flow_in_date"),
        ("哪一天搬进来", "flow_in_date"),
        ("（6）您来江海区的时间是哪天", "flow_in_date"),
        ("您来江海区多久了", None),
        ("来江海几年", None),
        ("来江海是几月几日", "flow_in_date"),
        ("您哪一天离开老家", "flow_out_date"),
        ("外出是哪一天", "flow_out_date"),
        ("您哪一天入党", "join_party_date"),
        ("入党的时间是哪一天", "join_party_date"),
        ("您哪一天转正", "regular_date"),
        ("生日是哪天", "birth_date"),
        ("您哪一天出生", "birth_date"),
        ("您是哪一天报到的", "reported_date"),
        ("哪天到社区报到", "reported_date"),
        ("是否报到", "reported"),
        ("您是否已到社区报到", "reported"),
    ],
)
def test_a_day_that_is_asked_for(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


def test_an_answered_form() -> None:
    head = [
        "序号",
        "提交答卷时间",
        "1、您的姓名：",
        "2、您的手机号码：",
        "3、您哪一天来到江海区：",
        "4、您哪一天入党：",
    ]
    found = told([head, [1, "2023/11/5 20:10:33", "张三", OWN, "2022-12-27", "2001-07-01"]])
    person = found["people"][0]
    assert (person["arrived"], person["joined"], found["warnings"]) == ("2022-12-27", "2001-07-01", [])


def members(heading: str | None, *beside: str, cells: tuple = ((), (), ())) -> dict:
    """Three members whose numbers stand below a heading, with columns before it."""
    people = (("张三", OWN, A), ("李四", OTHER, B), ("王五", THIRD, C))
    rows = [[name, phone, FROM, *more, number] for (name, phone, number), more in zip(people, cells, strict=True)]
    return told([TITLE, ["姓名", "手机", "流出地", *beside, heading], *rows])


def numbers(found: dict) -> list[str | None]:
    return [person["id_number"] for person in found["people"]]


@pytest.mark.parametrize("heading", ["居民号", "证号", "编号", "zjh"])
def test_numbers_that_no_heading_names_are_read_and_told(heading: str) -> None:
    found = members(heading)
    assert numbers(found) == [A, B, C]
    assert [warning["kind"] for warning in found["warnings"]] == ["id_guessed"] * 3
    assert found["people"][0]["birth"] == "1985-06-01"


def test_birthdays_beside_them_say_whose_they_are() -> None:
    found = members("居民号", "出生年月", cells=(("1985.6",), ("1979.3",), ("1990.1",)))
    assert (numbers(found), found["warnings"]) == ([A, B, C], [])


def test_the_number_of_who_is_listed_is_no_guess() -> None:
    head = ["房东姓名", "房东身份证号", "租客（流动党员）姓名", "租客身份证号", "流入时间"]
    found = told([TITLE, head, ["王大明", B, "张三", A, "2020-01-18"], ["赵强", C, "李四", B, "2021-01-18"]])
    assert (numbers(found), found["warnings"]) == ([A, B], [])


def test_one_number_alone_is_left_to_the_clerk() -> None:
    assert numbers(told([TITLE, ["姓名", "编码", "手机"], ["张三", A, OWN]])) == [None]


def test_sexes_that_differ_leave_it_to_the_clerk() -> None:
    kinds = [warning["kind"] for warning in members("居民号", "性别", cells=(("女",), ("女",), ("男",)))["warnings"]]
    assert kinds.count("id_guessed") == 3


@pytest.mark.parametrize(
    ("beside", "heading", "cells"),
    [
        ((), "配偶证件", ((), (), ())),
        ((), "房东证号", ((), (), ())),
        ((), "紧急联系人编码", ((), (), ())),
        (("房东",), "代码", (("王大明",), ("赵强",), ("孙平",))),
        (("受托人",), "代码", (("王大明",), ("赵强",), ("孙平",))),
        (("代码",), "代号", ((B,), (C,), (A,))),
    ],
)
def test_numbers_that_may_be_somebody_else_s_are_nobody_s(beside: tuple, heading: str, cells: tuple) -> None:
    assert numbers(members(heading, *beside, cells=cells)) == [None] * 3


def test_a_column_that_is_headed_so_counts_before_another() -> None:
    found = told([TITLE, ["姓名", "证号", "身份证号", "流出地"], ["张三", B, A, FROM], ["李四", A, B, FROM]])
    assert (numbers(found), found["warnings"]) == ([A, B], [])
