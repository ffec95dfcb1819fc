"""The same layouts by other hands: numbered headings, groups with their leaders, codes before words, two in a cell."""

import pytest

from registry.intake.words.headers import field_of, shared_fields
from registry.lib import codes, values
from tests.intake.test_recognising import A, B, told
from tests.intake.test_values import rows

HEAD = ["序号", "姓名", "手机号", "流出地"]
ONE, TWO = [1, "张三", "13800001234", "湖南隆回"], [2, "李四", "13800001235", "贵州独山"]


def people(table: list[list], key: str, **more: object) -> list[object]:
    return [person.get(key) for person in told(table, **more)["people"]]


def kinds(found: dict) -> list[tuple[int, str]]:
    return [(warning["row"], warning["kind"]) for warning in found["warnings"]]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("①姓名*", "name"),
        ("④身份证号码\n(18位)", "id_number"),
        ("五、流入时间", "flow_in_date"),
        ("7性别", "gender"),
        ("手机号码<11位>", "phone"),
        ("流入时间『如2023.05』", "flow_in_date"),
        ("⼿机号", "phone"),
        ("18位身份证号", "id_number"),
        ("11.18位身份证号", "id_number"),
        ("Q4_手机号", "phone"),
        ("q1. 您的姓名", "name"),
        ("外出地方", "destination"),
        ("原来在哪", "origin_region"),
        ("党组织在老家哪个支部", "home_org_name"),
        ("流入单位（社区）", "community"),
        ("①", None),
        ("Q4", None),
        ("2023年", None),
        ("3寸照片", None),
    ],
)
def test_headings_with_a_number_or_other_brackets(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


def test_a_whole_table_with_circled_headings() -> None:
    found = told(
        [
            ["永明社区流出党员名册"],
            ["①序号", "②姓名*", "③联系电话", "④外出时间\n（年.月）"],
            [1, "张三", ONE[2], "2021.03"],
        ]
    )
    assert [(p["name"], p["phone"], p["arrived"]) for p in found["people"]] == [("张三", ONE[2], "2021-03-01")]


@pytest.mark.parametrize("cell", ["张*", "张*强", "刘?"])
def test_a_name_with_a_hidden_character_is_asked_about(cell: str) -> None:
    found = told([HEAD, [1, cell, *ONE[2:]]])
    assert [(error["kind"], cell in error["message"]) for error in found["errors"]] == [("name_missing", True)]


def test_a_name_given_by_half_is_kept_and_told() -> None:
    found = told([HEAD, [1, "张某某", *ONE[2:]], TWO])
    assert [person["name"] for person in found["people"]] == ["张某某", "李四"]
    assert kinds(found) == [(2, "half_name")]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("永明社区/永贤社区", None),
        ("永明社区、永贤社区", None),
        ("永明/永贤", None),
        ("永明社区/永明社区", "440704001025"),
        ("永明社区、江翠路", "440704001025"),
    ],
)
def test_two_communities_in_a_cell_are_told_and_neither_is_taken(cell: str, code: str | None) -> None:
    found = told([["姓名", "手机号", "社区"], [*ONE[1:3], cell]])
    assert found["people"][0]["community_code"] == code
    assert bool(kinds(found)) == (code is None)


def test_a_group_may_name_who_leads_it() -> None:
    table = [
        HEAD,
        ["永明社区党支部 书记：钟某 电话：13822233445"],
        ONE,
        ["永贤社区党支部", "书记：陈某", None, "13822233446"],
        TWO,
    ]
    assert people(table, "community_code") == ["440704001025", "440704001028"]
    assert people(table, "name") == ["张三", "李四"]


def test_who_signs_for_the_community_begins_no_group() -> None:
    table = [["永明社区流入党员名册"], HEAD, ONE, ["社区书记：钟某", None, None, "电话：13822233445"], TWO]
    assert people(table, "community_code") == ["440704001025", "440704001025"]


def test_codes_before_their_words() -> None:
    assert [codes.education(cell) for cell in ("21-大学本科", "31.大专", "21大学本科")] == ["21", "31", "21"]
    assert [codes.political(cell) for cell in ("01-中共党员", "02中共预备党员")] == ["full", "probationary"]
    assert [values.sex(cell) for cell in ("1-男", "2.女")] == ["男", "女"]
    assert [codes.ethnic(cell) for cell in ("15|土家族", "01汉族")] == ["15", "01"]
    assert [values.sex(cell) for cell in ("2023女", "12")] == [None, None]


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("2023年5月8日", True),
        ("电话报到", True),
        ("2023", None),
        ("2099年5月", None),
        ("未电话报到", None),
        ("春节后", None),
    ],
)
def test_a_day_in_the_place_of_the_answer(cell: str, answer: bool | None) -> None:
    assert rows(f"姓名,手机,是否报到\n张三,13800001234,{cell}\n")[0].values["reported"] is answer


