"""Mails and reports: quoted lines, who sent them, and who signs below, who is no member."""

import pytest

from registry.intake.words.signatures import is_signature
from tests.intake.test_pieces_and_messages import of_text
from tests.intake.test_recognising import A, B, told

OWN, OTHER, THEIRS = "13800001234", "13800001235", "13900001111"
FIRST, SECOND = f"张三，男，{A}，{OWN}，湖南隆回", f"李四，女，{B}，{OTHER}，贵州独山"
MAIL = (
    "发件人：王文 <wangw@example.cn>",
    "收件人：街道党建办",
    "主题：回复: 流入党员名单",
    "日期：2023-11-20 10:12",
    "",
)


def named(*lines: str) -> list[tuple]:
    people = of_text(*lines)["people"]
    return [(person.get("name"), person.get("phone"), person["verdict"]) for person in people]


BOTH = [("张三", OWN, "ok"), ("李四", OTHER, "ok")]
NOBODY = (None, None, "error")


@pytest.mark.parametrize("mark", ["> ", ">", ">> ", "＞ ", "> > "])
def test_quoted_lines_of_a_mail(mark: str) -> None:
    quoted = (mark + FIRST, mark + SECOND)
    below = ("", "以上共2人。", f"王文 {THEIRS}", "永明社区党群服务中心")
    assert named(*quoted) == BOTH
    assert named(*MAIL, "王主任您好，名单如下：", "", *quoted, *below) == BOTH


def test_a_quoted_table_and_a_quoted_form() -> None:
    head = "姓名，性别，身份证号，手机，来源地"
    assert named(*(f"> {line}" for line in (head, FIRST, SECOND))) == BOTH
    form = ("姓名：张三", "性别：男", f"身份证号：{A}", f"手机：{OWN}")
    assert named(*(f"> {line}" for line in form)) == BOTH[:1]


def test_quoted_cells_of_a_sheet() -> None:
    found = told([[f"> {FIRST}"], [f"> {SECOND}"]])
    assert [person["name"] for person in found["people"]] == ["张三", "李四"]


@pytest.mark.parametrize(
    "below",
    [
        ("特此报告。", f"永明社区党总支 书记 王文 {THEIRS}", "2023年11月20日"),
        (f"永明社区党总支书记 王文 {THEIRS}",),
        (f"永明社区 王文（书记） 电话：{THEIRS}",),
        (f"党建专干，王文，{THEIRS}",),
        ("特此报告。", f"永明社区 王文 {THEIRS}"),
        ("以上2人，请查收。", f"王主任 {THEIRS}"),
        ("以上共2人。", f"王文 {THEIRS}"),
        ("此致", "敬礼", "王文", THEIRS),
        ("--", f"王文 {THEIRS}"),
    ],
)
def test_who_signs_is_nobody_and_is_told(below: tuple[str, ...]) -> None:
    found = of_text(FIRST, SECOND, *below)
    assert [(person["name"], person["phone"], person["verdict"]) for person in found["people"]] == BOTH
    assert [left["row"] for left in found["rows_left_out"]] == list(range(3, 3 + len(below)))


def test_the_sender_of_a_mail_is_nobody() -> None:
    assert named(*MAIL, FIRST, SECOND, f"王文 {THEIRS}") == BOTH
    assert named("From: 王文 <w@example.cn>", "", FIRST, SECOND, f"王文 {THEIRS}") == BOTH


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        ((FIRST, SECOND, f"王文 {THEIRS}"), ("王文", THEIRS, "ok")),
        ((FIRST, SECOND, "以上共2人。", f"3、王文 {THEIRS}"), ("王文", THEIRS, "ok")),
        ((FIRST, SECOND, "以上共2人。", "二、流出党员：", f"王文 {THEIRS}"), ("王文", THEIRS, "ok")),
        ((FIRST, SECOND, "以上为2021年前登记", f"王文 {THEIRS}"), ("王文", THEIRS, "ok")),
        ((FIRST, SECOND, f"永明社区 王文 {THEIRS}"), NOBODY),
        ((f"张三 {OWN}", f"李四 {OTHER}", "以上共2人。", f"王文 {THEIRS}"), NOBODY),
    ],
)
def test_whoever_may_be_a_member_is_read_or_asked_about(lines: tuple[str, ...], last: tuple) -> None:
    assert named(*lines) == [*BOTH, last]


@pytest.mark.parametrize(
    "text", [f"张三 {OWN}", f"张三，男，{OWN}", f"社区小陈 {OWN}", f"张三（书记） {OWN}", f"王小姐{OWN}"]
)
def test_what_is_no_signature(text: str) -> None:
    assert not is_signature(text)
