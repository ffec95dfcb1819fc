"""Keys are changed while people work, by a command that is killed again and again (H05)."""

import base64
import os
import random
import threading
import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest
from django.db import connection

from registry.lib.ids import uuid7
from registry.models import Member
from registry.models.sealed import cipher
from tests.faults import rekeying_worker
from tests.faults.forked import Forked
from tests.faults.harness import figure, kill_tree, rounds, until
from tests.world import World, phone

pytestmark = [pytest.mark.fault, pytest.mark.timeout(3600), pytest.mark.django_db(transaction=True)]

CLERK = "community-a11"
COUNT = "SELECT convert_from(substr(phone, 1, 2), 'LATIN1'), count(*) FROM registry_member GROUP BY 1"


@pytest.fixture
def ring(settings: Any) -> Iterator[str]:
    """A new key in front of the old one; what is there was sealed with the old one."""
    yield f"k2:{base64.b64encode(os.urandom(32)).decode()},{settings.FIELD_KEYS}"
    cipher.cache_clear()


class People(threading.Thread):
    """Somebody who reads and mends telephone numbers all the time, and remembers what they ought to be."""

    def __init__(self, world: World, keys: list[Any]) -> None:
        super().__init__()
        self.world, self.dice = world, random.Random(5)
        self.numbers = {key: phone(at) for at, key in enumerate(keys)}
        self.asked, self.failed, self.over = 0, list[str](), threading.Event()

    def run(self) -> None:
        try:
            while not self.over.is_set():
                self._one(self.dice.choice(list(self.numbers)))
                time.sleep(0.005)
        finally:
            connection.close()

    def _one(self, key: Any) -> None:
        self.asked += 1
        try:
            with self.world.at(CLERK):
                member = Member.objects.get(pk=key)
                if member.phone != self.numbers[key]:
                    self.failed.append(f"{key}: {member.phone}")
                member.phone = wanted = phone(self.dice.randrange(10_000))
                member.save(update_fields=["phone", "phone_index", "phone_tail_index"])
            self.numbers[key] = wanted
        except Exception as error:
            self.failed.append(repr(error))


def plant(world: World, many: int) -> list[Any]:
    """So many members of one community, each with a telephone number."""
    node = world.nodes["a11"]
    with world.system():
        rows = [
            Member(id=uuid7(), owner_path=node.path, organisation=node, direction="in", status="reported",
                   name="何小山", phone=phone(at), residence="某路 1 号")
            for at in range(many)
        ]  # fmt: skip
        return [row.pk for row in Member.objects.bulk_create(rows, batch_size=1000)]


def test_killed_five_times_beside_people_at_work_it_ends_and_nothing_is_lost(
    world: World, ring: str, settings: Any, owner_cursor: Any
) -> None:
    many = rounds(1_500, 100_000)
    keys = plant(world, many)
    settings.FIELD_KEYS = ring
    cipher.cache_clear()
    people, dice, kills = People(world, keys), random.Random(7), 0
    people.start()
    try:
        for _ in range(5):
            command = started(ring)
            time.sleep(0.1 + dice.random() * rounds(1, 20) * 0.2)
            kills += not command.has_ended()
            if not command.has_ended():
                kill_tree(psutil.Process(command.process.pid))
            command.end()
        part = dict(owner_cursor.execute(COUNT).fetchall())
        last = started(ring)
        assert last.end(3000) == 0, "the last one ends by itself"
    finally:
        people.over.set()
        people.join()
    assert kills == 5 and part.get("k2", 0) > 0, (kills, part)
    settings.FIELD_KEYS = ring.partition(",")[0]
    cipher.cache_clear()
    with world.at(CLERK):
        found = {member.pk: member.phone for member in Member.objects.all()}
    wrong = len(people.failed) + sum(found[key] != number for key, number in people.numbers.items())
    what = f"kill -9 of rotate_keys over {many:,} members: reads and writes of others that failed, numbers lost"
    figure("H05", what, wrong, "", wrong == 0 and len(found) == many and people.asked > 50, n=people.asked)
    assert dict(owner_cursor.execute(COUNT).fetchall()) == {"k2": many}


def started(ring: str) -> Forked:
    command = Forked(rekeying_worker.main, str(connection.settings_dict["NAME"]), ring)
    until(lambda: command.said("ready") or command.has_ended(), 90, "its start")
    return command
