"""A liaison's morning on a phone, with and without JavaScript; what the desk sees of it."""

import pytest
from playwright.sync_api import Page, expect

from registry.models import ContactLog, LiaisonAssignment, Member
from tests.browser.conftest import Visit
from tests.browser.keeping import keep
from tests.outreach.ground import TODAY, Days, ago, known, only, start, tick
from tests.world import World

LIAISON = "liaison-a11"
EMPLOYERS = ("江海区某电商产业园", "某外卖配送站", "某装修队", "某网约车公司")


@pytest.fixture
def hers(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Member]:
    """Late, due today, due this week, just spoken to."""
    Days(monkeypatch)
    start(world)
    only(world, "contact", "study")
    names = ("何小山", "岑桂芳", "吴朝晖", "莫小荷")
    found = [
        known(world, number, ago(days), name=names[number], employer=EMPLOYERS[number])
        for number, days in enumerate((60, 30, 29, 3))
    ]
    with world.system():
        for member in found:
            LiaisonAssignment.objects.create(
                owner_path=member.owner_path, member=member, liaison=world.users[LIAISON], started_on=TODAY
            )
    tick(world)
    return found


def noted(page: Page, member: Member) -> None:
    """From her list through the card after the call, and back to her list."""
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=member.name))
    card.get_by_role("link", name="记一次联系").tap()
    page.get_by_text("已联系上", exact=True).tap()
    page.get_by_text("1个月后", exact=True).tap()
    page.get_by_role("button", name="保存").tap()
    expect(page.get_by_text("已记下：电话，已联系上。").first).to_be_visible()


def test_her_morning(world: World, visit: Visit, hers: list[Member]) -> None:
    phone = visit(LIAISON, "phone")
    page = phone.go("/")
    for title in ("逾期（1 人）", "今天（", "本周（"):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    phone.check()
    keep(phone.page, "outreach-day-390")
    noted(page, hers[0])
    expect(page.get_by_role("heading", name="逾期（1 人）")).to_be_hidden()
    page.get_by_role("link", name="学习汇报").first.tap()
    expect(page.get_by_role("heading", name="为什么有这项任务")).to_be_visible()
    phone.check_both()
    keep(phone.page, "outreach-task-390")


def test_her_morning_without_javascript(world: World, visit: Visit, hers: list[Member]) -> None:
    phone = visit(LIAISON, "phone", script=False)
    noted(phone.go("/"), hers[0])
    with world.system():
        assert ContactLog.objects.filter(member=hers[0], outcome="reached").exists()


def test_what_the_desk_sees(world: World, visit: Visit, hers: list[Member]) -> None:
    desk = visit("community-a11")
    for path, name in (
        ("/tasks/", "outreach-tasks"),
        ("/rules/", "outreach-rules"),
        ("/rules/contact/", "outreach-rule"),
        ("/", "outreach-home"),
    ):
        page = desk.go(path)
        desk.check_both()
        keep(desk.page, name)
    expect(page.get_by_role("heading", name="联系和学习")).to_be_visible()
