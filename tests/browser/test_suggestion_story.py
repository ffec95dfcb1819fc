"""One idea from the street to its end, all of it in browsers at one width: whoever wrote it without JavaScript, the
community that works on it, the street that grants the time."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from outreach.models import Suggestion, SuggestionFile, SuggestionStep
from registry.lib.ids import uuid7
from tests.browser.conftest import Visit, Visitor
from tests.browser.keeping import keep
from tests.browser.test_suggest import LAMP, write
from tests.browser.test_suggestions import answers, chooses, does
from tests.world import World, clerk

MOVES = ("receive", "accept", "assign", "sign", "extend", "answer", "feed_back", "rate", "reopen", "answer",
         "feed_back", "rate", "close")  # fmt: skip


@pytest.mark.parametrize("wide", ["phone", "desk"])
def test_from_two_photographs_to_the_end(world: World, visit: Visit, wide: str, settings) -> None:
    settings.SUGGEST_HASTE_SECONDS = 0
    street, hall = visit("street-a1", wide), visit("community-a11", wide)
    nobody = visit("community-a11", wide, script=False)
    nobody.page.context.clear_cookies()
    code = leaves(world, nobody)
    with world.at(clerk("a11")):
        row = Suggestion.objects.get()
        assert SuggestionFile.objects.filter(suggestion=row, from_proposer=True).count() == 2
    url = f"/suggestions/{row.pk}/"
    page = hall.go(url)
    expect(page.get_by_role("img")).to_have_count(2)
    chooses(page, "accept", "简单（5 个工作日）")
    does(page, "accept", 标题="修好东门路灯")
    page.locator("details#assign select[name=assign-unit]").select_option(str(world.nodes["a11"].pk))
    page.locator("details#assign select[name=assign-handler]").select_option(str(world.users["community-a11"].pk))
    does(page, "assign", 交办意见="尽快修")
    does(page, "sign")
    more_time(world, hall, street, url)
    page = hall.go(url)
    answers(page, "路灯已经修好。")
    rates(nobody, code, "不满意")
    seen = nobody.page
    seen.get_by_label("还差什么").fill("还有一盏不亮")
    seen.get_by_role("button", name="请重新办理").click()
    expect(seen.get_by_text("会重新办理")).to_be_visible()
    answers(hall.go(url), "第二盏也修好了。")
    rates(nobody, code, "满意")
    keep(nobody.page, f"story-rated-{wide}")
    page = hall.go(url)
    does(page, "close")
    expect(page.get_by_text("已办结归档。")).to_be_visible()
    keep(hall.page, f"story-closed-{wide}")
    asks(nobody, code)
    expect(nobody.page.get_by_text("已经办结")).to_be_visible()
    for visitor in (hall, street):
        visitor.check()
    with world.at(clerk("a11")):
        steps = SuggestionStep.objects.filter(suggestion=row).order_by("seq")
        assert tuple(steps.values_list("move", flat=True)) == MOVES


def leaves(world: World, nobody: Visitor) -> str:
    """Somebody writes with two photographs, without a script; her code."""
    page = nobody.go(f"/suggest/?at={world.nodes['a11'].pk}")
    write(page, f"{LAMP}{uuid7().hex}")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible(timeout=20_000)
    return page.locator("[data-slip-code]").inner_text()


def more_time(world: World, hall: Visitor, street: Visitor, url: str) -> None:
    """The community asks for a week, the street grants it."""
    with world.at(clerk("a11")):
        due = Suggestion.objects.get().due_on
    assert due is not None
    does(hall.page, "extend", 申请延到=f"{due + timedelta(days=7):%Y-%m-%d}", 理由="灯泡缺货")
    expect(hall.page.get_by_text("延期申请在等批复")).to_be_visible()
    other = street.go(url)
    other.get_by_label("同意", exact=True).check()
    other.get_by_role("button", name="批复").click()
    expect(other.get_by_text("已批复。")).to_be_visible()
    with world.at(clerk("a11")):
        assert Suggestion.objects.get().due_on == due + timedelta(days=7)


def asks(nobody: Visitor, code: str) -> Page:
    """Her page, by the code."""
    page = nobody.go("/suggest/progress/")
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询").click()
    return page


def rates(nobody: Visitor, code: str, word: str) -> None:
    """She reads the answer and says how well it was done."""
    page = asks(nobody, code)
    page.get_by_role("button", name=word, exact=True).click()
    page.get_by_role("button", name="就评").click()
    expect(page.get_by_text("谢谢您的评价")).to_be_visible()
