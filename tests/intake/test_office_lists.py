"""Lists as offices keep them besides their ledgers: who is no flowing member on them, and what their headings mean."""

from datetime import datetime

import pytest

from registry.intake.words.headers import field_of, shared_fields
from tests.intake.test_recognising import A, B, told

OWN, OTHER = "13800001234", "13800001235"
HEAD = ["姓名", "手机", "来源地"]
ROW = ["张三", OWN, "湖南隆回"]


def kinds(*table: list) -> list[tuple[int, str]]:
    return [(warning["row"], warning["kind"]) for warning in told(list(table))["warnings"]]


def first(*table: list) -> dict:
    return told(list(table))["people"][0]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("到江海从业时间", "flow_in_date"),
        ("来江创业年月", "flow_in_date"),
        ("5. 您外出的时间 *", "flow_out_date"),
        ("2. 您外出所在的城市 *", "destination"),
        ("常年务工地", "destination"),
        ("返乡前所在地", "destination"),
        ("在深住址", "destination"),
        ("在东莞居住地址", "destination"),
        ("在穗工作单位", "employer"),
        ("目前去向", "flow_target?"),
        ("毕业后去向", "flow_target?"),
        ("从何地流出", "origin_region"),
        ("现在地", "place?"),
        ("所属村支部", "branch?"),
        ("6. 您所在的村党支部 *", "branch?"),
        ("原党组织名称及所在地", "home_org_name"),
        ("转出单位（现组织关系所在支部）", "home_org_name"),
        ("拟转入单位", "planned_host_org"),
        ("现住哪个社区", "community"),
        ("国内联系电话", "phone"),
        ("动态情况", "flow_status"),
        ("是否外出", "is_mobile"),
        ("是否中共党员", "is_member"),
        ("党组织关系是否在本校", "relation_here"),
        ("是否愿意转入组织关系", None),
        ("境外联系方式", None),
        ("推荐单位", None),
        ("谋生地点", "destination"),
        ("拟前往地点", "destination"),
        ("从何地返回", "destination"),
        ("长期居住地", "host_place?"),
        ("赴澳时间", "flow_out_date"),
        ("outPlaceCode", "left_for?"),
        ("outTime", "flow_out_date"),
        ("partyOrgName", "branch?"),
        ("在岗情况", "flow_status"),
        ("紧急联系人1", None),
        ("目前是否仍在江海", "still_here"),
    ],
)
def test_headings_of_office_lists(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("何时外出到何地", ("flow_out_date", "destination")),
        ("何时从何地流入", ("flow_in_date", "origin_region")),
        ("来江时间/事由", ("flow_in_date", "flow_reason")),
        ("外出时间", ()),
    ],
)
def test_headings_that_ask_for_two_things(heading: str, fields: tuple[str, ...]) -> None:
    assert shared_fields(heading) == fields


def test_when_and_where_in_a_cell() -> None:
    table = (["姓名", "手机", "何时外出到何地"], ["张三", OWN, "2019年3月到东莞市长安镇"])
    found = first(["永明社区流出党员"], *table)
    assert (found["direction"], found["arrived"], found["origin_code"]) == ("out", "2019-03-01", "441900")
    found = first(["流入党员"], ["姓名", "手机", "来江时间/事由"], ["张三", OWN, "2021.3/务工"])
    assert found["arrived"] == "2021-03-01"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1998年7月\n湖南省隆回县", "1998-07-01"),
        ("2001年6月3日 在部队", "2001-06-03"),
        ("1998年7月隆回，1999年7月转正", None),
    ],
)
def test_where_somebody_joined_stands_behind_the_day(written: str, day: str | None) -> None:
    assert first(["流入党员"], ["姓名", "手机", "何时何地入党"], ["张三", OWN, written])["joined"] == day


def test_the_parts_of_a_question_in_columns() -> None:
    head = ["1、您的姓名", "2、您的手机", "3、您的流出地(——省)", "3、(——市)", "3、(——县)"]
    assert first(head, ["张三", OWN, "湖南省", "邵阳市", "隆回县"])["origin_code"] == "430524"


@pytest.mark.parametrize("title", ["在职党员到社区双报到登记表", "机关党员进社区报到名册"])
def test_officials_who_report_where_they_live_are_asked_about(title: str) -> None:
    assert (3, "gone") in kinds([title], ["姓名", "手机", "工作单位"], ["张三", OWN, "区财政局"])
    assert (3, "gone") not in kinds([f"流动党员、{title}"], ["姓名", "手机", "工作单位"], ["张三", OWN, "某厂"])


