"""Texts without end: patterns that go back and forth are not let loose on them. Without the bounds each of these would
take hours, and the run's own limit would end it."""

import pytest

from registry.intake.groups import group_of
from registry.intake.signatures import is_signature
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
