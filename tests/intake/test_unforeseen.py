"""What nobody spelt out: other headings, groups inside a sheet, 同上, lines that are no people, both ends of a way."""

import pytest

from registry.intake.words.compounds import compound_field
from registry.intake.words.headers import field_of
from tests.intake.test_recognising import A, B, told
from tests.intake.test_values import rows

HEAD = ["序号", "姓名", "手机号", "流出地", "流入时间"]
PERSON = [1, "张三", "13800001234", "湖南隆回", "2021.3"]


def people(table: list[list], key: str, **more: object) -> list[object]:
    return [person.get(key) for person in told(table, **more)["people"]]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("现组织关系所在党支部（全称）", "home_org_name"),
        ("流出地党支部书记及电话", "home_org_phone"),
        ("是否已到村（社区）报到", "reported"),
        ("居住地所属社区", "community"),
        ("外出务工起始时间", "flow_out_date"),
        ("来江海区时间", "flow_in_date"),
        ("姓名及联系电话", "name"),
        ("流动党员", "name"),
        ("职业和年收入", "occupation_status"),
        ("家庭年收入", "income"),
        ("与党组织联系方法", "phone_or_channel"),
        ("结对帮扶责任人", "liaison"),
        ("入党时所在支部", None),
        ("紧急联系人电话", None),
        ("身份证复印件", None),
        ("入党介绍人", None),
        ("配偶姓名", None),
    ],
)
def test_the_grammar_of_headings(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("parent", "child", "field"),
    [
        ("外出情况", "时间", "flow_out_date"),
        ("籍贯", "省份", "native_place"),
        ("外出流向", "市县", "flow_target?"),
        ("流入情况", "时间", "flow_in_date"),
        ("流出地", "县（区）", "origin_region"),
        ("流出地党组织", "书记", "home_org_contact"),
    ],
)
def test_a_heading_below_its_subject(parent: str, child: str, field: str) -> None:
    assert compound_field(parent, child) == field


def test_groups_say_where_their_rows_belong() -> None:
    table = [
        HEAD,
        ["一、永明社区"],
        PERSON,
        ["二、永贤社区（1人）"],
        [1, "李四", "13800001235"],
        ["三、明星村"],
        [1, "王五", "13800001236"],
    ]
    assert people(table, "community_code") == ["440704001025", "440704001028", None]


def test_groups_say_which_way_their_people_went() -> None:
    head = ["序号", "姓名", "手机号", "流入地/流出地"]
    found = told([head, ["一、流入党员"], PERSON[:4], ["二、流出党员"], [1, "李四", "13800001235", "深圳宝安"]])
    assert [(p["direction"], p["origin_code"]) for p in found["people"]] == [("in", "430524"), ("out", "440306")]
    assert found["direction"] == "mixed"


def test_the_same_as_above_but_never_a_name_or_number() -> None:
    found = told([[*HEAD, "村(社区)"], [*PERSON, "永明"], [2, "李四", "13800001235", "同上", "〃", "同上"]])["people"][
        1
    ]
    assert (found["origin_code"], found["arrived"], found["community_code"]) == ("430524", "2021-03-01", "440704001025")
    assert told([["姓名", "身份证号"], ["张三", A], ["李四", "同上"]])["people"][1]["id_number"] is None


@pytest.mark.parametrize(
    "line",
    [
        ["经办人：", "王某"],
        ["备注", "以上信息已核对"],
        ["填表人（签字）：", None, "联系电话：0750-3861234"],
        ["街道党工委意见：同意", None, "签字："],
        [None, "2023年11月25日"],
        ["汇总", None, "3"],
        ["本月新增", "1", "本月减少", "0"],
        [None, "必填", "11位", "省市县"],
    ],
)
def test_lines_that_are_nobody_are_left_out_and_told(line: list) -> None:
    found = told([["流入党员名册"], HEAD, PERSON, line, [2, "李四", "13800001235"]])
    assert [(p["row"], p["verdict"]) for p in found["people"]] == [(3, "ok"), (5, "ok")]
    assert [(left["row"], left["reason"]) for left in found["rows_left_out"]] == [(4, "footer")]


def test_a_first_column_may_say_anything_of_a_person() -> None:
    table = [["平台", "姓名", "身份证号"], ["统计单位：美团", "张三", A], ["备注：代驾", "李四", B]]
    assert people(table, "verdict") == ["ok", "ok"]


def test_a_list_of_headings_is_no_roster() -> None:
    found = told([["字段", "说明", "示例"], ["姓名", "必填", "张三"], ["性别", "男/女", "男"], ["身份证号", "18位", A]])
    assert (found["rows"], len(found["sheets_skipped"])) == (0, 1)


