"""Pages of messages: write, look, confirm, copy, stop, send again; by owner, colleague, liaison and outsiders."""

import re
from datetime import timedelta

import pytest

from outreach.domain import outbox
from outreach.models import Channel, Message, MessageAnswer, MessageBatch, OptOut
from registry.domain import filters, members
from registry.lib import clock
from registry.models import Member
from tests.outreach.post import Moment, posted, set_up, states, work
from tests.outreach.provider import SECRET
from tests.web.staff import client_of, text_of
from tests.world import World

BATCH = {"name": "七一问候", "channel": "wechat", "body": "{姓名}同志，节日好！"}


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    """Now, or the sessions would be over; but by day."""
    now = clock.now()
    quiet = clock.local(now).hour >= 20 or clock.local(now).hour < 9
    return Moment(monkeypatch, now + timedelta(hours=12) if quiet else now)


def test_from_the_text_to_the_last_copy(world: World, moment: Moment) -> None:
    for number in (1, 2, 3):
        world.member("a11", number, name=f"何小{number}")
    world.member("a12", 4, name="何不在")
    with world.at("community-a11"):
        saved = filters.save_filter(by=world.users["community-a11"], name="流入的", query={"direction": "in"})
    clerk = client_of(world, "community-a11")
    assert "未配置" in text_of(clerk.get("/messages/batches/new/"))
    refused = clerk.post("/messages/batches/new/", BATCH | {"channel": "sms"})
    assert "还没有配置" in text_of(refused)
    made = clerk.post("/messages/batches/new/", BATCH | {"saved": str(saved.pk)})
    page = text_of(clerk.get(made.headers["Location"]))
    assert "将发给 3 人" in page
    assert page.count("的样子") == 3
    assert "何不在" not in page
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    assert states(world) == {}
    assert "不一样了" in text_of(clerk.post(made.headers["Location"], {"seen": "0" * 32}, follow=True))
    clerk.post(made.headers["Location"], {"seen": seen})
    clerk.post(made.headers["Location"], {"seen": seen})
    assert states(world) == {"queued": 3}
    page = text_of(clerk.get("/messages/by-hand/"))
    assert page.count('data-copy="#text-') == 3
    assert "/m/" in page
    first = re.search(r'action="(/messages/[\w-]+/sent/)"', page)[1]
    clerk.post(first, {"next": "/messages/by-hand/"})
    clerk.post(first, {"next": "/messages/by-hand/"})
    assert states(world) == {"queued": 2, "sent": 1}
    progress = text_of(clerk.get(made.headers["Location"]))
    assert "1 / 3 条" in progress
    clerk.post(f"{made.headers['Location']}stop/")
    assert states(world) == {"cancelled": 2, "sent": 1}
    assert "没有等着复制的消息" in text_of(clerk.get("/messages/by-hand/"))
    _others(world, made.headers["Location"], first)


def _others(world: World, batch: str, sent: str) -> None:
    """A colleague next door, another district, an officer: they find nothing, and change nothing."""
    for account in ("community-a12", "community-b11", "street-b1"):
        client = client_of(world, account)
        for url in (batch, sent.replace("sent/", "")):
            assert client.get(url).status_code == 404, (account, url)
        assert client.post(sent).status_code == 404
        assert client.post(f"{batch}stop/").status_code == 404
        assert "何小" not in text_of(client.get("/messages/")) + text_of(client.get("/messages/by-hand/"))
    for account in ("security_admin-a", "auditor-a", "system_admin-a"):
        client = client_of(world, account)
        assert {client.get(url).status_code for url in ("/messages/", "/messages/by-hand/", batch)} == {403}
    assert "何小" in text_of(client_of(world, "street-a1").get("/messages/"))


def test_a_dead_letter_goes_once_more(world: World, moment: Moment) -> None:
    with posted(world) as book:
        book.go_wrong("ok_with_error")
        work(world)
        with world.at("community-a11"):
            message = Message.objects.get()
        clerk = client_of(world, "community-a11")
        assert "没有发出" in text_of(clerk.get("/messages/?state=dead"))
        page = text_of(clerk.get(f"/messages/{message.pk}/"))
        assert "重发" in page
        assert "/m/" not in page or "……" in page
        clerk.post(f"/messages/{message.pk}/retry/")
        outbox.work_off(world.nodes["a"].path)
        assert states(world) == {"sent": 1}


