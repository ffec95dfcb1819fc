"""The tracker of 金点子 in a browser: the whole way at a desk, list and page on a phone, and without JavaScript."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from outreach.models import Suggestion
from tests.browser.conftest import Visit, Visitor
from tests.browser.keeping import keep
from tests.outreach.suggestion_ground import left, of, taken
from tests.world import World


def does(page: Page, verb: str, **fields: str) -> None:
    """Unfold a verb, fill in what is named, press its button."""
    fold = page.locator(f"details#{verb}")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    for label, value in fields.items():
        fold.get_by_label(label).fill(value)
    fold.locator("button[type=submit]").click()


def chooses(page: Page, verb: str, label: str) -> None:
    fold = page.locator(f"details#{verb}")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    fold.get_by_label(label, exact=True).check()


def test_the_whole_way_at_the_desk(world: World, visit: Visit) -> None:
    key = left(world)
    desk, street = visit("community-a11", "desk"), visit("street-a1", "desk", script=False)
    page = desk.go("/suggestions/")
    desk.check_both()
    keep(desk.page, "suggestions-1366")
    page.get_by_role("link", name=re.compile("路灯坏了")).click()
    chooses(page, "accept", "简单（5 个工作日）")
    keep(desk.page, "suggestion-received-1366")
    does(page, "accept", 标题="修好东门路灯")
    page.locator("details#assign select[name=assign-unit]").select_option(str(world.nodes["a11"].pk))
    page.locator("details#assign select[name=assign-handler]").select_option(str(world.users["community-a11"].pk))
    does(page, "assign", 交办意见="尽快修")
    does(page, "sign")
    row = of(world, key)
    assert row.due_on is not None
    does(page, "extend", 申请延到=f"{row.due_on + timedelta(days=7):%Y-%m-%d}", 理由="灯泡缺货")
    expect(page.get_by_text("延期申请在等批复")).to_be_visible()
    other = street.go(f"/suggestions/{key}/")
    other.get_by_label("同意", exact=True).check()
    other.get_by_role("button", name="批复").click()
    expect(other.get_by_text("已批复。")).to_be_visible()
    page = desk.go(f"/suggestions/{key}/")
    expect(page.get_by_text("延期 1 次")).to_be_visible()
    answers(page, "路灯已经修好。")
    chooses(page, "rate", "不满意")
    chooses(page, "rate", "电话")
    does(page, "rate")
    does(page, "reopen", 还差什么="还有一盏不亮")
    answers(page, "第二盏也修好了。")
    chooses(page, "rate", "满意")
    chooses(page, "rate", "上门")
    does(page, "rate")
    keep(desk.page, "suggestion-rated-1366")
    does(page, "close")
    expect(page.get_by_text("已办结归档。")).to_be_visible()
    desk.check()
    assert of(world, key).state == "closed"


def answers(page: Page, text: str) -> None:
    """The answer is written and sent."""
    chooses(page, "answer", "A 已解决或基本解决")
    does(page, "answer", 答复内容=text)
    expect(page.get_by_text("已答复。下一步")).to_be_visible()


def test_list_board_and_page_on_a_phone(world: World, visit: Visit) -> None:
    """Nothing scrolls sideways, axe finds nothing; the ring says in words what it shows."""
    keys = [left(world), taken(world, "accept"), taken(world), taken(world, "answer"), left(world, suspicion="links")]
    with world.at("community-a11"):
        late = Suggestion.objects.get(pk=keys[2])
        Suggestion.objects.filter(pk=late.pk).update(stage_due_on=late.collected_on - timedelta(days=2))
    phone = visit("community-a11", "phone")
    pages = {
        "suggestions": "/suggestions/?view=all", "suggestion-board": "/suggestions/board/",
        "suggestion": f"/suggestions/{keys[2]}/", "suggestion-answered": f"/suggestions/{keys[3]}/",
        "suggestion-new": "/suggestions/new/", "suggestion-terms": "/suggestions/terms/",
        "suggestion-templates": "/suggestions/templates/", "suggestion-spam": f"/suggestions/{keys[4]}/",
    }  # fmt: skip
    for name, path in pages.items():
        phone.go(path)
        phone.check_both(lambda width, name=name: keep(phone.page, f"{name}-{width}"))
    expect(_list(phone).get_by_text("已超 2 天")).to_be_visible()


def _list(phone: Visitor) -> Page:
    return phone.go("/suggestions/?view=late")