def test_other_headings_on_the_next_page_are_another_table() -> None:
    out = ["序号", "姓名", "手机号", "外出地点", "外出时间"]
    found = told([HEAD[:4], PERSON[:4], ["二、流出党员"], out, [1, "李四", "13800001235", "深圳", "2021.5"]])
    assert (found["people"][1]["origin_code"], found["people"][1]["arrived"]) == ("440300", "2021-05-01")


@pytest.mark.parametrize(
    ("ends", "way", "code"),
    [(["永明社区", "深圳宝安"], "out", "440306"), (["湖南隆回", "江海区永明社区"], "in", "430524")],
)
def test_the_end_of_the_way_that_is_here_decides(ends: list[str], way: str, code: str) -> None:
    found = told([["姓名", "手机号", "流出地", "流入地"], ["张三", "13800001234", *ends]])
    assert (found["direction"], found["people"][0]["origin_code"]) == (way, code)


@pytest.mark.parametrize(
    ("title", "way"),
    [("在外流动党员名册", "out"), ("外来务工党员名册", "in"), ("流出党员向流入地党组织报到情况表", "out")],
)
def test_titles_say_which_way(title: str, way: str) -> None:
    assert told([[title], ["姓名", "手机号"], PERSON[1:3]])["direction"] == way


@pytest.mark.parametrize(
    ("name", "code"), [("英南(12人)", "440704005201"), ("02东南村", "440704004206"), ("明星村", None)]
)
def test_sheets_named_with_a_note(name: str, code: str | None) -> None:
    assert people([HEAD, PERSON], "community_code", name=name) == [code]


def test_a_place_over_three_columns() -> None:
    table = [["姓名", "手机号", "流出地", None, None], ["张三", "13800001234", "北京", "北京市", "朝阳区"]]
    assert people(table, "origin_code", merges=("C1:E1",)) == ["110105"]


def test_a_community_of_the_next_county_is_out_of_scope() -> None:
    found = told(
        [["姓名", "手机号", "社区"], ["张三", "13800001234", "蓬江区白石社区"], ["李四", "13800001235", "白石社区"]]
    )
    assert [(error["row"], error["kind"]) for error in found["errors"]] == [(2, "out_of_scope")]


@pytest.mark.parametrize(
    ("cell", "name", "phone"),
    [
        ("张三13800001234", "张三", "13800001234"),
        ("李四（13800001235）", "李四", "13800001235"),
        ("王五预备党员", "王五", None),
        ("（赵六）", "赵六", None),
        ("钱七 女", "钱七", None),
    ],
)
def test_what_stands_beside_a_name(cell: str, name: str, phone: str | None) -> None:
    found = rows(f"姓名,性别\n{cell},女\n")[0].values
    assert (found["name"], found["phone"]) == (name, phone)


def test_somebody_who_is_no_member_is_asked_about() -> None:
    found = rows("姓名,手机,政治面貌\n张三,13800001234,群众\n")[0]
    assert (found.verdict, [problem.kind for problem in found.warnings]) == ("ok", ["not_member"])


TWO_PLACES = [
    ["姓名", "手机", "流出地", "流出地党组织"],
    ["张三", "13800001234", "贵州独山/湖北黄冈", "中共湖北省黄冈市委"],
    ["李四", "13800001235", "湖北黄冈麻城", None],
    ["王五", "13800001236", None, "中共广东省中山市委、中共广西博白县委"],
]


def test_two_places_in_a_cell_are_told_and_neither_is_taken() -> None:
    """Not even where the organisation names one of them: the cell was written by somebody who meant both."""
    found = told(TWO_PLACES)
    assert [person["origin_code"] for person in found["people"]] == [None, "421181", None]
    warned = [warning for warning in found["warnings"] if warning["kind"] == "origin_several"]
    assert [(warning["row"], warning["column"]) for warning in warned] == [(2, 3), (4, 4)]
    assert "独山县" in warned[0]["message"] and "黄冈市" in warned[0]["message"]
    kept = rows("\n".join(",".join(cell or "" for cell in line) for line in TWO_PLACES))
    assert kept[0].values["origin_text"] == "贵州独山/湖北黄冈"
    assert kept[2].values["home_org"] == "中共广东省中山市委、中共广西博白县委"


def test_two_places_are_no_hint_either() -> None:
    found = told([["姓名", "手机", "籍贯"], ["张三", "13800001234", "贵州独山、湖北黄冈"]])
    assert [warning["kind"] for warning in found["warnings"]] == ["origin_hint"]
    assert found["people"][0]["origin_code"] is None
