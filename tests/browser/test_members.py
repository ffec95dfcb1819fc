"""A clerk's day in a real browser: find somebody by initials, register by hand, report in, call."""

from datetime import date

import pytest
from playwright.sync_api import expect

from registry.domain import custody
from registry.models import Member
from tests.browser.conftest import Visit
from tests.world import World, id_number, phone

BOTH = pytest.mark.parametrize("width", ["desk", "phone"])


@BOTH
def test_find_a_member_by_initials(world: World, visit: Visit, width: str) -> None:
    world.member("a11", 1, employer="江海区某电商基地", origin_code="522726", origin_text="贵州独山")
    world.member("a11", 2, name="王五")
    visitor = visit("community-a11", width)
    page = visitor.go("/members/")
    expect(page.get_by_role("link", name="王五")).to_be_visible()
    expect(page.get_by_role("button", name="登记报到（今天）")).to_be_disabled()  # nobody is ticked
    page.keyboard.press("/")
    page.keyboard.type("hxs", delay=20)
    expect(page.get_by_role("link", name="王五")).to_have_count(0)
    expect(page.get_by_role("link", name="何小山")).to_be_visible()
    visitor.check()


def test_find_a_member_without_script(world: World, visit: Visit) -> None:
    world.member("a11", 1)
    world.member("a11", 2, name="王五")
    page = visit("community-a11", script=False).go("/members/")
    page.get_by_role("searchbox").fill("hexiaoshan")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("link", name="何小山")).to_be_visible()
    expect(page.get_by_role("link", name="王五")).to_have_count(0)


@BOTH
def test_register_by_hand(world: World, visit: Visit, width: str) -> None:
    world.member("a11", 1)
    visitor = visit("community-a11", width)
    page = visitor.go("/members/new/")
    visitor.check()
    page.get_by_label("身份证号", exact=True).fill(id_number(4))
    expect(page.get_by_text("号码校验通过")).to_be_visible()
    expect(page.get_by_label("出生日期")).to_have_value("1985-06-01")
    expect(page.get_by_label("性别")).to_have_value("女")
    page.get_by_label("姓名", exact=False).first.fill("贺晓山")
    expect(page.get_by_text("姓名同音")).to_be_visible()
    page.get_by_label("手机号").fill(phone(4))
    page.get_by_label("来源地（流出的填去向）").fill("朝阳区")
    page.get_by_label("北京市朝阳区").check()
    visitor.check()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", name="贺晓山")).to_be_visible()
    expect(page.get_by_text("北京市朝阳区")).to_be_visible()
    visitor.check()
    with world.at("community-a11"):
        assert Member.objects.get(name="贺晓山").origin_code == "110105"


def test_register_without_script(world: World, visit: Visit) -> None:
    page = visit("community-a11", script=False).go("/members/new/")
    page.get_by_label("身份证号", exact=True).fill(id_number(4))
    page.get_by_role("button", name="识别").click()
    expect(page.get_by_label("出生日期")).to_have_value("1985-06-01")
    page.get_by_label("姓名", exact=False).first.fill("贺晓山")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", name="贺晓山")).to_be_visible()


@BOTH
def test_report_in_and_call(world: World, visit: Visit, width: str) -> None:
    member = world.member("a11", 1)
    visitor = visit("community-a11", width)
    page = visitor.go(f"/members/{member.pk}/")
    page.get_by_role("button", name="登记报到").click()
    expect(page.get_by_text("已记录：何小山 登记报到")).to_be_visible()
    # Dialling leaves the page on a phone; here it only has to be a link that was put in place by one tap.
    page.evaluate("window.matchMedia = () => ({ matches: false, addEventListener() {} })")
    page.get_by_role("button", name="拨号").click()
    expect(page.get_by_role("link", name=phone(1))).to_have_attribute("href", f"tel:{phone(1)}")
    page.get_by_text("显示", exact=True).click()
    page.get_by_label("为什么要看（会记入审计）").fill("核对介绍信")
    page.get_by_role("button", name="显示号码").click()
    expect(page.get_by_text(id_number(1))).to_be_visible()
    visitor.check()


def _prepared(world: World) -> tuple[str, ...]:
    """Something to see on each of the addresses."""
    first = world.member(
        "a11", 1, employer="江海区某电商基地", origin_code="522726", origin_text="贵州独山", flowed_on=date(2025, 1, 1)
    )
    world.member("a11", 2, name="𠮷田·阿依古丽", id_number="", phone="")
    world.member("a21", 7, name="陈大文")
    with world.at("community-a11"):
        custody.take_over(
            by=world.users["community-a11"], organisation=world.nodes["a11"], direction="in", name="陈大文",
            id_number=id_number(7), reason="已搬来本社区",
        )  # fmt: skip
    return (
        "/members/?direction=in&missing=id",
        "/members/?q=没有的人",
        "/requests/?tab=asked",
        "/requests/?tab=release",
        f"/members/{first.pk}/move/reported_in/",
        f"/members/{first.pk}/move/closed/",
    )


def test_axe_finds_nothing_on_lists_narrowed_and_empty(world: World, visit: Visit) -> None:
    """What the walk over every page leaves out: answers to a question, and the other kinds of one form."""
    visitor = visit("community-a11")
    for path in _prepared(world):
        visitor.go(path)
        visitor.check_both(axe=True)
