"""Registration points and corrections in a browser: written on a phone that runs no script, answered at a desk."""

from playwright.sync_api import expect

from outreach.domain import corrections, points
from outreach.models import Correction, Lead
from registry.models.identity import member_scope
from registry.models.unit import work
from tests.browser.conftest import Visit
from tests.browser.keeping import keep
from tests.outreach.herself import linked
from tests.outreach.test_venues import added
from tests.world import World, phone


def test_from_the_wall_to_the_desk(world: World, visit: Visit) -> None:
    venue = added(
        world, "a11", name="永明党群服务中心", takes_reports=True, address="永明路 1 号", contact_phone="0750-3800000"
    )
    member, _, _ = linked(world, 3, name="何待报")
    with world.at("community-a11"):
        point = points.open_point(by=None, label="何", venue=venue)
    with work(member_scope(member.owner_path, member.pk)):
        corrections.ask(member=member, field="employer", wanted="江海区某科技公司", why="上个月换了工作")
    looked, hand = visit("community-a11", "phone"), visit("community-a11", "phone", script=False)
    for visitor in (looked, hand):
        visitor.page.context.clear_cookies()
    looked.go(f"/register/{point.code}/")
    looked.page.get_by_text("个人信息怎么用").click()
    keep(looked.page, "register-notice-390")
    looked.check_both()
    page = hand.go(f"/register/{point.code}/")
    page.get_by_label("姓名").fill("何待报")
    page.get_by_label("手机号").fill(phone(3))
    page.get_by_label("从哪里来").fill("贵州独山")
    keep(hand.page, "register-390")
    page.get_by_label("我看过上面的说明").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("会在 3 个工作日内联系您")).to_be_visible()
    keep(hand.page, "register-done-390")
    with world.at("community-a11"):
        lead, row = Lead.objects.get(), Correction.objects.get()
    desk = visit("community-a11", "desk")
    for path, name in (("/leads/", "leads-1366"), (f"/leads/{lead.pk}/", "lead-1366"),
                       (f"/leads/{lead.pk}/register/", "lead-register-1366"),
                       (f"/activities/venues/{venue.pk}/point/", "point-1366"),
                       ("/corrections/", "corrections-1366"),
                       (f"/corrections/{row.pk}/", "correction-1366")):  # fmt: skip
        desk.go(path)
        keep(desk.page, name)
        desk.check_both()
    page = desk.go(f"/leads/{lead.pk}/")
    page.get_by_role("button", name="是这一位：报到").click()
    expect(page.get_by_text("已处理：何待报 是已有党员。")).to_be_visible()
