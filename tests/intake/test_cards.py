"""A person on a card, the label in one cell and the value beside or below, is read as a row; never silence."""

import datetime as dt
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.intake.headings.plans import Wishes
from tests.intake.test_recognising import A, B, C, told

TITLE = ["流动党员信息卡"]


def card(name: str, number: str | None = A, *, place: str = "贵州独山", phone: str = "13800001234") -> list[list]:
    return [
        ["姓名", name, "性别", "男", "照片"],
        ["身份证号", number, "人员类别", "正式党员"],
        ["联系电话：", phone, "婚姻状况", "已婚"],
        ["流出地", place, "流入时间", dt.date(2023, 5, 1)],
        ["工作单位", None, "学历", "大专"],
    ]


def below(name: str, number: str) -> list[list]:
    return [
        ["姓名", "性别", "婚姻状况"],
        [name, "男", "已婚"],
        ["身份证号", "联系电话", "人员类别"],
        [number, "13800001234", "正式党员"],
    ]


LAYOUTS = {
    "beside": [TITLE, *card("张三"), ["备注"], ["周末值班"], [], TITLE, *card("李四", B, place="湖北黄冈")],
    "without a break": [*card("张三"), *card("李四", B, place="湖北黄冈")],
    "below": [TITLE, *below("张三", A), [], *below("李四", B)],
    "one a line": [["姓名", "张三", "性别", "男", "身份证号", A], ["姓名", "李四", "性别", "男", "身份证号", B]],
    "a number above": [["编号", "001"], *card("张三"), [], ["编号", "002"], *card("李四", B)],
    "one column": [["姓名", "张三"], ["性别", "男"], ["身份证号", A], ["电话", "13800001234"], ["姓名", "李四"],
                   ["性别", "男"], ["身份证号", B], ["电话", "13800001235"]],
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_card_is_a_row(layout: str) -> None:
    found = told(LAYOUTS[layout])
    people = [(person["name"], person["id_number"], person["verdict"]) for person in found["people"]]
    assert people == [("张三", A, "ok"), ("李四", B, "ok")]
    assert (found["sheets_skipped"], found["errors"]) == ([], [])


def test_what_stands_on_a_card() -> None:
    person, other = told(LAYOUTS["beside"])["people"]
    assert (person["row"], other["row"]) == (2, 11)
    assert (person["origin_code"], other["origin_code"]) == ("522726", "421100")
    assert (person["phone"], person["arrived"], person["education_code"]) == ("13800001234", "2023-05-01", "31")
    unknown = [column["heading"] for column in told(LAYOUTS["beside"])["unknown_columns"]]
    assert unknown == ["卡片上的其他文字", "婚姻状况"]


def test_errors_of_a_card_are_told_by_its_label() -> None:
    found = told([*card("张三", A[:-1]), [], *card("李四", B)])
    assert [(e["row"], e["kind"]) for e in found["errors"]] == [(1, "id_length")]
    assert [person["verdict"] for person in found["people"]] == ["error", "ok"]


def test_the_clerk_matches_a_label() -> None:
    rows = [*card("张三"), [], *card("李四", B)]
    at = [column["heading"] for column in told(rows)["unknown_columns"]].index("婚姻状况")
    column = told(rows)["unknown_columns"][at]["column"]
    left = told(rows, wishes=Wishes(mappings={"Sheet1": {column: "remark"}}))["unknown_columns"]
    assert "婚姻状况" not in [found["heading"] for found in left]


def test_a_family_on_the_card_is_nobody_of_ours() -> None:
    family = [["称谓", "姓名", "年龄", "工作单位"], ["妻", "王五", 36, "某厂"], ["子", "张小", 8, "某小学"]]
    found = told([*card("张三"), *family, ["备注", "已核对"]])
    assert [person["name"] for person in found["people"]] == ["张三"]
    assert [(row["row"], row["reason"]) for row in found["rows_left_out"]] == [(at, "beside") for at in (6, 7, 8)]
    assert "王五" not in repr(found) and "张小" not in repr(found)


def test_a_blank_card_is_nobody() -> None:
    blank = [[label, None, other, None] for label, _, other, *_ in card("")]
    assert [person["name"] for person in told([*card("张三"), [], *blank])["people"]] == ["张三"]
    assert told(blank)["sheets_skipped"] == [{"sheet": "Sheet1", "reason": "no_header"}]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([*card("张三"), ["紧急联系人"], ["姓名", "王五", "电话", "13900001111"]], "cards"),
        ([["姓名：张三", "姓名：李四"], [f"身份证号：{A}", f"身份证号：{B}"], ["学历：大专", "性别：男"]], "cards"),
    ],
    ids=["a second name", "two names in a row, and not the same labels below"],
)
def test_what_cannot_be_told_apart_is_reported(rows: list[list], reason: str) -> None:
    found = told(rows)
    assert (found["rows"], found["sheets_skipped"]) == (0, [{"sheet": "Sheet1", "reason": reason}])


@pytest.mark.parametrize("title", [[], [["流入党员"]]])
@pytest.mark.parametrize("gap", [[], [None]])
def test_cards_side_by_side(title: list[list], gap: list[None]) -> None:
    beside = [[*one[:4], *gap, *other] for one, other in zip(card("张三"), card("李四", B), strict=True)]
    found = told([*title, *beside])
    assert [(person["name"], person["id_number"]) for person in found["people"]] == [("张三", A), ("李四", B)]
    pairs = [["姓名：张三", "姓名：李四"], [f"身份证号：{A}", f"身份证号：{B}"], ["学历：大专", "学历：本科"]]
    people = told([*title, *pairs])["people"]
    assert [(person["id_number"], person["education_code"]) for person in people] == [(A, "31"), (B, "21")]


def test_tables_are_no_cards() -> None:
    for above in (["填报人", "王五", "联系电话", "13900001111"], ["姓名", "王五", "电话", "13900001111", "村", "永明"]):
        table = [above, ["姓名", "绰号", "手机", "身份证号"], ["张三", None, "13800001234", A]]
        assert [person["row"] for person in told(table)["people"]] == [3]
    alone = [["姓名", "身份证号"], ["张三", A], ["填报人：", "联系电话："], ["王五", "13900001111"]]
    assert told(alone)["people"][0]["name"] == "张三"


FACTS = {
    "性别": "男",
    "民族": "汉族",
    "学历": "大专",
    "人员类别": "正式党员",
    "联系电话": "13800001234",
    "类别": "快递员",
}


@settings(max_examples=60, deadline=None)
@given(
    st.permutations(sorted(FACTS)),
    st.integers(1, 4),
    st.booleans(),
    st.integers(0, 2),
    st.sampled_from([[], [TITLE], [[]]]),
)
def test_a_card_is_read_or_reported(order: list[str], wide: int, gap: bool, blank: int, before: list) -> None:
    """However labels are ordered, spread over rows and left blank: each person once, or the sheet named."""
    rows = []
    for name, number in (("张三", A), ("李四", B), ("王五", C)):
        said = {"姓名": name, "身份证号": number} | {label: FACTS[label] for label in order}
        said |= dict.fromkeys(order[:blank])
        cells = [[label, value, *([None] if gap else [])] for label, value in said.items()]
        rows += before + [list(chain(*cells[at : at + wide])) for at in range(0, len(cells), wide)]
    found = told(rows)
    if not found["sheets_skipped"]:
        assert [(person["name"], person["id_number"]) for person in found["people"]] == [
            ("张三", A), ("李四", B), ("王五", C),
        ]  # fmt: skip
