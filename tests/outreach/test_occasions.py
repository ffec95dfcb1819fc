"""What was written is asked about once more before it goes: she has answered, stepped back, handed in; the day is
another; a dead letter that a person has sent once more is young again."""

from datetime import timedelta

from outreach.choices import ChannelKind
from outreach.domain import (
    activities,
    activity_notices,
    batches,
    checks,
    invitations,
    messages,
    outcomes,
    sign_ups,
)
from outreach.domain.occasions import AGAIN
from outreach.models import Activity, Message, MessageBatch
from registry.lib import clock
from tests.outreach.assembly import invited, planned
from tests.outreach.post import Moment, posted, states, work
from tests.outreach.test_activity_door import _coming
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

BY = clerk("a11")
BY_HAND = "/messages/by-hand/"


def inviting(world: World, activity: Activity, **query: str) -> MessageBatch:
    """One more invitation, put down and not confirmed."""
    user = world.users[BY]
    with world.at(BY):
        return invitations.invite(
            by=user, label=user.name, activity=activity, channel=ChannelKind.WECHAT,
            body=invitations.wording(activity), query=query,
        )  # fmt: skip


def test_a_second_invitation_leaves_out_who_has_answered(world: World, moment: Moment) -> None:
    """Said with the number before it is confirmed; asked for, they are invited again."""
    for number in (1, 2, 3):
        world.member("a11", number, name=f"何小{number}")
    activity = planned(world)
    invited(world, activity)
    with world.at(BY):
        for number, coming in ((1, True), (2, False)):
            member = Message.objects.select_related("member").get(member__name=f"何小{number}").member
            assert member is not None
            sign_ups.by_staff(by=world.users[BY], activity=activity, member=member, coming=coming)
    again = inviting(world, activity)
    page = text_of(client_of(world, BY).get(f"/messages/batches/{again.pk}/"))
    assert "已经答复过这个活动，不用再请 2 人" in page and "何小3" in page and "何小1" not in page
    with world.at(BY):
        assert batches.preview(again).count == 1
        assert batches.preview(inviting(world, activity, **{AGAIN: "1"})).count == 3
    sent = {"channel": "wechat", "body": invitations.wording(activity), "again": "on"}
    url = client_of(world, BY).post(f"/activities/{activity.pk}/invite/", sent).headers["Location"]
    assert "何小1" in text_of(client_of(world, BY).get(url))
    assert client_of(world, clerk("b11")).get(url).status_code == 404


def test_who_has_answered_meanwhile_is_not_asked_by_hand(world: World, moment: Moment) -> None:
    """The list says why and shows no text; whoever was asked again in spite of it still is."""
    member = world.member("a11", 1, name="何小山")
    activity = planned(world)
    invited(world, activity)
    with world.at(BY):
        sign_ups.by_staff(by=world.users[BY], activity=activity, member=member, coming=True)
    page = text_of(client_of(world, BY).get(BY_HAND))
    assert "已经答复过这个活动" in page and "邀请您参加" not in page
    again = inviting(world, activity, **{AGAIN: "1"})
    with world.at(BY):
        user = world.users[BY]
        batches.approve(by=user, label=user.name, batch=again, seen=batches.preview(again).seal)
        message = Message.objects.get(batch=again)
        assert checks.objection(message, clock.now()) == ""


def test_a_reminder_goes_with_the_answer(world: World, moment: Moment) -> None:
    """Stepped back after it was written, before it goes: it doesn't."""
    activity = planned(world, hours=72)
    member = _coming(world, activity, 1, "何小山")
    path = world.nodes["a"].path
    moment.at = clock.midnight(clock.local(activity.starts_at).date()) - timedelta(hours=14)
    assert activity_notices.write_due(path) == 1
    with world.at(BY):
        assert checks.objection(Message.objects.get(), clock.now()) == ""
        sign_ups.by_staff(by=world.users[BY], activity=activity, member=member, coming=False)
        assert checks.objection(Message.objects.get(), clock.now()) == "stepped_back"
    page = text_of(client_of(world, BY).get(BY_HAND))
    assert "本人已经说不参加" in page and "提醒您" not in page


def test_another_day_is_told_and_the_old_one_is_not(world: World, moment: Moment) -> None:
    """Those who come and those who were asked; not who has said no, nor who signed up afterwards; a new title is no
    other day; the same change is told once, another one anew."""
    for number in (1, 2):
        world.member("a11", number, name=f"何小{number}")
    activity, path = planned(world, hours=72), world.nodes["a"].path
    invited(world, activity)
    with world.at(BY):
        rows = Message.objects.select_related("member").order_by("member__name")
        first, second = (row.member for row in rows)
        sign_ups.by_staff(by=world.users[BY], activity=activity, member=second, coming=False)
    moment.passes(minutes=5)
    client, url = client_of(world, BY), f"/activities/{activity.pk}/edit/"
    with world.at(BY):
        activities.change(by=world.users[BY], label="何", activity=activity, fields={"title": "八月主题党日"})
    assert activity_notices.write_due(path) == 0 and states(world) == {"queued": 2}
    sent = dict(client.get(url).context["form"].initial) | {"place": "二楼会议室"}
    page = text_of(client.post(url, typed(sent), follow=True))
    assert "请过的人会收到改期通知" in page
    assert states(world) == {"cancelled": 2}
    moment.passes(minutes=5)
    _coming(world, activity, 3, "何后来")
    assert [activity_notices.write_due(path) for _ in range(2)] == [1, 0]
    with world.system():
        message = Message.objects.select_related("member").get(state="queued")
        assert message.member == first and "二楼会议室" in str(message.content) and "有变动" in str(message.content)
    moment.passes(minutes=5)
    with world.at(BY):
        fields = {"starts_at": activity.starts_at + timedelta(days=1), "ends_at": activity.ends_at + timedelta(days=1)}
        activities.change(by=world.users[BY], label="何", activity=activity, fields=fields)
    assert activity_notices.write_due(path) == 2
    assert states(world) == {"cancelled": 3, "queued": 2}


def typed(initial: dict) -> dict:
    """What a form starts with, as a browser sends it."""

    def said(value: object) -> object:
        return f"{clock.local(value):%Y-%m-%dT%H:%M}" if hasattr(value, "hour") else getattr(value, "pk", value)

    return {name: said(value) for name, value in initial.items() if value not in (None, "", False)}


def test_sent_once_more_it_is_young_again(world: World, moment: Moment) -> None:
    """A dead letter of ten days ago, tried again by a person, goes; and grows old from then on."""
    with posted(world) as book:
        with world.system():
            outcomes.fail(Message.objects.get(), "refused")
        moment.passes(days=10)
        with world.at(BY):
            messages.retry(by=world.users[BY], message=Message.objects.get())
        work(world)
        assert states(world) == {"sent": 1} and sum(book.delivered.values()) == 1
    with world.system():
        row = Message.objects.get()
        assert checks.objection(row, moment.at + timedelta(days=6)) != "stale"
        assert checks.objection(row, moment.at + timedelta(days=8)) == "stale"
