"""Lines between people that say where the next ones are, and what somebody says of himself, which goes before them."""

import pytest

from tests.intake.district import COMMUNITY
from tests.intake.test_chats_and_prose import FIRST, OWN, SECOND, THIRD
from tests.intake.test_pieces_and_messages import of_text
from tests.intake.test_recognising import A, B, told

YONGMING, YONGXIAN, JIANGCUI = COMMUNITY, "440704001028", "440704001017"
LAST = f"王五，女，电话{THIRD}"


def places(*lines: str) -> list[str | None]:
    return [person["community_code"] for person in of_text(*lines)["people"]]


def kinds(*lines: str) -> list[tuple[int, str]]:
    return [(warning["row"], warning["kind"]) for warning in of_text(*lines)["warnings"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("永明社区：", "永贤社区："),
        ("一、永明社区", "二、永贤社区"),
        ("（一）永明社区流入党员2名：", "（二）永贤社区流入党员1名："),
        ("江南街道永明社区：", "江南街道永贤社区："),
        ("永明社区党支部", "永贤社区党支部"),
    ],
)
def test_a_line_of_a_community_holds_until_the_next(one: str, other: str) -> None:
    assert places("江海区流入党员", one, FIRST, LAST, other, SECOND) == [YONGMING, YONGMING, YONGXIAN]
    assert kinds(one, FIRST, other, SECOND) == []


def test_a_paragraph_each() -> None:
    lines = (f"永明社区流入党员2名：{FIRST}；{LAST}。", f"永贤社区流入党员2名：{SECOND}；赵六，男，13800001237。")
    assert places(*lines) == [YONGMING, YONGMING, YONGXIAN, YONGXIAN]


def test_communities_with_both_ways() -> None:
    found = of_text("永明社区流入党员：", FIRST, "永明社区流出党员：", LAST, "永贤社区流入党员：", SECOND)["people"]
    assert [(person["direction"], person["community_code"]) for person in found] == [
        ("in", YONGMING),
        ("out", YONGMING),
        ("in", YONGXIAN),
    ]


def test_cards_below_a_line_of_their_community() -> None:
    card = "姓名：{}\n身份证号：{}\n手机：{}"
    lines = ("永明社区", card.format("张三", A, OWN), "永贤社区", card.format("李四", B, THIRD))
    assert places(*"\n".join(lines).split("\n")) == [YONGMING, YONGXIAN]


@pytest.mark.parametrize("stamp", ["2023/11/3 09:11", "2023-11-03 09:11:05", "昨天 9:11", "11月3日 09:11", "上午9:11"])
def test_who_sends_a_message_says_where_and_is_asked_about(stamp: str) -> None:
    lines = (f"永贤社区-阿美 {stamp}", FIRST, f"老黄 {stamp}", SECOND)
    assert places(*lines) == [YONGXIAN, None]
    assert kinds(*lines) == [(2, "community_of_sender")]


@pytest.mark.parametrize("senders", [("永贤社区阿美：", "老黄："), ("永贤社区-阿美：", "永明老黄：")])
def test_senders_before_a_colon(senders: tuple[str, str]) -> None:
    assert places(senders[0], FIRST, senders[1], SECOND) == [YONGXIAN, None]


def test_a_sender_in_the_same_line() -> None:
    assert places("永贤社区阿美：", FIRST, f"江翠社区老黄：{SECOND}") == [YONGXIAN, JIANGCUI]


@pytest.mark.parametrize(
    "around",
    ["永贤社区-阿美 2023/11/3 09:11", "永贤社区流入党员：", "永贤社区党委  赵志刚", "我社区（永贤社区）情况如下："],
)
@pytest.mark.parametrize("lives", ["住永明社区", "现住江南街道永明社区3栋", "租住在永明社区"])
def test_where_somebody_says_that_she_lives(around: str, lives: str) -> None:
    lines = (around, f"{FIRST}，{lives}", SECOND)
    assert places(*lines)[0] == YONGMING
    assert (2, "community_says") in kinds(*lines)


def test_a_signature_below_says_where_nobody_else_does() -> None:
    lines = ("区委组织部：", FIRST, f"{SECOND}，住永明社区", "特此报告。", "永贤社区党委  赵志刚", "2023年11月20日")
    assert places(*lines) == [YONGXIAN, YONGMING]
    assert kinds(*lines) == [(3, "community_says")]


