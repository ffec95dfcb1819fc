"""金点子 on a poor line: photographs are made smaller, the way of the bytes is shown, and nothing arrives twice."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from outreach.models import Suggestion, SuggestionFile
from tests.browser.conftest import Visit, Visitor
from tests.browser.test_drafts import KEPT, WAITS, forgive_the_line
from tests.browser.test_suggest import LAMP, photo, write
from tests.world import World, clerk

# Tells what is said while it is sent, and the bytes of the photographs that go out.
HEARD = """() => {
  new MutationObserver(() => window.said(document.querySelector("[data-sending]").textContent))
    .observe(document.querySelector("[data-sending]"), { childList: true, characterData: true, subtree: true });
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    window.went(body.getAll("uploads").reduce((sum, file) => sum + file.size, 0));
    return send.call(this, body);
  };
}"""


@pytest.fixture
def visitor(world: World, visit: Visit, settings: Any) -> Visitor:
    """Somebody without an account on a phone, whose form is filled in."""
    settings.SUGGEST_HASTE_SECONDS = 0
    found = visit("community-a11", "phone")
    found.page.context.clear_cookies()
    page = found.go(f"/suggest/?at={world.nodes['a11'].pk}")
    write(page, LAMP)
    return found


def kept(world: World) -> tuple[int, int]:
    """How many ideas there are, and photographs with them."""
    with world.at(clerk("a11")):
        return Suggestion.objects.count(), SuggestionFile.objects.count()


def of_a_phone(page: Page) -> int:
    """Choose photographs with more dots than are kept; the bytes of both."""
    photos = [photo(f"路灯{at}.jpg", 2400) for at in range(2)]
    page.locator("input[type=file]").set_input_files(photos)
    return sum(len(each["buffer"]) for each in photos)


def submit(page: Page) -> None:
    page.get_by_role("button", name="提交").click()


def thanked(page: Page) -> None:
    """The page with the code."""
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible(timeout=30_000)
    assert len(page.locator("[data-slip-code]").inner_text().replace("-", "")) == 16


def test_without_a_line_it_waits_with_its_photographs(world: World, visitor: Visitor) -> None:
    page = visitor.page
    page.context.set_offline(True)
    submit(page)
    expect(page.get_by_role("status").filter(has_text=WAITS)).to_be_visible(timeout=20_000)
    forgive_the_line(visitor)
    visitor.check()
    assert kept(world) == (0, 0)
    page.context.set_offline(False)
    thanked(page)
    assert kept(world) == (1, 2)
    assert page.evaluate(KEPT) == 0


def test_an_answer_that_was_lost_does_not_make_it_two(world: World, visitor: Visitor) -> None:
    """It has arrived, and the line broke: sent again it is the same idea, and its code is shown."""
    page, lost = visitor.page, []

    def taken_but_not_answered(route: Route) -> None:
        asks = route.request.url.endswith("/similar/")  # for ideas like this one, as soon as something is written
        if route.request.method != "POST" or asks or lost:
            return route.continue_()
        lost.append(route.fetch(max_redirects=0).status)
        return route.abort()

    page.route("**/suggest/**", taken_but_not_answered)
    submit(page)
    expect(page.get_by_text(WAITS)).to_be_visible(timeout=20_000)
    assert kept(world) == (1, 2) and len(lost) == 1
    page.get_by_role("button", name="现在再发一次").click()
    thanked(page)
    assert kept(world) == (1, 2)


def sent(page: Page) -> tuple[list[int], list[str]]:
    """Bytes of the photographs of each sending, and what was said meanwhile."""
    sizes: list[int] = []
    said: list[str] = []
    page.expose_function("went", lambda size: sizes.append(size))
    page.expose_function("said", lambda text: said.append(text))
    page.evaluate(HEARD)
    submit(page)
    thanked(page)
    return sizes, said


def test_photographs_are_made_smaller_and_the_way_is_shown(world: World, visitor: Visitor) -> None:
    whole = of_a_phone(visitor.page)
    [size], said = sent(visitor.page)
    assert 0 < size < 0.8 * whole, (size, whole)
    assert "正在准备…" in said and any(text.endswith("%") for text in said), said
    assert kept(world) == (1, 2)


def test_a_browser_that_cannot_sends_them_as_they_are(world: World, visitor: Visitor) -> None:
    """Without it the whole photographs go out, and arrive."""
    whole = of_a_phone(visitor.page)
    visitor.page.evaluate("() => { window.createImageBitmap = undefined; }")
    [size], _ = sent(visitor.page)
    assert size == whole
    assert kept(world) == (1, 2)
