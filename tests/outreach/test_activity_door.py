"""The code on the wall, and what the program tells members by itself."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from outreach.domain import activities, activity_notices, links, opt_outs, outbox, sign_ups
from outreach.models import ActivityNotice, Message, Participation
from registry.lib import clock
from registry.models import AuditEvent
from registry.models.identity import member_scope
from registry.models.unit import work
from tests.outreach.assembly import invited, links_to, planned
from tests.outreach.herself import inside, linked, text_of, visitor
from tests.outreach.post import MORNING, Moment, set_up, states
from tests.outreach.provider import http_provider
from tests.world import World, phone


def signs(world: World, activity) -> dict[str, tuple[str, str]]:
    """Name → (sign, by what way)."""
    with world.system():
        rows = Participation.objects.filter(activity=activity).select_related("member")
        return {row.member.name: (row.attendance, row.attended_via) for row in rows}


def test_the_code_opens_around_the_activity_alone(world: World, moment: Moment) -> None:
    """By the session of one's own page, or by name and end of the phone; once, whoever scans again."""
    _, _, token = linked(world, 1, name="何小山")
    world.member("a11", 2, name="单雄信")
    activity = planned(world, hours=3)
    here = f"/me/here/{activity.door_code}/"
    assert visitor().get(here).status_code == 404
    moment.passes(hours=2, minutes=30)
    assert "七月主题党日" in text_of(visitor(), here)
    hers = inside(token)
    assert "我到了，签到" in text_of(hers, here)
    assert signs(world, activity) == {}
    assert "已签到" in hers.post(here).content.decode()
    moment.passes(minutes=25)
    hers.post(here)
    moment.passes(minutes=20)
    typed = visitor().post(here, {"name": " 单 雄信 ", "tail": phone(2)[-4:]})
    assert "已签到（迟到）" in typed.content.decode()
    assert signs(world, activity) == {"何小山": ("present", "door"), "单雄信": ("late", "door")}
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="attendance.at_door").count() == 3
    moment.passes(hours=5)
    assert visitor().post(here, {"name": "单雄信", "tail": phone(2)[-4:]}).status_code == 404
    assert visitor().get("/me/here/0000000000000000/").status_code == 404


def test_wrong_ones_are_one_answer_and_few(world: World, moment: Moment, settings) -> None:
    """A wrong name, a wrong number, two of one name and number, somebody of another node: nothing tells them apart."""
    settings.LINK_LIMITS = settings.LINK_LIMITS | {"door": (8, 600)}
    world.member("a11", 1, name="何小山")
    for number in (3, 10_003):
        world.member("a11", number, name="何重名")
    world.member("a12", 5, name="何邻居")
    activity = planned(world, hours=0.5)
    here, browser = f"/me/here/{activity.door_code}/", visitor()
    tries = [("何小山", "9999"), ("何不在", phone(1)[-4:]), ("何重名", "0003"), ("何邻居", phone(5)[-4:])]
    pages = set()
    for name, tail in tries:
        page = browser.post(here, {"name": name, "tail": tail}).content.decode()
        pages.add(re.sub(r'value="[^"]*"', "", page))
        assert "没有对上" in page
    assert len(pages) == 1
    assert signs(world, activity) == {}
    assert [browser.post(here, {"name": "何", "tail": f"{n:04d}"}).status_code for n in range(6)].count(429) == 2
    assert browser.post(here, {"name": "何小山", "tail": phone(1)[-4:]}).status_code == 429
    assert "已签到" in visitor().post(here, {"name": "何小山", "tail": phone(1)[-4:]}).content.decode()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(here, {"name": "何小山", "tail": phone(1)[-4:]}).status_code == 403


def _coming(world: World, activity, number: int, name: str):
    member = world.member("a11", number, name=name)
    [link] = links_to(world, activity, [member])
    with work(member_scope(member.owner_path, member.pk)):
        sign_ups.by_link(link=link, activity=activity.pk, coming=True)
    return member


