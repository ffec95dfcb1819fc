"""Signing up: by a personal link, without an account; places are never given twice, who waits moves up in turn."""

import threading
from pathlib import Path

import pytest
from django.db import connection

from outreach.choices import Answer
from outreach.domain import activities, activity_notices, opt_outs, sign_ups
from outreach.models import ActivityNotice, Message, MessageAnswer, Participation
from registry.domain.errors import Refused
from registry.models import AuditEvent, Member
from registry.models.custody import definer
from registry.models.identity import member_scope
from registry.models.unit import work
from tests.conftest import become_app, become_owner
from tests.outreach.assembly import answers, invited, links_to, planned
from tests.outreach.herself import inside, linked, text_of, visitor
from tests.outreach.post import Moment
from tests.walls.forging import refused, sql
from tests.web.staff import client_of
from tests.world import World

SIGN_UP = Path("outreach/migrations/sql/sign_up.sql")


def test_from_the_invitation_to_the_place(world: World, moment: Moment) -> None:
    """Coming, waiting, withdrawing and moving up, each by the link alone; a GET changes nothing."""
    for number in (1, 2, 3):
        world.member("a11", number, name=f"何小{number}")
    activity = planned(world, capacity=2)
    tokens = invited(world, activity)
    first, second, third = (f"/m/{tokens[f'何小{number}']}/" for number in (1, 2, 3))
    browser = visitor()
    page = text_of(browser, first)
    assert "七月主题党日" in page
    assert "还剩 2 个" in page
    assert "何小" not in page
    for url in (f"{first}?coming=yes", f"{first}?done=coming"):
        assert browser.head(url).status_code == browser.get(url).status_code == 200
    assert set(answers(world, activity).values()) == {"none"}
    for url in (first, second, third, first):
        assert browser.post(url, {"coming": "yes"}).status_code == 302
    assert answers(world, activity) == {"何小1": "coming", "何小2": "coming", "何小3": "waiting"}
    assert "候补，前面还有 0 人" in text_of(browser, third)
    assert "已报名" in text_of(browser, f"{first}?done=coming")
    assert browser.post(first, {"coming": "no"}).headers["Location"] == f"{first}?done=withdrawn"
    assert answers(world, activity) == {"何小1": "withdrawn", "何小2": "coming", "何小3": "coming"}
    assert browser.post(first, {"coming": "yes"}).headers["Location"] == f"{first}?done=waiting"
    with world.at("auditor-a"):
        said = AuditEvent.objects.filter(action="activity.answered", actor="member link")
        assert said.count() == 6
        assert "何小" not in str(list(said.values_list("detail", flat=True)))
    moment.passes(hours=48)
    assert "done=refused" in browser.post(second, {"coming": "no"}).headers["Location"]
    assert "退出</button>" not in text_of(browser, second)


def test_an_invitation_is_answered_in_words(world: World, moment: Moment) -> None:
    """Beside coming or not: her lines stand among the answers, for her node's staff and nobody else; a slip without a
    message has nothing that could be answered."""
    world.member("a11", 1, name="何小1")
    activity = planned(world, capacity=2)
    here = f"/m/{invited(world, activity)['何小1']}/"
    browser = visitor()
    assert "告诉组织" in text_of(browser, here)
    page = browser.post(here, {"text": " "}).content.decode()
    assert "请写几个字再提交" in page and '<details class="fold card" open>' in page
    assert browser.post(here, {"text": "要晚到半小时"}).headers["Location"] == f"{here}?done=reply"
    assert "已收到您的话" in text_of(browser, f"{here}?done=reply")
    assert browser.post(here, {"coming": "yes"}).status_code == 302
    with world.at("community-a11"):
        [said] = MessageAnswer.objects.all()
        assert (str(said.text), said.member.name) == ("要晚到半小时", "何小1")
        member = Member.objects.get()
    assert "要晚到半小时" in text_of(client_of(world, "community-a11"), "/messages/answers/")
    for name in ("community-a12", "district-b"):
        with world.at(name):
            assert not MessageAnswer.objects.exists(), name
    [slip] = links_to(world, activity, [member])
    with work(member_scope(slip.owner_path, slip.member_id)), pytest.raises(Message.DoesNotExist):
        opt_outs.answer(link=slip, text="没有消息可以回")


