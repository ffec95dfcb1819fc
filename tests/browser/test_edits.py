"""On a phone and on a desk: the contact action is at hand, two people correct one contact, and what home is owed."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from registry.domain import contacts
from registry.lib import clock
from registry.models import Member
from tests import stories
from tests.browser.conftest import Visit
from tests.browser.test_duplicates import shot
from tests.domain import pictures as made
from tests.world import World


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_from_the_member_page_to_a_conflict_and_the_duties(world: World, visit: Visit, width: str) -> None:
    member = stories.told(world, "a11", home_org_name="中共独山县某村支部委员会")
    by, long_ago = world.users["community-a11"], clock.now() - timedelta(days=800)
    with world.system():
        Member.objects.filter(pk=member.pk).update(created_at=long_ago, reported_on=long_ago.date())
    with world.at("community-a11"):
        fields = {"happened_at": clock.now(), "channel": "phone", "outcome": "reached", "summary": "说最近在换工作"}
        contact = contacts.record_contact(by=by, member=member, fields=fields)
    visitor = visit("street-a1", width)
    page = visitor.go(f"/members/{member.pk}/")
    box = page.get_by_role("link", name="刚联系过，记一笔").bounding_box()
    facts = page.get_by_role("heading", name="从哪里来").bounding_box()
    assert box and facts
    assert box["y"] + box["height"] < min(facts["y"], page.viewport_size["height"] * 0.6)
    shot(visitor, "member-top", width, "none")

    page = visitor.go(f"/contacts/{contact.pk}/edit/")
    page.get_by_label("内容摘要").fill("下月到永明上班，换到电子厂")
    page.get_by_label("思想动态").fill("想尽快稳定下来")
    page.locator("input[type=file]").set_input_files(
        {"name": "谈话记录.pdf", "mimeType": "application/pdf", "buffer": made.pdf()}
    )
    with world.at("community-a11"):
        changes = {"summary": "已经到永明上班", "next_on": clock.today() + timedelta(days=7)}
        contacts.correct_contact(by=by, contact=contact, changes=changes)
    page.get_by_role("button", name="保存更正").click()
    expect(page.get_by_role("heading", name="有人也在改：何小山的联系记录")).to_be_visible()
    expect(page.get_by_text("您选的 1 个文件已经存好")).to_be_visible()
    page.get_by_role("radio", name="内容摘要：用我填的").check()
    shot(visitor, f"conflict-contact-{width}", width, "none")
    page.get_by_role("button", name="保存更正").click()
    expect(page.get_by_text("下月到永明上班，换到电子厂").first).to_be_visible()
    expect(page.get_by_role("link", name="谈话记录.pdf").first).to_be_visible()
    visitor.check()

    page = visitor.go("/contacts/")
    page.get_by_role("link", name="流出地事项").click()
    page.get_by_role("link", name="逾期", exact=True).click()
    expect(page.get_by_role("link", name="打印函件").first).to_be_visible()
    shot(visitor, "home-duties-1366", width, "desk")
    page.get_by_role("link", name="记一笔").first.click()
    expect(page.get_by_role("radio", name="流出地党组织")).to_be_checked()
    visitor.check()