def test_a_reminder_the_day_before_once(world: World, moment: Moment) -> None:
    """Whatever ticks how often; to nobody who opted out or signed up that day; by day, never at night."""
    path = world.nodes["a"].path
    activity = planned(world, hours=72)
    kept = _coming(world, activity, 1, "何小山")
    silent = _coming(world, activity, 2, "何退订")
    world.member("a11", 3, name="何未答")
    with http_provider() as (book, address):
        set_up(world, address)
        invited(world, activity, channel="sms")
        outbox.work_off(path)
        before = len(book.delivered)
        with world.at("community-a11"):
            opt_outs.by_staff(by=world.users["community-a11"], label="何", member=silent, channel="", note="来电")
        moment.passes(hours=24)
        assert activity_notices.write_due(path) == 0
        moment.at = clock.midnight(clock.local(activity.starts_at).date()) - timedelta(hours=16)
        assert activity_notices.write_due(path) == 0
        moment.passes(hours=1, minutes=30)
        _coming(world, activity, 4, "何今天")
        assert [activity_notices.write_due(path) for _ in range(3)] == [2, 0, 0]
        moment.at = clock.midnight(clock.local(moment.at).date()) + timedelta(hours=22)
        assert outbox.work_off(path) == 0
        moment.passes(hours=11)
        outbox.work_off(path)
        assert len(book.delivered) == before + 1
    with world.system():
        rows = ActivityNotice.objects.order_by("member__name").values_list("member__name", "kind", "reason")
        assert sorted(rows) == [("何小山", "reminder", ""), ("何退订", "reminder", "opted_out")]
        message = Message.objects.get(member=kept, batch__isnull=True)
        assert "提醒您" in str(message.content)


def test_when_it_is_off_those_who_would_come_are_told(world: World, moment: Moment) -> None:
    activity, by = planned(world), world.users["community-a11"]
    _coming(world, activity, 1, "何小山")
    declined = world.member("a11", 2, name="何不来")
    with world.at("community-a11"):
        sign_ups.by_staff(by=by, activity=activity, member=declined, coming=False)
        activities.move(by=by, label="何", activity=activity, to="cancelled", reason="{姓名} 台风")
    path = world.nodes["a"].path
    assert [activity_notices.write_due(path) for _ in range(2)] == [1, 0]
    with world.at("community-a11"):
        activities.move(by=by, label="何", activity=activity, to="planned", reason="转向")
        moment.passes(minutes=1)
        activities.move(by=by, label="何", activity=activity, to="cancelled", reason="又来了")
    assert activity_notices.write_due(path) == 1
    with world.system():
        texts = [str(message.content) for message in Message.objects.order_by("id")]
        assert "｛姓名｝ 台风" in texts[0]
        assert "又来了" in texts[1]
        assert states(world) == {"cancelled": 1, "queued": 1}, "what was written of the first time is not sent any more"


def test_the_notice_is_held_by_its_key(world: World, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two ticks that both see it due write one message: the key alone tells them."""
    activity = planned(world, hours=24)
    _coming(world, activity, 1, "何小山")
    moment.at = MORNING + timedelta(hours=1)
    with world.system():
        row = Participation.objects.select_related("activity__venue", "member__organisation").get()
        told = [activity_notices._tell(row, activity_notices.NoticeKind.REMINDER) for _ in range(2)]
        assert told == [1, 0]
        assert Message.objects.count() == 1
    assert links.LENGTH == 16


def test_called_off_it_leaves_nothing_in_the_queue_that_says_otherwise(world: World, moment: Moment) -> None:
    """Somebody who moved up, and is about to be told so by hand, hears that it is off and nothing else."""
    activity, by = planned(world, capacity=1), world.users["community-a11"]
    first, second = _coming(world, activity, 1, "何先到"), _coming(world, activity, 2, "何候补")
    with world.at("community-a11"):
        sign_ups.by_staff(by=by, activity=activity, member=first, coming=False)
    path = world.nodes["a"].path
    assert activity_notices.write_due(path) == 1
    with world.at("community-a11"):
        activities.move(by=by, label="何", activity=activity, to="cancelled", reason="台风")
    activity_notices.write_due(path)
    with world.system():
        waiting = Message.objects.filter(state="queued", member=second)
        assert ["取消" in str(row.content) for row in waiting] == [True]
        assert Message.objects.get(reason="overtaken").member_id == second.pk
