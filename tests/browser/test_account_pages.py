"""Logging in and administering in a real browser, with the content policy on."""

import re

import pyotp
import pytest

from tests.browser.conftest import Visit
from tests.world import PASSWORD

BOTH = pytest.mark.parametrize("width", ["desk", "phone"])


def test_whoever_writes_is_not_idle(visit: Visit) -> None:
    visitor = visit("community-a11")
    visitor.page.clock.install()
    page = visitor.go("/canvass/new/")
    page.get_by_label("名称").fill("十一月摸排")
    page.clock.fast_forward("05:00")
    with page.expect_response("**/account/alive/") as told:
        page.get_by_label("名称").press_sequentially("。")
    assert told.value.status == 204
    visitor.check()


@BOTH
def test_login_by_form(visit: Visit, width: str) -> None:
    visitor = visit("community-a11", width)
    visitor.page.context.clear_cookies()
    page = visitor.go("/members/")
    assert page.url.endswith("/login/?next=/members/")
    visitor.check()
    page.get_by_label("账号").fill("community-a11")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    assert page.get_by_role("alert").inner_text().count("账号或密码不对")
    visitor.check()
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/members/")


def test_account_pages(visit: Visit) -> None:
    visitor = visit("district-a")
    for path in ("/account/password/", "/account/posting/", "/login/ended/?reason=idle"):
        visitor.go(path)
        visitor.check_both()


def test_binding_an_authenticator(visit: Visit) -> None:
    visitor = visit("district-a", "phone")
    page = visitor.go("/account/authenticator/")
    visitor.check_both()
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 0
    secret = page.locator("#totp-secret").inner_text().replace(" ", "")
    page.get_by_label("验证码").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="完成绑定").click()
    page.get_by_role("heading", name="绑定好了").wait_for()
    assert (
        len(re.findall(r"^[0-9a-z]{5}-[0-9a-z]{5}$", page.locator("#recovery-codes").inner_text(), re.MULTILINE)) == 10
    )
    visitor.check_both()


@BOTH
@pytest.mark.parametrize(
    ("name", "paths"),
    [
        (
            "system_admin-a",
            ("", "organisation/", "organisation/add/", "user/", "user/add/", "posting/", "posting/add/"),
        ),
        ("security_admin-a", ("user/",)),
        ("auditor-a", ("auditevent/",)),
    ],
)
def test_admin_under_the_content_policy(visit: Visit, width: str, name: str, paths: tuple[str, ...]) -> None:
    visitor = visit(name, width)
    for path in paths:
        page = visitor.go(f"/admin/registry/{path}" if path else "/admin/")
        page.wait_for_load_state("networkidle")
        assert not visitor.mistakes, (path, visitor.mistakes)
        assert not re.search(r"\b(Select|Filters|Type to|Run|Apply)\b", page.locator("body").inner_text()), path


def test_admin_is_alive_under_the_content_policy(visit: Visit) -> None:
    visitor = visit("system_admin-a")
    page = visitor.go("/admin/registry/organisation/")
    sheet = page.locator("#changelist-filter")
    assert not sheet.is_visible()
    page.locator("a", has_text="filter_list").click()
    sheet.wait_for(state="visible")
    visitor.go("/admin/registry/posting/add/")
    page.locator(".select2-selection").first.click()
    page.locator(".select2-search__field").fill("community-a1")
    page.locator(".select2-results__option", has_text="a11").first.wait_for()
    assert not visitor.mistakes, visitor.mistakes
