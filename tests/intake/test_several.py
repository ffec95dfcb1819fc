"""A row for each branch, its members in one cell: each is read, or all are told."""

import pytest

from tests.intake.many import people_of, told_of
from tests.intake.test_paperwork import number
from tests.intake.test_recognising import told

HEAD = ["序号", "所在支部", "人数"]
PEOPLE = ("翁三", "李四", "欧阳五")
WAYS = {
    "及": ("流动党员（姓名及电话）", "、", "{} {}"),
    "括号": ("党员姓名", "；", "{}（{}）"),
    "行": ("党员姓名及联系方式", "\n", "{}：{}"),
    "连": ("流入党员（姓名+手机）", " ", "{}{}"),
    "逗": ("党员姓名及联系方式", ",", "{},{}"),
    "数": ("党员姓名及联系方式", "", "①{}{} "),
}


def test_each_member_in_the_cell_of_a_branch_is_read() -> None:
    sheets, expected = {}, {}
    for at, (name, (heading, between, form)) in enumerate(WAYS.items()):
        listed = [(who, f"138000{at}{nth:04}") for nth, who in enumerate((*PEOPLE, "王五"))]
        cells = between.join(form.format(*one) for one in listed[:3])
        rows = [[1, "第一党支部", 3, cells], [2, "第二党支部", 1, form.format(*listed[3])]]
        sheets[name], expected[name] = [[*HEAD, heading], *rows], [(*one, "ok") for one in listed]
    assert people_of(sheets) == expected


def test_identity_numbers_are_read_with_the_names() -> None:
    numbers = [number(at) for at in range(4)]
    both = f"张三 {numbers[0]}、李四 {numbers[1]}"
    more = f"王五{numbers[2]} 13800001234；赵六 身份证号：{numbers[3]}，电话13800001235"
    found = told_of({"a": [["所在支部", "党员姓名及身份证号、电话"], ["第一党支部", both], ["第二党支部", more]]})
    assert [(p["name"], p["id_number"], p.get("phone")) for p in found["people"]] == [
        ("张三", numbers[0], None),
        ("李四", numbers[1], None),
        ("王五", numbers[2], "13800001234"),
        ("赵六", numbers[3], "13800001235"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        ["第一党支部", "张三、李四", "13800001234、13800001235", None],
        ["第一党支部", "张三 13800001234、李四 13800001235", None, "湖南隆回"],
        ["第一党支部", "张三 13800001234、李四", None, None],
    ],
)
def test_what_is_not_clear_is_told_with_how_to_bring_it(row: list) -> None:
    found = told([["所在支部", "党员姓名", "电话", "来源地"], row, ["第二党支部", "王五", "13800001236", "湖南隆回"]])
    assert [(error["row"], "一人写一行" in error["message"]) for error in found["errors"]] == [(2, True)]
