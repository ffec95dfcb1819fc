"""What stands in a row and contradicts it: remarks, days that are over, a number of several people, a table below."""

import pytest

from registry.intake.words.headers import field_of
from tests.intake.test_extracts import asked, said
from tests.intake.test_recognising import A, B, C, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
IN = ["江海区流入党员名册"]


@pytest.mark.parametrize(
    ("remark", "is_asked"),
    [
        ("电话已停用", True),
        ("该号码为其儿子电话", True),
        ("身份证号有误，待核实", True),
        ("出国，失联", True),
        ("2024年起改到佛山市顺德区", True),
        ("2024年12月搬到中山市居住", True),
        ("未失联，每月通话", False),
        ("2023年从佛山搬到江海区", False),
        ("计划明年搬到中山", False),
        ("其妻为我社区网格员", False),
        ("每年春节回村", False),
        ("积极参加志愿服务", False),
    ],
)
def test_a_remark_that_says_otherwise(remark: str, is_asked: bool) -> None:
    table = [["姓名", "手机", "来源地", "备注"], ["张三", OWN, "湖南隆回", remark], ["李四", OTHER, "贵州独山", ""]]
    assert asked(IN, *table) == ([(3, "remark_differs")] if is_asked else [])


@pytest.mark.parametrize(
    ("heading", "left", "kinds"),
    [
        ("离开时间", "2025.1", ["returned"]),
        ("搬离日期", "2025.1", ["said_no"]),
        ("流出时间", "2018.12", []),
        ("离家时间", "2018", []),
    ],
)
def test_who_came_and_left_again(heading: str, left: str, kinds: list[str]) -> None:
    table = [["姓名", "手机", "来源地", "流入时间", heading], ["张三", OWN, "湖南隆回", "2019.2", left]]
    assert [kind for _, kind in asked(IN, *table)] == kinds
    assert said(IN, *table, key="arrived") == ["2019-02-01"]


def test_where_they_went_who_left() -> None:
    table = [["姓名", "手机", "来源地", "离开去向"], ["张三", OWN, "湖南隆回", "珠海"], ["李四", OTHER, "贵州独山", ""]]
    assert asked(IN, *table) == [(3, "said_no")]


@pytest.mark.parametrize(("when", "is_asked"), [("2019年9月—2025年6月", True), ("2019年9月至今", False)])
def test_a_stay_that_is_over(when: str, is_asked: bool) -> None:
    table = [["姓名", "手机", "来源地", "流入时间"], ["张三", OWN, "湖南隆回", when]]
    assert asked(IN, *table) == ([(3, "returned")] if is_asked else [])
    assert said(IN, *table, key="arrived") == ["2019-09-01"]


def test_who_is_back_from_abroad() -> None:
    assert field_of("回国（返回）时间") == "return_date"


def test_a_number_that_several_have() -> None:
    head = ["姓名", "身份证号", "手机", "来源地"]
    table = [head, ["张三", A, OWN, "湖南隆回"], ["李四", B, OTHER, "湖南隆回"], ["王五", C, OWN, "贵州独山"]]
    [warning] = told([IN, *table])["warnings"]
    assert (warning["row"], warning["kind"], "第 3 行" in warning["message"]) == (5, "phone_shared", True)


def test_a_row_that_does_not_say_which_way() -> None:
    head = ["姓名", "手机", "流入/流出", "流入地（流出地）"]
    people = [["张三", OWN, "流入", "湖南平江"], ["李四", OTHER, "流出", "东莞"], ["王五", THIRD, "", "四川开江"]]
    assert (5, "direction_blank") in asked(["外海街道流动党员台账"], head, *people)


def test_who_lives_in_another_district() -> None:
    head = ["姓名", "公民身份号码", "手机号码", "所在党支部", "现居住地"]
    home = "中共湖南省隆回县桃洪镇支部委员会"
    table = [
        head,
        ["张三", A, OWN, home, "江门市江海区外海街道东升村"],
        ["李四", B, OTHER, home, "广州市天河区天河南街道"],
    ]
    assert asked(IN, *table) == [(4, "community_elsewhere")]


def test_a_note_between_the_rows_in_the_column_of_numbers() -> None:
    head = ["姓名", "手机", "来源地"]
    report = told([IN, head, ["张三", OWN, "湖南隆回"], ["", "以上为2021年前登记", ""], ["李四", OTHER, "贵州独山"]])
    assert [person["name"] for person in report["people"]] == ["张三", "李四"]
    assert report["errors"] == []


def test_a_table_of_liaisons_below() -> None:
    head = ["序号", "姓名", "身份证号", "电话", "来源地"]
    people = [[1, "张三", A, OWN, "湖南隆回"], [2, "李四", B, OTHER, "贵州独山"]]
    below = [["附：联络员安排表"], ["序号", "联络员姓名", "职务", "联系电话", "联系党员人数"]]
    liaisons = [[1, "陈志明", "社区副书记", THIRD, 2], [2, "林小红", "社区委员", "13800001237", 1]]
    report = told([IN, head, *people, [], *below, *liaisons])
    assert [person["name"] for person in report["people"]] == ["张三", "李四"]
    assert report["errors"] == []
    again = told([IN, head, *people, [], *below, *liaisons, head, [3, "王五", C, "13800001238", "湖南隆回"]])
    assert [person["name"] for person in again["people"]] == ["张三", "李四", "王五"]


@pytest.mark.parametrize("heading", ["业主姓名", "从业人员", "经营者"])
def test_the_only_people_of_a_list_are_the_members(heading: str) -> None:
    head = ["网点", "站长", heading, "性别", "联系电话", "组织关系所在地"]
    people = [
        ["江翠", "洪站长", "张三丰", "男", OWN, "湖北麻城"],
        ["江翠", "洪站长", "李四光", "女", OTHER, "湖南隆回"],
    ]
    report = told([IN, head, *people])
    assert [person["name"] for person in report["people"]] == ["张三丰", "李四光"]
    assert [person["phone"] for person in report["people"]] == [OWN, OTHER]


def test_a_countys_station_here_lists_who_came() -> None:
    head = ["党员姓名", "联系电话", "流出前所属党支部", "流出时间", "现居住地址"]
    person = ["张三", OWN, "重庆市奉节县吐祥镇某村党支部", "2016.3", "江海区礼乐街道英北村"]
    report = told([["奉节县驻江门流动党员服务站党员登记册"], head, person])
    assert (report["direction"], report["people"][0]["origin_code"]) == ("in", "500236")
