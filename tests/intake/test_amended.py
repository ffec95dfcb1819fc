"""Chats: messages that change the list before them, and lines that are about nobody."""

import pytest

from registry.intake.words.chatter import is_chatter
from tests.intake.many import people_of, told_of
from tests.intake.test_paperwork import number
from tests.intake.test_pieces_and_messages import of_text

NEW = "18620682284"
AMENDED = (
    f"更正第2条，李四电话应为{NEW}",
    f"第2位的电话写错了，应该是{NEW}",
    f"上面李四的号码更正为{NEW}",
    f"李四的手机号改成{NEW}",
    f"把OLD改成{NEW}",
    f"更正：李四 {NEW}",
    f"李四电话{NEW}，上面的有误",
    f"李四的电话应为{NEW}，不是OLD",
)
WITHDRAWN = ("删除第2条", "第二条作废", "李四已经离开，请删掉", "把李四去掉")
ABOUT = ("第2条名字写错了，应为李思", f"第2条有误：号码是{NEW}或者13900001111", "李四的社区写错了，应为永明社区")
UNCLEAR = (f"第2条，张三电话应为{NEW}", f"第9条电话写错，应为{NEW}", f"我的电话写错了，应为{NEW}")
NONE = ("3. 王五 {} 号码有误", "王五 {} 电话有误")


def lists(nth: int) -> dict[str, list[list]]:
    """The same two people as lines below a heading, as a told list and as a table; `nth` makes them others."""
    numbers = [(number(6 * nth + at), f"13800{6 * nth + at:06}") for at in range(6)]
    (a, one), (b, two), (c, three), (d, four), (e, five), (f, six) = numbers
    return {
        "lines": [["请按 姓名+身份证+电话 接龙"], [f"1. 张三 {a} {one}"], [f"2. 李四 {b} {two}"]],
        "told": [
            ["流入党员名单"],
            [f"1、张三，男，{c}，{three}，湖南"],
            [f"2、李四，女，{d}，{four}，贵州"],
            ["小陈 09:30"],
        ],
        "table": [["序号", "姓名", "身份证号", "电话"], [1, "张三", e, five], [2, "李四", f, int(six)]],
    }


def with_message(messages: tuple[str, ...]) -> dict[str, list[list]]:
    """A sheet for each message behind each list; OLD is the number that the second one has."""
    old = {"lines": 1, "told": 3, "table": 5}
    return {
        f"{kind}{at}": [*rows, [message.replace("OLD", f"13800{6 * at + old[kind]:06}")]]
        for at, message in enumerate(messages)
        for kind, rows in lists(at).items()
    }


@pytest.mark.parametrize(
    ("messages", "kind", "verdict"),
    [(AMENDED, "amended", "ok"), (WITHDRAWN, "withdrawn", "review"), (ABOUT, "about_row", "ok")],
)
def test_a_message_that_changes_the_list(messages: tuple[str, ...], kind: str, verdict: str) -> None:
    sheets = with_message(messages)
    found = told_of(sheets)
    by_sheet = {name: [p for p in found["people"] if p["sheet"] == name] for name in sheets}
    for people in by_sheet.values():
        assert [(p["name"], p["verdict"]) for p in people] == [("张三", "ok"), ("李四", verdict)]
    assert {people[1]["phone"] == NEW for people in by_sheet.values()} == {kind == "amended"}
    told = [(warning["sheet"], warning["row"]) for warning in found["warnings"] if warning["kind"] == kind]
    assert told == [(name, people[1]["row"]) for name, people in by_sheet.items()]


def test_what_nobody_can_tell_changes_nothing_and_is_told() -> None:
    sheets = with_message(UNCLEAR)
    found = told_of(sheets)
    assert NEW not in [person.get("phone") for person in found["people"]]
    lines = {(name, len(rows)) for name, rows in sheets.items()}
    assert {(p["sheet"], p["row"]) for p in (*found["errors"], *found["rows_left_out"])} >= lines


def test_somebody_whose_own_number_is_doubted_is_no_message() -> None:
    """王五 138… 电话有误 shares the number of who stands above: he is read, or asked about."""
    sheets = {f"t{at}": [*lists(at)["told"], [text.format(f"13800{6 * at + 3:06}")]] for at, text in enumerate(NONE)}
    assert ["王五" in [who for who, *_ in people] for people in people_of(sheets).values()] == [True, True]
    own = lists(9)
    table = [*own["table"], [3, "王五", None, "13800000059", "电话有误"]]
    assert [who for who, *_ in people_of({"a": table})["a"]] == ["张三", "李四", "王五"]


def test_a_forwarded_chat() -> None:
    lines = (
        "[聊天记录] 党务群",
        "永明社区-小陈 2024/6/18 09:12",
        "请按 姓名+身份证+电话 接龙",
        f"1. 张三 {number(1)} 13800001234",
        f"2. 李四 {number(2)} 13800001235",
        "永明社区-小陈 2024/6/18 09:30",
        "[红包] 辛苦了",
        "仁美-阿娟 2024/6/18 09:31",
        "谢谢老板[鲜花]",
        "仁美-阿娟 2024/6/18 09:40",
        f"更正第1条，张三电话应为{NEW}",
        "收到",
    )
    people = of_text(*lines)["people"]
    assert [(p["name"], p["phone"], p["verdict"]) for p in people] == [
        ("张三", NEW, "ok"),
        ("李四", "13800001235", "ok"),
    ]


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("永明社区-小陈 2024/6/18 09:30", True),
        ("小陈(昨天 9:30)", True),
        ("09:30 小陈", True),
        ("[红包] 辛苦了", True),
        ("谢谢老板[鲜花]", True),
        ('"老梁"撤回了一条消息', True),
        ("你领取了小陈的红包", True),
        ("@所有人 还有谁没报", True),
        ("OK👌", True),
        ("[强][强]", True),
        ("张三", False),
        ("张三 9:30 13800001234", False),
        ("永明社区", False),
        ("何好", False),
        ("[!]" * 20 + "张", False),
    ],
)
def test_lines_about_nobody(text: str, nobody: bool) -> None:
    assert is_chatter(text) is nobody
