"""Activities in a browser: ticking with one tap, signing up and signing in on a phone that runs no script."""

from datetime import timedelta

from playwright.sync_api import expect

from outreach.domain import sign_ups, venues
from outreach.models import Participation
from registry.lib import clock
from tests.browser.conftest import Visit
from tests.browser.keeping import keep
from tests.outreach.assembly import answers, invited, planned
from tests.world import World, phone

CONTENT = "参观红色驿站，学习党章第一章。"
NAMES = ("何小山", "单雄信", "曾国英", "仇小满", "解思远", "区建华")


def test_planned_and_ticked_off(world: World, visit: Visit) -> None:
    """The list and the page on a desk; the roll call on a phone, one tap a person."""
    by = world.users["community-a11"]
    people = [world.member("a11", number, name=name) for number, name in enumerate(NAMES, 1)]
    with world.at("community-a11"):
        hall = {
            "name": "a11社区党群服务中心",
            "kind": "service_centre",
            "takes_reports": True,
            "address": "永明路 1 号",
        }
        hall |= {"open_hours": "周一至周五 8:30—17:30", "contact_phone": "0750-3800000"}
        venue = venues.add_venue(by=by, organisation=world.nodes["a11"], fields=hall)
    activity = planned(
        world, hours=0.5, venue=venue, place="二楼会议室", capacity=4, content="参观红色驿站，学习党章第一章。"
    )
    planned(world, "a1", title="街道专题党课", kind="special_lecture")
    invited(world, activity)
    with world.at("community-a11"):
        for member in people[:5]:
            sign_ups.by_staff(by=by, activity=activity, member=member, coming=True)
    desk = visit("community-a11", "desk")
    for path, name in (("/activities/", "activities-1366"), ("/activities/venues/", "venues-1366"),
                       (f"/activities/{activity.pk}/", "activity-1366"),
                       (f"/activities/{activity.pk}/sheet/", "activity-sheet"),
                       (f"/activities/{activity.pk}/poster/", "activity-poster")):  # fmt: skip
        desk.go(path)
        keep(desk.page, name)
        desk.check_both()
    hand = visit("community-a11", "phone")
    page = hand.go(f"/activities/{activity.pk}/people/")
    page.get_by_label("何小山的签到").get_by_role("button", name="到会").tap()
    expect(page.get_by_text("何小山：√到会。")).to_be_visible()
    page.get_by_label("单雄信的签到").get_by_role("button", name="事假").tap()
    expect(page.get_by_text("单雄信：△事假。")).to_be_visible()
    keep(hand.page, "activity-people-390")
    hand.check_both()
    with world.at("community-a11"):
        assert Participation.objects.all().came().count() == 1


def test_signing_up_and_in_without_script(world: World, visit: Visit) -> None:
    world.member("a11", 1, name="何小山")
    begins = clock.now() + timedelta(minutes=30)
    activity = planned(
        world, capacity=20, starts_at=begins, ends_at=begins + timedelta(hours=2), content="学习党章第一章。"
    )
    link = f"/m/{invited(world, activity)['何小山']}/"
    looked = visit("community-a11", "phone")
    looked.page.context.clear_cookies()
    looked.go(link)
    keep(looked.page, "activity-sign-up-390")
    looked.check_both()
    visitor = visit("community-a11", "phone", script=False)
    visitor.page.context.clear_cookies()
    page = visitor.go(link)
    page.get_by_role("button", name="参加", exact=True).tap()
    expect(page.get_by_text("已报名")).to_be_visible()
    page.get_by_role("button", name="来不了，退出").tap()
    expect(page.get_by_text("已退出").first).to_be_visible()
    assert answers(world, activity) == {"何小山": "withdrawn"}
    looked.go(f"/me/here/{activity.door_code}/")
    keep(looked.page, "activity-door-390")
    looked.check_both()
    page = visitor.go(f"/me/here/{activity.door_code}/")
    page.get_by_label("姓名").fill("何小山")
    page.get_by_label("手机号后四位").fill(phone(1)[-4:])
    page.get_by_role("button", name="签到").tap()
    expect(page.get_by_text("已签到")).to_be_visible()