def test_characters_out_of_a_pdf_are_read_and_a_name_keeps_its_own() -> None:
    found = rows("姓名,性别,⾝份证号,⼿机号,学历,流⼊时间,来源地\n王⼩明,⼥,,13800001234,⼤专,2023年5⽉,⼴东⾼州\n")[
        0
    ].values
    assert (found["sex"], found["phone"], found["education_code"]) == ("女", "13800001234", "31")
    assert (found["arrived"].isoformat(), found["origin_code"], found["name"]) == ("2023-05-01", "440981", "王⼩明")


@pytest.mark.parametrize(
    ("title", "way"),
    [
        ("组织关系在外地的党员登记表", "in"),
        ("组织关系在本社区长期在外党员登记表", "out"),
        ("异地就业党员花名册", "out"),
        ("离乡党员名册", "out"),
    ],
)
def test_titles_about_where_the_relation_is(title: str, way: str) -> None:
    assert told([[title], ["姓名", "手机号"], ONE[1:3]])["direction"] == way


def test_the_number_of_a_column_whose_cells_say_whose_it_is() -> None:
    head = ["姓名", "身份证号", "流出地支部书记", "联系电话"]
    own = [["张三", A, "田书记", "13800001234（本人）"], ["李四", B, "傅书记", "13800001235"]]
    assert people([head, *own], "phone") == ["13800001234", "13800001235"]
    assert people([[*head[:3], "本人电话"], *[[*row[:3], row[3][:11]] for row in own]], "phone")[0] == "13800001234"
    assert people([head, *[[*row[:3], row[3][:11]] for row in own]], "phone") == [None, None]


def test_a_label_before_a_place_and_a_day_that_is_not_known() -> None:
    found = rows("姓名,手机,来源地,流入时间\n张三,13800001234,户籍：湖北麻城,2024-05-00\n")[0].values
    assert (found["origin_code"], found["arrived"].isoformat()) == ("421181", "2024-05-01")
    assert rows("姓名,手机,流入时间\n张三,13800001234,2024-00-05\n")[0].values["arrived"] is None


@pytest.mark.parametrize("line", ["江门市某光电有限公司党支部", "江南街道机关", "外海街道"])
def test_a_community_s_group_ends_where_another_organisation_begins(line: str) -> None:
    table = [HEAD, ["永明社区"], ONE, [line], TWO]
    assert people(table, "community_code") == ["440704001025", None]


@pytest.mark.parametrize("line", ["第一党小组", "第二党支部", "其中预备党员", "快递行业"])
def test_a_part_of_a_community_is_still_its_own(line: str) -> None:
    table = [HEAD, ["永明社区"], ONE, [line], TWO]
    assert people(table, "community_code") == ["440704001025", "440704001025"]


def test_a_street_further_up_says_which_community_is_meant() -> None:
    table = [HEAD, ["外海街道"], ["墟镇社区"], ONE, ["礼乐街道"], ["墟镇社区"], TWO]
    assert people(table, "community_code") == ["440704004001", "440704005001"]
    assert people([HEAD, ["墟镇社区"], ONE], "community_code") == [None]


def test_each_row_says_by_its_places_which_way() -> None:
    head = ["姓名", "手机号", "流出地", "流出时间", "流入地", "流入时间"]
    came = ["张三", ONE[2], "湖南隆回", "2022.2", "永明社区", "2022.3"]
    went = ["李四", TWO[2], "永明社区", "2021.3", "深圳宝安", "2021.4"]
    within = ["王五", "13800001236", "永明社区", "2020.3", "江海区永贤社区", "2020.4"]
    found = told([["流动党员登记表"], head, came, went, within])["people"]
    assert [(p["direction"], p["origin_code"], p["arrived"]) for p in found[:2]] == [
        ("in", "430524", "2022-03-01"),
        ("out", "440306", "2021-03-01"),
    ]
    assert (found[2]["direction"], found[2]["origin_code"]) == ("in", None)


