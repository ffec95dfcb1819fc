"""Rows that kept another separator are parted into the heading's columns; whoever can't be is told, never left out."""

from collections.abc import Callable

import pytest

from registry.intake.sheets.reports import Summary, check_file, report
from tests.intake.district import context
from tests.intake.test_pieces_and_messages import of_text
from tests.intake.test_recognising import A, B, C, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
HEAD = ["姓名", "性别", "身份证号", "联系电话", "来源地", "流入时间"]
PLAIN = ["张三", "男", A, OWN, "湖南省隆回县", "2023.5"]


def of_csv(*lines: str) -> dict:
    summary = Summary()
    return report(check_file("\n".join(lines).encode(), "a.csv", context(), None, summary), summary)


def people(found: dict) -> list[tuple]:
    return [(person.get("name"), person.get("id_number"), person.get("phone")) for person in found["people"]]


@pytest.mark.parametrize(
    "line",
    [
        f"李四，女，{B}，{OTHER}，贵州省独山县，2024.6",
        f"李四，女，{B}，{OTHER}，贵州省独山县",
        f"李四；女；{B}；{OTHER}；贵州省独山县；2024.6",
        f"李四、女、{B}、{OTHER}、贵州省独山县、2024.6",
        f"李四 女 {B} {OTHER} 贵州省独山县 2024.6",
        f"李四|女|{B}|{OTHER}|贵州省独山县|2024.6",
        f"李四，女,{B},{OTHER}，贵州省独山县,2024.6",
        f"李四， 女 ，{B}，，贵州省独山县，2024.6",
        f"李四 女 {B} 贵州省独山县 2024.6",
        f"李四 女 {B[:8]} {B[8:]} {OTHER} 贵州省独山县 2024.6",
    ],
)
@pytest.mark.parametrize("at", [0, 2, 8])
def test_a_line_of_another_separator_is_parted(line: str, at: int) -> None:
    others = [f"王五,男,{C},{THIRD},四川省渠县,2022.1"] + [
        f"赵{char},男,,138000013{i:02}," for i, char in enumerate("一二三四五六七")
    ]
    lines = [",".join(PLAIN), *others]
    lines.insert(at, line)
    found = of_csv(",".join(HEAD), *lines)
    assert [number for name, number, _ in people(found) if name == "李四"] == [B]
    four = next(person for person in found["people"] if person["name"] == "李四")
    assert (four["origin_code"], four["row"], four["verdict"]) == ("522726", at + 2, "ok")
    assert found["errors"] == []


def test_a_line_that_was_pasted_into_a_cell_of_a_workbook() -> None:
    rows = [["序号", *HEAD], [1, *PLAIN], [None, f"李四，女，{B}，{OTHER}，贵州省独山县，2024.6"]]
    assert people(told(rows)) == [("张三", A, OWN), ("李四", B, OTHER)]
    rows = [["序号", *HEAD], [1, *PLAIN], [f"2、李四、女、{B}、{OTHER}、贵州省独山县、2024.6"]]
    assert people(told(rows)) == [("张三", A, OWN), ("李四", B, OTHER)]


@pytest.mark.parametrize(
    "line",
    [
        f"补充：李四，身份证{B}，电话{OTHER}",
        f"备注：李四 {B} 还没报到",
        f"另有李四（女，{B}）今天才来",
        f"李四，现在不在，{B}，到时再补，以后再说，{OTHER}，看情况",
        f"说明：漏了一个李四，{OTHER}，{B}",
        f"合计：2人（含李四{B}）",
    ],
)
@pytest.mark.parametrize("where", [lambda line: [line], lambda line: [None, line], lambda line: [None, None, line]])
def test_whoever_can_not_be_parted_is_told_with_his_text(line: str, where: Callable[[str], list]) -> None:
    found = told([HEAD, PLAIN, where(line)])
    assert [person["verdict"] for person in found["people"]][1:] == ["error"] or ("李四", B) in [
        (name, number) for name, number, _ in people(found)
    ]
    assert found["rows_left_out"] == []


def test_somebody_above_the_heading_is_told_too() -> None:
    found = told([["江海区流入党员名册"], [f"李四，女，{B}，{OTHER}，独山县"], HEAD, PLAIN])
    (error,) = found["errors"]
    assert (error["row"], error["kind"]) == (2, "name_missing")
    assert B in error["message"]
    assert [person["verdict"] for person in found["people"]] == ["error", "ok"]


@pytest.mark.parametrize(
    "line",
    [
        ["填表人：李四", None, None, OTHER],
        [f"联系人：李四 {OTHER}"],
        [f"审核人：李四　电话：{OTHER}"],
        ["例：李四", "女", B, OTHER],
        [f"永明社区党总支 书记 王某 {OTHER}"],
        ["合计", 1],
        ["以上共1人"],
    ],
)
def test_who_signs_and_who_is_an_example_is_nobody(line: list) -> None:
    assert len(told([HEAD, PLAIN, line])["people"]) == 1


def test_an_example_in_the_column_of_numbers_is_nobody() -> None:
    rows = [["序号", *HEAD], ["例", "李四", "女", B, OTHER], [1, *PLAIN]]
    assert people(told(rows)) == [("张三", A, OWN)]


def test_a_list_of_lines_keeps_its_own_ways() -> None:
    found = of_text("姓名 手机 来源地", f"张三 {OWN} 湖南隆回", f"李四 {OTHER} 贵州 独山")
    assert [person["verdict"] for person in found["people"]] == ["ok", "error"]


@pytest.mark.parametrize(
    "line",
    [
        f"村联络员：李四 {OTHER}",
        f"注：李四电话有变，{OTHER}",
        f"网格员 李四 {OTHER}",
        f"以上由李四核对，{OTHER}",
        f"值班电话，{OTHER}",
    ],
)
def test_a_line_about_somebody_else_is_not_parted_into_a_member(line: str) -> None:
    head = ["序号", "姓名", "身份证号", "联系电话", "来源地"]
    found = told([head, [1, "张三", A, OWN, "湖南隆回"], [line]])
    assert [(person.get("name"), person["verdict"]) for person in found["people"]][:1] == [("张三", "ok")]
    assert OTHER not in [person.get("phone") for person in found["people"] if person["verdict"] == "ok"]
