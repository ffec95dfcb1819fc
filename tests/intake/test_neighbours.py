"""What a bare heading means by what stands beside it, titles that hold for two tables, values in other writings."""

import pytest

from registry.lib.codes import education, ethnic, political
from registry.lib.divisions import resolve
from tests.intake.test_recognising import A, B, told

OWN, OTHER = "13800001234", "13800001235"


def arrived(*table: list) -> list[str | None]:
    return [person["arrived"] for person in told(list(table))["people"]]


@pytest.mark.parametrize("bare", ["时间", "日期", "年 月"])
def test_a_day_beside_a_place(bare: str) -> None:
    assert arrived(["姓名", "身份证号", "来源地", bare], ["张三", A, "湖南隆回", "2023.3"]) == ["2023-03-01"]
    assert arrived(["流出党员名册"], ["姓名", "电话", bare, "地点"], ["张三", OWN, "2023.4", "东莞"]) == ["2023-04-01"]


@pytest.mark.parametrize(
    "table",
    [
        [["姓名", "身份证号", "流出地", "流入时间", "走访人", "时间"], ["张三", A, "湖南隆回", None, "李", "2024.6"]],
        [["姓名", "身份证号", "流出地", "走访情况", "时间"], ["张三", A, "湖南隆回", "好", "2024.6"]],
        [["2024年走访慰问流动党员登记"], ["姓名", "电话", "地点", "时间"], ["张三", OWN, "湖南隆回", "2024.6"]],
        [["姓名", "电话", "日期", "来源地", "时间"], ["张三", OWN, "2024.6", "湖南隆回", "2024.7"]],
    ],
)
def test_a_day_of_something_else(table: list) -> None:
    assert arrived(*table) == [None]


@pytest.mark.parametrize("heading", ["来我处时间", "何时到村", "到村时间", "来本处日期"])
def test_headings_of_the_day_somebody_came(heading: str) -> None:
    assert arrived(["姓名", "身份证号", heading], ["张三", A, "2023.3"]) == ["2023-03-01"]


def test_places_below_the_organisation() -> None:
    table = [
        ["姓名", "身份证号", "原党组织所在地", None, None],
        [None, None, "省", "市", "县"],
        ["张三", A, "湖南", "邵阳", "隆回"],
    ]
    assert told(table, merges=("A1:A2", "B1:B2", "C1:E1"))["people"][0]["origin_code"] == "430524"


@pytest.mark.parametrize(("second", "code"), [("（二）流出党员", "440704001025"), ("明星村流出党员", None)])
def test_the_title_of_the_sheet_holds_for_its_second_table(second: str, code: str | None) -> None:
    table = [
        ["永明社区流动党员花名册"],
        ["（一）流入党员"],
        ["姓名", "身份证号", "流入时间"],
        ["张三", A, "2021.3"],
        [second],
        ["姓名", "身份证号", "外出地", "外出时间"],
        ["李四", B, "佛山顺德", "2021.9"],
    ]
    found = [(person["direction"], person["community_code"]) for person in told(table)["people"]]
    assert found == [("in", "440704001025"), ("out", code)]


def test_values_in_other_writings_and_names_as_they_are() -> None:
    table = [["姓名", "身份證號碼", "學歷", "流出地", "報到情況"], ["張豔麗", A, "大專", "廣西博白縣", "未報到"]]
    person = told(table)["people"][0]
    read = [person[key] for key in ("name", "education_code", "origin_code", "reported")]
    assert read == ["張豔麗", "31", "450923", False]
    assert (ethnic("漢族"), ethnic("壯"), political("預備黨員")) == ("01", "08", "probationary")
    assert (education("碩士研究生"), resolve("貴州獨山").code, resolve("乾县").code) == ("14", "522726", "610424")


@pytest.mark.parametrize(
    ("text", "code"),
    [("原籍湖南隆回", "430524"), ("本省茂名信宜", "440983"), ("籍贯：贵州独山", "522726"), ("原阳县", "410725")],
)
def test_words_before_a_place(text: str, code: str) -> None:
    assert resolve(text).code == code
