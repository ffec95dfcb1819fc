"""More clerks: codes of a program, people abroad, parts of a community, sums in the place of a name, questions."""

import pytest

from registry.intake.words.headers import field_of
from registry.intake.words.nobody import is_count
from registry.lib.names import parse_name
from registry.lib.values import direction
from tests.intake.test_recognising import A, B, told

OWN, OTHER, THEIRS = "13800001234", "13800001235", "13900001111"
TITLE = ["江海区流入党员名册"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("学历代码", "education"),
        ("来自（党组织）", "home_org_name"),
        ("从哪个党组织转来", "home_org_name"),
        ("来自（地区）", "origin_region"),
        ("流入前所在党组织", "home_org_name"),
        ("现管理社区", "community"),
        ("原管理社区", None),
        ("政治面貌代码", "political_status"),
        ("流出地行政区划代码", "origin_region"),
        ("登记社区名称", "community"),
        ("常住社区", "community"),
        ("所在国家（地区）", "destination"),
        ("出国（境）时间", "flow_out_date"),
        ("出境原因", "flow_reason"),
        ("现在哪里", "destination"),
        ("外出住址", "destination"),
        ("外出原因及去向", "destination"),
        ("外出原因", "flow_reason"),
        ("所在市", "place?"),
        ("所在市场", None),
        ("户籍区县", "household_address"),
        ("啥时候来的", "flow_in_date"),
        ("在哪里打工", "destination"),
        ("在哪里上班", "employer"),
        ("外出到何地", "destination"),
        ("在外详细住址", "destination"),
        ("您来江海的时间", "flow_in_date"),
        ("什么时候来的江海", "flow_in_date"),
        ("随子女来江时间", "flow_in_date"),
        ("子女来江时间", None),
        ("进入辖区时间", "flow_in_date"),
        ("出村时间", "flow_out_date"),
        ("您叫什么名字", "name"),
        ("您的手机号是多少", "phone"),
        ("常住户口所在地", "household_address"),
        ("组织关系所在县区", "origin_region"),
        ("组织关系所在地", "home_org_name"),
        ("学历及专业", "education"),
        ("所学专业", None),
        ("party_join_date", "join_party_date"),
        ("arrive_date", "flow_in_date"),
        ("外出党员", "name"),
        ("老党员电话", "phone"),
        ("联通号码", "phone"),
        ("护工姓名", "name"),
        ("雇主姓名", None),
        ("被走访党员", "name"),
        ("走访对象", None),
        ("走访人", "canvasser"),
    ],
)
def test_headings_of_more_hands(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(("heading", "street"), [("何时来礼乐", True), ("何时来信", False), ("来外海时间", True)])
def test_the_day_of_coming_to_a_street(heading: str, *, street: bool) -> None:
    person = told([TITLE, ["姓名", "手机", heading], ["张三", OWN, "2015.6"]])["people"][0]
    assert person["arrived"] == ("2015-06-01" if street else None)


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("出国（境）党员登记表", "out"),
        ("江海区流出（入）党员登记表", None),
        ("流入、出党员情况表", None),
        ("流出党员名册（入党时间排序）", "out"),
        ("流入（出租屋）党员", "in"),
    ],
)
def test_titles_of_more_hands(text: str, way: str | None) -> None:
    assert direction(text) == way


def test_columns_decide_where_the_title_says_both() -> None:
    table = [["江海区流出（入）党员登记表"], ["姓名", "手机", "来源地"], ["张三", OWN, "湖南道县"]]
    assert told(table)["direction"] == "in"


@pytest.mark.parametrize(
    ("cell", "code"),
    [("第三网格", "440704001028"), ("12", "440704001028"), ("第三社区", None), ("永明", "440704001025")],
)
def test_a_part_of_a_community_leaves_it_to_the_address(cell: str, code: str | None) -> None:
    found = told([TITLE, ["网格", "姓名", "手机", "住址"], [cell, "张三", OWN, "永贤社区丰盛里5号"]])
    assert found["people"][0]["community_code"] == code
    assert [warning["kind"] for warning in found["warnings"]] == ([] if code else ["community_unknown"])


def test_a_grid_without_an_address_is_told() -> None:
    found = told([TITLE, ["网格", "姓名", "手机"], ["第三网格", "张三", OWN]])
    assert [warning["kind"] for warning in found["warnings"]] == ["community_unknown"]


