"""The worklist of 复制到微信 on a phone, and a member's link in a browser that runs no script."""

from playwright.sync_api import expect

from outreach.domain import messages
from outreach.models import Message, MessageAnswer, OptOut
from registry.models import Member
from tests.browser.conftest import Visit
from tests.browser.keeping import keep
from tests.world import World


def written(world: World) -> str:
    """A text that waits to be copied; gives the address of the link in it, as this server would open it."""
    world.member("a11", 1, name="何小山")
    user = world.users["community-a11"]
    with world.at("community-a11"):
        message = messages.write_one(
            by=user, label="何", member=Member.objects.get(), title="问候", body="{姓名}，您好"
        )
        return "/m/" + messages.copy_text(message).partition("/m/")[2]


def test_copied_and_marked_with_two_taps(world: World, visit: Visit) -> None:
    written(world)
    visitor = visit("community-a11", "phone")
    page = visitor.go("/messages/by-hand/")
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制").tap()
    expect(page.get_by_text("已复制。")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("何小山，您好")
    visitor.check()
    page.get_by_role("button", name="已经发了").tap()
    expect(page.get_by_text("没有等着复制的消息")).to_be_visible()
    visitor.check_both()
    with world.at("community-a11"):
        assert Message.objects.get().state == "sent"


def test_a_link_without_script(world: World, visit: Visit) -> None:
    link = written(world)
    looked = visit("community-a11", "phone")
    looked.page.context.clear_cookies()
    looked.go(link)
    keep(looked.page, "personal-link-phone")
    looked.check_both()
    visitor = visit("community-a11", "phone", script=False)
    visitor.page.context.clear_cookies()
    page = visitor.go(link)
    page.get_by_label("回复").fill("一切都好，春节回去看看。")
    page.get_by_role("button", name="提交回复").tap()
    expect(page.get_by_text("已收到您的回复")).to_be_visible()
    page.get_by_role("button", name="全部消息都不再接收").tap()
    expect(page.get_by_text("以后不再发给您")).to_be_visible()
    with world.at("community-a11"):
        assert [str(answer.text) for answer in MessageAnswer.objects.all()] == ["一切都好，春节回去看看。"]
        assert OptOut.objects.get().channel == ""
