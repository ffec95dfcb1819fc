"""What somebody writes on the open street outlives the page being closed, on her own device alone."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.outreach.suggesting import LAMP
from tests.world import World


def test_what_was_written_is_there_after_a_reload(world: World, visit: Visit, settings) -> None:
    """And gone once it was sent; another device knows nothing of it."""
    settings.SUGGEST_HASTE_SECONDS = 0
    path = f"/suggest/?at={world.nodes['a11'].pk}"
    phone, other = visit("community-a11", "phone"), visit("community-a11", "phone")
    for visitor in (phone, other):
        visitor.page.context.clear_cookies()
    page = phone.go(path)
    page.get_by_label("想说什么").press_sequentially(LAMP)
    page.get_by_label("是哪方面的").select_option("traffic")
    page.wait_for_timeout(800)
    page.reload()
    expect(page.get_by_label("想说什么")).to_have_value(LAMP)
    expect(page.get_by_label("是哪方面的")).to_have_value("traffic")
    expect(other.go(path).get_by_label("想说什么")).to_have_value("")
    page.get_by_label("我看过上面的说明").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible(timeout=20_000)
    expect(phone.go(path).get_by_label("想说什么")).to_have_value("")
    phone.check()
