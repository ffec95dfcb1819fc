"""First pages count what waits in the lists of messages: to be copied, answered, dead. Nobody counts another's."""

from outreach.domain import messages, outcomes
from outreach.models import Message, MessageAnswer
from registry.domain import members
from registry.lib import clock
from registry.models.sealed import sealed_json
from tests.outreach.post import Moment, posted
from tests.outreach.test_messages_aside import written
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

TO_COPY, ANSWERS, DEAD = "待复制到微信", "党员回复没有看", "没发出去的消息"


def numbers(world: World, account: str) -> dict[str, str]:
    """What that account's first page counts."""
    figures = {one["label"]: one["number"] for one in client_of(world, account).get("/").context["figures"]}
    return {label: figures[label] for label in (TO_COPY, ANSWERS, DEAD) if label in figures}


def answered(message: Message) -> MessageAnswer:
    """She has written back."""
    return MessageAnswer.objects.create(
        owner_path=message.owner_path, message=message, member_id=message.member_id, text=sealed_json({"text": "好"}),
        answered_at=clock.now(),
    )  # fmt: skip


def test_the_first_page_counts_what_waits(world: World, moment: Moment) -> None:
    nothing = {TO_COPY: "0", ANSWERS: "0", DEAD: "0"}
    accounts = (clerk("a11"), "street-a1", clerk("a12"), "district-b")
    assert [numbers(world, account) for account in accounts] == [nothing] * 4
    message = written(world, "a11", 9, "何小山")
    with posted(world), world.system():
        outcomes.fail(Message.objects.filter(channel="sms")[0], "refused")
        answered(message)
    some = {TO_COPY: "1", ANSWERS: "1", DEAD: "1"}
    assert [numbers(world, account) for account in accounts] == [some, some, nothing, nothing]
    client = client_of(world, clerk("a11"))
    for figure in client.get("/").context["figures"]:
        if figure["label"] in some:
            assert "何小山" in text_of(client.get(figure["url"])), figure["label"]


def test_a_liaisons_day_says_it_too(world: World, moment: Moment) -> None:
    """What she wrote herself, and answers of her own members; gone once it is done. What the office wrote is the
    office's to send: not in her list, and refused in words (it was an error 500)."""
    office, other = written(world, "a11", 1, "何小山"), written(world, "a11", 2, "秦德胜")
    hers, account = office.member, world.users["liaison-a11"]
    assert hers is not None
    with world.at(clerk("a11")):
        members.assign_liaison(by=world.users[clerk("a11")], member=hers, liaison=account)
        answered(other)
    client = client_of(world, "liaison-a11")
    assert "等您复制" not in text_of(client.get("/")) and "何小山" not in text_of(client.get("/messages/by-hand/"))
    assert "由他们复制、发送" in text_of(client.post(f"/messages/{office.pk}/sent/", follow=True))
    assert "/sent/" not in text_of(client.get(f"/messages/{office.pk}/"))
    with world.at("liaison-a11"):
        own = messages.write_one(by=account, label="联", member=hers, title="问候", body="{姓名}，您好")
    page = text_of(client.get("/"))
    assert "1 条消息写好了，等您复制到微信发出" in page and "的回复还没有看" not in page
    assert "何小山" in text_of(client.get("/messages/by-hand/"))
    with world.at(clerk("a11")):
        answered(office)
    assert "1 条党员的回复还没有看" in text_of(client.get("/"))
    client.post(f"/messages/{own.pk}/sent/")
    assert "等您复制到微信" not in text_of(client.get("/"))
    assert "等您复制到微信" not in text_of(client_of(world, "liaison-a12").get("/"))
    with world.system():
        assert dict(Message.objects.values_list("pk", "state")) == {
            office.pk: "queued",
            other.pk: "queued",
            own.pk: "sent",
        }
