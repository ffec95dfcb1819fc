"""Two connections that write a contact at once: one contact, or a refusal, never half of either."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connections

from registry.choices import CloseReason
from registry.domain import contacts, movements
from registry.domain.errors import Refused
from registry.models import ContactLog
from tests.domain.calls import OWNER, day, moment, noted
from tests.waiting import waiting
from tests.world import World


@contextmanager
def without_constraint(connection: psycopg.Connection, off: bool) -> Iterator[None]:
    """With `off`, the database no longer minds a key sent twice."""
    table = "ALTER TABLE registry_contactlog"
    if off:
        connection.execute(f"{table} DROP CONSTRAINT contact_sent_once")
    yield
    if off:
        connection.execute("TRUNCATE registry_contactlog CASCADE")
        connection.execute(f"{table} ADD CONSTRAINT contact_sent_once UNIQUE (member_id, client_key)")


def in_another_connection(work_of: Any) -> threading.Thread:
    """Runs `work_of` in a thread, whose connection is its own."""

    def run() -> None:
        try:
            work_of()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("off", [False, True], ids=["protected", "control"])
def test_the_same_key_in_two_connections_at_once(
    transactional_db: None, world: World, owner_connection: psycopg.Connection, off: bool
) -> None:
    """While the first is not yet committed the second can't see it; the unique key makes it wait, then agree."""
    member, key, second = world.member("a11"), uuid4(), []
    sent = {"member": member, "client_key": key, "by": world.users[OWNER]}
    fields = {"happened_at": moment(0), "channel": "phone", "outcome": "reached"}

    def send_again() -> None:
        with world.at(OWNER):
            second.append(contacts.record_contact(**sent, fields=fields))

    with without_constraint(owner_connection, off):
        with world.at(OWNER):
            first = contacts.record_contact(**sent, fields=fields)
            thread = in_another_connection(send_again)
            wait_for_lock(owner_connection)
        thread.join(30)
        with world.at(OWNER):
            assert ContactLog.objects.count() == (2 if off else 1)
        assert (second[0].pk == first.pk) is not off


def wait_for_lock(connection: psycopg.Connection) -> None:
    """Until somebody waits for somebody else."""
    for _ in range(200):
        if waiting(connection.cursor()):
            return
        threading.Event().wait(0.02)
    raise AssertionError("nobody waits")


def test_a_record_closed_in_this_very_moment_takes_no_contact(
    transactional_db: None, world: World, owner_connection: psycopg.Connection
) -> None:
    member, refused = world.member("a11"), []

    def note() -> None:
        with world.at(OWNER):
            try:
                noted(world, member)
            except Refused as refusal:
                refused.append(str(refusal))

    with world.at(OWNER):
        movements.close(by=world.users[OWNER], member=member, reason=CloseReason.OTHER, effective_on=day(0))
        thread = in_another_connection(note)
        wait_for_lock(owner_connection)
    thread.join(30)
    assert "已经结束" in refused[0]
    with world.at(OWNER):
        assert not ContactLog.objects.exists()
