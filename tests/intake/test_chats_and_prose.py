"""What was copied from a chat or written in sentences: who sends it is nobody, and what isn't clear is told."""

import pytest

from registry.intake.words.mentions import is_about_somebody, words_of
from tests.intake.test_pieces_and_messages import of_text
from tests.intake.test_recognising import A, B, told

OWN, OTHER, THIRD, FOURTH = "13800001234", "13800001235", "13800001236", "13900001111"
FIRST, SECOND = f"张三，男，身份证{A}，电话{OWN}", f"李四，女，身份证{B}，电话{OTHER}"
BOTH = [("张三", A, OWN), ("李四", B, OTHER)]


def people(*lines: str) -> list[tuple]:
    return [(person["name"], person["id_number"], person["phone"]) for person in of_text(*lines)["people"]]


@pytest.mark.parametrize(
    "lines",
    [
        (FIRST, SECOND),
        ("永贤社区流入党员名单（2023.11）", FIRST, SECOND),
        (
            "陈主任 2023/11/8 9:12:03",
            "请报一下，姓名电话都要",
            "",
            "老李（永明） 2023/11/8 9:20",
            FIRST,
            "好的",
            SECOND,
        ),
        ("2023-11-08 09:12:03 陈主任", FIRST, "2023-11-08 09:13:03 老李", SECOND, "收到[抱拳]"),
        ("陈主任：请各支部报一下", f"老李：{FIRST}", f"李书记-永贤: {SECOND}"),
        (f"各支部请看：1、{FIRST}", f"2、{SECOND}"),
        (FIRST, SECOND, f"联系人：社区小陈 {FOURTH}"),
        (FIRST, SECOND, f"报告人：社区党委副书记 容志坚  {FOURTH}", "2023年11月15日"),
    ],
)
def test_people_in_a_chat(lines: tuple[str, ...]) -> None:
    found = of_text(*lines)
    assert [(p["name"], p["id_number"], p["phone"]) for p in found["people"]] == BOTH
    assert [person["sex"] for person in found["people"]] == ["男", "女"]


@pytest.mark.parametrize(
    "line", [FOURTH, f"有事打{FOURTH}", f"社区小陈 {FOURTH}", f"王小姐{FOURTH}", f"王五，男，{FOURTH}，{THIRD}"]
)
def test_a_number_of_nobody_for_certain_is_an_error(line: str) -> None:
    found = of_text("流入党员", FIRST, SECOND, line)
    assert [(person["row"], person["verdict"]) for person in found["people"]] == [(2, "ok"), (3, "ok"), (4, "error")]
    assert [(error["row"], error["kind"]) for error in found["errors"]] == [(4, "name_missing")]


@pytest.mark.parametrize(
    "first",
    [
        "您好，我叫张三，党员，老家湖南隆回，",
        "【短信1】社区您好！我是张三，从湖南隆回过来，",
        "大家好我叫张三，来自湖南隆回，",
        "我的名字叫张三，湖南隆回，",
    ],
)
@pytest.mark.parametrize("number", [f"手机号就是{OWN}", f"电话是{OWN}", f"手机：{OWN}"])
def test_people_who_introduce_themselves(first: str, number: str) -> None:
    found = of_text(f"{first}{number}。", f"我叫李四，也是党员，身份证号码是{B}，手机{OTHER}。")["people"]
    assert [(person["name"], person["phone"]) for person in found] == [("张三", OWN), ("李四", OTHER)]
    assert (found[0]["origin_code"], found[1]["id_number"]) == ("430524", B)


@pytest.mark.parametrize(
    "line",
    [
        f"我是陈主任，电话{FOURTH}",
        f"我是王五的妻子，电话{FOURTH}",
        f"我是王五，我爱人赵六也是党员，电话{FOURTH}",
        f"我们这里有一位，电话{FOURTH}",
    ],
)
def test_whose_number_it_is_nobody_knows(line: str) -> None:
    found = of_text(f"我叫张三，手机{OWN}", f"我叫李四，手机{OTHER}", line)
    assert [person["verdict"] for person in found["people"]] == ["ok", "ok", "error"]


