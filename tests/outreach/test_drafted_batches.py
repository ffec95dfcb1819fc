"""A batch that nobody has confirmed is changed, or not sent at all; a confirmed one is neither."""

import re

from outreach.choices import ChannelKind
from outreach.domain import batches, invitations
from outreach.models import Message, MessageBatch
from tests.outreach.assembly import planned
from tests.outreach.post import Moment
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

SENT = {"name": "近况", "channel": "wechat", "body": "{姓名}同志，您好"}


def drafted(world: World) -> str:
    """Where the draft of a11's clerk is."""
    world.member("a11", 1, name="何小山")
    return client_of(world, clerk("a11")).post("/messages/batches/new/", SENT).headers["Location"]


def test_a_draft_is_changed_and_goes_as_it_was_looked_at(world: World, moment: Moment) -> None:
    """Text and name; to whom stays; what was looked at before the change can't be confirmed any more."""
    url, client = drafted(world), client_of(world, clerk("a11"))
    seen = re.search(r'name="seen" value="(\w+)"', text_of(client.get(url)))
    assert seen is not None
    page = text_of(client.post(f"{url}edit/", SENT | {"body": "{姓名}，节日好"}, follow=True))
    assert "已改好" in page and "何小山，节日好" in page and "将发给 1 人" in page
    assert "请再看一遍" in text_of(client.post(url, {"seen": seen[1]}, follow=True))
    assert "不认识" in text_of(client.post(f"{url}edit/", SENT | {"body": "{身份证号}"}))
    fresh = re.search(r'name="seen" value="(\w+)"', text_of(client.get(url)))
    assert fresh is not None and "已确认" in text_of(client.post(url, {"seen": fresh[1]}, follow=True))
    assert "不能再改" in text_of(client.post(f"{url}edit/", SENT, follow=True))
    with world.at(clerk("a11")):
        assert MessageBatch.objects.get().version == 2 and Message.objects.count() == 1


def test_a_draft_is_not_sent_at_all(world: World, moment: Moment) -> None:
    url, client = drafted(world), client_of(world, clerk("a11"))
    assert "一条也没有发出" in text_of(client.post(f"{url}stop/", follow=True))
    assert "edit/" not in text_of(client.get(url)) and "已停止" in text_of(client.get(url))
    with world.at(clerk("a11")):
        assert MessageBatch.objects.get().state == "stopped" and not Message.objects.exists()


def test_whom_an_invitation_is_for_stays(world: World, moment: Moment) -> None:
    """Of an activity, or of who is late, there is no other filter to choose."""
    world.member("a11", 1)
    activity, user = planned(world), world.users[clerk("a11")]
    with world.at(clerk("a11")):
        batch = invitations.invite(
            by=user, label=user.name, activity=activity, channel=ChannelKind.WECHAT, query={"status": "all"},
            body=invitations.wording(activity),
        )  # fmt: skip
    client, url = client_of(world, clerk("a11")), f"/messages/batches/{batch.pk}/"
    assert 'name="saved"' not in text_of(client.get(f"{url}edit/"))
    client.post(f"{url}edit/", SENT)
    with world.at(clerk("a11")):
        assert (
            MessageBatch.objects.get().query == {"status": "all"} and batches.preview(MessageBatch.objects.get()).count
        )


def test_who_may(world: World, moment: Moment) -> None:
    url = drafted(world)
    for account, wanted in ((clerk("a12"), 404), ("street-a2", 404), ("liaison-a11", 403), ("auditor-a", 403)):
        client = client_of(world, account)
        assert client.get(f"{url}edit/").status_code == client.post(f"{url}stop/").status_code == wanted, account
