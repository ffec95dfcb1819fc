"""Lines among the people that are nobody: buildings by which they are listed, totals; and whose number a number is."""

import pytest

from tests.intake.test_recognising import A, B, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
IN = ["江海区流入党员名册"]
HEAD = ["序号", "姓名", "手机", "来源地"]
FIRST, AGAIN = [1, "张三", OWN, "湖南隆回"], [1, "李四", OTHER, "贵州独山"]


def names(*rows: list) -> list:
    return [person["name"] for person in told([IN, HEAD, *rows])["people"]]


@pytest.mark.parametrize("text", ["商铺", "东区", "宿舍", "车库", "方园", "金苑", "3栋", "张主任"])
def test_a_line_behind_which_the_numbers_begin_again(text: str) -> None:
    rows = [[None, "3栋"], FIRST, [2, "王五", THIRD], [None, text], AGAIN]
    assert names(*rows) == ["张三", "王五", "李四"]
    assert [row["row"] for row in told([IN, HEAD, *rows])["rows_left_out"]] == [3, 6]


@pytest.mark.parametrize(
    ("row", "behind"),
    [
        ([None, "赵六"], [2, "李四", OTHER]),  # the numbers go on
        ([None, "赵六"], [None, "李四", OTHER]),  # there are none
        ([2, "赵六"], AGAIN),  # he has a number
        ([None, "赵六", "待核实"], AGAIN),  # more is said of him
        ([None, f"赵六{THIRD}"], AGAIN),
    ],
)
def test_a_name_alone_is_somebody_where_nothing_begins_again(row: list, behind: list) -> None:
    assert names(FIRST, row, behind) == ["张三", "赵六", "李四"]


def test_a_name_right_below_the_heading_is_somebody() -> None:
    assert names([None, "赵六"], FIRST) == ["赵六", "张三"]


@pytest.mark.parametrize(
    "text", ["总人数", "合计人数", "共有党员", "总数", "党员总数", "在册人数", "男女人数", "流入人数"]
)
def test_a_total_below_more_people_than_a_few(text: str) -> None:
    many = [[at, f"张{name}", f"1380000{at:04}"] for at, name in enumerate("一二三四五", 1)]
    found = told(
        [IN, ["序号", "姓名", "身份证号", "手机"], *[[at, n, None, p] for at, n, p in many], [None, text, "5"]]
    )
    assert ([person["name"] for person in found["people"]], found["errors"]) == ([name for _, name, _ in many], [])


@pytest.mark.parametrize("name", ["共小平", "合建国", "总英华", "共友"])
def test_who_is_called_almost_so_is_somebody(name: str) -> None:
    many = [[at, f"张{given}", f"1380000{at:04}"] for at, given in enumerate("一二三四五", 1)]
    assert names(*many, [6, name, OWN, "湖南隆回"])[-1] == name


@pytest.mark.parametrize("name", ["租客（党员）姓名", "租客党员姓名", "租客姓名", "租客（党员）"])
def test_the_tenants_number_and_not_the_landlords(name: str) -> None:
    head = ["出租屋地址", "房东姓名", "房东身份证号", "房东电话", name, "租客身份证号", "租客电话"]
    address = "江海区江南街道永明社区东升里1号"
    rows = [[address, "李四", B, OTHER, "张三", A, OWN], [address, "赵六", None, THIRD, "王五", None, None]]
    found = told([["出租屋流入党员"], head, *rows])["people"]
    assert [(p["name"], p["id_number"], p["phone"], p["verdict"]) for p in found] == [
        ("张三", A, OWN, "ok"),
        ("王五", None, None, "review"),
    ]


@pytest.mark.parametrize("heading", ["现身份证号", "新身份证号码", "更正后身份证号", "升位后的身份证号", "现用身份证"])
def test_an_old_number_beside_the_new_one(heading: str) -> None:
    table = [["姓名", "原15位身份证号", heading, "手机"], ["张三", A[:6] + A[8:17], A, OWN]]
    (person,) = told([IN, *table])["people"]
    assert (person["id_number"], person["phone"]) == (A, OWN)