def test_letters_below_a_heading_and_parts_of_a_sum_are_nobody() -> None:
    table = [
        HEAD,
        ["A", "B", "C", "D"],
        ONE,
        ["合计", "1", None, None],
        [None, "男", "1", None],
        [None, "女", "0", None],
    ]
    assert people(table, "name") == ["张三"]
    assert people([HEAD, [1, "男", ONE[2], "湖南隆回"]], "verdict") != []


def test_what_a_program_writes_for_nothing() -> None:
    found = rows("姓名,手机,来源地\n张三,13800001234,nan\nnan,,\n")
    assert [(row.values["name"], row.values["origin_code"]) for row in found] == [("张三", None)]


@pytest.mark.parametrize(
    ("cell", "day", "code"),
    [
        ("2021年3月，深圳宝安", "2021-03-01", "440306"),
        ("广州天河2020年5月", "2020-05-01", "440106"),
        ("2019/6/1 福建厦门", "2019-06-01", "350200"),
        ("深圳宝安", None, "440306"),
        ("2021.3深圳，2022.4广州", None, None),
    ],
)
def test_a_day_and_a_place_in_one_cell(cell: str, day: str | None, code: str | None) -> None:
    found = told([["流出党员名册"], ["姓名", "手机号", "外出时间及地点"], ["张三", "13800001234", cell]])
    assert (found["people"][0]["arrived"], found["people"][0]["origin_code"]) == (day, code)
    assert len(found["warnings"]) == (day is None and code is None)


def test_a_day_and_a_reason_in_one_cell() -> None:
    found = rows("姓名,手机,流入时间及原因\n张三,13800001234,2021年3月务工\n")[0].values
    assert (found["arrived"].isoformat(), found["flow_reason"]) == ("2021-03-01", "migrant_work")


@pytest.mark.parametrize("heading", ["流入地/流出地", "流出地（流入地）", "流入时间/流出时间"])
def test_two_places_or_two_days_are_no_such_heading(heading: str) -> None:
    assert shared_fields(heading) == ()


def test_our_own_city() -> None:
    found = told(
        [["流出党员名册"], ["姓名", "手机号", "外出地点"], ["张三", ONE[2], "本市蓬江区"], ["李四", TWO[2], "我市"]]
    )
    assert [person["origin_code"] for person in found["people"]] == ["440703", None]


def test_our_own_community_is_the_one_of_the_sheet() -> None:
    head = ["姓名", "手机号", "所在社区"]
    table = [["永明社区流入党员"], head, ["张三", ONE[2], "本社区"], ["李四", TWO[2], "永贤"]]
    assert people(table, "community_code") == ["440704001025", "440704001028"]
    found = told([head, ["张三", ONE[2], "本社区"]])
    assert (found["people"][0]["community_code"], kinds(found)) == (None, [(2, "community_unknown")])


def test_a_title_set_upright_is_no_column_of_names() -> None:
    table = [["流入党员", *HEAD], [None, *ONE], [None, *TWO]]
    assert people(table, "name", merges=("A1:A3",)) == ["张三", "李四"]
    assert people([["流动党员", "手机号", "流出地"], ONE[1:]], "name") == ["张三"]


def test_hints_in_brackets_and_a_line_about_another_list_are_nobody() -> None:
    hint = ["（必填）", "（18位）", "（11位）", "（省市县）"]
    table = [["姓名", "身份证号", "手机号", "流出地"], hint, ["张三", A, ONE[2], "湖南隆回"], ["流出党员见附表2"]]
    assert people(table, "name") == ["张三"]


@pytest.mark.parametrize("cell", ["男√", "√男", "男√女□", "☑男□女"])
def test_a_ticked_sex(cell: str) -> None:
    assert values.sex(cell) == "男"
    assert values.sex("男□女□") is None


@pytest.mark.parametrize("heading", ["有效联系电话", "常用电话"])
def test_how_a_member_is_reached_is_no_contact_s_number(heading: str) -> None:
    head = ["姓名", "身份证号", "流出地联系人", heading]
    assert people([head, ["张三", A, "田书记", ONE[2]]], "phone") == [ONE[2]]
    same = [["张三", A, "田书记", ONE[2]], ["李四", B, "田书记", ONE[2]]]
    assert people([head, *same], "phone") == [None, None]


def test_a_contact_whose_number_stands_elsewhere_has_none_here() -> None:
    head = ["姓名", "身份证号", "流出地党组织联系人及电话", "流出地联系人", "联系电话"]
    assert people([head, ["张三", A, "曾书记13923849978", "文书记", ONE[2]]], "phone") == [ONE[2]]
    assert people([head, ["张三", A, "曾书记", "文书记", ONE[2]]], "phone") == [None]
