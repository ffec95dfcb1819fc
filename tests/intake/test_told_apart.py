"""What looks like something else: figures under 流入党员, numbers that others pass on, columns for both ways."""

import pytest

from registry.lib.codes import political
from registry.lib.phones import parse_phones
from tests.intake.test_recognising import A, B, number, told

C = number("43059919900101222")
OWN, THEIRS, OTHER = "13800001234", "13900001111", "13900002222"
HEAD = ["序号", "姓名", "手机号", "流出地", "流入时间"]
PERSON = [1, "张三", OWN, "湖南隆回", "2021.3"]


@pytest.mark.parametrize("counts", [(12, 3), ("12", "3"), ("12人", "3人")])
def test_figures_are_nobody_and_hide_nobody(counts: tuple) -> None:
    figures = [["村(社区)", "流入党员", "流出党员", "联系电话"], ["永明社区", *counts, "0750-3861234"],
               ["永贤社区", *counts, "0750-3861235"]]  # fmt: skip
    alone = told(figures)
    assert (alone["people"], alone["sheets_skipped"]) == ([], [{"sheet": "Sheet1", "reason": "no_header"}])
    found = told([*figures, [], ["流入党员名册"], HEAD, PERSON])["people"]
    assert [(person["name"], person["community_code"]) for person in found] == [("张三", None)]


@pytest.mark.parametrize(
    "cell",
    [
        *("13900001111 李四（妻）", "由李四转告13900001111", "13900001111（李四转）", "代接：13900001111"),
        *("13900001111（工友）", "老乡13900001111"),
    ],
)
def test_a_number_that_somebody_else_answers(cell: str) -> None:
    assert (parse_phones(cell).mobile, len(parse_phones(cell).others_own)) == (None, 1)


@pytest.mark.parametrize(
    "cell", ["13800001234（微信同号）", "13800001234（停机）", "13800001234(店里)", "13800001234 本人"]
)
def test_a_word_beside_ones_own_number(cell: str) -> None:
    assert parse_phones(cell).mobile == OWN


def test_a_contact_person_may_be_the_member() -> None:
    table = [["姓名", "身份证号", "联系人", "联系电话"], ["张三", A, "本人", OWN], ["李四", B, "妻子", THEIRS],
             ["王五", C, "王五", OTHER]]  # fmt: skip
    found = told(table)
    assert [person["phone"] for person in found["people"]] == [OWN, None, OTHER]
    assert [(warning["row"], warning["kind"]) for warning in found["warnings"]] == [(3, "phone_behind_another")]


@pytest.mark.parametrize("heading", ["流向", "去向", "人员类别", "流动范围", "状态"])
def test_which_way_in_whatever_column(heading: str) -> None:
    table = [
        ["姓名", "手机号", heading, "地点"],
        ["张三", OWN, "流入", "湖南隆回"],
        ["李四", OTHER, "流出", "深圳宝安"],
    ]
    people = [(person["direction"], person["origin_code"]) for person in told(table)["people"]]
    assert people == [("in", "430524"), ("out", "440306")]


def test_where_people_went_stays_a_place() -> None:
    found = told([["姓名", "手机号", "流向"], ["张三", OWN, "深圳宝安"]])
    assert (found["direction"], found["people"][0]["origin_code"]) == ("out", "440306")


def test_the_filled_columns_say_which_way() -> None:
    head = ["姓名", "手机号", "流入时间", "流入前所在地", "流出时间", "流出去向"]
    came, went = ["张三", OWN, "2021.3", "湖南隆回", None, None], ["李四", OTHER, None, None, "2022.4", "深圳宝安"]
    people = told([["流动党员台账"], head, came, went])["people"]
    ways = [(person["direction"], person["origin_code"], person["arrived"]) for person in people]
    assert ways == [("in", "430524", "2021-03-01"), ("out", "440306", "2022-04-01")]
    titled = told([["流入党员台账"], head, came, went])["people"]
    assert [person["direction"] for person in titled] == ["in", "in"]  # the title's word stands


@pytest.mark.parametrize(
    ("cell", "status"), [("中共党员（预备）", "probationary"), ("中共党员", "full"), ("中共正式党员", "full")]
)
def test_probationary_in_brackets(cell: str, status: str) -> None:
    assert political(cell) == status