@pytest.mark.parametrize(
    ("heading", "answer", "asked"),
    [
        ("是否党员", "否", True),
        ("是否党员", "是", False),
        ("是否外出", "否", True),
        ("组织关系是否在本校", "是", True),
        ("组织关系是否在本校", "否", False),
        ("目前是否仍在江海", "否", True),
        ("目前是否仍在江海", "是", False),
    ],
)
def test_answers_that_no_flowing_member_gives(heading: str, answer: str, asked: bool) -> None:
    found = told([["流入党员"], [*HEAD, heading], [*ROW, answer]])
    said = [warning["message"] for warning in found["warnings"] if warning["kind"] == "said_no"]
    assert said == ([f"“{heading}”写的是“{answer}”，请核对是否要导入。"] if asked else [])


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        ("2025年2月因病去世", True),
        ("已故", True),
        ("2024.12开除党籍", True),
        ("父亲去世，回家奔丧", False),
        ("按期转正", False),
        ("查无此人", True),
        ("已离职", True),
        ("同意纳入", False),
    ],
)
def test_who_is_dead_or_expelled_is_asked_about_in_any_column(state: str, asked: bool) -> None:
    assert ((3, "gone") in kinds(["流入党员"], [*HEAD, "核查意见"], [*ROW, state])) is asked


def test_relatives_in_a_column_of_kinds_are_no_members() -> None:
    table = [
        ["流出党员"],
        ["姓名", "身份", "手机", "外出地"],
        ["张三", "党员", OWN, "东莞市"],
        ["李四", "妻子", OTHER, ""],
    ]
    assert [row for row, kind in kinds(*table) if kind == "not_member"] == [4]


def test_members_of_households() -> None:
    table = [
        ["英北村外出党员家庭情况"],
        ["户主", "家庭成员", "与户主关系", "联系电话", "是否党员", "外出地点"],
        ["张三", "张三", "户主", OWN, "是", "东莞市"],
        ["张三", "李四", "儿子", OTHER, "否", "中山市"],
    ]
    found = told(table)["people"]
    assert [(p["name"], p["phone"], p["origin_code"]) for p in found] == [
        ("张三", OWN, "441900"),
        ("李四", OTHER, "442000"),
    ]
    assert (4, "said_no") in kinds(*table)


def test_sections_by_report_and_of_who_left() -> None:
    table = [
        ["银泉社区流入党员分类名册"],
        HEAD,
        ["一、已报到党员"],
        ROW,
        ["二、未报到党员"],
        ["李四", OTHER, "贵州独山"],
        ["三、已离开党员"],
        ["王五", "13800001236", "湖南隆回"],
    ]
    found = told(table)["people"]
    assert [p["reported"] for p in found] == [True, False, None]
    assert [p["community_code"] for p in found] == ["440704004007"] * 3
    assert [row for row, kind in kinds(*table) if kind == "gone"] == [8]


def test_a_relation_that_is_elsewhere_is_no_organisation() -> None:
    found = first(["流入党员"], ["姓名", "手机", "组织关系"], ["张三", OWN, "在原籍"], ["李四", OTHER, "在原籍"])
    assert found["home_org"] is None
    assert first(["流入党员"], ["姓名", "手机", "组织关系"], ["张三", OWN, "隆回县某镇党委"])["home_org"]


@pytest.mark.parametrize(
    "title", ["五四村“走出去”党员名单", "麻三村旅穗党员名录", "毕业生名册（组织关系保留在我街道）", "赴澳党员名单"]
)
def test_titles_of_who_is_away(title: str) -> None:
    assert first([title], ["姓名", "手机", "地点"], ["张三", OWN, "广州市番禺区"])["direction"] == "out"


def test_where_the_community_is_the_end_of_the_way() -> None:
    head = ["姓名", "手机号", "流入社区", "流出省", "流出市", "流出县"]
    found = first(head, ["张三", OWN, "江翠社区", "湖南省", "邵阳市", "隆回县"])
    assert (found["direction"], found["community_code"], found["origin_code"]) == ("in", "440704001017", "430524")


def test_a_list_of_visits() -> None:
    head = ["走访日期", "走访对象", "联系电话", "走访人"]
    found = first(
        ["永明社区流入党员走访记录"], head, ["2025.3.1", "张三", OWN, "钟某"], ["2025.3.8", "李四", OTHER, "钟某"]
    )
    assert (found["name"], found["phone"], found["arrived"]) == ("张三", OWN, None)


