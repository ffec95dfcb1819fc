"""axe (WCAG 2.1 A and AA) over every page of our own, by all who open it; and the keyboard alone.

At both widths, light and dark, with FAULTS=full; in the short copy axe takes these by turns, and whether a page scrolls
sideways is asked at both widths.
"""

import zlib
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Scheme, Visit, Visitor
from tests.browser.keeping import FOLDER, keep
from tests.browser.looking import AA, WIDTHS, looked_at, made, scrolls_sideways, widths_of
from tests.every_page import own_pages, rows_for_every_page
from tests.faults.harness import FULL
from tests.planting import Planted
from tests.world import World

SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
Look = tuple[str, Scheme]
LONGEST = "𠮷田·" + "阿依古丽·" * 9 + "花"


def planted_pages(world: World) -> Planted:
    """Rows of everything, one person with the longest name, and keys for every page."""
    employer = "江海区" + "某" * 60 + "电商基地"
    return rows_for_every_page(world, times=2, name=LONGEST, employer=employer)


@pytest.mark.timeout(900)
def test_axe_finds_nothing_on_any_page_of_our_own(world: World, visit: Visit) -> None:
    planted = planted_pages(world)
    accounts = ("community-a11", "street-a1", "district-a", "security_admin-a")
    visitors, found = [visit(name) for name in accounts], {}
    # First those that are looked at in the dark: a page that has turned has to be drawn anew.
    for name, path in sorted(own_pages(planted), key=lambda page: _turn(page[0])[1]):
        # The clerk, or the nearest superior who may open it.
        visitor = next(each for each in visitors if each.opens(path))
        if wrong := wrong_on(visitor, name):
            found[name] = wrong
    for account in ("district-a", "liaison-a11", "auditor-a", "system_admin-a", "security_admin-a"):
        visitor = visit(account)
        assert visitor.opens("/")
        if wrong := wrong_on(visitor, f"home-{account}"):
            found[account] = wrong
    assert found == {}


def wrong_on(visitor: Visitor, name: str, *, axe: bool = True) -> list[str]:
    """What axe finds on the page that is open, script errors, and whether it scrolls sideways."""
    looks = [look for look in product(WIDTHS, SCHEMES) if axe and (FULL or look == _turn(name))]
    wrong = [fault for width in widths_of(visitor.page) for fault in _wrong_at(visitor, name, width, looks)]
    mistakes, visitor.mistakes[:] = list(visitor.mistakes), []
    return wrong + mistakes


def _wrong_at(visitor: Visitor, name: str, width: str, looks: list[Look]) -> list[str]:
    page = visitor.page
    made(page, width)
    if FOLDER:
        visitor.wears("light")
        keep(page, f"{name.replace(':', '-')}-{width}")
    wrong = [fault for at, scheme in looks if at == width for fault in _axe(visitor, scheme)]
    return [f"{width}: {fault}" for fault in (*wrong, *(["scrolls sideways"] if scrolls_sideways(page) else []))]


def _turn(name: str) -> Look:
    """The look at which the short copy takes a page."""
    looks = list(product(WIDTHS, SCHEMES))
    return looks[zlib.crc32(name.encode()) % len(looks)]


def _axe(visitor: Visitor, scheme: Scheme) -> list[str]:
    visitor.wears(scheme)
    found = looked_at(visitor.page, AA).response["violations"]
    return [f"{scheme}: {item['id']}: {item['nodes'][0]['html'][:120]}" for item in found]


def test_axe_would_find_a_mistake(visit: Visit) -> None:
    visitor = visit("community-a11")
    page = visitor.go("/members/new/")
    page.evaluate("document.querySelectorAll('label').forEach((label) => label.remove())")
    assert "label" in {item["id"] for item in looked_at(page, AA).response["violations"]}


def test_pale_text_is_found_among_many_that_look_alike(world: World, visit: Visit) -> None:
    """What looks like others is measured with them; a cell of another colour, or on another ground, stands alone, and
    so does a box of a form."""
    for number in range(1, 6):
        world.member("a11", number)
    page = visit("community-a11").go("/members/")
    link, box = "tbody tr a", "[name=q]"
    for where, pale in ((link, "color = '#eee'"), (link, "backgroundColor = '#246'"), (box, "color = '#eee'")):
        page.reload()
        page.evaluate(f"[...document.querySelectorAll('{where}')].slice(-1).forEach((cell) => cell.style.{pale})")
        assert "color-contrast" in {item["id"] for item in looked_at(page, AA).response["violations"]}
        assert page.locator("[data-axe-same]").count() == 0


def test_the_list_and_the_member_page_by_keyboard_alone(world: World, visit: Visit) -> None:
    member = world.member("a11", 1)
    visitor = visit("community-a11")
    page = visitor.go("/members/")
    page.keyboard.press("Tab")
    assert _focused(page) == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    names = _tab_through(page, until=member.name)
    assert names.index("登记一位") < names.index(member.name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=member.name)).to_be_visible()
    names = _tab_through(page, until="联系")
    assert {"显示", "拨号", "登记报到", "全部"} <= set(names)
    page.keyboard.press("Enter")
    expect(page.get_by_text("还没有联系记录")).to_be_visible()
    visitor.check()


def _focused(page: Page) -> str:
    return str(page.evaluate("(document.activeElement.innerText || document.activeElement.value || '').trim()"))


def _tab_through(page: Page, *, until: str) -> list[str]:
    """What the Tab key reaches, in order; every stop shows that it has the focus."""
    names: list[str] = []
    for _ in range(80):
        page.keyboard.press("Tab")
        seen = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert seen != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        names.append(_focused(page))
        if names[-1] == until:
            return names
    raise AssertionError(f"{until} is not reached: {names}")


def test_tabs_that_do_not_fit_into_a_phones_line_take_two(world: World, visit: Visit) -> None:
    page = visit("community-a11", "phone").go("/requests/")
    width = page.viewport_size["width"] if page.viewport_size else 0
    boxes = [tab.bounding_box() for tab in page.locator(".tabs__link").all()]
    assert len(boxes) == 5 and all(box and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
