"""Names are sacred."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.lib.names import is_half, name_key, parse_name
from registry.lib.values import is_nothing, listed_words
from tests.faults.harness import by_turns

BLOCKS = {
    "unified": (0x4E00, 0x9FFF),
    "A": (0x3400, 0x4DBF),
    "B": (0x20000, 0x2A6DF),
    "C": (0x2A700, 0x2B739),
    "D": (0x2B740, 0x2B81D),
    "E": (0x2B820, 0x2CEA1),
    "F": (0x2CEB0, 0x2EBE0),
    "G": (0x30000, 0x3134A),
    "H": (0x31350, 0x323AF),
    "I": (0x2EBF0, 0x2EE5D),
    "compatibility": (0xF900, 0xFAD9),
    "compatibility supplement": (0x2F800, 0x2FA1D),
    "private use": (0xE000, 0xF8FF),
}


@pytest.mark.parametrize("block", BLOCKS)
def test_every_character_of_every_block_survives(block: str) -> None:
    """Each in one of three ways of writing it by turns; at full size in all of them."""
    first, last = BLOCKS[block]
    assert last > first
    for point in range(first, last + 1):
        char = chr(point)
        for cell in by_turns((f"陈{char}", f" 陈\u3000{char} ", f"陈{char}（预备）"), point, 3):
            assert parse_name(cell).text == f"陈{char}", hex(point)


@given(
    st.text(
        st.one_of(*(st.characters(min_codepoint=a, max_codepoint=b) for a, b in BLOCKS.values())),
        min_size=2,
        max_size=20,
    )
)
def test_any_mixture_survives(name: str) -> None:
    assume(not name.endswith(tuple(listed_words("name_note"))))  # 张三预备 is 张三
    assume(not is_nothing(name))  # 不详 and 同上 are nobody's
    assume(name not in listed_words("no_name"))  # 汉族 answers another question
    assert parse_name(name).text == name


def test_variation_selectors_and_decomposable_characters_are_left_alone() -> None:
    for name in ("葛\U000e0100城", "\uf9dc三", "神\ufe00田"):
        assert parse_name(name).text == name


@pytest.mark.parametrize("dot", "·•‧・･．.∙⋅。｡●")
def test_every_dot_is_the_one_dot(dot: str) -> None:
    assert parse_name(f"才旦{dot}卓玛").text == "才旦·卓玛"
    assert parse_name(f"才旦 {dot} 卓玛").text == "才旦·卓玛"


@pytest.mark.parametrize(
    ("cell", "text", "flags", "remark"),
    [
        ("张 三", "张三", set(), ""),
        ("张　三", "张三", set(), ""),
        ("张三(预备)", "张三", {"probationary"}, "预备"),
        ("张三（预备", "张三", {"probationary"}, "预备"),
        ("张三*", "张三", {"starred"}, ""),
        ("张三（组长）", "张三", {"group_leader"}, "组长"),
        ("张三（女）（预备）", "张三", {"probationary"}, "女；预备"),
        ("1、张三", "张三", set(), ""),
        ("*张三", "张三", {"starred"}, ""),
        ("张三（？）", "张三", set(), "？"),
        ("张三 女 汉", "张三", set(), "女；汉"),
        ("王 女 娃", "王女娃", set(), ""),
        ("王小明 WANG XIAOMING", "王小明", set(), "WANG XIAOMING"),
        ("王强1", "王强", set(), "1"),
        ("王强B", "王强", set(), "B"),
        ("李X", "李X", set(), ""),
        ("阿Q", "阿Q", set(), ""),
        ("Zhang San 张", "Zhang San张", set(), ""),
        ("John  Smith", "John Smith", set(), ""),
        ("J. Smith", "J. Smith", set(), ""),
        ("\u200b张三\ufeff", "张三", set(), ""),
        *((blank, "", set(), "") for blank in ("", " ", "无", "/", "待核实", None, "（预备）"[:0])),
    ],
)
def test_cells(cell: object, text: str, flags: set[str], remark: str) -> None:
    name = parse_name(cell)
    assert (name.text, set(name.flags), name.remark, name.problem) == (text, flags, remark, None)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("阿" * 51, "too_long"),
        ("123", "not_a_name"),
        (3.0, "not_a_name"),
        ("……！", "not_a_name"),
        ("赵六、钱七", "several"),
        *(
            (cell, "hidden")
            for cell in ("张*", "张**", "张＊强", "张*强（预备）", "欧阳*强", "刘?", "刘？明", "刘\ufffd")
        ),
    ],
)
def test_problems(cell: object, problem: str) -> None:
    name = parse_name(cell)
    assert (name.text, name.problem) == ("", problem)
    assert name.remark


def test_fifty_characters_are_a_name() -> None:
    assert parse_name("阿" * 50).text == "阿" * 50


def test_key_brings_spellings_together_without_touching_the_name() -> None:
    assert name_key("才旦·卓玛") == name_key("才旦卓玛") == "才旦卓玛"
    assert name_key("\uf9dc三") == name_key("隆三")
    assert name_key("葛\U000e0100城") == name_key("葛城")
    assert name_key("𠮷田明") == "𠮷田明"
    assert name_key("John Smith") == name_key("ＪＯＨＮ smith")


def test_a_name_that_nobody_gave_in_full_is_known_as_such() -> None:
    assert all(map(is_half, ("张某", "王某某", "李XX", "欧阳xx")))
    assert not any(map(is_half, ("某三", "张三", "张三丰某", "Max X", "李X明")))
