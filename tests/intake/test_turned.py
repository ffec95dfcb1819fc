"""People in columns (姓名 | 张三 | 李四): read with rows and columns exchanged; what only looks so is not."""

import pytest

from registry.intake.sheets.turned import are_turned
from tests.intake.test_recognising import A, B, told

OWN, OTHER = "13800001234", "13800001235"
WRONG = A[:-1] + ("1" if A[-1] != "1" else "2")
TURNED = [
    ["姓名", "张三", "李四"],
    ["身份证号", A, B],
    ["联系电话", OWN, OTHER],
    ["流出地", "湖南隆回", "贵州独山"],
    ["流入时间", "2021.3", "2021年4月"],
]
READ = [(2, "张三", A, OWN, "430524", "2021-03-01"), (3, "李四", B, OTHER, "522726", "2021-04-01")]
KEYS = ("row", "name", "id_number", "phone", "origin_code", "arrived")


def read(table: list[list], **more: object) -> list[tuple]:
    return [tuple(person[key] for key in KEYS) for person in told(table, **more)["people"]]


def test_a_row_is_a_column_of_the_sheet() -> None:
    assert read(TURNED) == READ


def test_the_title_says_of_whom_and_who_signs_is_nobody() -> None:
    table = [
        ["永明社区流出党员登记表"],
        *TURNED[:3],
        ["外出地点", "东莞", "中山"],
        ["填表人：", "王某"],
        ["注：每月报"],
    ]
    found = told(table, merges=("A1:C1",))
    assert [(p["row"], p["origin_code"], p["community_code"]) for p in found["people"]] == [
        (2, "441900", "440704001025"),
        (3, "442000", "440704001025"),
    ]
    assert (found["direction"], found["unknown_columns"]) == ("out", [])
    assert [(left["row"], left["reason"]) for left in found["rows_left_out"]] == [(6, "footer"), (7, "footer")]


def test_labels_below_a_heading_of_their_own() -> None:
    table = [["基本情况" if at == 0 else "流动情况" if at == 3 else None, *line] for at, line in enumerate(TURNED)]
    assert read(table, merges=("A1:A3", "A4:A5")) == [(row + 1, *rest) for row, *rest in READ]


def test_an_error_is_told_by_column_and_row_of_the_sheet() -> None:
    found = told([TURNED[0], ["身份证号", A, WRONG], *TURNED[2:]])
    assert [(error["row"], error["column"], error["kind"]) for error in found["errors"]] == [(3, 2, "id_checksum")]


def test_other_people_below_are_told_and_none_is_half_read() -> None:
    found = told([*TURNED, [], *TURNED])
    assert (found["people"], found["sheets_skipped"]) == ([], [{"sheet": "Sheet1", "reason": "turned"}])


@pytest.mark.parametrize(
    "table",
    [
        [["姓名", "张三", "曾用名", "张四"], ["身份证号", A, "手机号", OWN], ["流出地", "湖南隆回", "学历", "大专"]],
        [["姓名", "身份证号", "联系电话"], ["张三", A, OWN], ["李四", B, OTHER]],
        [["姓名", "张三"], ["身份证号", A], ["联系电话", OWN]],
        [["姓名", "张三", "李四"], ["性别", "男", "女"]],
        [["审核", "姓名", "王某", "李某"], ["序号", "姓名", "身份证号"], [1, "张三", A], [2, "李四", B]],
    ],
)
def test_what_only_looks_so(table: list[list]) -> None:
    assert not are_turned(list(enumerate(table, 1)))
