"""看板 in a browser: drawn by a script, beside tables that need none; at both widths, in the dark, printed."""

import re

from playwright.sync_api import expect

from reports.domain import demo_months
from tests.browser.conftest import Visit
from tests.browser.test_her_page import shot
from tests.world import World

CHARTS = 5


def test_charts_lead_to_rows_and_tables_say_the_same(world: World, visit: Visit) -> None:
    origins = ("522726", "330603", "440100", "440703")
    for number, node in enumerate(("a11", "a11", "a11", "a12", "a21", "a22")):
        world.member(node, number + 1, origin_code=origins[number % 4], new_employment_type="courier")
    with world.system():
        demo_months.load()
    desk = visit("district-a", "desk")
    for width in desk.at_both_widths():
        page = desk.go("/board/")
        expect(page.locator("[data-board] svg")).to_have_count(CHARTS)
        shot(desk, f"board-{width}")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    desk.go("/board/")
    shot(desk, "board-dark")
    page.emulate_media(color_scheme="light", media="print")
    shot(desk, "board-print")
    page.emulate_media(media="screen")
    page.get_by_role("region", name="来自哪里").get_by_role("link").last.click()
    expect(page).to_have_url(re.compile("/months/20"))
