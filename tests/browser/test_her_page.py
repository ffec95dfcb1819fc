"""A member's own page on a phone, with and without script; the staff's page with the slip."""

from playwright.sync_api import expect

from registry.models import Member, StudyReport
from tests.browser.conftest import Visit
from tests.browser.keeping import keep
from tests.outreach.herself import linked
from tests.world import World


def test_a_link_is_given_as_text_and_as_a_slip(world: World, visit: Visit) -> None:
    member = world.member("a11", 1, name="何小山")
    visitor = visit("community-a11", "desk")
    page = visitor.go(f"/members/{member.pk}/links/")
    page.get_by_role("button", name="做一个链接").click()
    expect(page.get_by_text("何小山同志，您好")).to_be_visible()
    keep(visitor.page, "personal-links")
    visitor.check_both()


def test_her_page_with_and_without_script(world: World, visit: Visit) -> None:
    member, _, token = linked(world, employer="江海电子厂")
    for script in (True, False):
        visitor = visit("community-a11", "phone", script=script)
        visitor.page.context.clear_cookies()
        page = visitor.go(f"/m/{token}/")
        if script:
            keep(visitor.page, "her-door-phone")
            visitor.check_both()
        page.get_by_role("button", name="打开我的页面").tap()
        expect(page.get_by_role("heading", name="何小山1，您好")).to_be_visible()
        assert page.url.endswith("/me/")
        if script:
            keep(visitor.page, "her-page-phone")
            visitor.check_both()
        page.get_by_role("link", name="看告知书").first.tap()
        expect(page.get_by_role("heading", name="个人信息告知书")).to_be_visible()  # a tap waits for no page
        if script:
            expect(page.get_by_role("button", name="我已看过")).to_be_visible()
            visitor.check_both()
            keep(visitor.page, "her-notice-phone")
            page.get_by_role("button", name="我已看过").tap()
            expect(page.get_by_text("您已看过个人信息告知书")).to_be_visible()
            page.go_back()
        visitor.go("/me/")
        page.get_by_role("button", name="关上这个页面").tap()
        expect(page.get_by_role("heading", name="已经关上")).to_be_visible()
    with world.at("community-a11"):
        assert Member.objects.get(pk=member.pk).notice_acknowledged_on is not None


def test_a_report_written_without_network_is_handed_in_once(world: World, visit: Visit) -> None:
    """With script it waits and is kept over a reload; sent twice at once it is one; without script it goes as well."""
    _, _, token = linked(world)
    visitor = visit("community-a11", "phone")
    page, context = visitor.page, visitor.page.context
    context.clear_cookies()
    visitor.go(f"/m/{token}/")
    page.get_by_role("button", name="打开我的页面").tap()
    page.get_by_role("link", name="写学习汇报").tap()
    expect(page.get_by_label("学习主题")).to_be_visible()  # a tap waits for no page
    keep(visitor.page, "her-study-phone")
    visitor.check_both()
    page.get_by_label("学习主题").fill("学习党章")
    page.get_by_label("学习形式").select_option("self_study")
    page.get_by_label("学习心得").fill("学了第一章")
    context.set_offline(True)
    page.get_by_role("button", name="交上去").tap()
    expect(page.get_by_text("没有网络")).to_be_visible()
    # Still without network: nothing is lost by trying. With it the page sends by itself, faster than anybody taps.
    page.get_by_role("button", name="现在再发一次").tap()
    expect(page.get_by_text("没有网络")).to_be_visible()
    context.set_offline(False)
    # By itself within ten seconds at most (RETRY_MS), if the browser's "online" came too early to help.
    expect(page.get_by_text("学习汇报收到了")).to_be_visible(timeout=20_000)
    keep(visitor.page, "her-page-done-phone")
    visitor.go("/me/study/")
    one = "fetch(form.action, {method: 'POST', body: new FormData(form)}).then(answer => answer.status)"
    twice = f"form => Promise.all([{one}, {one}])"
    page.get_by_label("学习形式").select_option("online")
    page.get_by_label("学习主题").fill("线上学习")
    assert page.locator("form[data-draft]").evaluate(twice) == [200, 200]
    plain = visit("community-a11", "phone", script=False)
    plain.page.context.clear_cookies()
    plain.go(f"/m/{token}/")
    plain.page.get_by_role("button", name="打开我的页面").tap()
    expect(plain.page.get_by_role("heading", name="何小山1，您好")).to_be_visible()
    plain.go("/me/study/")
    plain.page.get_by_label("学习形式").select_option("visit")
    plain.page.get_by_label("学习主题").fill("参观")
    plain.page.get_by_role("button", name="交上去").tap()
    expect(plain.page.get_by_text("学习汇报收到了")).to_be_visible()
    with world.at("community-a11"):
        assert sorted(StudyReport.objects.values_list("topic", flat=True)) == ["参观", "学习党章", "线上学习"]