def test_her_own_page_offers_what_is_open_to_her(world: World, moment: Moment) -> None:
    """Her node's and its superiors' activities that are open, and those she was asked to; nobody else's."""
    _, _, token = linked(world, name="何小山")
    mine, street = planned(world, title="本社区党日"), planned(world, "a1", title="街道党课")
    planned(world, title="支委会", open_to_all=False)
    for node in ("a12", "b11"):
        planned(world, node, title=f"{node}的活动")
    client = inside(token)
    page = text_of(client)
    assert "本社区党日" in page
    assert "街道党课" in page
    for hidden in ("支委会", "a12的活动", "b11的活动"):
        assert hidden not in page
    assert client.post(f"/me/activities/{street.pk}/", {"coming": "yes"}).status_code == 302
    assert "已报名" in text_of(client, "/me/?done=activity-coming")
    assert answers(world, street) == {"何小山": "coming"}
    other = planned(world, "a12")
    for forged in (other.pk, "00000000-0000-7000-8000-000000000000"):
        assert "refused" in client.post(f"/me/activities/{forged}/", {"coming": "yes"}).headers["Location"]
    assert visitor().post(f"/me/activities/{mine.pk}/", {"coming": "yes"}).status_code == 404
    assert answers(world, other) == answers(world, mine) == {}


def test_what_is_over_asks_nobody(world: World, moment: Moment) -> None:
    """Where she is expected or was it stays for a while; of what went by without her nothing is left to say."""
    _, _, token = linked(world, name="何小山")
    missed, joined = planned(world, title="错过的党课"), planned(world, title="报了名的党日")
    client = inside(token)
    assert "错过的党课" in text_of(client)
    assert client.post(f"/me/activities/{joined.pk}/", {"coming": "yes"}).status_code == 302
    moment.passes(minutes=int((missed.ends_at - moment.at).total_seconds()) // 60 + 1)
    page = text_of(inside(token))
    assert "错过的党课" not in page and "未答复" not in page
    assert "报了名的党日" in page and "已经结束" in page and "个名额" not in page


def test_when_it_may_be_said(world: World, moment: Moment) -> None:
    """Until the deadline to come, until it begins to withdraw, not at all when it is off; staff likewise."""
    member = world.member("a11", 1)
    activity = planned(world, sign_up_until=None)
    [link] = links_to(world, activity, [member])
    with world.at("community-a11"):
        by = world.users["community-a11"]
        fields = {"sign_up_until": moment.at, "capacity": 1}
        activities.change(by=by, activity=activity, fields=fields, version=1)
        with pytest.raises(Refused, match="截止"):
            sign_ups.by_staff(by=by, activity=activity, member=member, coming=True)
        assert sign_ups.by_staff(by=by, activity=activity, member=member, coming=False) == Answer.DECLINED
        with pytest.raises(Refused, match="写明原因"):
            activities.move(by=by, label="何", activity=activity, to="cancelled")
        activities.move(by=by, label="何", activity=activity, to="cancelled", reason="台风")
    with work(member_scope(member.owner_path, member.pk)):
        with pytest.raises(Refused, match="取消"):
            sign_ups.by_link(link=link, activity=activity.pk, coming=True)
        assert activities.offer_of(activity.pk).state_reason == "台风"
    for account in ("community-a12", "liaison-a11", "auditor-a", "community-b11"):
        with world.at(account), pytest.raises(Refused, match="不能报名"):
            sign_ups.by_staff(by=world.users[account], activity=activity, member=member, coming=True)


def test_more_places_go_to_those_who_wait(world: World, moment: Moment) -> None:
    members = [world.member("a11", number, name=f"何小{number}") for number in range(1, 5)]
    activity = planned(world, capacity=1)
    with world.at("community-a11"):
        by = world.users["community-a11"]
        for member in members:
            sign_ups.by_staff(by=by, activity=activity, member=member, coming=True)
        activities.change(by=by, activity=activity, fields={"capacity": 3})
        up = Participation.objects.filter(promoted_at__isnull=False).order_by("place_no")
        assert [row.member.name for row in up] == ["何小2", "何小3"]
    # The node below may not give places of the street's.
    street = planned(world, "a1", capacity=1)
    with world.at("community-a11"):
        assert definer("outreach_more_places", street.pk, moment.at) == [(0,)]


def test_fifty_at_once_never_exceed_the_places(transactional_db: None, world: World, record_property) -> None:
    """Real connections, each in a transaction of its own; without the lock the same fifty take more than there are."""
    members = [world.member("a11", number, name=f"何小{number}") for number in range(1, 51)]
    activity = planned(world, capacity=20)
    links = links_to(world, activity, members)
    _all_at_once(activity, links)
    with world.system():
        rows = Participation.objects.filter(activity=activity)
        assert (rows.coming().count(), rows.waiting().count()) == (20, 30)
        assert sorted(rows.values_list("place_no", flat=True)) == list(range(1, 51))
    _all_at_once(activity, links[:25], coming=False)
    with world.system():
        rows = Participation.objects.filter(activity=activity)
        assert rows.coming().count() == 20
    loose, over = planned(world, capacity=20), 0
    with _without_the_lock():
        _all_at_once(loose, [_to(link, loose) for link in links])
        with world.system():
            over = Participation.objects.filter(activity=loose).coming().count()
    record_property("taken without the lock", over)
    assert over > 20


def _to(link, activity):
    link.activity_id = activity.pk
    return link


def _all_at_once(activity, links, coming: bool = True) -> None:
    gate, wrong = threading.Barrier(len(links)), []

    def sign(link) -> None:
        try:
            connection.ensure_connection()
            gate.wait(60)
            with work(member_scope(link.owner_path, link.member_id)):
                sign_ups.by_link(link=link, activity=activity.pk, coming=coming)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=(link,)) for link in links]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [error for error in wrong if "participation" not in str(error)] == []


