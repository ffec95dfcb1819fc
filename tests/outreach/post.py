"""What the tests of messages share: a moment that can be moved, a channel, a batch approved, what was delivered."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from outreach.domain import batches, channel_setup, outbox, reconciling
from outreach.models import Message, MessageBatch
from registry.lib import clock
from tests.outreach.provider import SECRET, Book, http_provider
from tests.world import World, clerk

# Ten in the morning in Shanghai.
MORNING = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
BODY = "{姓名}同志，您好！请于周五前把近况告诉{组织}：{链接}"


class Moment:
    """The only source of "now", moved by hand."""

    def __init__(self, patch: pytest.MonkeyPatch, at: datetime = MORNING) -> None:
        self.at = at
        patch.setattr(clock, "now", lambda: self.at)
        patch.setattr(clock, "today", lambda: clock.local(self.at).date())

    def passes(self, **span: float) -> None:
        """Let time pass."""
        self.at += timedelta(**span)


def set_up(world: World, address: str, provider: str = "gateway", *, kind: str = "sms", on: bool = True) -> None:
    """The security administrator of district a configures a channel."""
    values = {"address": address, "app": "bdx", "access_key": "LTAI-test", "sign_name": "江海党建"}
    with world.at("security_admin-a"):
        channel_setup.configure(
            by=world.users["security_admin-a"], path=world.nodes["a"].path, kind=kind, provider=provider,
            values=values, secrets={"secret": SECRET, "key": SECRET}, is_on=on,
        )  # fmt: skip


def approved(
    world: World, node: str = "a11", *, channel: str = "sms", body: str = BODY, code: str = "SMS_1"
) -> MessageBatch:
    """A batch to everybody at a node, looked at and approved by its clerk."""
    user = world.users[clerk(node)]
    fields = {"name": "近况", "channel": channel, "body": body, "provider_code": code}
    with world.at(clerk(node)):
        batch = batches.create(by=user, label=user.name, fields=fields, query={})
        seen = batches.preview(batch).seal
        return batches.approve(by=user, label=user.name, batch=batch, seen=seen)


def work(world: World, district: str = "a") -> int:
    """One tick: find out about unknown ones, then send what is due."""
    path = world.nodes[district].path
    return reconciling.reconcile(path) + outbox.work_off(path)


def states(world: World, district: str = "a") -> Counter[str]:
    """How many messages stand how."""
    with world.system(district):
        return Counter(str(state) for state in Message.objects.values_list("state", flat=True))


def only(world: World, district: str = "a") -> Message:
    """The one message there is."""
    with world.system(district):
        return Message.objects.get()


@contextmanager
def posted(world: World, *, provider: str = "gateway", members: int = 1) -> Iterator[Book]:
    """A provider, a channel to it, members at a11 and a batch to them, approved and not yet sent."""
    with http_provider() as (book, address):
        set_up(world, address, provider)
        for number in range(1, members + 1):
            world.member("a11", number, name=f"何小山{number}")
        approved(world)
        yield book
