"""One form sent twice in the same moment, by two connections: handed out once; without lock and key, twice."""

import threading
from uuid import uuid4

import psycopg
import pytest

from outreach.domain import handouts
from outreach.models import Handout
from registry.lib import clock
from tests.domain.test_contact_races import in_another_connection
from tests.outreach.test_materials import added
from tests.world import World, clerk

INDEX = "handout_once"
MAKE = (
    f"CREATE UNIQUE INDEX {INDEX} ON outreach_handout (member_id, material_id, client_key) WHERE client_key IS NOT NULL"
)


@pytest.mark.parametrize("off", [False, True], ids=["protected", "control"])
def test_one_form_in_two_connections_at_once(
    transactional_db: None,
    world: World,
    owner_connection: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    off: bool,
) -> None:
    book, by = added(world, "a11"), world.users[clerk("a11")]
    for number in (1, 2, 3):
        world.member("a11", number)
    facts = {"given_on": clock.today(), "channel": "in_person", "copies": 1}
    with world.at(clerk("a11")):
        seen = handouts.preview(material=book, query={}, fields=facts).seal
    said = {
        "by": by,
        "label": "何",
        "material": book,
        "query": {},
        "fields": facts,
        "client_key": uuid4(),
        "seen": seen,
    }
    begun, counts = threading.Event(), []

    def again() -> None:
        begun.set()
        with world.at(clerk("a11")):
            counts.append(handouts.give_many(**said))

    if off:
        monkeypatch.setattr(handouts, "_wait_for", lambda key: None)
        owner_connection.execute(f"DROP INDEX {INDEX}")
    try:
        with world.at(clerk("a11")):
            counts.append(handouts.give_many(**said))
            second = in_another_connection(again)
            begun.wait(5)
            second.join(0.3)
        second.join()
        with world.system():
            assert (counts, Handout.objects.count()) == ([3, 3], 6 if off else 3)
    finally:
        if off:
            owner_connection.execute("TRUNCATE outreach_handout CASCADE")
            owner_connection.execute(MAKE)
