"""A liaison's phone and a clerk's desk: a call that failed, one that got through, a correction, a letter home."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from registry.choices import MovementKind
from registry.domain import members, movements
from registry.lib import clock
from registry.models import ContactLog, Member
from tests.browser.conftest import Visit, Visitor
from tests.world import World

MOST_TAPS = 5
# A finger makes the page dial at once; a mouse doesn't.
NO_DIALLING = """
const ask = window.matchMedia.bind(window);
window.matchMedia = (query) => query.includes("pointer") ? { matches: false, addEventListener() {} } : ask(query);
"""


def prepared(world: World) -> Member:
    """A member who has reported in, given to the liaison."""
    member = world.member("a11", 1, employer="江海区某电商基地", home_org_name="中共独山县某村支部委员会", sex="男")
    world.member("a11", 2, name="王五")
    user = world.users["community-a11"]
    with world.at("community-a11"):
        movements.record_movement(by=user, member=member, kind=MovementKind.REPORTED_IN, effective_on=clock.today())
        members.assign_liaison(by=user, member=member, liaison=world.users["liaison-a11"])
    return member


@dataclass
class Thumb:
    """Taps, counted."""

    taps: int = 0

    def tap(self, target: Locator) -> None:
        """One tap on something big enough for a thumb (WCAG 2.5.5: 44 px)."""
        box = target.bounding_box()
        assert box, target
        assert box["height"] >= 44, (target, box)
        target.tap()
        self.taps += 1


def call(visitor: Visitor, outcome: str, again: str) -> int:
    """From the member's page to a saved contact; the taps it took."""
    page, thumb = visitor.page, Thumb()
    expect(page.get_by_role("heading", name="何小山", level=1)).to_be_visible()
    thumb.tap(page.get_by_role("button", name="拨号"))
    thumb.tap(page.get_by_role("link", name="打完了，记一笔"))
    expect(page.get_by_role("heading", name="刚联系过：何小山")).to_be_visible()
    thumb.tap(page.get_by_text(outcome, exact=True))
    thumb.tap(page.get_by_text(again, exact=True))
    save = page.get_by_role("button", name="保存")
    expect(save).to_be_in_viewport()
    visitor.check()
    thumb.tap(save)
    expect(page.get_by_text(f"已记下：电话，{outcome}。")).to_be_visible()
    return thumb.taps


def test_from_a_failed_call_to_a_letter_home(world: World, visit: Visit) -> None:
    member = prepared(world)
    phone = visit("liaison-a11", "phone")
    # Dialling leaves the page on a phone; here the number only has to be put in place.
    phone.page.add_init_script(NO_DIALLING)
    page = phone.go("/members/?q=hxs")
    page.get_by_role("link", name="何小山").tap()
    assert call(phone, "无人接听", "明天") <= MOST_TAPS
    expect(page.get_by_text("1 次没有联系上")).to_be_visible()
    assert call(phone, "已联系上", "2周后") <= MOST_TAPS
    expect(page.get_by_text(f"{clock.today():%Y-%m-%d}（今天）")).to_be_visible()
    phone.check()
    phone.go("/contacts/")
    phone.check()
    with world.at("liaison-a11"):
        assert [row.outcome for row in ContactLog.objects.order_by("id")] == ["no_answer", "reached"]
        reached = ContactLog.objects.get(outcome="reached")

    desk = visit("street-a1")
    page = desk.go(f"/contacts/{reached.pk}/")
    page.get_by_role("link", name="更正", exact=True).click()
    page.get_by_label("思想动态").fill("想把组织关系转过来")
    page.get_by_label("为什么更正").fill("补上谈到的事")
    desk.check()
    page.get_by_role("button", name="保存更正").click()
    expect(page.get_by_text("原因：补上谈到的事")).to_be_visible()
    expect(page.get_by_role("deletion")).to_have_text("原来：（空）")
    desk.check()

    page.get_by_role("link", name="何小山").click()
    page.get_by_role("link", name=re.compile("打印函件.*回执")).click()
    expect(page.get_by_text("中共独山县某村支部委员会：", exact=True)).to_be_visible()
    desk.check()
    for matter in ("identity", "situation", "review", "receipt"):
        desk.go(f"/members/{member.pk}/letters/{matter}/")
        sheet = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1, f"{matter}: more than one sheet of A4"
    page.get_by_role("button", name="已寄出，记入联系记录").click()
    expect(page.get_by_text("已记下：回执，信函已寄出。")).to_be_visible()
    desk.check()
    with world.at("street-a1"):
        sent = ContactLog.objects.get(side="home")
        assert (sent.member_id, sent.matter, sent.channel) == (member.pk, "receipt", "letter")


def test_the_card_and_the_form_without_script(world: World, visit: Visit) -> None:
    member = prepared(world)
    page = visit("community-a11", "phone", script=False).go(f"/members/{member.pk}/contacts/quick/")
    expect(page.get_by_label("哪一天")).to_be_hidden()
    page.get_by_text("拒绝", exact=True).tap()
    page.get_by_text("自定", exact=True).tap()
    page.get_by_label("哪一天").fill(f"{clock.today():%Y-%m-%d}")
    page.get_by_role("button", name="保存").tap()
    expect(page.get_by_text("已记下：电话，拒绝。")).to_be_visible()
