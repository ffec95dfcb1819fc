"""What a roster says of whom it lists and is told: gone, refused, a relative who is a member; and further places, days,
headings and banners."""

import pytest

from registry.intake.files.refusals import Refusal
from registry.intake.sheets.reports import check_file
from registry.lib import divisions
from tests.intake.district import context
from tests.intake.test_contradictions import answers
from tests.intake.test_recognising import A, B, told
from tests.intake.test_webpage import people as people_of_page
from tests.intake.test_word import made
from tests.intake.test_word import told as told_of_word

OWN, OTHER, THIRD = "13800001234", "13800001235", "13800001236"
IN, OUT = ["流入党员名册"], ["流出党员名册"]


def kinds(title: list, head: list, *rows: list) -> list[tuple[int, str]]:
    return answers(title, head, *rows)[1]


@pytest.mark.parametrize("heading", ["配偶政治面貌", "爱人是否党员", "配偶情况/政治面貌"])
def test_a_relative_who_is_a_member_is_told(heading: str) -> None:
    head = ["姓名", "手机", "来源地", "配偶姓名", heading]
    yes = "是" if "是否" in heading else "中共党员"
    rows = [
        ["张三", OWN, "湖南隆回", "李某", yes],
        ["李四", OTHER, "贵州独山", "王某", "群众" if yes != "是" else "否"],
    ]
    assert kinds(IN, head, *rows) == [(3, "kin_member")]


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("审批结果", "驳回"),
        ("审核状态", "已撤回"),
        ("备注", "组织关系已调走"),
        ("备注", "户口迁回原籍了"),
        ("备注", "随军去海南"),
        ("情况", "回老家带孙女，节后再来"),
        ("在岗状态", "离职（上月）"),
        ("是否党员", "入党积极分子"),
    ],
)
def test_who_may_not_be_listed_is_asked_about(heading: str, text: str) -> None:
    rows = [["张三", OWN, "湖南隆回", text], ["李四", OTHER, "贵州独山", "是" if "是否" in heading else None]]
    found = kinds(IN, ["姓名", "手机", "来源地", heading], *rows)
    assert [row for row, kind in found if kind in ("said_no", "gone", "remark_says", "not_member")] == [3]


@pytest.mark.parametrize("text", ["审批通过", "同意", "完成"])
def test_who_was_accepted_is_not(text: str) -> None:
    assert kinds(IN, ["姓名", "手机", "来源地", "审批结果"], ["张三", OWN, "湖南隆回", text]) == []


@pytest.mark.parametrize("title", ["2024年组织关系转入党员花名册", "永明社区组织关系转来人员登记表"])
def test_a_list_of_those_whose_relation_was_moved_here(title: str) -> None:
    assert kinds([title], ["姓名", "手机", "来源地"], ["张三", OWN, "湖南隆回"]) == [(3, "gone")]


@pytest.mark.parametrize(
    ("came", "reported", "early"),
    [("2024-05-06", "2023-02-01", True), ("2024-05-06", "2024-05-08", False), ("2024-05-06", "2024.5", False)],
)
def test_who_reported_before_coming(came: str, reported: str, *, early: bool) -> None:
    head = ["姓名", "手机", "来源地", "流入时间", "报到时间"]
    found = kinds(IN, head, ["张三", OWN, "湖南隆回", came, reported])
    assert ((3, "reported_early") in found) is early


def test_who_left_and_lives_with_a_child_and_who_stays() -> None:
    head = ["姓名", "手机", "是否居住在村", "现居住地", "何时离村"]
    rows = [["张三", OWN, "否", "跟女儿一起住浙江省义乌市", "2021.3"], ["李四", OTHER, "是", "本村", None]]
    people, said = answers(OUT, head, *rows)
    assert people[0]["origin_code"] == "330782"
    assert {row for row, _ in said} == {4}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("湘隆回", "430524"),
        ("黔·独山", "522726"),
        ("赣 于都", "360731"),
        ("苏·海安", "320685"),
        ("鲁东明县", "371728"),
        ("粤信宜人", "440983"),
        ("随丈夫生活在湖南隆回", "430524"),
        ("湘潭", "430300"),
        ("贵港", "450800"),
        ("苏海安", None),
        ("湘公司", None),
        ("黔独山路", None),
        ("川流不息", None),
    ],
)
def test_a_province_by_its_one_character(text: str, code: str | None) -> None:
    assert divisions.resolve(text).code == code


@pytest.mark.parametrize("text", ["大专机电一体化", "大专（护理）", "大专 会计", "大专"])
def test_what_was_learnt_behind_how_far(text: str) -> None:
    people, said = answers(IN, ["姓名", "手机", "学历及专业"], ["张三", OWN, text])
    assert (people[0]["education_code"], said) == ("31", [])


