"""Lines that are nobody, titles and groups between the people, and lists that stand side by side."""

import pytest

from tests.intake.many import people_of
from tests.intake.test_recognising import A, told
from tests.intake.test_values import rows

HEAD = ["序号", "姓名", "手机号", "流出地", "流入时间"]
PERSON = [1, "张三", "13800001234", "湖南隆回", "2021.3"]
OTHER = [2, "李四", "13800001235"]


def found(*lines: list, head: list = HEAD) -> dict:
    return told([["流入党员名册"], head, PERSON, *lines, OTHER])


def names(report: dict) -> list[str]:
    return [person["name"] for person in report["people"]]


@pytest.mark.parametrize(
    "line",
    [
        [3, "本社区无流入党员"],
        [3, "无流动党员"],
        [3, "无人"],
        [3, "暂无"],
        [3, "0"],
        [3, "（暂未发现流动党员）"],
        [3, "张三（示例）", "13800001236"],
        ["永明社区小计", "1人"],
        ["江南街道合计", "2"],
        [None, "共3人"],
        [None, "Name", "Phone", "Origin"],
        [None, None, None, None, None, None, "21 本科"],
        [None, None, 1, 2, 3],
    ],
)
def test_a_line_about_nobody_is_left_out_and_told(line: list) -> None:
    report = found(line)
    assert (names(report), report["errors"]) == (["张三", "李四"], [])
    assert [left["row"] for left in report["rows_left_out"]] == [4]


def test_an_example_may_be_called_one_in_its_remark_only() -> None:
    head = [*HEAD, "备注"]
    report = told([head, [0, "王五", "13800001230", None, None, "示例行，请删除"], PERSON, OTHER])
    assert names(report) == ["张三", "李四"]


@pytest.mark.parametrize("name", ["张无忌", "无名", "李无", "计春花", "李新村"])
def test_a_name_like_that_is_still_somebody(name: str) -> None:
    assert names(found([3, name])) == ["张三", name, "李四"]


def test_two_names_in_a_cell_are_not_one_person() -> None:
    report = found([3, "赵六、钱七", "13800001236"])
    assert [(error["row"], error["kind"]) for error in report["errors"]] == [(4, "name_missing")]
    assert "一人写一行" in report["errors"][0]["message"]


def test_formulas_in_rows_not_filled_in_yet_are_nobody() -> None:
    head, blank = "姓名,手机,性别,年龄,出生日期", ",,#VALUE!,0,0000-00-00"
    assert [row.row for row in rows(f"{head}\n张三,13800001234,男,30,1990.1\n{blank}\n{blank}\n")] == [2]


def test_a_group_may_have_its_number_and_count_in_cells_of_their_own() -> None:
    report = told([HEAD, ["一", "永明社区"], PERSON, ["二", "仁美社区党支部", "3人"], OTHER])
    assert [person["community_code"] for person in report["people"]] == ["440704001025", "440704001021"]
    report = told([HEAD, ["永明社区："], PERSON])
    assert [person["community_code"] for person in report["people"]] == ["440704001025"]


def test_the_title_of_the_next_table_says_whose_it_is() -> None:
    """The same headings again: other people, of another community, or gone the other way."""
    head = ["序号", "姓名", "手机号", "地点", "日期"]
    first, second = (
        [["永明社区流入党员花名册"], head, PERSON],
        [["仁美社区流出党员花名册"], ["填报人：王某"], head, OTHER],
    )
    people = told([*first, ["合计：1人"], *second])["people"]
    assert [(person["community_code"], person["direction"]) for person in people] == [
        ("440704001025", "in"),
        ("440704001021", "out"),
    ]


def test_a_title_above_other_headings_is_nobody() -> None:
    report = told(
        [["姓名", "手机号", "流出地"], PERSON[1:4], ["新就业群体"], ["党员姓名", "联系方式", "备注"], OTHER[1:]]
    )
    assert names(report) == ["张三", "李四"]


def test_lists_side_by_side_are_read_one_after_the_other() -> None:
    head = ["序号", "姓名", "手机号"]
    table = [["永明社区流入党员"], [*head, None, *head], [*OTHER, None, 3, "王五", "13800001236"], PERSON[:3]]
    people = told(table)["people"]
    assert [(person["name"], person["phone"], person["row"]) for person in people] == [
        ("李四", "13800001235", 3),
        ("张三", "13800001234", 4),
        ("王五", "13800001236", 3),
    ]
    assert {person["community_code"] for person in people} == {"440704001025"}


def test_what_stands_left_of_lists_side_by_side_belongs_to_all() -> None:
    table = [["村(社区)", "姓名", "手机号", "姓名", "手机号"], ["永明", "张三", "13800001234", "李四", "13800001235"]]
    assert [person["community_code"] for person in told(table)["people"]] == ["440704001025"] * 2


def test_a_contact_with_a_name_of_his_own_is_no_second_list() -> None:
    table = [["姓名", "手机号", "单位", "姓名", "电话"], ["张三", "13800001234", "某厂", "王某", "13900001234"]]
    assert names(told(table)) == ["张三"]


