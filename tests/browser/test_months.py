"""The month in a browser: written and handed up at a desk, looked at on a phone, returned, accepted, closed."""

from datetime import date

import pytest
from playwright.sync_api import expect

from registry.lib import clock
from reports.domain import drafting
from reports.figures.month import Month
from reports.models import MonthlyReport
from tests.browser.conftest import Visit
from tests.browser.keeping import keep
from tests.planting import plant
from tests.world import World


@pytest.mark.timeout(240)
def test_the_month(world: World, visit: Visit) -> None:
    """Every page at both widths: axe, no script errors, nothing scrolls sideways."""
    month = Month.of(clock.today()).previous()
    plant(world, "a11", times=3)
    plant(world, "a12", start=400)
    for number in range(6):
        world.member("a11", 70 + number, name=f"何小{number}", joined_on=date(2010, 1, 1))
    drafting.refresh(world.nodes["a"].path)
    with world.system("a"):
        rows = MonthlyReport.objects.all().of_month(month.year, month.number)
        key = rows.get(owner_path=world.nodes["a11"].path).pk
    desk, street, district = visit("community-a11"), visit("street-a1"), visit("district-a")
    page = desk.go("/months/")
    desk.check_both()
    keep(desk.page, "months-1366")
    page.get_by_role("link", name=month.label).click()
    expect(page.get_by_text("上报前要办的")).to_be_visible()
    desk.check_both()
    keep(desk.page, "month-report-draft-1366")
    page.get_by_label("主要做法").fill("走" * 490)
    page.get_by_label("下月打算").fill("访" * 12)
    expect(page.locator("[data-count]")).to_have_text("502")
    page.get_by_label("主要做法").fill("逐户走访企业，把新来的登记上。")
    page.get_by_label("下月打算").fill("送学上门。")
    page.get_by_label("存在问题").fill("无。")
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.get_by_text("还没有填“填报人”").first).to_be_visible()
    desk.check_both()
    keep(desk.page, "month-report-refused-1366")
    for label, value in (("填报人", "何小山"), ("审核人", "陈静"), ("联系电话", "0750-3861234")):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.get_by_text("已上报。").first).to_be_visible()
    # The street: list, tables, the report; sends it back without JavaScript.
    page = street.go(f"/months/{month}/")
    street.check_both()
    keep(street.page, "month-street-1366")
    page.get_by_role("button", name="催报 a12村").click()
    expect(page.get_by_text("已催报").first).to_be_visible()
    street.go(f"/months/{month}/tables/?table=basics")
    street.check_both()
    keep(street.page, "month-tables-1366")
    other = visit("street-a1", script=False)
    page = other.go(f"/months/reports/{key}/")
    page.get_by_text("退回修改").click()
    page.get_by_label("要改什么").fill("核对流出党员数")
    page.get_by_role("button", name="退回").click()
    phone = visit("community-a11", "phone")
    page = phone.go("/")
    expect(page.get_by_text("月报被退回")).to_be_visible()
    page = phone.go(f"/months/reports/{key}/")
    expect(page.get_by_text("核对流出党员数").first).to_be_visible()
    phone.check()
    keep(phone.page, "month-report-390")
    page.get_by_role("button", name="上报", exact=True).click()
    expect(page.get_by_text("已上报。")).to_be_visible()
    page = street.go(f"/months/{month}/")
    page.get_by_role("button", name="全部审核通过").click()
    expect(page.get_by_text("审核通过 1 份")).to_be_visible()
    # The district closes; a figure leads to its rows.
    page = district.go(f"/months/{month}/close/")
    district.check_both()
    keep(district.page, "month-close-1366")
    page.get_by_label("为什么照现在的数字归档").fill("其余下月补报")
    page.get_by_role("button", name="归档").click()
    expect(page.get_by_text("已归档").first).to_be_visible()
    district.check_both()
    keep(district.page, "month-closed-1366")
    district.go(f"/months/{month.next()}/total/")
    district.check_both()
    keep(district.page, "month-figure-1366")
    phone.go(f"/months/{month}/")
    visitor = visit("street-a1", "phone")
    visitor.go(f"/months/{month}/")
    visitor.check()
    keep(visitor.page, "month-street-390")
    visitor.go(f"/months/{month}/tables/")
    keep(visitor.page, "month-tables-390")
