"""Labels and what they say in one cell (姓名：张三), as cells of a sheet and as lines of a text."""

import pytest

from tests.intake.test_recognising import A, B, told
from tests.intake.test_values import rows

OWN, OTHER, THEIRS = "13800001234", "13800001235", "13900001111"
FORM = f"姓名：张三　性别：男\n身份证号：{A}\n联系电话：{OWN}　学历：大专\n流出地：湖南隆回　流入时间：2021年3月\n"


def test_a_form_in_the_cells_of_a_sheet() -> None:
    table = [["流入党员信息采集"], *[[line] for line in FORM.splitlines()], [], ["姓名：李四", "学历：本科"],
             [f"身份证号：{B}", f"联系电话：{OTHER}"], ["流出地：贵州独山", "流入时间：2021.4"]]  # fmt: skip
    found = told(table, merges=("A1:F1", "A2:F2", "A3:F3"))
    assert (found["errors"], found["warnings"], found["direction"]) == ([], [], "in")
    keys = ("row", "name", "id_number", "phone", "education_code", "origin_code", "arrived")
    assert [tuple(person[key] for key in keys) for person in found["people"]] == [
        (2, "张三", A, OWN, "31", "430524", "2021-03-01"),
        (7, "李四", B, OTHER, "21", "522726", "2021-04-01"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("between", ["\n", ""])
def test_forms_one_below_the_other_in_a_text(between: str, encoding: str) -> None:
    second = FORM.replace("张三", "李四").replace(A, B).replace(OWN, OTHER)
    found = rows(FORM + between + second, encoding)
    assert [(row.values["name"], row.values["id_number"], row.values["phone"]) for row in found] == [
        ("张三", A, OWN),
        ("李四", B, OTHER),
    ]


@pytest.mark.parametrize(
    "line",
    [
        f"填表人：王某　联系电话：{THEIRS}",
        f"家属姓名：王某　联系电话：{THEIRS}",
        f"审核：李某，电话：{THEIRS}",
        f"紧急联系人：王某\n联系电话：{THEIRS}",
        f"审核人：王某\n电话：{THEIRS}",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_whoever_else_has_a_telephone_is_not_the_member(line: str, *, first: bool) -> None:
    form = FORM.replace(f"联系电话：{OWN}　", "")
    (row,) = rows(f"{line}\n{form}" if first else f"{form}{line}\n")
    assert (row.values["name"], row.values["phone"], row.verdict) == ("张三", None, "ok")


def test_labels_above_a_table_are_no_form() -> None:
    table = [
        ["单位：永明社区", "姓名：王某", f"电话：{THEIRS}"],
        ["姓名", "身份证号", "备注"],
        ["张三", A, "性别：女 电话：无"],
    ]
    found = told(table)
    assert [(person["row"], person["name"], person["phone"]) for person in found["people"]] == [(3, "张三", None)]


def test_a_form_whose_names_are_none_is_told() -> None:
    found = told([[line] for line in FORM.replace("张三", "____").splitlines()])
    assert (found["people"], [sheet["sheet"] for sheet in found["sheets_skipped"]]) == ([], ["Sheet1"])