@pytest.mark.parametrize(
    "lead", ["第一位是{}同志，", "一是{}，", "其中一名是{}同志，", "其一，{}，", "第1位：{}，", "第一名党员{}，"]
)
def test_people_in_prose(lead: str) -> None:
    found = of_text(
        "街道党工委：",
        "    现将我社区流入党员情况报告如下。",
        f"    {lead.format('张三')}男，身份证号{A}，原组织关系在中共隆回县桃洪镇支部，2021年7月来务工，电话{OWN}。",
        f"    另一位是李四同志，女，身份证号{B}，2022年8月随子女来江门居住，联系电话{OTHER}。",
        "    特此报告。",
        f"            报告人：社区党委副书记 容志坚  {FOURTH}",
    )["people"]
    assert [(person["name"], person["id_number"], person["phone"]) for person in found] == BOTH
    assert [person["arrived"] for person in found] == ["2021-07-01", "2022-08-01"]
    assert (found[0]["home_org"], found[0]["origin_code"]) == ("中共隆回县桃洪镇支部", "430524")


@pytest.mark.parametrize(
    "text",
    [
        f"我村流入党员共2名：张三（男，身份证{A}，电话{OWN}）；李四（女，身份证{B}，电话{OTHER}）。",
        f"流入党员有两人。第一位是张三同志，{A}，{OWN}。第二位是李四同志，{B}，{OTHER}。",
        f"张三（{A}，{OWN}）、李四（{B}，{OTHER}）",
        f"流入党员：1、{FIRST}；2、{SECOND}；",
        f"{FIRST}；{SECOND}。联系人：社区小陈 {FOURTH}。",
    ],
)
@pytest.mark.parametrize("more", [(), ("特此报告",)])
def test_several_people_in_a_paragraph(text: str, more: tuple[str, ...]) -> None:
    assert people(text, *more) == BOTH
    assert people("江海区流入党员", text, *more) == BOTH


def test_who_has_no_number_in_a_paragraph_is_asked_about() -> None:
    found = of_text(f"永贤社区流入党员3名：张三（男，{OWN}）；李四（女，{OTHER}）；王五（女，没有手机）。")["people"]
    assert [(p["name"], p["verdict"]) for p in found] == [("张三", "ok"), ("李四", "ok"), ("王五", "review")]
    assert {person["community_code"] for person in found} == {"440704001028"}


@pytest.mark.parametrize(
    "text",
    [
        f"流入党员：张三，男，{OWN}；李四，女，{OTHER}；还有王五的电话是{THIRD}",
        f"张三，{OWN}；李四、王五，{OTHER}，{THIRD}",
        f"张三的电话是{OWN}，李四的电话是{OTHER}，都在永明社区。",
        f"请打{OWN}或{OTHER}。",
    ],
)
def test_a_paragraph_that_is_not_clear_is_not_read_in_half(text: str) -> None:
    found = of_text("流入党员", text)
    assert (found["people"], [sheet["reason"] for sheet in found["sheets_skipped"]]) == ([], ["no_header"])


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f"温光荣，男，{OWN}", "温光荣"),
        (f"容志坚 {OWN}", "容志坚"),
        (f"欧阳小明，{OWN}", "欧阳小明"),
        (f"商小燕，女，{OWN}", "商小燕"),
        (f"阿依古丽·买买提，女，{OWN}", "阿依古丽·买买提"),
        ("张三 138 0000 1234", "张三"),
        ("张三 138-0000-1234", "张三"),
        (f"张三 {A[:6]} {A[6:14]} {A[14:]}", "张三"),
    ],
)
def test_whom_a_line_is_about(line: str, name: str) -> None:
    assert is_about_somebody(line) and words_of(line)[0] == name


@pytest.mark.parametrize(
    "line",
    [
        f"永贤社区，男，{OWN}",
        f"单位电话{OWN}",
        f"温馨提示，{OWN}，{OTHER}",
        f"张三、李四，{OWN}",
        f"支部书记：王某，{OWN}",
        f"联系电话，男，{OWN}",
        "张三，男，湖南隆回",
    ],
)
def test_whom_a_line_is_not_about(line: str) -> None:
    assert not is_about_somebody(line)


