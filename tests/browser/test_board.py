"""看板 in a browser: drawn by a script, beside tables that need none; at both widths, in the dark, printed."""

from datetime import date

from playwright.sync_api import expect

from reports.tasks import refresh_board
from tests.browser.conftest import Visit, Visitor
from tests.browser.keeping import keep
from tests.planting import plant
from tests.world import World, id_number

CHARTS, CARDS = 7, 9
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def peopled(world: World) -> None:
    """Members from here and there, of every age and kind."""
    origins = ("522726", "330603", "440100", "440703", "430000", "450000", "")
    works = ("courier", "food_rider", "", "ride_hail_driver", "ecommerce")
    for number in range(24):
        birth = date(1958 + number * 2, 3, 1)
        world.member(
            ("a11", "a11", "a12", "a21", "a22")[number % 5], number + 1, id_number=id_number(number + 1, birth),
            birth_on=birth, origin_code=origins[number % 7], new_employment_type=works[number % 5],
        )  # fmt: skip
    plant(world, "a11", times=1)
    refresh_board()


def looked_at_in(desk: Visitor, scheme: str) -> None:
    """Light or dark: drawn, and drawn again when the width changes; axe clean, nothing scrolls sideways."""
    desk.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page = desk.go("/board/")

    def drawn(width: str) -> None:
        page.evaluate(DRAWN)
        expect(page.locator("[data-board] svg")).to_have_count(CHARTS)
        keep(desk.page, f"board-{width}-{scheme}")

    desk.check_both(drawn)


def test_charts_lead_to_rows_and_tables_say_the_same(world: World, visit: Visit) -> None:
    peopled(world)
    desk = visit("district-a", "desk")
    for scheme in ("light", "dark"):
        looked_at_in(desk, scheme)
    page = desk.page
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    keep(desk.page, "board-print")
    page.emulate_media(media="screen", color_scheme="light")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    said = page.get_by_role("region", name="年龄").get_by_role("link").first
    number, address = said.inner_text(), said.get_attribute("href")
    said.click()
    expect(page.locator("strong.num")).to_have_text(number)
    assert address and page.url.endswith(address)
    # A mark leads where the number beside it does.
    desk.go("/board/")
    page.locator('[data-board="ages"] svg path[fill="#1f5fa8"]').first.click()
    expect(page.locator("strong.num")).to_have_text(number)
    assert page.url.endswith(address)
    keep(desk.page, "board-rows")
    desk.check()


def test_without_a_script_the_tables_are_there(world: World, visit: Visit) -> None:
    peopled(world)
    plain = visit("community-a11", "phone", script=False)
    page = plain.go("/board/")
    expect(page.locator("[data-board]").first).to_be_hidden()
    expect(page.get_by_role("table")).to_have_count(CARDS)
    page.get_by_role("region", name="谁逾期了").get_by_role("link").first.click()
    expect(page.locator("strong.num")).to_be_visible()