def test_a_liaison_writes_to_her_own_members_alone(world: World, moment: Moment) -> None:
    own, other = world.member("a11", 1, name="何小山"), world.member("a11", 2, name="单雄信")
    with world.at("community-a11"):
        members.assign_liaison(by=world.users["community-a11"], member=own, liaison=world.users["liaison-a11"])
    liaison = client_of(world, "liaison-a11")
    assert liaison.get(f"/members/{other.pk}/message/").status_code == 404
    sent = {"title": "问候", "body": "{姓名}，您好"}
    assert liaison.post(f"/members/{own.pk}/message/", sent).status_code == 302
    page = text_of(liaison.get("/messages/by-hand/"))
    assert "何小山，您好" in page
    liaison.post(re.search(r'action="(/messages/[\w-]+/sent/)"', page)[1])
    assert states(world) == {"sent": 1}
    for url in ("/messages/batches/", "/messages/batches/new/", f"/members/{own.pk}/opt-outs/"):
        assert liaison.get(url).status_code == 403
    assert "{身份证号}" in text_of(liaison.post(f"/members/{own.pk}/message/", sent | {"body": "{身份证号}"}))


def test_answers_are_read_and_opt_outs_undone_with_a_reason(world: World, moment: Moment) -> None:
    member = world.member("a11", 1, name="何小山")
    clerk = client_of(world, "community-a11")
    clerk.post(f"/members/{member.pk}/message/", {"title": "问候", "body": "您好"})
    with world.at("community-a11"):
        message = Message.objects.get()
        answer = MessageAnswer.objects.create(
            owner_path=member.owner_path,
            member_id=member.pk,
            message=message,
            text="<b>都好</b>",
            answered_at=moment.at,
        )
    assert "&lt;b&gt;都好" in text_of(clerk.get("/messages/answers/"))
    client_of(world, "community-a12").post("/messages/answers/", {"answer": str(answer.pk)})
    assert "都好" in text_of(clerk.get("/messages/answers/"))
    clerk.post("/messages/answers/", {"answer": str(answer.pk)})
    assert "都好" not in text_of(clerk.get("/messages/answers/"))
    assert "已阅" in text_of(clerk.get("/messages/answers/?all=1"))
    clerk.post(f"/members/{member.pk}/opt-outs/", {"channel": "", "note": "本人来电"})
    with world.at("community-a11"):
        row = OptOut.objects.get()
    assert "本人已退订" in text_of(clerk.get("/messages/by-hand/"))
    page = text_of(clerk.get(f"/members/{member.pk}/message/"))
    assert "本人已退订，不能再发" in page and 'name="body"' not in page, "before the text is written"
    assert "写明" in text_of(clerk.post(f"/opt-outs/{row.pk}/undo/", {"reason": "x"}))
    clerk.post(f"/opt-outs/{row.pk}/undo/", {"reason": "本人要求恢复"})
    assert "本人要求恢复" in text_of(clerk.get(f"/members/{member.pk}/opt-outs/"))
    assert client_of(world, "community-a12").get(f"/opt-outs/{row.pk}/undo/").status_code == 404


def test_keys_are_filled_in_and_never_shown(world: World, moment: Moment) -> None:
    officer = client_of(world, "security_admin-a")
    assert "未配置" in text_of(officer.get("/channels/"))
    url = "/channels/sms/gateway/"
    form = {"address": "https://sms.example.gov.cn", "app": "bdx", "secret": "", "is_on": "on"}
    assert "还要填：签名密钥" in text_of(officer.post(url, form))
    assert officer.post(url, form | {"secret": SECRET}).status_code == 302
    for page in (officer.get(url), officer.get("/channels/")):
        assert SECRET not in text_of(page)
    assert officer.post(url, form | {"app": "bdx2"}).status_code == 302
    with world.at("security_admin-a"):
        channel = Channel.objects.get()
        assert (channel.settings["app"], channel.is_on) == ("bdx2", True)
        assert SECRET not in str(channel.settings)
    assert "短信（未配置）" not in text_of(client_of(world, "community-a11").get("/messages/batches/new/"))
    assert "短信（未配置）" in text_of(client_of(world, "community-b11").get("/messages/batches/new/"))
    for account in ("district-a", "system_admin-a", "community-a11"):
        assert client_of(world, account).post(url, form).status_code == 403
    assert officer.get("/channels/sms/nobody/").status_code == 404


def test_a_batch_is_not_approved_from_afar(world: World, moment: Moment) -> None:
    """A forged filter reaches nobody beyond the clerk's own scope."""
    world.member("a11", 1)
    world.member("b11", 2, name="何不在")
    set_up(world, "https://sms.example.gov.cn")
    clerk = client_of(world, "community-a11")
    made = clerk.post("/messages/batches/new/", BATCH)
    with world.at("community-a11"):
        MessageBatch.objects.update(query={"org": str(world.nodes["b11"].pk)})
    assert "何不在" not in text_of(clerk.get(made.headers["Location"]))
    with world.at("community-a11"):
        assert Member.objects.count() == 1
