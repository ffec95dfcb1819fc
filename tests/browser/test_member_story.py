"""One member's whole story in a real browser, and the sheet on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import stories
from tests.browser.conftest import Visit
from tests.world import World

LONGEST = "𠮷田·" + "阿依古丽·" * 9 + "花"
A4 = (594.96, 841.92)
# What the margins of css/print.css leave of 210 mm, in CSS pixels.
PRINTABLE = 687


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_read_the_whole_story(world: World, visit: Visit, width: str) -> None:
    member = stories.told(world, times=12, name=LONGEST)
    visitor = visit("community-a11", width)
    page = visitor.go(f"/members/{member.pk}/")
    entries = page.locator(".timeline__item")
    expect(entries).to_have_count(30)
    visitor.check()
    page.get_by_role("link", name="更早的").click()
    expect(entries).to_have_count(60)
    page.get_by_role("link", name="联系", exact=True).click()
    expect(page.get_by_role("link", name="联系", exact=True)).to_have_attribute("aria-current", "true")
    expect(page.get_by_text("无人接听").first).to_be_visible()
    expect(page.get_by_text("文件：介绍信.jpg")).to_have_count(0)
    said = page.get_by_text("孩子上学要办居住证").first
    expect(said).to_be_hidden()
    page.get_by_text("困难诉求").first.click()
    expect(said).to_be_visible()
    visitor.check()


def test_the_sheet_fits_a4(world: World, visit: Visit) -> None:
    short = stories.told(world, sequence=31)
    long = stories.told(world, sequence=41, times=12, name=LONGEST, remark="备注" * 250, origin_text="很长的地名" * 40)
    visitor = visit("community-a11")
    page = visitor.go(f"/members/{short.pk}/print/")
    visitor.check()
    assert _pages(page) == 2
    page = visitor.go(f"/members/{long.pk}/print/")
    assert 4 <= _pages(page) <= 8
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PRINTABLE, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= PRINTABLE
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.locator(".sheet__story thead")).to_have_css("display", "table-header-group")
    expect(page.get_by_text("内部资料", exact=True).first).to_be_visible()


def _pages(page: Page) -> int:
    """How many pages of portrait A4 the paper version takes."""
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf))
    assert [tuple(round(float(side)) for side in box) for box in boxes] == [tuple(map(round, A4))]
    return len(re.findall(rb"/Type /Page\b", pdf))
