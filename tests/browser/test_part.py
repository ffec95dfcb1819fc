"""作用发挥 in a browser: a wish claimed on the phone with one tap and reported done; the pages at both widths."""

from playwright.sync_api import expect

from outreach.domain import part
from outreach.models import WishClaim
from registry.lib import clock
from tests.browser.conftest import Visit
from tests.browser.keeping import FOLDER, keep
from tests.outreach.herself import linked
from tests.outreach.part_ground import post_of, seat_of, service_of, step, wish_of
from tests.world import World


def test_a_wish_on_her_phone_and_the_ledger_at_the_desk(world: World, visit: Visit) -> None:
    member, _, token = linked(world, name="何小山")
    post, wish = post_of(world, member), wish_of(world)
    seat_of(world, member)
    service_of(world, member)
    wish_of(world, category="child", shown_as="", content="一个新书包和一盒彩笔")
    with world.at("community-a11"):
        by, today = world.users["community-a11"], clock.today()
        part.note(by=by, label="何登记", of=post, kind="deed", happened_on=today, text="帮三家企业跑腿办证")
    phone = visit("community-a11", "phone")
    phone.page.context.clear_cookies()
    page = phone.go(f"/m/{token}/")
    page.get_by_role("button", name="打开我的页面").tap()
    page.get_by_role("button", name="我来认领").first.tap()
    expect(page.get_by_text("社区工作人员会联系您确认，约定完成时间。")).to_be_visible()
    keep(phone.page, "part-her-390")
    step(world, wish, "confirm")
    phone.go("/me/")
    page.get_by_role("link", name="办好了，报一下").tap()
    expect(page.get_by_label("怎么帮的")).to_be_visible()  # a tap waits for no page
    phone.check_both()
    keep(phone.page, "part-report-390")
    page.get_by_label("怎么帮的").fill("送到家里，调好了台")
    page.get_by_role("button", name="报给社区").tap()
    expect(page.get_by_text("谢谢您。社区会回访心愿人。")).to_be_visible()
    with world.at("community-a11"):
        assert WishClaim.objects.get().fulfilled_on == clock.today()
    desk = visit("community-a11", "desk")
    pages = {
        "part-posts": "/part/", "part-wishes": "/part/wishes/", "part-wish": f"/part/wishes/{wish.pk}/",
        "part-post": f"/part/posts/{post.pk}/", "part-new": f"/part/members/{member.pk}/?kind=wish",
        "part-plaque": f"/part/posts/{post.pk}/plaque/", "part-wall": "/part/wishes/wall/",
        "part-roll": "/part/posts/roll/",
    }  # fmt: skip
    for name, path in pages.items():
        desk.go(path)
        for width in desk.at_both_widths() if FOLDER else ():
            keep(desk.page, f"{name}-{width}")
    desk.go(f"/part/members/{member.pk}/?kind=wish")
    desk.check_both()