def test_where_somebody_works_is_not_where_he_is_listed() -> None:
    assert places("永贤社区流入党员：", f"{FIRST}，在永明社区一家饭店务工", SECOND) == [YONGXIAN, YONGXIAN]


def test_an_address_in_a_table_stays_behind_its_title() -> None:
    head = ["姓名", "手机", "现住址"]
    found = told([["永贤社区流入党员名册"], head, ["张三", OWN, "永明社区3栋"]])
    assert [person["community_code"] for person in found["people"]] == [YONGXIAN]


def test_a_sender_of_elsewhere_is_told_and_no_error() -> None:
    found = told([["永贤社区-阿美 2023/11/3 09:11"], [FIRST], [SECOND]], of=COMMUNITY)
    assert [person["verdict"] for person in found["people"]] == ["ok", "ok"]
    assert "community_elsewhere" in {warning["kind"] for warning in found["warnings"]}


def test_cards_of_both_ways() -> None:
    came = ("姓名：张三", f"身份证号：{A}", f"手机：{OWN}", "流出地：湖南隆回")
    left = ("姓名：李四", f"身份证号：{B}", f"手机：{THIRD}", "外出地点：广州市天河区")
    found = of_text("一、流入党员", *came, "", "二、流出党员", *left)["people"]
    assert [(person["direction"], person["origin_code"]) for person in found] == [("in", "430524"), ("out", "440106")]


def test_a_form_that_asks_for_both_ways_is_of_one() -> None:
    card = (
        "姓名：{0}",
        "身份证号：{1}",
        "手机：{2}",
        "流入情况",
        "流出地：湖南隆回",
        "来江海时间：2021.3",
        "流出情况",
        "外出地点：",
    )
    lines = [line.format(*who) for who in (("张三", A, OWN), ("李四", B, THIRD)) for line in ("登记表", *card)]
    assert {person["direction"] for person in of_text("江海区流入党员", *lines)["people"]} == {"in"}


def test_who_answers_later_speaks_for_nobody_above() -> None:
    lines = (
        "永贤社区-阿美 2023/11/2 09:12",
        FIRST,
        "街道办 2023/11/2 09:20",
        SECOND,
        "永贤社区-阿美 2023/11/2 09:30",
        "收到",
    )
    assert places(*lines) == [YONGXIAN, None]


def test_a_title_that_reads_like_a_heading() -> None:
    assert places("流入党员报到登记（永贤社区）", FIRST, SECOND) == [YONGXIAN, YONGXIAN]


@pytest.mark.parametrize("before", ["原住江翠社区", "曾住江翠社区", "从江翠社区搬来"])
def test_where_somebody_lived_before(before: str) -> None:
    assert places("永贤社区流入党员：", f"{FIRST}，{before}，现住永明社区", f"{SECOND}，{before}") == [
        YONGMING,
        YONGXIAN,
    ]


def test_what_stands_behind_a_bracket_is_of_who_stands_before_it() -> None:
    """住永明社区 was a line of its own, and a community for whoever came next."""
    text = f"经摸排，我社区流入党员2名：张三（男，{OWN}），住永明社区；李四（女，{THIRD}），住江翠社区。"
    found = of_text("关于流入党员的报告", text)["people"]
    assert [(person["name"], person["community_code"]) for person in found] == [("张三", YONGMING), ("李四", JIANGCUI)]
    assert places(text.replace("；", "，")) == [YONGMING, JIANGCUI]


def test_how_a_sentence_begins_is_no_name() -> None:
    found = of_text("流入党员", f"经了解，{FIRST}", SECOND)["people"]
    assert [person["name"] for person in found] == ["张三", "李四"]


def test_who_asked_speaks_for_those_who_answer() -> None:
    asked = ("永贤社区小陈 2023年11月8日 09:01", "各位好，请报一下姓名、手机号")
    one = ("向阳花开 2023年11月8日 09:05", "姓名：张三", f"身份证号：{A}", f"手机号：{OWN}")
    other = ("江翠社区-阿美 2023年11月8日 09:20", "姓名：李四", f"身份证号：{B}", f"手机号：{THIRD}")
    assert places(*asked, "", *one, "", *other) == [YONGXIAN, JIANGCUI]
    assert [kind for _, kind in kinds(*asked, "", *one, "", *other)] == ["community_of_sender"] * 2
