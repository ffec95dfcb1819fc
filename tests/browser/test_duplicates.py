"""A street's clerk settles a duplicate, undoes the merge, and meets somebody else's edit, in a real browser."""

from datetime import date

import pytest
from playwright.sync_api import expect

from registry.domain import members
from registry.models import Member
from tests.browser.conftest import Visit, Visitor
from tests.browser.keeping import keep
from tests.world import World, phone


def shot(visitor: Visitor, name: str, width: str, shown: str) -> None:
    """Check the page, and keep a picture of it at the width that the manual shows."""
    visitor.check()
    if width == shown:
        keep(visitor.page, name)


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_settle_a_duplicate_undo_the_merge_and_meet_an_edit_conflict(world: World, visit: Visit, width: str) -> None:
    born = {"birth_on": date(1986, 3, 5), "birth_precision": "day", "origin_code": "522726", "origin_text": "贵州独山"}
    kept = world.member("a11", name="张伟", id_number="", phone=phone(1), employer="江海电子厂", **born)
    world.member("a11", 5, name="张玮", phone=phone(1), employer="江海电子一厂", job_title="质检", **born)
    visitor = visit("street-a1", width)
    page = visitor.go("/duplicates/")
    shot(visitor, "duplicates", width, "desk")
    page.get_by_role("link", name="张伟 / 张玮").click()
    page.get_by_role("radio", name="工作单位：江海电子一厂").check()
    page.get_by_label("说明").fill("电话核实，是同一人")
    shot(visitor, "duplicate", width, "desk")
    page.get_by_role("button", name="合并").click()
    expect(page.get_by_text("电话核实，是同一人")).to_be_visible()
    visitor.check()
    page.get_by_role("link", name="合错了，撤销这次合并").click()
    page.get_by_label("为什么撤销").fill("看错了，是两个人")
    visitor.check()
    page.get_by_role("button", name="撤销合并").click()
    expect(page.get_by_text("两条记录都恢复成合并前的样子")).to_be_visible()
    page.get_by_role("button", name="不是同一人").click()
    expect(page.get_by_text("已核对：不是同一人")).to_be_visible()
    visitor.check()

    page = visitor.go(f"/members/{kept.pk}/edit/")
    page.get_by_label("工作单位", exact=True).fill("我填的单位")
    page.get_by_label("职务岗位").fill("我填的岗位")
    with world.at("community-a11"):
        current = Member.objects.get(pk=kept.pk)
        changes = {"employer": "对方的单位", "residence": "永明里 3 号"}
        members.update_details(by=world.users["community-a11"], member=current, changes=changes)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("heading", name="有人也在改：张伟")).to_be_visible()
    page.get_by_role("radio", name="工作单位：用我填的").check()
    shot(visitor, "conflict-phone", width, "phone")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存“张伟”的资料")).to_be_visible()
    with world.at("community-a11"):
        saved = Member.objects.get(pk=kept.pk)
        assert (saved.employer, saved.job_title, saved.residence) == ("我填的单位", "我填的岗位", "永明里 3 号")
