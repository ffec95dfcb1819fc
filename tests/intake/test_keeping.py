"""Nothing that a row says is lost: texts without end, texts longer than their column, two columns for one thing."""

import csv
import io
import json

import pytest

from registry.intake.files.wire import LONGEST
from registry.intake.rows.checked import CheckedRow
from registry.intake.rows.columns import columns_of
from registry.intake.sheets.reports import check_file
from registry.lib.divisions import resolve
from registry.lib.identity import IdProblem, parse_id
from tests.intake.district import context

HEAD = ("姓名", "身份证号", "联系电话", "流出地", "工作单位", "备注")
COLUMNS = dict(enumerate(HEAD))


def checked(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> list[CheckedRow]:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([head, *rows])
    return list(check_file(file.getvalue().encode(), "名册.csv", context()))


def kept(row: CheckedRow) -> dict[str, str]:
    return json.loads(columns_of(row).get("extra", "{}"))


def kinds(row: CheckedRow) -> list[tuple[str, int]]:
    return [(problem.kind, problem.column) for problem in (*row.errors, *row.warnings)]


def test_of_a_text_without_end_the_beginning_is_read_and_told() -> None:
    behind = ("李四", "", "13800001235", "湖南省道县", "甲厂", "租房")
    first, second = checked(("张三", "", "13800001234", "湖南省道县", "甲厂", "长" * 30_000), behind)
    assert kinds(first) == [("text_cut", 6), ("shortened", 6)] and "30,000 个字" in first.warnings[0].message
    assert first.verdict == second.verdict == "ok" and kinds(second) == []
    whole = kept(first)["备注"]
    assert whole.startswith("长" * LONGEST) and "共 30000 个字" in whole, "who reads it later sees that it went on"
    assert len(columns_of(first)["remark"]) == 500


@pytest.mark.parametrize("at", [2, 3, 4, 5])
@pytest.mark.parametrize("filling", ["（", "/", "-", "到", "=", "自", "2020.", "王五、", "姓名：李四"])
def test_a_text_without_end_stops_nobody(filling: str, at: int) -> None:
    cells = ["张三", "", "13800001234", "湖南省道县", "甲厂", "租房"]
    cells[at] = filling * 20_000
    row, other = checked(tuple(cells), ("李四", "", "13800001235", "湖南省道县", "甲厂", "租房"))
    assert ("text_cut", at + 1) in kinds(row) and row.values["name"] == "张三"
    assert other.values["phone"] == "13800001235" and other.verdict == "ok"


def test_neither_a_name_nor_a_number_is_made_of_a_text_without_end() -> None:
    named, numbered = checked(
        ("王" * 10_000, "", "13800001234", "", "", ""), ("张三", "1" * 9_000, "13800001235", "", "", "")
    )
    assert named.verdict == numbered.verdict == "error"
    assert [problem.kind for problem in (*named.errors, *numbered.errors)] == ["name_missing", "id_length"]


def test_a_number_behind_words_is_read_and_one_behind_a_book_is_not() -> None:
    number = "440799196104156990"
    assert parse_id(f"身份证号码：{number}（本人）").value == number
    with pytest.raises(IdProblem):
        parse_id("证" * 3_000 + number)


def test_a_place_behind_a_few_words_is_one_and_behind_a_thousand_is_none() -> None:
    assert resolve("原从老家道县").code == resolve("道县").code is not None
    assert not resolve("自" * 3_000 + "道县").is_place


def test_what_is_longer_than_its_column_is_kept_whole() -> None:
    firm = "江门市江海区" + "某某" * 60 + "有限公司"
    (row,) = checked(("张三", "", "13800001234", "湖南省道县", firm, "租房"))
    assert columns_of(row)["employer"] == firm[:100] and kept(row) == {"工作单位": firm}
    assert kinds(row) == [("shortened", 5)] and "没有丢" in row.warnings[0].message
    (short,) = checked(("张三", "", "13800001234", "湖南省道县", firm[:100], "租房"))
    assert kept(short) == {} and kinds(short) == []


def test_of_two_columns_for_remarks_neither_is_lost() -> None:
    head = ("姓名", "联系电话", "备注", "其他说明")
    both, same, one = checked(
        ("张三", "13800001234", "租房", "有特长"),
        ("李四", "13800001235", "租房", "租房"),
        ("王五", "13800001236", "", "有特长"),
        head=head,
    )
    assert [row.values["remark"] for row in (both, same, one)] == ["租房；有特长", "租房", "有特长"]


def test_of_two_columns_for_one_thing_the_second_is_kept_and_told() -> None:
    head = ("姓名", "联系电话", "学历", "文化程度")
    differs, same, one = checked(
        ("张三", "13800001234", "大专", "本科"), ("李四", "13800001235", "大专", "大专"),
        ("王五", "13800001236", "", "本科"), head=head,
    )  # fmt: skip
    assert kept(differs) == {"文化程度": "本科"} and kinds(differs) == [("second_column", 4)]
    assert differs.values["education_code"] != one.values["education_code"]
    assert kept(same) == kept(one) == {} and kinds(same) == kinds(one) == []


@pytest.mark.parametrize(
    ("heads", "cells", "told", "stays"),
    [
        (("性别",), ("甲",), [("value", 3)], {"sex": "甲"}),
        (("是否流动党员",), ("半年在外",), [], {"是否流动党员": "半年在外"}),
        (("街道",), ("外海以东",), [], {}),
        (("街道",), ("白沙街道",), [], {"街道": "白沙街道"}),
        (("出生年月", "出生日期"), ("1985年6月", "1985年7月"), [("second_column", 4)], {"出生日期": "1985年7月"}),
        (("流入时间", "流入日期"), ("2024.3", "2024.5"), [("second_column", 4)], {"流入日期": "2024.5"}),
        (("联络员", "联系人"), ("李四", "王五"), [("second_column", 4)], {"联系人": "王五"}),
        (("流出地党组织联系人", "原党组织联系人"), ("李四", "李四"), [], {}),
        (("所在社区", "村(社区)"), ("永明社区", "南山村"), [("community_other", 4)], {"村(社区)": "南山村"}),
        (("固定电话", "固话"), ("问本人", "门卫转"), [("phone_unreadable", 3), ("phone_unreadable", 4)], {}),
    ],
)
def test_whatever_is_written_below_two_headings(heads: tuple, cells: tuple, told: list, stays: dict) -> None:
    (row,) = checked(("张三", "13800001234", *cells), head=("姓名", "联系电话", *heads))
    assert kinds(row) == told and stays.items() <= kept(row).items()
    if not stays:
        assert all(cell in json.dumps(columns_of(row), ensure_ascii=False) or cell == "外海以东" for cell in cells)
