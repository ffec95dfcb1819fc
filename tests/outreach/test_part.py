"""作用发挥 on its pages: posts, seats, hours; by owner, colleague, liaison and outsiders; figures equal their lists."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from outreach.domain import activities, attendance, demo_part, part, services, wishes
from outreach.models import CouncilSeat, MicroWish, PartNote, PioneerPost, VolunteerService
from registry.domain import members as registering
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import AuditEvent, Member
from tests.outreach.assembly import planned
from tests.outreach.herself import inside, linked
from tests.outreach.herself import text_of as her_page
from tests.outreach.part_ground import post_of, seat_of, service_of, wish_of
from tests.web.staff import client_of, text_of
from tests.world import World

STAT = re.compile(r'class="stat[^"]*"\s+href="([^"]+)">.*?stat__label">([^<]+)<.*?stat__number">([^<]+)<', re.DOTALL)
TODAY = f"{clock.today():%Y-%m-%d}"
POST = {"name": "暖企服务先锋岗", "awarded_on": TODAY, "unit": "明星电商", "commitment": "有求必应"}


def test_a_post_from_the_award_to_its_end(world: World) -> None:
    member, _, token = linked(world, 1, name="何小山")
    clerk = client_of(world, "community-a11")
    assert f"/part/members/{member.pk}/" in text_of(clerk.get(f"/members/{member.pk}/"))
    new = f"/part/members/{member.pk}/?kind=post"
    assert "不能晚于今天" in text_of(clerk.post(new, POST | {"awarded_on": f"{clock.today() + timedelta(days=1)}"}))
    url = clerk.post(new, POST).headers["Location"]
    assert "已经有" in text_of(clerk.post(new, POST))
    key = url.rstrip("/").rpartition("/")[2]
    act = f"/part/post/{key}/do/"
    note = {"note-kind": "deed", "note-happened_on": TODAY, "note-text": ""}
    assert "写明做了什么" in text_of(clerk.post(f"{act}note/", note))
    assert clerk.post(f"{act}note/", note | {"note-text": "帮三家企业办证"}).headers["Location"] == url
    page = text_of(clerk.get(url))
    assert "帮三家企业办证" in page
    voiding = re.search(r"/part/notes/[\w-]+/", page)[0]
    assert "写明为什么作废" in text_of(clerk.post(voiding, {"void-reason": ""}))
    clerk.post(voiding, {"void-reason": "记错了人"})
    assert "记错了人" in text_of(clerk.get(url))
    assert "有求必应" in text_of(clerk.get("/part/posts/roll/"))
    assert "我承诺：有求必应" in text_of(clerk.get(f"{url}plaque/"))
    assert "党员先锋岗：暖企服务先锋岗" in her_page(inside(token))
    assert "作用发挥" in text_of(clerk.get(f"/members/{member.pk}/?kind=part"))
    clerk.post(f"{act}end/", {"end-on": TODAY, "end-reason": "调离单位"})
    assert "调离单位" in text_of(clerk.get(url))
    assert clerk.get(f"{url}plaque/").status_code == 404
    assert clerk.post(new, POST).status_code == 302  # 结束以后可以再授
    clerk.post(f"{act}void/", {"void-reason": "登记错了"})
    assert "登记错了" in text_of(clerk.get(f"/members/{member.pk}/?kind=part"))
    with world.at("community-a11"):
        assert PioneerPost.objects.all().in_force().count() == 1
        assert PioneerPost.objects.count() == 2
    with world.at("auditor-a"):
        said = set(
            AuditEvent.objects.filter(object_type__in=("pioneerpost", "partnote")).values_list("action", flat=True)
        )
        assert said == {"post.awarded", "post.ended", "post.voided", "part_note.added", "part_note.voided"}
        assert "何小山" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def test_one_seat_in_force_and_its_meetings(world: World) -> None:
    member, today = world.member("a11", 1), clock.today()
    past = today - timedelta(days=400)
    first = seat_of(world, member, appointed_on=past, term_from=past, term_until=today - timedelta(days=30))
    with world.at("community-a11"):
        assert CouncilSeat.objects.all().in_force(today).count() == 0
        assert CouncilSeat.objects.all().lapsed(today).count() == 1
    second = seat_of(world, member)
    with pytest.raises(Refused, match="不能重复登记"):
        seat_of(world, member)
    with pytest.raises(Refused, match="早于开始"):
        seat_of(world, world.member("a11", 2, name="何二"), term_until=today - timedelta(days=1))
    with world.at("community-a11"):
        first.refresh_from_db()
        assert (first.ended_on, first.end_reason) == (today - timedelta(days=30), part.TERM_OVER)
        by = world.users["community-a11"]
        part.note(by=by, label="何", of=second, kind="meeting", happened_on=today)
        with pytest.raises(Refused, match="已经记过"):
            part.note(by=by, label="何", of=second, kind="meeting", happened_on=today)
        part.note(by=by, label="何", of=second, kind="proposal", happened_on=today, text="加一处充电桩")
        for day in (today + timedelta(days=1), today - timedelta(days=1)):
            with pytest.raises(Refused, match="日期不"):
                part.note(by=by, label="何", of=second, kind="meeting", happened_on=day)
        row = CouncilSeat.objects.all().with_meetings().get(pk=second.pk)
        assert (row.meetings, row.proposals) == (1, 1)
        assert CouncilSeat.objects.all().in_force(today).counts() == {world.nodes["a11"].path: (1, 1)}
    listed = text_of(client_of(world, "community-a11").get("/part/seats/?state=on"))
    assert listed.count('scope="row"') == 1
    assert "1 次" in listed


def test_hours_come_from_the_list_of_an_activity(world: World) -> None:
    """Whoever was ticked off has served, once however often it is taken over; nothing is entered twice."""
    members = [world.member("a11", number, name=f"何小{number}") for number in (1, 2, 3)]
    activity = planned(world, hours=0.5, kind="volunteer", title="暖企服务")
    by = world.users["community-a11"]
    begun = clock.local(clock.now() - timedelta(minutes=30))
    service_of(world, members[2], project="暖企服务", served_on=begun.date())
    with world.at("community-a11"):
        for member in members:
            attendance.tick(by=by, label="何", activity=activity, member=member, sign="present")
        with pytest.raises(Refused, match="已举办"):
            services.from_list(by=by, label="何", activity=activity, hours=Decimal(2))
    _held(world, activity, begun)
    clerk, url = client_of(world, "community-a11"), f"/activities/{activity.pk}/"
    assert "计入志愿服务时长" in text_of(clerk.get(url))
    take = f"/part/activities/{activity.pk}/"
    assert "请填每人" in text_of(clerk.post(take, {"hours": ""}, follow=True))
    assert "已计入 2 人，原来就有的 1 人不变" in text_of(clerk.post(take, {"hours": "2.5"}, follow=True))
    assert "已计入 0 人" in text_of(clerk.post(take, {"hours": "2.5"}, follow=True))
    with world.at("community-a11"):
        attendance.tick(by=by, label="何", activity=activity, member=members[0], sign="")
    assert "签到取消的 1 人已作废" in text_of(clerk.post(take, {"hours": "2.5"}, follow=True))
    with world.at("community-a11"):
        assert VolunteerService.objects.all().totals() == (1, 2, Decimal("5.0"))
        for hours in ("0.4", "25", "2.55"):
            with pytest.raises(Refused, match="时长填"):
                services.check_hours(Decimal(hours))


def _held(world: World, activity, begun) -> None:
    """As if it had begun already."""
    with world.at("community-a11"):
        type(activity).objects.filter(pk=activity.pk).update(starts_at=begun)
        activities.move(by=world.users["community-a11"], label="何", activity=activity, to="held")


def test_who_sees_and_who_writes(world: World) -> None:
    """The owner and those above; the neighbour, another district and officers nothing; a liaison looks at her own."""
    here, there = world.member("a11", 1, name="何在"), world.member("a12", 2, name="何邻")
    rows = {"posts": post_of(world, here), "seats": seat_of(world, here), "services": service_of(world, here)}
    post_of(world, there, node="a12")
    wish = wish_of(world)
    for account, sees in (("community-a11", 200), ("street-a1", 200), ("district-a", 200), ("community-a12", 404),
                          ("community-b11", 404), ("liaison-a11", 404), ("auditor-a", 403)):  # fmt: skip
        client = client_of(world, account)
        for name, row in rows.items():
            assert client.get(f"/part/{name}/{row.pk}/").status_code == sees, (account, name)
            if sees == 404:
                denied = client.post(f"/part/{name[:-1]}/{row.pk}/do/void/", {"void-reason": "闹着玩"})
                assert denied.status_code in (403, 404)
        assert client.get(f"/part/wishes/{wish.pk}/").status_code == (403 if account.startswith("liaison") else sees)
    with world.at("community-a11"):
        registering.assign_liaison(by=world.users["community-a11"], member=here, liaison=world.users["liaison-a11"])
    liaison = client_of(world, "liaison-a11")
    assert "何在" in text_of(liaison.get("/part/"))
    assert "/part/wishes/" not in text_of(liaison.get("/part/"))
    page = text_of(liaison.get(f"/part/posts/{rows['posts'].pk}/"))
    assert "有求必应" in page
    assert "<form" not in page.partition("<main")[2]
    assert liaison.post(f"/part/post/{rows['posts'].pk}/do/void/", {"void-reason": "x"}).status_code == 403
    assert liaison.get("/part/wishes/").status_code == 403
    with world.system():
        assert PioneerPost.objects.all().valid().count() == 2
        assert PartNote.objects.count() == 0


def test_figures_equal_the_lists_they_lead_to(world: World) -> None:
    """Each number above the list, with a period and a node and without, is the number of rows behind it."""
    long_ago = clock.today() - timedelta(days=90)
    for number, node in ((1, "a11"), (2, "a11"), (3, "a12")):
        member = world.member(node, number, name=f"何小{number}")
        post_of(world, member, node=node, awarded_on=long_ago if number == 1 else clock.today())
        seat_of(world, member, node=node)
        service_of(world, member, node=node, hours=number, served_on=long_ago if number == 1 else clock.today())
    wish_of(world)
    taken = wish_of(world, content="一双棉鞋")
    with world.at("community-a11"):
        first = Member.objects.get(name="何小1")
        wishes.claim(by=world.users["community-a11"], label="何", wish=taken.pk, member=first)
    street = client_of(world, "street-a1")
    month = f"since={clock.today() - timedelta(days=30)}&until={clock.today()}"
    seen = {}
    for query in ("", month, f"org={world.nodes['a12'].pk}", f"{month}&org={world.nodes['a11'].pk}"):
        page = text_of(street.get(f"/part/services/?{query}"))
        stats = STAT.findall(page)
        assert len(stats) == 6
        for url, label, number in stats:
            rows = text_of(street.get(url.replace("&amp;", "&"))).count('scope="row"')
            assert rows == int(number), (query, label)
        seen[query] = {label: int(number) for _, label, number in stats}
    assert list(seen[""].values()) == [3, 3, 1, 0, 0, 3]
    assert seen[month]["先锋岗 在岗"] == 2
    assert "共 6 小时" in text_of(street.get("/part/services/"))


def test_the_demo_shows_some_of_everything_once(world: World) -> None:
    for number in range(1, 13):
        world.member(("a11", "a12", "a21")[number % 3], number, name=f"何小{number}")
    with world.system():
        Member.objects.update(status="enrolled")
        district = world.nodes["a"]
        assert demo_part.load(by=None, organisation=district) == 12
        assert demo_part.load(by=None, organisation=district) == 0
        assert PioneerPost.objects.all().in_force().count() == 4
        assert CouncilSeat.objects.all().in_force(clock.today()).count() == 3
        assert VolunteerService.objects.all().totals()[1] == 12
        states = {"visited", "published", "confirmed", "claimed", "verified"}
        assert set(MicroWish.objects.values_list("state", flat=True)) == states
