"""Headings with a typing error are read where their cells agree, and told; another thing's heading stays unknown."""

import pytest

from tests.intake.many import told_of
from tests.intake.test_paperwork import number

WRONG = {
    "all": ("序好", "姓明", "姓别", "身分正号", "联系电活", "入党日期日期"),
    "doubled": ("序号", "姓名名", "性性别", "身份证证号", "联系电电话", "入党日期"),
    "missing": ("序号", "姓名", "性别", "身证号", "联系电", "入党期"),
    "turned": ("序号", "名姓", "别性", "身份号证", "联系话电", "入党期日"),
    "one": ("序号", "姓名", "性别", "身份正号", "联系电括", "入党日期"),
    "number": ("序号", "姓各", "性别", "身份证亏码", "手机号吗", "入党日期"),
}


def sheet(nth: int, head: tuple[str, ...]) -> list[list]:
    people = [(f"王{name}", number(3 * nth + at), f"138000{3 * nth + at:05}") for at, name in enumerate("文武斌")]
    return [list(head), *([at, who, "男", card, tel, "2001-05-01"] for at, (who, card, tel) in enumerate(people, 1))]


def test_headings_that_are_nearly_known() -> None:
    found = told_of({name: sheet(at, head) for at, (name, head) in enumerate(WRONG.items())})
    assert [(p["sheet"], p["name"]) for p in found["people"]] == [
        (name, f"王{who}") for name in WRONG for who in "文武斌"
    ]
    assert all(p["id_number"] and p["phone"] and p["verdict"] == "ok" for p in found["people"])
    assert {p["sheet"] for p in found["people"] if p["joined"] != "2001-05-01"} <= {"missing"}
    told = [(w["sheet"], w["row"]) for w in found["warnings"] if w["kind"] == "misspelt"]
    assert told == [(name, 2) for name in WRONG]
    first = next(w["message"] for w in found["warnings"] if w["kind"] == "misspelt")
    assert "姓明（姓名）" in first


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (("序号", "姓名", "性别", "身份证号", "联系电话", "入团日期"), "2001-05-01"),
        (("序号", "姓名", "性别", "身份证号", "联系电话", "入档日期"), "2001-05-01"),
        (("序号", "姓名", "性别", "身份证号", "联系电话", "姓明"), "王五"),
        (("序号", "姓名", "性别", "身份证号", "联系电话", "联系电讯"), "很少"),
    ],
)
def test_another_things_heading_stays_what_it_is(head: tuple[str, ...], says: str) -> None:
    rows = sheet(0, head)
    found = told_of({"a": [rows[0], *([*row[:-1], says] for row in rows[1:])]})
    assert [p["joined"] for p in found["people"]] == [None] * 3
    assert [p["name"] for p in found["people"]] == ["王文", "王武", "王斌"]
    assert not [w for w in found["warnings"] if w["kind"] == "misspelt"]


def test_cells_that_answer_something_else_are_no_evidence() -> None:
    rows = [["姓明", "性别", "籍贯"], ["很好", "男", "湖南"], ["不错", "女", "广西"]]
    assert told_of({"a": rows})["people"] == []