class _without_the_lock:  # noqa: N801
    """The same functions with the lock left out, and put back."""

    def __enter__(self) -> None:
        self._define(SIGN_UP.read_text().replace("FOR NO KEY UPDATE", ""))

    def __exit__(self, *_: object) -> None:
        self._define(SIGN_UP.read_text())

    def _define(self, text: str) -> None:
        become_owner()
        try:
            with connection.cursor() as cursor:
                cursor.execute(text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
        finally:
            become_app()


def test_the_database_gives_places_by_its_function_alone(transactional_db: None, world: World) -> None:
    """Neither a clerk nor a member writes an answer past it; nobody calls the part that takes no lock."""
    member, other = world.member("a11", 1), world.member("a12", 2)
    activity = planned(world)
    [link] = links_to(world, activity, [member])
    with work(member_scope(member.owner_path, member.pk)):
        sign_ups.by_link(link=link, activity=activity.pk, coming=False)
    change = "UPDATE outreach_participation SET answer = 'coming' WHERE activity_id = %s"
    with world.at("community-a11"):
        with refused():
            sql(change, activity.pk)
        with refused():
            sql("SELECT outreach_fill_places(%s, now())", activity.pk)
        with refused():
            sql("UPDATE outreach_personallink SET activity_id = NULL WHERE id = %s", link.pk)
        with refused():
            sql("UPDATE outreach_participation SET owner_path = %s", world.nodes["a12"].path)
        assert definer("outreach_sign_up", activity.pk, other.pk, True, activity.created_at, "staff") == [("unknown",)]
        assert sql("DELETE FROM outreach_participation") == 0
    with world.at("liaison-a11"):
        assert sql(change, activity.pk) == 0
    with work(member_scope(member.owner_path, member.pk)):
        assert sql(change, activity.pk) == 0
        assert sql("SELECT id FROM outreach_activity") == 0
    become_owner()
    try:
        with world.at("community-a11"):
            assert sql(change, activity.pk) == 1
    finally:
        become_app()


def test_moved_up_is_told_once(world: World, moment: Moment) -> None:
    members = [world.member("a11", number, name=f"何小{number}") for number in (1, 2)]
    activity = planned(world, capacity=1)
    links = links_to(world, activity, members)
    for link in links:
        with work(member_scope(link.owner_path, link.member_id)):
            sign_ups.by_link(link=link, activity=activity.pk, coming=True)
    with work(member_scope(links[0].owner_path, links[0].member_id)):
        sign_ups.by_link(link=links[0], activity=activity.pk, coming=False)
    path = world.nodes["a"].path
    assert [activity_notices.write_due(path) for _ in range(3)] == [1, 0, 0]
    with world.system():
        notice = ActivityNotice.objects.get()
        assert (notice.kind, notice.member.name, notice.message.state) == ("promoted", "何小2", "queued")
        assert Message.objects.count() == 1
