"""What stands beside a value in its cell: labels, brackets, postcodes, words; years typed into cells of days."""

from datetime import datetime

import pytest

from registry.lib import codes, values
from registry.lib.dates import PROBLEMS, parse_date
from registry.lib.divisions import resolve
from tests.intake.test_recognising import A, told
from tests.intake.test_values import rows


@pytest.mark.parametrize("cell", [datetime(1905, 6, 27), "1905/6/27", "1905-07-13 00:00:00"])
def test_a_year_typed_into_a_cell_of_days_is_told(cell: object) -> None:
    found = told([["姓名", "手机号", "入党时间"], ["张三", "13800001234", cell]])
    assert found["people"][0]["joined"] is None
    assert [(told_["kind"], PROBLEMS["typed_year"] in told_["message"]) for told_ in found["warnings"]] == [
        ("date", True)
    ]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2005.07.01/2006.07.01", "2005-07-01", "2006-07-01"),
        ("2021-3/2022-5", "2021-03-01", "2022-05-01"),
        ("2021/3/5", "2021-03-05", None),
        ("2021/3", "2021-03-01", None),
        ("2021年3月—长期", "2021-03-01", None),
        ("2005年7月1日加入", "2005-07-01", None),
        ("预备党员2023.6", "2023-06-01", None),
        ("1985.00.00", "1985-01-01", None),
        ("1985-00-12", None, None),
    ],
)
def test_days_with_a_slash_or_a_word_between(text: str, start: str | None, end: str | None) -> None:
    found = parse_date(text)
    assert (found.start and found.start.isoformat(), found.end and found.end.isoformat()) == (start, end)


@pytest.mark.parametrize("form", ["ID:{}", "ID {}", "IDNO.{}", "ID号码：{}", "（{}）", "【{}】", "{}（身份证）"])
def test_an_id_number_with_its_label_or_in_brackets(form: str) -> None:
    found = told([["姓名", "身份证号"], ["张三", form.format(A)]])
    assert (found["errors"], found["people"][0]["id_number"]) == ([], A)


def test_brackets_around_a_part_of_a_number_stay_an_error() -> None:
    found = told([["姓名", "身份证号"], ["张三", f"({A[:6]}){A[6:]}"]])
    assert [error["kind"] for error in found["errors"]] == ["id_length"]


@pytest.mark.parametrize("cell", ["姓名：张三", "党员姓名:张三", "姓 名： 张三"])
def test_a_name_with_its_label(cell: str) -> None:
    assert told([["姓名", "身份证号"], [cell, A]])["people"][0]["name"] == "张三"


def test_nobody_in_brackets_is_nobody() -> None:
    table = [["序号", "姓名", "手机号"], [1, "张三", "13800001234"], [2, "（空）", None], [3, "（暂无）", None]]
    assert [person["name"] for person in told(table)["people"]] == ["张三"]


@pytest.mark.parametrize(
    ("text", "way"),
    [("市外流入", "in"), ("省外流入党员名册", "in"), ("市外流出", "out"), ("跨省外流", "out"), ("外流党员", "out")],
)
def test_who_came_from_outside_did_not_leave(text: str, way: str) -> None:
    assert values.direction(text) == way


def test_each_row_of_a_column_of_ways() -> None:
    table = [
        ["姓名", "手机号", "流动类型", "地点"],
        ["张三", "13800001234", "市外流入", "湖南隆回"],
        ["李四", "13800001235", "省内流出", "深圳宝安"],
        ["王五", "13800001236", "跨省流出", "杭州余杭"],
    ]
    assert [person["direction"] for person in told(table)["people"]] == ["in", "out", "out"]


def test_a_postcode_is_no_other_place() -> None:
    found = resolve("湖南省邵阳市隆回县桃洪镇1号 422200")
    assert (found.code, found.several) == ("430524", False)
    assert resolve("430524/522726").several


def test_words_of_the_lists() -> None:
    assert (codes.education("大学普通班"), values.sex("（女）")) == ("28", "女")
    assert rows("姓名,手机,社区\n张三,13800001234,永明社居委\n")[0].values["community_code"] == "440704001025"
    assert rows("姓名,身份证号,手机\n张三,忘记,13800001234\n")[0].verdict == "ok"
