"""What was looked at is what is approved, and what was approved is what goes out (D22); secrets stay shut."""

import pytest

from outreach.domain import batches, channel_setup, seals
from outreach.models import Channel, ChannelSecret, Message, MessageBatch
from registry.domain.errors import Conflict, Refused
from registry.models import Member
from tests.outreach.post import Moment, approved, posted, set_up, states, work
from tests.outreach.provider import http_provider
from tests.walls.forging import refused, sql
from tests.world import World


@pytest.mark.parametrize("column", ["body", "subject", "channel", "provider_code"])
def test_a_batch_edited_after_approval_is_refused(world: World, moment: Moment, column: str) -> None:
    """By whatever door: the verb refuses, and what was changed past it does not fit its seal."""
    with posted(world, members=2) as book:
        with world.at("community-a11"):
            batch = MessageBatch.objects.get()
            with pytest.raises(Refused):
                batches.edit(by=world.users["community-a11"], batch=batch, fields={}, query={})
            MessageBatch.objects.update(**{column: "email"})
        work(world)
        assert states(world) == {"cancelled": 2}
        assert not book.delivered


def test_a_message_edited_after_approval_is_refused(
    world: World, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with posted(world, members=2) as book:
        with world.at("community-a11"):
            first, second = Message.objects.order_by("id")
            first.content = str(first.content).replace("周五", "周一")
            first.save(update_fields=["content"])
            with refused():
                sql("UPDATE outreach_message SET channel = 'wechat'")
            with refused():
                sql("UPDATE outreach_message SET seal = 'forged'")
        work(world)
        with world.system():
            assert Message.objects.get(pk=first.pk).reason == "text_changed"
        assert list(book.delivered) == [second.key]
        # The negative control: without the seal's check the changed text goes out.
        with world.at("community-a11"):
            monkeypatch.setattr(seals, "fits", lambda message: True)
            Message.objects.filter(pk=first.pk).update(state="queued", round=2)
        work(world)
        assert len(book.delivered) == 2


def test_what_was_looked_at_is_what_is_approved(world: World, moment: Moment) -> None:
    world.member("a11", 1)
    with http_provider() as (_, address):
        set_up(world, address)
        user = world.users["community-a11"]
        with world.at("community-a11"):
            fields = {"name": "近况", "channel": "sms", "body": "{姓名}，请回复"}
            batch = batches.create(by=user, label="何", fields=fields, query={})
            seen = batches.preview(batch)
            assert seen.count == 1
            assert seen.examples[0][1].startswith("何小山，请回复\n回复或退订：http")
        world.member("a11", 2)
        with world.at("community-a11"):
            with pytest.raises(Conflict):
                batches.approve(by=user, label="何", batch=batch, seen=seen.seal)
            batches.approve(by=user, label="何", batch=batch, seen=batches.preview(batch).seal)
            with pytest.raises(Refused):
                batches.approve(by=user, label="何", batch=batch, seen=seen.seal)
        assert states(world) == {"queued": 2}


def test_a_text_says_only_what_can_be_filled(world: World, moment: Moment) -> None:
    user = world.users["community-a11"]
    with world.at("community-a11"):
        for body, channel in (("{身份证号}", "wechat"), (" ", "wechat"), ("您好", "sms")):
            with pytest.raises(Refused):
                batches.create(by=user, label="何", fields={"name": "x", "channel": channel, "body": body}, query={})


def test_a_name_with_blanks_in_it_is_not_filled_again(world: World, moment: Moment) -> None:
    with http_provider() as (book, address):
        set_up(world, address)
        world.member("a11", 1)
        with world.at("community-a11"):
            Member.objects.update(name="{链接}何")
        approved(world, body="{姓名}，您好")
        work(world)
        (text,) = book.texts.values()
        assert text.startswith("{链接}何，您好")


def test_secrets_of_a_channel_are_kept_shut(world: World, moment: Moment) -> None:
    set_up(world, "https://sms.example.gov.cn")
    with world.at("security_admin-a"):
        kept = ChannelSecret.objects.get()
        assert b"only-for-tests" not in bytes(kept.__dict__["values"])
        channel_setup.configure(
            by=world.users["security_admin-a"], path=world.nodes["a"].path, kind="sms", provider="gateway",
            values={"address": "https://sms.example.gov.cn", "app": "bdx"}, secrets={"secret": ""}, is_on=True,
        )  # fmt: skip
        assert "only-for-tests" in str(ChannelSecret.objects.get().values)
    for account in ("district-a", "community-a11", "liaison-a11", "system_admin-a", "security_admin-b"):
        with world.at(account):
            assert not ChannelSecret.objects.exists()
            assert Channel.objects.exists() == (account[-1] != "b")
            assert Channel.objects.update(is_on=False) == 0