@pytest.mark.parametrize(("name", "phone"), [(f"张三电话：{OWN}", OWN), (f"张三 {OWN}", OWN)])
def test_a_number_behind_a_name_is_no_signature(name: str, phone: str) -> None:
    found = first(
        ["永明社区外出党员"], ["序号", "外出党员", "外出地", "家中联系人"], [1, name, "东莞", f"父亲 {OTHER}"]
    )
    assert (found["name"], found["phone"]) == ("张三", phone)


def test_an_example_above_lines() -> None:
    table = [["外出党员登记"], ["格式：姓名 电话 外出地"], ["例 张三 13800000000 广州"], [f"1. 李四 {OWN} 东莞"]]
    found = told([*table, [f"2. 王五 {OTHER} 中山"]])
    assert [(p["name"], p["verdict"]) for p in found["people"]] == [("李四", "ok"), ("王五", "ok")]


def test_people_of_three_lines() -> None:
    table = [
        ["序号", "姓名", "身份证号", "流出地"],
        [None, None, "手机", "流入时间"],
        [None, None, "现住址", "工作单位"],
        [1, "张三", A, "湖南隆回"],
        [None, None, OWN, "2021.3"],
        [None, None, "永明社区", "某厂"],
        [2, "李四", B, "贵州独山"],
        [None, None, OTHER, "2022.3"],
        [None, None, "永贤社区", "某店"],
    ]
    merges = tuple(f"{column}{top}:{column}{top + 2}" for column in "AB" for top in (1, 4, 7))
    found = told(table, merges=merges)["people"]
    assert [(p["name"], p["id_number"], p["phone"], p["arrived"]) for p in found] == [
        ("张三", A, OWN, "2021-03-01"),
        ("李四", B, OTHER, "2022-03-01"),
    ]
    assert [p["community_code"] for p in found] == ["440704001025", "440704001028"]


def test_numbers_of_the_first_and_second_person_to_call() -> None:
    head = ["姓名", "身份证号", "来源地", "紧急联系人1", "电话1", "紧急联系人2", "电话2"]
    assert first(["流入党员"], head, ["张三", A, "湖南隆回", "李某", OWN, "王某", OTHER])["phone"] is None


def test_months_as_days_in_a_heading() -> None:
    head = ["姓名", "电话", "组织关系", datetime(2025, 1, 1), datetime(2025, 2, 1), "备注"]
    assert first(["流入党员党费"], head, ["张三", OWN, "隆回县某镇党委", 5, 5, ""])["phone"] == OWN


@pytest.mark.parametrize(("state", "asked"), [("正常", []), ("停止党籍", ["gone"])])
def test_the_state_of_a_membership(state: str, asked: list[str]) -> None:
    assert [kind for _, kind in kinds(["流入党员"], [*HEAD, "党籍状态"], [*ROW, state])] == asked


def test_one_column_of_several_lines_each() -> None:
    table = [["姓名", "身份证号"], [None, "手机"], [None, "流入时间"]]
    table += [["张三", A], [None, OWN], [None, "2021.3"], ["李四", B], [None, OTHER], [None, "2022.3"]]
    found = told(table, merges=("A1:A3", "A4:A6", "A7:A9"))["people"]
    assert [(p["id_number"], p["phone"], p["arrived"]) for p in found] == [
        (A, OWN, "2021-03-01"),
        (B, OTHER, "2022-03-01"),
    ]


def test_the_telephone_of_a_role_is_the_members() -> None:
    head = ["房东", "房东电话", "入住人", "入住人电话", "来自"]
    found = first(["出租屋流入党员"], head, ["黄某", OTHER, "张三", OWN, "湖南隆回"])
    assert (found["name"], found["phone"]) == ("张三", OWN)


def test_where_somebody_works_who_left() -> None:
    head = ["姓名", "电话", "家庭地址", "工作地址"]
    row = ["张三", OWN, "富横社区某街1号", "东莞市长安镇某厂"]
    assert first(["富横社区流出党员"], head, row)["origin_code"] == "441900"
    assert first(["富横社区流出党员"], [*head, "外出地"], [*row, "中山市"])["origin_code"] == "442000"
    assert first(["流入党员"], head, row)["origin_code"] is None


def test_words_alone_below_a_heading_are_no_names() -> None:
    table = [HEAD, ["已纳入"], ROW, ["暂未纳入"], ["李四", OTHER, "贵州独山"], ["空缺", None, None]]
    assert [person["name"] for person in told([["流入党员"], *table])["people"]] == ["张三", "李四"]
