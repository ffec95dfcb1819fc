"""A column that has no heading but something in it is kept, and told; nothing that was written is passed over."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.intake.headings.plans import Wishes
from registry.intake.rows.checked import CheckedRow
from registry.intake.sheets.reports import Summary, check_file
from registry.intake.words.headers import field_of
from tests.intake.district import context
from tests.intake.test_recognising import A, B, told

HEAD = ["姓名", "身份证号", None, "手机"]
ROWS = [HEAD, ["张三", A, "会开车", "13800001234"], ["李四", B, None, "13800001235", None, "周末值班"]]


def read(table: list[list], wishes: Wishes | None = None) -> tuple[list[CheckedRow], Summary]:
    """The same table as a CSV: its rows and what is told of it."""
    summary, text = Summary(), "\n".join(",".join(str(cell or "") for cell in line) for line in table)
    return list(check_file(text.encode(), "a.csv", context(), wishes, summary)), summary


def test_columns_without_a_heading_are_told_between_and_beyond() -> None:
    assert told(ROWS)["unknown_columns"] == [
        {"sheet": "Sheet1", "column": 3, "heading": "第 C 列（无表头）"},
        {"sheet": "Sheet1", "column": 6, "heading": "第 F 列（无表头）"},
    ]
    assert [row.extra for row in read(ROWS)[0]] == [{"第 C 列（无表头）": "会开车"}, {"第 F 列（无表头）": "周末值班"}]


def test_a_blank_column_is_nothing_to_tell() -> None:
    blank = [["姓名", None, "手机"], ["张三", None, "13800001234"], ["李四", "  ", "13800001235"]]
    assert told(blank)["unknown_columns"] == []


@pytest.mark.parametrize(
    ("choice", "extra", "phone"),
    [
        ({6: "keep"}, "周末值班", "13800001235"),
        ({6: None}, None, "13800001235"),
        ({6: "employer"}, None, "13800001235"),
    ],
)
def test_the_clerk_keeps_drops_or_matches_it(choice: dict, extra: str | None, phone: str) -> None:
    row = read(ROWS, Wishes(mappings={"Sheet1": choice}))[0][1]
    assert row.extra.get("第 F 列（无表头）") == extra
    assert row.values["phone"] == phone
    assert row.values.get("employer") == ("周末值班" if choice[6] == "employer" else None)
    left = told(ROWS, wishes=Wishes(mappings={"Sheet1": choice}))["unknown_columns"]
    assert [column["column"] for column in left] == [3]


def test_a_choice_for_such_headings_is_remembered_by_them_alone() -> None:
    """What stands right of the last heading changes nothing about which headings these are."""
    plain, chosen = (read(ROWS, wishes)[1].plans[0] for wishes in (None, Wishes(mappings={"Sheet1": {6: "employer"}})))
    assert chosen.signature == plain.signature
    again = read(ROWS, Wishes(remembered={plain.signature: {6: "employer"}}))[1].plans[0]
    assert again.by_field["employer"] == (5,)


def test_groups_and_late_rows_are_told_once_with_their_first_row() -> None:
    rows = [HEAD[:2], ["永明社区"], ["张三", A], ["英南村"], ["李四", B, "党小组长"]]
    rows += [[f"王{chr(0x4E00 + at)}", None] for at in range(300)] + [["赵六", None, "离得远", "再右边"]]
    found = told(rows)["unknown_columns"]
    assert [column["column"] for column in found] == [3, 4]


def test_the_name_of_such_a_column_means_nothing() -> None:
    """It comes back as a heading in the workbook of rows to be mended."""
    assert {field_of(f"第 {name} 列（无表头）") for name in ("A", "G", "AB")} == {None}


@pytest.mark.parametrize("number", ["13800001230", ""])
def test_people_of_a_short_file_are_not_taken_into_the_heading(number: str) -> None:
    """Without merges a blank heading beside 手机 could reach over what stands below it."""
    head = ["姓名", "手机", None, "爱好", "特点"]
    found, _ = read([head, ["何甲", number, "甲说"], ["何乙", number, "甲说"]])
    assert [row.row for row in found] == [2, 3]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["", " ", "甲说", "7", "无"]), min_size=2, max_size=7), min_size=1, max_size=4),
    st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_every_filled_cell_has_a_heading_or_is_told(rest: list[list[str]], headed: list[bool]) -> None:
    head = ["姓名", "手机", *(f"兴趣{'甲乙丙丁戊'[at]}" if yes else "" for at, yes in enumerate(headed))]
    people = [[f"何{'甲乙丙丁'[at]}", f"1380000123{at}", *cells] for at, cells in enumerate(rest)]
    found, summary = read([head, *people])
    unnamed = {at for columns in summary.unnamed.values() for at in columns}
    assert len(found) == len(people)
    for row, cells in zip(found, people, strict=True):
        filled = {at for at, cell in enumerate(cells) if cell.strip()}
        assert filled - set(row.unnamed) <= {at for at, title in enumerate(head) if title}
        assert set(row.unnamed) <= unnamed
        assert len(row.extra) >= len(filled) - 2
