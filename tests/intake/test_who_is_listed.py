"""Who of those in a row is the member, who is at home, who is gone, and several people in one cell."""

import pytest

from registry.intake.words.headers import field_of
from tests.intake.test_extracts import asked, said
from tests.intake.test_recognising import A, B, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
HOME, ELSEWHERE = "中共湖南省隆回县桃洪镇支部委员会", "中共贵州省独山县麻万镇支部委员会"
IN = ["江海区流入党员名册"]
YONGMING = "440704001025"


@pytest.mark.parametrize(
    ("name", "number", "phone"),
    [
        ("收派员", "收派员身份证", "收派员电话"),
        ("代理人姓名", "代理人身份证", "代理人手机"),
        ("长者姓名", "长者身份证号", "长者电话"),
        ("A姓名", "B身份证号", "C手机号"),
        ("真名", "身份证", "手机"),
    ],
)
def test_whose_identity_number_is_asked_for_is_listed(name: str, number: str, phone: str) -> None:
    head = ["推荐人", name, number, phone, "子女姓名", "子女电话", "组织关系所在党支部"]
    table = [head, ["钱七", "张三", A, OWN, "张小", THIRD, HOME], ["钱七", "李四", B, OTHER, "", "", ELSEWHERE]]
    assert said(IN, *table, key="name") == ["张三", "李四"]
    assert said(IN, *table, key="id_number") == [A, B]
    assert said(IN, *table, key="phone") == [OWN, OTHER]


def test_of_a_child_and_a_parent_the_parent_is_listed() -> None:
    head = ["班级", "学生姓名", "家长姓名", "家长手机", "家长组织关系所在支部"]
    table = [head, ["一班", "张小明", "张三", OWN, HOME], ["一班", "李小红", "李四", OTHER, ELSEWHERE]]
    assert said(IN, *table, key="name") == ["张三", "李四"]
    assert said(IN, *table, key="phone") == [OWN, OTHER]
    assert said(IN, *table, key="home_org") == [HOME, ELSEWHERE]


def test_students_of_whom_the_party_is_asked_are_listed() -> None:
    head = ["学生姓名", "学生手机", "组织关系所在支部", "家长姓名", "家长电话"]
    table = [head, ["张三", OWN, HOME, "张大", THIRD], ["李四", OTHER, ELSEWHERE, "", ""]]
    assert said(IN, *table, key="name") == ["张三", "李四"]


def test_a_role_with_the_member_in_brackets() -> None:
    table = [
        ["出租方", "出租方电话", "种植户（党员）", "种植户电话", "从哪来"],
        ["钱七", THIRD, "张三", OWN, "湖南隆回"],
    ]
    assert (said(IN, *table, key="name"), said(IN, *table, key="phone")) == (["张三"], [OWN])


def test_oneself_is_whom_the_row_names_before() -> None:
    head = ["档口", "经营者", "是否党员", "党员姓名", "党员电话", "来源地"]
    table = [
        head,
        ["A01", "张三", "是", "本人", OWN, "湖南隆回"],
        ["A02", "钱七", "否", "李四", OTHER, "贵州独山"],
        ["A03", "赵六", "否", "无", "", ""],
    ]
    assert said(IN, *table, key="name") == ["张三", "李四"]


def test_oneself_is_nobody_where_nobody_is_named() -> None:
    found = told([IN, ["姓名", "手机", "来源地"], ["本人", OWN, "湖南隆回"]])
    assert [(error["row"], error["kind"]) for error in found["errors"]] == [(3, "name_missing")]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (f"1.张三 {OWN}\n2.李四 {OTHER}", ["张三", "李四"]),
        (f"张三{OWN}；李四{OTHER}", ["张三", "李四"]),
        (f"张三（电话：{OWN}）、李四（{OTHER}）、王五（{THIRD}）", ["张三", "李四", "王五"]),
        (f"张三（{OWN}）", ["张三"]),
    ],
)
def test_several_people_in_a_cell(cell: str, names: list[str]) -> None:
    table = [["序号", "村（社区）", "人数", "流入党员（姓名、电话）"], [1, "永明社区", len(names), cell]]
    people = told([IN, *table])["people"]
    assert [person["name"] for person in people] == names
    assert [person["phone"] for person in people] == [OWN, OTHER, THIRD][: len(names)]
    assert {person["community_code"] for person in people} == {YONGMING}


@pytest.mark.parametrize("cell", [f"1.张三 {OWN}\n2.李四 {OTHER}", f"张三（{OWN}）；李四（{OTHER}）"])
def test_several_people_with_what_is_of_one_are_an_error(cell: str) -> None:
    found = told([IN, ["社区", "流入党员（姓名、电话）", "来源地"], ["永明社区", cell, "湖南隆回"]])
    assert [(error["row"], error["kind"]) for error in found["errors"]] == [(3, "name_missing")]


@pytest.mark.parametrize("line", ["一、在村党员", "在家党员名单", "本地党员（1人）", "未外出党员"])
def test_a_line_above_those_at_home(line: str) -> None:
    head = ["姓名", "手机", "来源地"]
    table = [head, [line], ["张三", OWN, ""], ["二、流入党员"], ["李四", OTHER, "贵州独山"]]
    assert asked(["永明社区党员分类名单"], *table) == [(4, "gone")]
    assert said(["永明社区党员分类名单"], *table, key="name") == ["张三", "李四"]


@pytest.mark.parametrize(
    ("title", "is_asked"),
    [
        ("下列2人均不在我村居住，请予核减：", True),
        ("流入党员（已离职离江）", True),
        ("流入党员（含已离职）", False),
        ("下列2人现在我村居住，请予登记：", False),
    ],
)
def test_a_title_of_those_who_are_gone(title: str, is_asked: bool) -> None:
    table = [["姓名", "手机", "来源地"], ["张三", OWN, "湖南隆回"], ["李四", OTHER, "贵州独山"]]
    assert asked([title], *table) == ([(3, "gone"), (4, "gone")] if is_asked else [])


@pytest.mark.parametrize(
    ("heading", "text", "is_asked"),
    [
        ("比对结果", "不符合，在本区不足6个月", True),
        ("比对结果", "组织关系已转入，移出名单", True),
        ("核查结果", "已回老家", True),
        ("核实情况", "符合，已报到", False),
        ("核查结果", "在住", False),
        ("比对结果", "无不符合项", False),
        ("资料", "不符合", False),
        ("备注", "今年4月因病过世", True),
        ("流动状态", "结束流动（已返村）", True),
    ],
)
def test_what_a_check_found(heading: str, text: str, is_asked: bool) -> None:
    table = [["姓名", "手机", "来源地", heading], ["张三", OWN, "湖南隆回", text], ["李四", OTHER, "贵州独山", ""]]
    assert [row for row, _ in asked(IN, *table)] == ([3] if is_asked else [])


def test_greetings_and_signatures_are_nobody() -> None:
    table = [
        ["姓名", "电话", "原籍党组织"],
        ["张三", OWN, HOME],
        ["此致"],
        ["敬礼！"],
        ["永明社区党委"],
        ["", "", "联系人：钱七"],
        ["联系人：钱七", THIRD],
    ]
    found = told([IN, *table])
    assert ([person["name"] for person in found["people"]], found["errors"]) == (["张三"], [])


@pytest.mark.parametrize("heading", ["推荐人姓名", "A级", "B超结果", "花名"])
def test_headings_that_do_not_name_the_member(heading: str) -> None:
    assert field_of(heading) is None
