"""Texts that wait to be copied: whose record has ended meanwhile is taken off the list, with the reason."""

import pytest

from outreach.domain import messages, overtaken
from outreach.models import Message
from outreach.tasks import _post
from registry.choices import CloseReason
from registry.domain import movements
from registry.lib import clock
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

pytestmark = pytest.mark.django_db
BY_HAND = "/messages/by-hand/"


def written(world: World, node: str, number: int, name: str) -> Message:
    member, by = world.member(node, number, name=name), world.users[clerk(node)]
    with world.at(clerk(node)):
        return messages.write_one(by=by, label="何", member=member, title="问候", body="{姓名}，您好")


def test_whose_record_has_ended_waits_no_more(world: World) -> None:
    ended, kept, other = (
        written(world, *whom) for whom in (("a11", 1, "秦德胜"), ("a11", 2, "何小山"), ("b11", 3, "单雄信"))
    )
    with world.at(clerk("a11")):
        by, reason = world.users[clerk("a11")], CloseReason.OTHER
        movements.close(by=by, member=ended.member, reason=reason, effective_on=clock.today())
    assert "秦德胜" in text_of(client_of(world, clerk("a11")).get(BY_HAND))
    assert _post(world.nodes["a"].path) >= 1
    assert overtaken.put_aside(world.nodes["a"].path) == 0, "once"
    page = text_of(client_of(world, clerk("a11")).get(BY_HAND))
    assert "秦德胜" not in page and "何小山" in page
    with world.system("a"):
        assert Message.objects.get(pk=ended.pk).reason == "member_ended"
        assert Message.objects.get(pk=kept.pk).state == "queued"
    with world.system("b"):
        assert Message.objects.get(pk=other.pk).state == "queued"
