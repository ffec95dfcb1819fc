"""复制到微信: a mark that was set by mistake is taken back within the hour, and nothing is sent twice for it."""

import pytest

from outreach.domain import marks, messages
from outreach.models import Message
from outreach.tasks import _post
from registry.domain.errors import Refused
from registry.models import AuditEvent
from tests.outreach.post import Moment
from tests.outreach.test_messages_aside import BY_HAND, written
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

pytestmark = pytest.mark.django_db
MARKED, NOTE = "刚才标过的", "标过“已经发了”，又改了回来"


def tap(world: World, message: Message, verb: str, who: str = "community-a11") -> int:
    return client_of(world, who).post(f"/messages/{message.pk}/{verb}/", {"next": BY_HAND}).status_code


def kept(world: World, message: Message) -> Message:
    with world.system():
        return Message.objects.get(pk=message.pk)


@pytest.mark.parametrize(("verb", "state"), [("sent", "sent"), ("withdraw", "cancelled")])
def test_a_slip_is_put_right_and_the_text_is_as_it_was(world: World, moment: Moment, verb: str, state: str) -> None:
    message = written(world, "a11", 1, "秦德胜")
    before = kept(world, message)
    assert tap(world, message, verb) == 302
    page = text_of(client_of(world, clerk("a11")).get(BY_HAND))
    assert MARKED in page and "标错了，改回来" in page and "秦德胜" in page
    assert kept(world, message).state == state
    moment.passes(minutes=59)
    assert tap(world, message, "unmark") == tap(world, message, "unmark") == 302, "a second tap changes nothing"
    after = kept(world, message)
    same = ("state", "content", "seal", "ended_at", "ended_label", "undo_until", "due_at")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    page = text_of(client_of(world, clerk("a11")).get(BY_HAND))
    assert "等着" not in page and MARKED not in page and (NOTE in page) is (state == "sent")
    with world.at("auditor-a"):
        told = list(AuditEvent.objects.filter(action__startswith="message.").values_list("action", flat=True))
    assert told == ["message.written", f"message.{state}", "message.unmarked"]


def test_only_within_the_hour_and_then_its_link_is_a_hash(world: World, moment: Moment) -> None:
    message = written(world, "a11", 1, "秦德胜")
    tap(world, message, "sent")
    assert marks.settle(world.nodes["a"].path) == 0, "not yet"
    moment.passes(minutes=61)
    assert MARKED not in text_of(client_of(world, clerk("a11")).get(BY_HAND))
    with world.at(clerk("a11")), pytest.raises(Refused, match="一小时内"):
        messages.unmark(by=world.users[clerk("a11")], message=message)
    assert "……" not in str(kept(world, message).content)
    assert _post(world.nodes["a"].path) >= 1
    assert marks.settle(world.nodes["a"].path) == 0, "once"
    settled = kept(world, message)
    assert "……" in str(settled.content) and (settled.state, settled.undo_until) == ("sent", None)


def test_what_the_program_sends_or_took_off_itself_is_not_put_back(world: World, moment: Moment) -> None:
    message = written(world, "a11", 1, "秦德胜")
    moment.passes(days=8)
    told = client_of(world, clerk("a11")).post(f"/messages/{message.pk}/sent/", {"next": BY_HAND}, follow=True)
    assert "耽搁超过 7 天，已经过时，这一条已取消，没有记作发出" in text_of(told) and "已标记为发出" not in text_of(
        told
    )
    assert (kept(world, message).state, kept(world, message).undo_until) == ("cancelled", None)
    with world.at(clerk("a11")), pytest.raises(Refused):
        messages.unmark(by=world.users[clerk("a11")], message=message)


def test_an_outsider_and_a_colleague_elsewhere_see_and_change_nothing(world: World, moment: Moment) -> None:
    message = written(world, "a11", 1, "秦德胜")
    tap(world, message, "sent")
    for stranger in ("community-a12", "community-b11", "liaison-a11"):
        assert tap(world, message, "unmark", stranger) == 404
        assert "秦德胜" not in text_of(client_of(world, stranger).get(BY_HAND))
    assert kept(world, message).state == "sent"
    assert tap(world, message, "unmark", "street-a1") == 302
    assert kept(world, message).state == "queued"