@pytest.mark.parametrize("who", ["房东李四", "妻子李四", "联络员李四", "社区书记李四", "联系人：李四"])
def test_the_number_behind_another_is_not_the_members(who: str) -> None:
    found = of_text("流入党员", f"张三，男，{who}，{FOURTH}", FIRST.replace("张三", "王五"), SECOND)["people"]
    assert [(person["name"], person["phone"]) for person in found] == [("张三", None), ("王五", OWN), ("李四", OTHER)]


def test_a_list_of_secretaries_is_none_of_members() -> None:
    found = of_text("各支部书记通讯录", f"张三，永明支部，{OWN}", f"李四，永贤支部，{OTHER}")
    assert (found["people"], [sheet["reason"] for sheet in found["sheets_skipped"]]) == ([], ["others"])


def test_who_stands_below_a_line_that_says_they_left() -> None:
    found = of_text("流入党员", FIRST, SECOND, "以下人员已离开：", f"王五，男，{THIRD}")
    assert [warning["row"] for warning in found["warnings"]] == [5]
    assert {warning["kind"] for warning in found["warnings"]} == {"remark_says"}


def test_a_community_before_a_colon_says_where() -> None:
    found = of_text(f"永明社区：{FIRST}", f"永贤社区：{SECOND}")["people"]
    assert [person["community_code"] for person in found] == ["440704001025", "440704001028"]


@pytest.mark.parametrize("sender", ["减少", "已离开", "流出", "支部书记", "联系人"])
def test_a_word_before_a_colon_that_says_more_is_not_cut_off(sender: str) -> None:
    assert words_of(f"{sender}：张三，男，{OWN}")[0] != "张三"


def test_values_that_read_like_labels() -> None:
    """流动党员 heads a column elsewhere; the sheet was read as a table of such columns, and of nobody."""
    lines = (f"张三，男，{OWN}，湖南隆回，流动党员", f"李四，女，{OTHER}，贵州独山，流动党员")
    found = of_text("各支部注意，明天截止，谢谢", *lines)
    assert [(person["name"], person["origin_code"]) for person in found["people"]] == [
        ("张三", "430524"),
        ("李四", "522726"),
    ]


@pytest.mark.parametrize(
    "rows", [[["张三", "书记", OWN], ["李四", "副书记", OTHER]], [["张三", OWN, ""], ["李四", OTHER, ""]]]
)
def test_columns_without_a_heading_that_nothing_calls_members(rows: list[list]) -> None:
    """A list of an office's own telephones looks just so."""
    found = told(rows)
    assert (found["people"], [sheet["reason"] for sheet in found["sheets_skipped"]]) == ([], ["no_header"])


def test_a_table_without_a_heading() -> None:
    rows = [[1, "张三", "男", A, OWN, "大专", "湖南隆回", "江海区江南街道永明社区"]]
    rows.append([2, "李四", "女", None, OTHER, "本科", "贵州独山", None])
    first, second = told([["流入党员"], *rows])["people"]
    assert (first["row"], first["name"], first["id_number"], first["phone"]) == (2, "张三", A, OWN)
    assert (first["education_code"], first["origin_code"], first["community_code"]) == ("31", "430524", "440704001025")
    assert (second["phone"], second["education_code"], second["origin_code"]) == (OTHER, "21", "522726")


def test_a_table_below_headings_that_nobody_knows_is_told() -> None:
    found = told([["户名", "住的人", "号头"], ["李四", "张三", OWN], ["王五", "赵六", OTHER]])
    assert (found["people"], len(found["sheets_skipped"])) == ([], 1)


def test_a_day_that_does_not_say_what_happened_is_kept_as_it_is() -> None:
    found = of_text("流入党员", f"{FIRST}，2010-07-01", f"{SECOND}，2012-07-01")
    assert [(person["joined"], person["arrived"]) for person in found["people"]] == [(None, None)] * 2
    assert [column["heading"] for column in found["unknown_columns"]] == ["时间"]