@pytest.mark.parametrize(
    ("line", "sum_"),
    [
        ("本季度新增1人", True),
        ("本季度新增2人，转出0人", True),
        ("二季度共有流入党员12人。", True),
        ("其中女党员 3人", True),
        ("新人", False),
    ],
)
def test_a_sum_in_the_place_of_a_name(line: str, *, sum_: bool) -> None:
    assert is_count(line) == sum_
    found = told([TITLE, ["姓名", "手机", "流出地"], ["张三", OWN, "湖南道县"], [line]])
    assert len(found["people"]) == (1 if sum_ else 2)


@pytest.mark.parametrize(
    ("cell", "name"),
    [("党员：张三", "张三"), ("流动党员姓名：张三", "张三"), ("党小红", "党小红"), ("党建国", "党建国")],
)
def test_a_label_before_a_name(cell: str, name: str) -> None:
    assert parse_name(cell).text == name


def test_a_tick_below_another_political_status_is_told() -> None:
    head = ["姓名", "手机", "来源地", "中共党员", "共青团员", "群众"]
    rows = [
        ["张三", OWN, "湖南道县", "√"],
        ["李四", OTHER, "湖南道县", None, "√"],
        ["王五", None, "湖南道县", None, None, "√"],
    ]
    found = told([TITLE, head, *rows])
    assert [(warning["row"], warning["kind"]) for warning in found["warnings"]] == [
        (4, "not_member"),
        (5, "not_member"),
    ]


@pytest.mark.parametrize("owner", ["受托人", "责任民警", "包工头", "屋主", "驻点干部", "同行人", "支书", "社会关系"])
def test_a_telephone_behind_a_heading_that_nobody_knows(owner: str) -> None:
    """Below it stand names: whose number comes next is not the member's, or is asked about."""
    found = told([TITLE, ["姓名", owner, "联系电话", "手机"], ["张三", "李四强", THEIRS, OWN]])
    assert [person["phone"] for person in found["people"]] == [OWN]
    only = told([TITLE, ["姓名", "身份证号", owner, "联系电话"], ["张三", A, "李四强", THEIRS]])
    assert only["people"][0]["phone"] is None
    assert [warning["kind"] for warning in only["warnings"]] == ["phone_behind_another"]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("退役军人", "是"), ("常住人", "不是"), ("低保人员", "/"), ("工种", "钳工"), ("业务专长", "书法")],
)
def test_what_asks_of_the_member_is_nobody_else(heading: str, cell: str) -> None:
    found = told([TITLE, ["姓名", "身份证号", heading, "联系电话"], ["张三", A, cell, OWN]])
    assert found["people"][0]["phone"] == OWN


def test_family_members_by_name_or_by_number() -> None:
    head = ["姓名", "家庭成员", "关系", "联系方式", "本人手机号"]
    named = told([TITLE, head, ["张三", "李小花", "妻子", THEIRS, OWN]])
    counted = told([TITLE, ["姓名", "家庭成员", "联系方式"], ["张三", "4人", OWN]])
    assert [found["people"][0]["phone"] for found in (named, counted)] == [OWN, OWN]


def test_a_spouse_s_identity_card_stands_between() -> None:
    head = ["姓名", "身份证号", "配偶姓名", "配偶身份证号", "联系电话"]
    person = told([TITLE, head, ["张三", A, "李四", B, THEIRS]])["people"][0]
    assert (person["id_number"], person["phone"]) == (A, None)


def test_one_s_own_number_counts_before_a_plain_one() -> None:
    found = told([TITLE, ["姓名", "联系电话", "本人手机号"], ["张三", OTHER, OWN], ["李四", OTHER, None]])
    assert [person["phone"] for person in found["people"]] == [OWN, OTHER]


