"""A form of the superior office in a browser: taken in, looked at as a grid, one cell corrected, confirmed, filled."""

import pytest
from playwright.sync_api import expect

from registry.lib import clock
from reports.domain import drafting
from reports.figures.month import Month
from reports.workbook import making
from tests.browser.conftest import Visit
from tests.browser.keeping import keep
from tests.reports import forms_made
from tests.world import World


@pytest.mark.timeout(240)
def test_a_form(world: World, visit: Visit) -> None:
    """Every page at both widths: axe, no script errors, nothing scrolls sideways; the phone has no JavaScript."""
    month = Month.of(clock.today()).previous()
    for number in range(4):
        world.member("a11", 70 + number)
    drafting.refresh(world.nodes["a"].path)
    district = visit("district-a")
    page = district.go("/exports/forms/")
    district.check_both()
    keep(district.page, "forms-empty-1366")
    data = forms_made.made(
        ("a1街道", "a2街道", "没有这个街道"), lambda book: book["附表"].__setitem__("B8", "{{好人好事}}")
    )
    page.get_by_label("表名").fill("市委组织部流动党员月报表")
    page.get_by_label("表样文件").set_input_files(
        {"name": "表样.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": data}
    )
    page.get_by_role("button", name="上传并识别").click()
    expect(page.get_by_text("还没有人核对")).to_be_visible()
    district.check_both()
    keep(district.page, "forms-proposed-1366")
    page.locator("#at-G8 a").click()
    expect(page.get_by_role("heading", name="G8 填什么")).to_be_visible()
    district.check_both()
    keep(district.page, "forms-cell-1366")
    page.locator("#id_what").select_option(label="本月末流入党员数")
    page.get_by_label("哪个单位的").select_option(label="a1街道a11社区")
    page.get_by_role("button", name="保存这一格").click()
    expect(page.get_by_text("G8 已保存")).to_be_visible()
    page.get_by_role("button", name="都核对过了").click()
    expect(page.get_by_role("button", name="填好这个月的表")).to_be_visible()
    district.check_both()
    keep(district.page, "forms-ready-1366")
    page.get_by_label("月份").select_option(str(month))
    page.get_by_role("button", name="填好这个月的表").click()
    expect(page.get_by_text("排队中").first).to_be_visible()
    making.work_off(world.nodes["a"].path)
    page.reload()
    expect(page.get_by_role("link", name="下载")).to_be_visible()
    district.check_both()
    keep(district.page, "forms-filled-1366")
    district.go("/exports/forms/")
    district.check_both()
    keep(district.page, "forms-list-1366")
    phone = visit("district-a", "phone", script=False)
    page = phone.go("/exports/forms/")
    page.get_by_role("link", name="市委组织部流动党员月报表").click()
    keep(phone.page, "forms-390")
    page.locator("#at-J9 a").click()
    expect(page.get_by_role("heading", name="J9 填什么")).to_be_visible()
    keep(phone.page, "forms-cell-390")
