"""Couples in a row, both of them members, and what stands behind both once."""

import pytest

from tests.intake.test_recognising import A, B, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
ADDRESS = "江海区江南街道永明社区东海路1号"
IN = ["江海区流入党员名册"]
ROW = [1, "张三", A, OWN, "李四", B, OTHER, ADDRESS]
ASKED = ["姓名", "身份证号", "电话"]


def of(found: dict) -> list[tuple]:
    keys = ("row", "name", "id_number", "phone", "community_code")
    return [tuple(person[key] for key in keys) for person in found["people"]]


BOTH = [(4, "张三", A, OWN, "440704001025"), (4, "李四", B, OTHER, "440704001025")]


@pytest.mark.parametrize("couple", [("丈夫", "妻子"), ("夫", "妻"), ("男方", "女方"), ("丈夫（党员）", "妻子（党员）")])
@pytest.mark.parametrize("merged", [True, False])
def test_both_of_a_couple_are_listed_and_live_together(couple: tuple[str, str], *, merged: bool) -> None:
    head = [["户号", couple[0], None, None, couple[1], None, None, "住址"], [None, *ASKED, *ASKED, None]]
    merges = ("B2:D2", "E2:G2", "A2:A3", "H2:H3") if merged else ("B2:D2", "E2:G2")
    if not merged:
        head = [[None, couple[0], None, None, couple[1], None, None], ["户号", *ASKED, *ASKED, "住址"]]
    assert of(told([IN, *head, ROW], merges=merges)) == BOTH


def test_both_of_a_couple_in_a_heading_of_one_row() -> None:
    head = [f"{who}{asked}" for who in ("丈夫", "妻子") for asked in ASKED]
    found = told([IN, [], ["户号", *head, "现住址"], ROW])
    assert of(found) == BOTH


def test_two_people_in_a_row_and_one_address() -> None:
    assert of(told([IN, [], ["序号", *ASKED, *ASKED, "现住址"], ROW])) == BOTH


def test_what_one_of_two_has_is_not_the_other_ones() -> None:
    """A birthday that stands once behind two people: it is told, and is nobody's."""
    found = told([IN, ["姓名", "电话", "姓名", "电话", "出生日期"], ["张三", OWN, "李四", OTHER, "1980-01-01"]])
    assert len(found["people"]) < 2 and found["unknown_columns"]


def test_the_wife_of_a_member_is_no_member() -> None:
    head = [["姓名", "身份证号", "电话", "配偶", None, None], [None, None, None, *ASKED]]
    found = told([IN, *head, ["张三", A, OWN, "李四", B, OTHER]], merges=("D2:F2", "A2:A3", "B2:B3", "C2:C3"))
    assert [(person["name"], person["id_number"], person["phone"]) for person in found["people"]] == [("张三", A, OWN)]


def test_one_of_a_couple_alone() -> None:
    head = [["户号", "丈夫", None, None, "妻子", None, None], [None, *ASKED, *ASKED]]
    found = told([IN, *head, [1, "张三", A, OWN], [2, None, None, None, "李四", B, OTHER]], merges=("B2:D2", "E2:G2"))
    assert [(person["row"], person["name"]) for person in found["people"]] == [(4, "张三"), (5, "李四")]


@pytest.mark.parametrize("where", ["left", "right"])
@pytest.mark.parametrize("asked", ["住址", "所在社区"])
def test_what_stands_merged_down_beside_a_couple_is_of_both(where: str, asked: str) -> None:
    """Their line of the heading was read as a title, and the address as nobody's."""
    couple, below = ["丈夫", None, None, "妻子", None, None], [*ASKED, *ASKED]
    people = ["张三", A, OWN, "李四", B, OTHER]
    if where == "left":
        rows = [[asked, *couple], [None, *below], ["永明社区", *people]]
        merges = ("A2:A3", "B2:D2", "E2:G2")
    else:
        rows = [[*couple, asked], [*below, None], [*people, "永明社区"]]
        merges = ("A2:C2", "D2:F2", "G2:G3")
    assert of(told([IN, *rows], merges=merges)) == BOTH


def test_both_came_on_the_day_behind_them() -> None:
    found = told([IN, [], ["序号", *ASKED, *ASKED, "现住址", "入住时间"], [*ROW, "2021.3"]])
    assert of(found) == BOTH
    assert [person["arrived"] for person in found["people"]] == ["2021-03-01"] * 2
