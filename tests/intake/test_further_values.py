"""Cells as further clerks write them: ticked options, letters before answers, words before names, places in JSON."""

import pytest

from registry.intake.words.headers import field_of
from registry.intake.words.simple import reported
from registry.lib.divisions import resolve
from registry.lib.names import parse_name
from registry.lib.values import direction, sex, ticked_option
from tests.intake.test_further_hands import OTHER, OWN, TITLE, said
from tests.intake.test_values import rows


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("还没有", False),
        ("拟下周报到", False),
        ("已于3月报到", True),
        ("报到了", True),
        ("A.是", True),
        ("已报到，准备转组织关系", True),
    ],
)
def test_whether_somebody_reported(cell: str, *, answer: bool) -> None:
    assert reported(cell) is answer


@pytest.mark.parametrize(
    ("cell", "option"),
    [
        ("□高中 √大专 □本科", "大专"),
        ("☑男 □女", "男"),
        ("√男 √女", None),
        ("□男 □女", None),
        ("√", None),
        ("大专", None),
    ],
)
def test_the_option_that_is_ticked(cell: str, option: str | None) -> None:
    assert ticked_option(cell) == option


def test_ticked_options_and_letters_in_a_roster() -> None:
    table = [TITLE, ["姓名", "性别", "手机", "学历"], ["张三", "A.男", OWN, "□初中及以下 □高中 √大专 □本科及以上"]]
    assert said(table, "sex", "education_code") == [("男", "31")]
    assert sex("B.女") == "女"


@pytest.mark.parametrize(
    ("cell", "name"),
    [("党员张建国", "张建国"), ("流动党员张三", "张三"), ("党建国", "党建国")],
)
def test_what_somebody_is_before_the_name(cell: str, name: str) -> None:
    assert parse_name(cell).text == name


@pytest.mark.parametrize(
    ("cell", "joined"),
    [
        ("2006年7月1日入党，2007年7月1日转正", "2006-07-01"),
        ("2006.7预备，2007.7转正", "2006-07-01"),
        ("2006.7", "2006-07-01"),
    ],
)
def test_the_day_of_joining_before_that_of_full_membership(cell: str, joined: str) -> None:
    assert said([TITLE, ["姓名", "手机", "入党时间"], ["张三", OWN, cell]], "joined") == [(joined,)]


@pytest.mark.parametrize("text", ['["湖南省","永州市","道县"]', "来源：湖南道县", "原道县国营林场党支部"])
def test_places_of_further_hands(text: str) -> None:
    assert resolve(text).code == "431124"


def test_numbered_labels_in_a_text() -> None:
    one, other = f"姓名：张三；电话：{OWN}；外出地：东莞市", f"姓名：李四；电话：{OTHER}；外出地：中山市"
    text = f"流出党员\n1、{one}\n2、{other}\n"
    found = rows(text)
    assert [(row.values["name"], row.values["phone"], row.values["origin_code"], row.direction) for row in found] == [
        ("张三", OWN, "441900", "out"),
        ("李四", OTHER, "442000", "out"),
    ]


def test_a_word_for_members_alone_is_a_title_of_a_card() -> None:
    card = [["流入党员"], ["姓名", "张三"], ["性别", "男"], ["电话", OWN], ["来源地", "湖南隆回"]]
    assert said(card, "name", "phone", "origin_code") == [("张三", OWN, "430524")]


def test_words_of_ways() -> None:
    assert (direction("赴外务工党员"), direction("人在户不在党员名册")) == ("out", "in")


@pytest.mark.parametrize(
    ("heading", "field"),
    [("流人时间", "flow_in_date"), ("联系电活", "phone"), ("社区代码", "community"), ("外流人员姓名", "name")],
)
def test_characters_that_look_alike(heading: str, field: str) -> None:
    assert field_of(heading) == field
    assert (direction("流人党员名册"), direction("外流人员名册")) == ("in", "out")


@pytest.mark.parametrize(("cell", "flag"), [("✅张三", False), ("📌 张三", False), ("★张三", True)])
def test_pictures_beside_a_name(cell: str, *, flag: bool) -> None:
    found = parse_name(cell)
    assert (found.text, "starred" in found.flags) == ("张三", flag)
