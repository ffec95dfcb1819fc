"""People of two lines where nothing is merged, two stays of one person, and sentences that stand in for columns."""

import pytest

from tests.intake.test_pieces_and_messages import of_text
from tests.intake.test_recognising import A, B, C, told

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
UPPER = ["编号", "姓名", "性别", "手机号码"]
LOWER = [None, "身份证号", "文化程度", "来源地"]
PEOPLE = [
    [[1, "张三", "男", OWN], [None, A, "高中", "湖南省隆回县"]],
    [[2, "李四", "女", OTHER], [None, B, "大专", "贵州省独山县"]],
    [[3, "王五", "男", None], [None, C, "本科", "四川省渠县"]],
]


def read(found: dict) -> list[tuple]:
    keys = ("name", "id_number", "phone", "education_code", "origin_code")
    return [tuple(person[key] for key in keys) for person in found["people"]]


EXPECTED = [
    ("张三", A, OWN, "61", "430524"),
    ("李四", B, OTHER, "31", "522726"),
    ("王五", C, None, "21", "511725"),
]


@pytest.mark.parametrize("title", [[], [["江海区流入党员名册"]]])
@pytest.mark.parametrize("merges", [(), ("A{}:A{}",)])
def test_people_of_two_lines(title: list, merges: tuple[str, ...]) -> None:
    rows = [*title, UPPER, LOWER, *(line for person in PEOPLE for line in person)]
    top = len(title) + 1
    found = told(
        rows, merges=tuple(merge.format(at, at + 1) for merge in merges for at in range(top, len(rows) + 1, 2))
    )
    assert read(found) == EXPECTED
    assert found["errors"] == []


def test_with_a_page_break_and_a_sum_below() -> None:
    rows = [
        UPPER,
        LOWER,
        *PEOPLE[0],
        *PEOPLE[1],
        [],
        ["第1页"],
        UPPER,
        LOWER,
        *PEOPLE[2],
        ["合计：3人"],
        ["填表人：赵某"],
    ]
    assert read(told(rows)) == EXPECTED


def test_a_heading_of_two_rows_above_people_of_one() -> None:
    head = [["姓名", "性别", "身份证号", "流动情况", None], [None, None, None, "来源地", "流入时间"]]
    people = [["张三", "男", A, "湖南省隆回县", "2023.5"], ["李四", "女", B, "贵州省独山县", "2024.6"]]
    found = told([*head, *people], merges=("A1:A2", "B1:B2", "C1:C2", "D1:E1"))
    assert [(person["name"], person["origin_code"]) for person in found["people"]] == [
        ("张三", "430524"),
        ("李四", "522726"),
    ]


@pytest.mark.parametrize("turned", [True, False])
def test_two_stays_of_one_person(turned: bool) -> None:
    head = ["序号", "姓名", "身份证号", "电话", "外出地点", "外出时间", "备注"]
    stays = [("浙江省杭州市西湖区", "2022.3"), ("江苏省苏州市吴中区", "2024年5月")]
    first, second = stays[::-1] if turned else stays
    rows = [
        head,
        [1, "张三", A, OWN, *first, "务工"],
        [None] * 4 + list(second),
        [2, "李四", B, OTHER, "广东省深圳市", "2023.1"],
    ]
    found = told(rows, merges=("B2:B3", "C2:C3", "D2:D3"), name="流出党员")
    one, li = found["people"]
    assert (one["origin_code"], one["arrived"]) == ("320506", "2024-05-01")
    assert (li["origin_code"], li["arrived"]) == ("440300", "2023-01-01")
    (warning,) = found["warnings"]
    assert warning["kind"] == "earlier_stay"
    assert "浙江省杭州市西湖区 2022.3" in warning["message"]


SENTENCES = [
    "男，贵州省独山县人，2023年4月过来，在某电子厂做工，高中文化",
    "女，老家湖南省隆回县，大专学历，2022年8月来本社区",
    "女，四川省渠县，组织关系在老家，2024年1月来，初中",
]


@pytest.mark.parametrize("heading", ["情况说明", "备注", "基本情况", "个人简况"])
def test_a_column_of_sentences(heading: str) -> None:
    names = [("张三", OWN), ("李四", OTHER), ("王五", THIRD)]
    rows = [["姓名", "电话", heading], *([*name, text] for name, text in zip(names, SENTENCES, strict=True))]
    found = told([["流入党员"], *rows])["people"]
    assert [person["sex"] for person in found] == ["男", "女", "女"]
    assert [person["education_code"] for person in found] == ["61", "31", "71"]
    assert [person["arrived"] for person in found] == ["2023-04-01", "2022-08-01", "2024-01-01"]
    assert [person["origin_code"] for person in found] == ["522726", "430524", "511725"]


def test_what_has_a_column_of_its_own_is_not_read_from_a_sentence() -> None:
    rows = [["姓名", "电话", "性别", "来源地", "备注"], ["张三", OWN, "女", "湖北省麻城市", SENTENCES[0]]]
    (person,) = told(rows)["people"]
    assert (person["sex"], person["origin_code"]) == ("女", "421181")


def test_plain_remarks_make_no_columns() -> None:
    rows = [["姓名", "电话", "备注"], ["张三", OWN, "2023年5月来"], ["李四", OTHER, "已报到"], ["王五", THIRD, "租房"]]
    found = told(rows)
    assert found["unknown_columns"] == []
    assert [person["arrived"] for person in found["people"]] == [None, None, None]


@pytest.mark.parametrize("firm", ["江门市某科技有限公司上班", "江海区某酒店做服务员", "江门某厂", "在江门务工"])
def test_where_somebody_works_here_is_not_where_he_is_from(firm: str) -> None:
    found = of_text(
        "江海区流入党员名单",
        f"1．张三，男，身份证号{A}，电话{OWN}，组织关系在中共湖南省隆回县桃洪镇支部委员会，2023年4月流入，现在{firm}。",
        f"2．李四，女，身份证号{B}，电话{OTHER}，组织关系在中共贵州省独山县支部委员会，2022年4月流入，现在某幼儿园上班。",
    )
    assert [person["origin_code"] for person in found["people"]] == ["430524", "522726"]


def test_blank_lines_between_people_of_one_line() -> None:
    head = [["姓名", "身份证号", "外出情况", None], [None, None, "外出地点", "外出时间"]]
    one, other = ["张三", A, "广东省深圳市", "2023.5"], ["李四", B, "浙江省杭州市", "2024.6"]
    found = told([*head, one, [], other, [], ["王五", C, "上海市", "2022.1"], []], merges=("C1:D1",), name="流出党员")
    assert [(person["name"], person["arrived"]) for person in found["people"]] == [
        ("张三", "2023-05-01"),
        ("李四", "2024-06-01"),
        ("王五", "2022-01-01"),
    ]


@pytest.mark.parametrize("branch", ["本社区", "我村党支部", "本支部", "本社区的党支部"])
def test_whose_relation_is_with_us_is_asked_about(branch: str) -> None:
    found = told([["流入党员"], ["姓名", "电话", "组织关系所在党组织"], ["张三", OWN, branch]])
    assert [warning["kind"] for warning in found["warnings"]] == ["said_no"]