@pytest.mark.parametrize(
    "line",
    [
        *("外省籍", "情况属实", "续上表", "江海区", "第一党支部", "正式党员", "（以下为失联党员）", "——本页完——", "……"),
        *(
            "年  月  日",
            "二〇二四年六月三十日",
            "党员总数 3",
            "△表示失联",
            "贵州省独山县",
            "某某灯饰有限公司",
            "张三等3人",
            "完",
        ),
    ],
)
def test_what_stands_alone_in_the_place_of_a_name_and_is_none(line: str) -> None:
    found = told([TITLE, ["姓名", "手机", "流出地"], ["张三", OWN, "湖南道县"], [line], ["李四", OTHER, "湖南道县"]])
    assert [person["name"] for person in found["people"]] == ["张三", "李四"]
    assert [left["row"] for left in found["rows_left_out"]] == [4]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "𠮷田明",
            "单于小满",
            "娜仁·其其格",
            "高原",
            "江海",
            "党小红",
            "张数",
            "方完",
            "李",
            "王小明（预备党员）",
        ),
        *("Alim", "阿依古丽"),
    ],
)
def test_somebody_of_whom_nothing_else_is_known_is_still_somebody(name: str) -> None:
    found = told([TITLE, ["姓名", "手机", "流出地"], ["张三", OWN, "湖南道县"], [name]])
    assert [(person["row"], person["verdict"]) for person in found["people"]] == [(3, "ok"), (4, "review")]


def test_a_word_with_something_beside_it_is_somebody() -> None:
    found = told([TITLE, ["姓名", "手机", "流出地"], ["张三", OWN, "湖南道县"], ["完颜外省籍", OTHER]])
    assert [person["row"] for person in found["people"]] == [3, 4]


@pytest.mark.parametrize("line", ["核对无误", "转下页", "外省籍", "（以下为失联党员）"])
def test_a_lone_word_further_right_is_nobody_without_a_name(line: str) -> None:
    head = ["序号", "姓名", "手机", "流出地"]
    found = told([TITLE, head, [1, "张三", OWN, "湖南道县"], [None, None, None, line], [2, "李四", OTHER, "湖南"]])
    assert [person["row"] for person in found["people"]] == [3, 5]
    assert found["errors"] == []


@pytest.mark.parametrize("cells", [[None, None, OWN], [2, None, None, "湖南道县"], [None, None, None, "2栋305"]])
def test_something_of_somebody_without_a_name_is_an_error(cells: list) -> None:
    found = told([TITLE, ["序号", "姓名", "手机", "流出地"], [1, "张三", OTHER, "湖南道县"], cells])
    assert [error["kind"] for error in found["errors"]] == ["name_missing"]


@pytest.mark.parametrize(
    ("cell", "day"),
    [("2021年3月 租房", "2021-03-01"), ("2021.3购房", "2021-03-01"), ("2021年租房", None), ("租房2年", None)],
)
def test_what_somebody_came_for_behind_a_month(cell: str, day: str | None) -> None:
    person = told([TITLE, ["姓名", "手机", "流入时间"], ["张三", OWN, cell]])["people"][0]
    assert person["arrived"] == day


@pytest.mark.parametrize(
    ("line", "people"), [(["----", "----", "----"], 1), (["====", None, "===="], 1), (["-", "/", "/"], 2)]
)
def test_a_line_drawn_below_a_heading(line: list, people: int) -> None:
    found = told([TITLE, ["姓名", "手机", "流出地"], line, ["张三", OWN, "湖南道县"]])
    assert len(found["people"]) <= people
    assert found["people"][-1]["name"] == "张三"


@pytest.mark.parametrize(
    ("remark", "asked"),
    [
        *(
            ("已去世", True),
            ("2024年5月误登", True),
            ("与第3行重复", True),
            ("已于2024.5返乡", True),
            ("组织关系已转走", True),
        ),
        *(("未去世", False), ("无重复", False), ("每年春节返乡", False), ("电话常停机", False), ("困难党员", False)),
    ],
)
def test_a_remark_that_somebody_is_no_longer_here_is_told(remark: str, *, asked: bool) -> None:
    found = told([TITLE, ["姓名", "手机", "备注"], ["张三", OWN, remark]])
    assert [warning["kind"] for warning in found["warnings"]] == (["remark_says"] if asked else [])
    assert found["people"][0]["verdict"] == "ok"


@pytest.mark.parametrize(
    ("cell", "name"),
    [("王五—转走", "王五"), ("王五-长期在外", "王五"), ("王五 停机", "王五"), ("陈志强-李秀英", "陈志强-李秀英")],
)
def test_a_word_behind_a_dash_is_no_name(cell: str, name: str) -> None:
    parsed = parse_name(cell)
    assert parsed.text == name or parsed.problem
