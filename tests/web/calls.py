"""Contacts as the community writes them down, for the tests of their pages."""

from typing import Any

from registry.domain import contacts
from registry.lib import clock
from registry.models import ContactLog, Member
from tests.world import World

OWNER, LIAISON = "community-a11", "liaison-a11"
TODAY = clock.today()


def noted(world: World, member: Member, name: str = OWNER, **more: Any) -> ContactLog:
    fields = {"happened_at": clock.now(), "channel": "phone", "outcome": "reached"} | more
    with world.at(name):
        return contacts.record_contact(by=world.users[name], member=member, fields=fields)