def test_a_year_may_head_a_column() -> None:
    table = [["序号", "姓名", "身份证号", 2022, 2023], [1, "张三", A, "合格", "合格"]]
    report = told(table)
    assert names(report) == ["张三"]
    assert [column["heading"] for column in report["unknown_columns"]] == ["2022", "2023"]


def test_a_heading_may_stand_low_and_be_four_rows_deep() -> None:
    notes = [[f"{at}.请按要求填写。"] for at in range(1, 60)]
    heads = [["序号", "党员", None], [None, "基本", None], [None, "姓名", "联系"], [None, None, "电话"]]
    assert names(told([*notes, HEAD, PERSON])) == ["张三"]
    report = told([*heads, PERSON[:3]], merges=["A1:A4", "B1:C1", "B2:C2", "B3:B4"])
    assert [(person["name"], person["phone"]) for person in report["people"]] == [("张三", "13800001234")]


def test_a_title_is_nobodys_parent_heading() -> None:
    people = told([["流入党员联络通讯录"], ["姓名", "电话", "联系人", "电话"], ["张三", "13800001234", "王某", None]])[
        "people"
    ]
    assert [(person["name"], person["phone"]) for person in people] == [("张三", "13800001234")]


def test_a_lone_word_is_no_heading_of_a_roster() -> None:
    table = [["流动党员"], [], ["填报单位：永明社区"], [], [], HEAD, PERSON]
    assert names(told(table)) == ["张三"]
    assert names(told([["流动党员", "手机号"], ["张三", "13800001234"]])) == ["张三"]


def test_a_heading_typed_twice_is_nobody() -> None:
    table = [
        ["序号", "姓名", "手机", "流出地", "流出地", "流入时间"],
        ["序号", "姓名", "手机", "省", "县", "流入时间"],
        [1, "张三", "13800001234", "湖南", "隆回", "2023.5"],
    ]
    assert [(p["name"], p["origin_code"]) for p in told(table)["people"]] == [("张三", "430524")]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("姓名（必填）", "姓名"),
        ("真实姓名：", "真实姓名"),
        ("人员名称【必填】", "人员名称"),
        ("①党员姓名*", "党员姓名"),
    ],
)
def test_a_heading_that_comes_again_without_its_marks_is_nobody(first: str, again: str) -> None:
    table = [
        ["序号*", first, "身份证号（必填）", "手机号*"],
        [1, "张三", A, "13800001234"],
        ["序号", again, "身份证号", "手机号"],
        [2, "李四", None, "13800001235"],
    ]
    assert [(p["row"], p["name"]) for p in told(table)["people"]] == [(2, "张三"), (4, "李四")]


def test_who_signs_below_a_table_that_begins_further_right_is_nobody() -> None:
    table = [
        [None, None, "手机号", "姓名", "来源地"],
        [None, None, "13800001234", "张三", "湖南隆回"],
        [None, None, "街道党工委意见：同意", None, "签字："],
    ]
    assert [p["name"] for p in told(table)["people"]] == ["张三"]


def test_the_numbers_of_columns_in_another_order_are_nobody() -> None:
    head = ["手机号", "姓名", "年龄", "来源地", "序号"]
    table = [head, [5, 2, 3, 4, 1], ["13800001234", "张三", 45, "湖南隆回", 1]]
    assert [p["name"] for p in told(table)["people"]] == ["张三"]
    assert told([head, [5, 2, 3, 3, 1], table[2]])["errors"] != []


ENDS = {
    **{
        f"n{at}": [3, text]
        for at, text in enumerate(("以下空白", "（以下空白）", "以 下 空 白", "——以下空白——", "以下为空"))
    },
    **{f"c{at}": [3, *[None] * at, "以下空白"] for at in range(1, 5)},
    "alone": [None, "以下空白"],
    "serial": ["以下空白"],
    "apart": [3, "以", "下", "空", "白"],
    "text": ["3", None, "（以下空白）"],
}
SUMS = {
    **{f"n{at}": [None, text] for at, text in enumerate(("男3女2", "男：3人，女：2人", "男性3名、女性2名", "其中男3"))},
    **{f"b{at}": [None, text] for at, text in enumerate(("共5人，其中男3人女2人", "合计5人（男3女2）", "男3/女2"))},
    "sum": [None, "合计", "男3女2", "5人"],
    "further": [None, None, "男3女2"],
    "beside": [None, None, "男3", "女2"],
    "first": ["男3女2"],
}


@pytest.mark.parametrize("lines", [ENDS, SUMS])
def test_the_end_of_a_list_and_its_sums_are_nobody(lines: dict[str, list]) -> None:
    people = {name: (f"李四{chr(0x4E00 + at)}", f"138000{at:05}") for at, name in enumerate(lines)}
    sheets = {name: [["流入党员名册"], HEAD, [1, *people[name]], line] for name, line in lines.items()}
    assert people_of(sheets) == {name: [(*one, "ok")] for name, one in people.items()}
