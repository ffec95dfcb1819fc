"""Texts without end: patterns that go back and forth are not let loose on them. Without the bounds each of these would
take hours, and the run's own limit would end it."""

import pytest

from registry.intake.rows.amended import amended
from registry.intake.sheets.groups import group_of, heads_rows
from registry.intake.sheets.misspelt import headings_mended
from registry.intake.texts.paragraphs import paragraphs_parted
from registry.intake.words.chatter import is_chatter
from registry.intake.words.mentions import brings_somebody, is_about_somebody
from registry.intake.words.nobody import ends_list, is_count
from registry.intake.words.paperwork import is_part, is_post
from registry.intake.words.signatures import is_signature
from registry.intake.words.speech import in_figures
from tests.intake.district import context

ENDLESS = 400_000


@pytest.mark.parametrize("filling", ["1", "1 ", "一"])
def test_a_line_without_end_heads_nothing_and_is_nobodys_signature(filling: str) -> None:
    line = "永明社区书记 王文" + filling * ENDLESS + "x"
    assert group_of([line], context().communities, loose=True) is None
    assert not is_signature(line)


@pytest.mark.parametrize("filling", ["1", "年1"])
def test_a_community_at_the_beginning_is_found_before_a_text_without_end(filling: str) -> None:
    found = context().communities.find("永明社区" + filling * ENDLESS)
    assert found.code == "440704001025"


@pytest.mark.parametrize("filling", ["1", "，", " ", "好", "[好", "第一个叫", "张三 138", "移交人"])
def test_a_cell_without_end_is_no_chatter_no_message_and_no_list_of_people(filling: str) -> None:
    text = "更正第2条 张三13800001234" + filling * ENDLESS + "x"
    assert not is_chatter(text)
    assert not is_part(text)
    assert not is_post(text)
    assert not ends_list([text])
    assert not brings_somebody("兹介绍党员" + text)
    assert amended([(1, ["张三", "13800001234"]), (2, [text])]) is None
    assert headings_mended([(1, ["姓明", "联系电活", text]), (2, ["张三", "13800001234", text])]) is None
    assert paragraphs_parted([(1, [text[: ENDLESS // 40]])], is_text=True) is None
    assert not is_count(text)


@pytest.mark.parametrize("filling", ["共有", "上报", "1人"])
def test_a_banner_without_end_heads_nothing(filling: str) -> None:
    assert group_of(["永明社区" + filling * 40 + "："], context().communities, loose=False) is None
    assert not heads_rows("二、" + filling * ENDLESS)


@pytest.mark.parametrize("filling", ["幺", "叫", "☐ ", "二四年"])
def test_speech_without_end_is_left_as_it_is(filling: str) -> None:
    line = filling * ENDLESS
    assert in_figures(line) == line
    assert not is_about_somebody(line[:4000])
