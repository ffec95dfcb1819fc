"""The district enters a year, on a desk and on a phone; what a street sees of it."""

from datetime import date

import pytest
from playwright.sync_api import expect

from registry.lib import announced, clock
from registry.lib.festivals import DAYS
from tests.browser.conftest import Visit, Visitor
from tests.browser.keeping import keep
from tests.browser.looking import WIDTHS
from tests.world import World

NEXT = max(announced.seed().years) + 1
PASTED = "\n".join(f"{name}：{rule(NEXT):%-m月%-d日}放假，共1天。" for name, rule in DAYS.items())


@pytest.fixture(autouse=True)
def _november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(NEXT - 1, 11, 5))


def looked_at(visitor: Visitor, name: str) -> None:
    """Check the page at both widths, and keep pictures of it."""
    visitor.check_both(lambda width: keep(visitor.page, f"{name}-{WIDTHS[width][0]}"))


def test_the_district_enters_a_year(world: World, visit: Visit) -> None:
    visitor = visit("district-a")
    page = visitor.go(f"/calendar/?year={NEXT}")
    expect(page.get_by_text(f"{NEXT} 年放假安排未公布")).to_be_visible()
    looked_at(visitor, "calendar-unannounced")
    page = visitor.go("/")
    looked_at(visitor, "calendar-home")
    page.get_by_role("link", name=f"公布了就录入 {NEXT} 年放假安排").click()
    page.get_by_label("放假安排").fill("元旦 1月1日")
    page.get_by_label("依据").fill("国办发明电〔2026〕9号")
    page.get_by_role("button", name="核对一遍").click()
    expect(page.get_by_role("alert")).to_contain_text("没有写是“休”还是“上班”")
    looked_at(visitor, "calendar-wrong")
    page.get_by_label("放假安排").fill(PASTED)
    page.get_by_role("button", name="核对一遍").click()
    expect(page.get_by_role("heading", name="读到的是这些")).to_be_visible()
    visitor.check_both()
    page.get_by_role("button", name=f"对的，录入 {NEXT} 年").click()
    expect(page.get_by_text("已录入：放假 7 天")).to_be_visible()
    page.get_by_role("link", name=f"{NEXT - 1} 年").click()
    looked_at(visitor, "calendar")
    page.get_by_role("link", name="整年重新录入").click()
    page.get_by_role("button", name="核对一遍").click()
    looked_at(visitor, "calendar-read")
    page.get_by_role("link", name="工作日历").last.click()
    page.get_by_role("link", name="改一天").click()
    looked_at(visitor, "calendar-day")
    street = visit("street-a1", script=False)
    street.go(f"/calendar/?year={NEXT}")
    expect(street.page.get_by_role("table", name="10 月").get_by_text("国庆节放假")).to_be_attached()
    expect(street.page.get_by_role("link", name="改一天")).to_have_count(0)
