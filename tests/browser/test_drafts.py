"""A poor line: what a liaison has written is not lost, and arrives once."""

import re

from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from registry.models import ContactLog, Member
from tests.browser.conftest import Visit, Visitor
from tests.browser.test_contacts import prepared
from tests.world import World

KEPT = "() => Object.keys(localStorage).filter((name) => name.startsWith('bdx-draft:')).length"
WAITS = "没有网络，写的内容已经存在这部手机上"
LOST = re.compile("net::ERR_|^htmx:sendError")  # also of the search for ideas alike, on its way just then


def at_the_card(visit: Visit, member: Member) -> Visitor:
    """Just called; the card is open and filled in."""
    visitor = visit("liaison-a11", "phone")
    page = visitor.go(f"/members/{member.pk}/contacts/quick/?from=day")
    page.get_by_text("已联系上", exact=True).tap()
    page.get_by_text("1个月后", exact=True).tap()
    return visitor


def saved(world: World) -> int:
    with world.system():
        return ContactLog.objects.count()


def forgive_the_line(visitor: Visitor) -> None:
    """The browser itself reports a line that is down as an error: it was cut on purpose."""
    visitor.mistakes[:] = [text for text in visitor.mistakes if not LOST.search(text)]


def test_without_a_line_it_waits_and_goes_out_by_itself(world: World, visit: Visit) -> None:
    visitor = at_the_card(visit, prepared(world))
    page = visitor.page
    page.context.set_offline(True)
    page.get_by_role("button", name="保存").tap()
    expect(page.get_by_role("status").filter(has_text=WAITS)).to_be_visible()
    assert saved(world) == 0
    page.context.set_offline(False)
    expect(page.get_by_text("已记下：电话，已联系上。").first).to_be_visible()
    assert (saved(world), page.evaluate(KEPT)) == (1, 0)
    forgive_the_line(visitor)
    visitor.check()


def test_an_answer_that_was_lost_does_not_make_it_two(world: World, visit: Visit) -> None:
    visitor = at_the_card(visit, prepared(world))
    page = visitor.page

    def taken_but_not_answered(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        route.fetch(max_redirects=0)
        return route.abort()

    page.route("**/quick/**", taken_but_not_answered)
    page.get_by_role("button", name="保存").tap()
    expect(page.get_by_text(WAITS)).to_be_visible()
    assert saved(world) == 1
    forgive_the_line(visitor)
    visitor.check_both()
    page.unroute("**/quick/**")
    page.get_by_role("button", name="现在再发一次").tap()
    expect(page.get_by_text("已记下：电话，已联系上。").first).to_be_visible()
    assert (saved(world), page.evaluate(KEPT)) == (1, 0)


def test_a_line_that_comes_back_while_one_tries_is_used_at_once(world: World, visit: Visit) -> None:
    """The browser says "online" only once; an attempt that began before it and fails must not cost ten seconds more."""
    visitor = at_the_card(visit, prepared(world))
    page = visitor.page
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/quick/**", hold_the_first)
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_role("button", name="保存").tap()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    held[0].abort()
    expect(page.get_by_text("已记下：电话，已联系上。").first).to_be_visible()  # within 5 s: sooner than by itself
    assert (saved(world), page.evaluate(KEPT)) == (1, 0)
    forgive_the_line(visitor)
    visitor.check()


def test_what_was_written_comes_back_and_goes_with_its_account(world: World, visit: Visit) -> None:
    member = prepared(world)
    visitor = at_the_card(visit, member)
    page, text = visitor.page, "换了单位，下个月搬家"
    write(page, text)
    _end_sessions()
    page.get_by_role("button", name="保存").tap()
    expect(page).to_have_url(re.compile("/login/"))
    assert (saved(world), page.evaluate(KEPT)) == (0, 1), "the session had ended: the words stay on the phone"
    again = visit("liaison-a11", "phone")
    page.context.add_cookies(again.page.context.cookies())
    visitor.go(f"/members/{member.pk}/contacts/quick/")
    expect(page.get_by_text("上次没有保存完的内容已经填回来了")).to_be_visible()
    expect(page.get_by_label("内容摘要")).to_have_value(text)
    visitor.check_both()
    page.get_by_role("button", name="不要了，重新写").tap()
    expect(page.get_by_label("内容摘要")).to_have_value("")
    write(page, text)
    visitor.go("/")
    page.locator(".user-menu summary").tap()
    page.get_by_role("button", name="退出").tap()
    expect(page).to_have_url(re.compile("reason=logout"))
    assert page.evaluate(KEPT) == 0, "whoever logs out leaves nothing on the phone"


def write(page: Page, text: str) -> None:
    """Unfold and write."""
    page.get_by_text("不是打电话，或者要写两句").tap()
    page.get_by_label("内容摘要").fill(text)


def _end_sessions() -> None:
    Session.objects.all().delete()


def test_what_is_wrong_is_said_on_the_page(world: World, visit: Visit) -> None:
    visitor = visit("liaison-a11", "phone")
    page = visitor.go(f"/members/{prepared(world).pk}/contacts/quick/")
    page.get_by_text("已联系上", exact=True).tap()
    page.get_by_role("button", name="保存").tap()
    expect(page.get_by_text("请选下次什么时候联系").first).to_be_visible()
    page.get_by_text("1周后", exact=True).tap()
    page.get_by_role("button", name="保存").tap()
    expect(page.get_by_text("已记下：电话，已联系上。").first).to_be_visible()
    assert saved(world) == 1