@pytest.mark.parametrize(
    "line", ["填写说明：身份证号18位，如{}；时间写到月", "1.证件号为18位文本（例如：{}）2.请勿删除示例"]
)
def test_an_example_of_a_number_is_nobody(line: str) -> None:
    people, _ = answers([line.format(B)], ["姓名", "身份证号", "手机", "来源地"], ["张三", A, OWN, "湖南隆回"])
    assert [(person["row"], person["verdict"]) for person in people] == [(3, "ok")]


@pytest.mark.parametrize(
    "banner", ["二、浙江义乌（1人）", "（二）在义乌的党员 1人", "二、浙江省义乌市：1名", "义乌方向（1人）"]
)
def test_a_banner_that_says_where_they_went(banner: str) -> None:
    head = ["序号", "姓名", "手机", "外出时间"]
    first = [["一、佛山市南海区（1人）"], [1, "张三", OWN, "2021.3"]]
    people, _ = answers(OUT, head, *first, [banner], [1, "李四", OTHER, "2022.4"])
    assert [person["origin_code"] for person in people] == ["440605", "330782"]


def test_a_banner_that_nobody_understands_ends_the_last_one() -> None:
    head = ["序号", "姓名", "手机", "外出时间"]
    rows = [
        ["一、佛山市南海区（1人）"],
        [1, "张三", OWN, "2021.3"],
        ["二、其他去处（1人）"],
        [1, "李四", OTHER, "2022.4"],
    ]
    assert [person["origin_code"] for person in answers(OUT, head, *rows)[0]] == ["440605", None]


def test_a_register_of_two_lines_each_beside_years_that_are_ticked() -> None:
    head = [
        ["编号", "姓名", "身份证号", "来源地", "查验", "", ""],
        ["", "", "手机", "流入时间", "2022", "2023", "2024"],
    ]
    rows = [
        *(["1", "张三", A, "湖南隆回", "√", "√", ""], ["", "", OWN, "2021年3月", "", "", ""]),
        *(["2", "李四", B, "贵州独山", "√", "", ""], ["", "", OTHER, "2022年4月", "", "", ""]),
    ]
    spans = tuple((top, column, top + 1, column) for top in (0, 2, 4) for column in (0, 1))
    found = told_of_word(made("流入党员登记簿", [*head, *rows], merges=((0, 4, 0, 6), *spans)))["people"]
    assert [(one["name"], one["id_number"], one["phone"], one["origin_code"]) for one in found] == [
        ("张三", A, OWN, "430524"),
        ("李四", B, OTHER, "522726"),
    ]
    assert [one["arrived"] for one in found] == ["2021-03-01", "2022-04-01"]


def test_a_page_with_boxes_to_tick() -> None:
    box = "<td><input type='checkbox' name='a'></td>"
    rows = f"<tr>{box}<td>张三</td><td>{A}</td><td>{OWN}</td><td>永明社区</td></tr>"
    head = "<tr><th><input type=radio></th><th>姓名</th><th>身份证号</th><th>手机</th><th>社区</th></tr>"
    page = f"<html><head><meta charset=utf-8></head><body><table>{head}{rows}</table></body></html>"
    assert people_of_page(page.encode()) == [("张三", A, OWN, "440704001025")]


def test_a_branch_by_another_heading() -> None:
    home = "中共湖南省隆回县桃洪镇支部委员会"
    found = told([IN, ["姓名", "手机", "党组织所在"], ["张三", OWN, home]])["people"]
    assert found[0]["home_org"] == home


def test_members_who_are_marked_among_others() -> None:
    head = ["店铺", "经营者", "身份证号", "手机", "组织关系"]
    home = "中共湖南省隆回县桃洪镇支部委员会"
    rows = [["A1", "★张三", A, OWN, home], ["A2", "李四", B, OTHER, None], ["A3", "☆王强", None, THIRD, None]]
    people, said = answers(["商户摸排"], head, *rows, ["备注：★为中共党员，☆为申请入党人员"])
    assert [person["name"] for person in people] == ["张三", "李四", "王强"]
    assert said == [(4, "name_remark"), (5, "name_remark")]


@pytest.mark.parametrize(
    ("name", "begins"), [("名册.html", "这个网页里没有"), ("名册.xls", "这是网页，只是名字写成了")]
)
def test_a_page_that_is_refused_is_told_what_it_is(name: str, begins: str) -> None:
    page = "<html><body><form><table><tr><td>姓名</td></tr><tr><td>张三</td></tr></table></form></body></html>".encode()
    with pytest.raises(Refusal) as caught:
        list(check_file(page, name, context()))
    assert caught.value.message.startswith(begins)


def test_a_community_that_is_not_known_yet() -> None:
    head = ["姓名", "手机", "来源地", "村（社区）"]
    rows = [["张三", OWN, "湖南隆回", "待查"], ["李四", OTHER, "贵州独山", "永明社区"]]
    assert kinds(["名册"], head, *rows) == [(3, "community_unsure")]
