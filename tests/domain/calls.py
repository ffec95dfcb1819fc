"""Contacts as the community writes them down, for the tests of the log."""

from datetime import date, datetime, timedelta
from typing import Any

from registry.choices import ContactChannel
from registry.domain import contacts
from registry.lib import clock
from registry.models import ContactLog, Member
from tests.world import World

OWNER, LIAISON = "community-a11", "liaison-a11"
NOW = clock.local(clock.now())


def moment(days_ago: int, hour: int = 10) -> datetime:
    """That hour of a day in Shanghai, never ahead of now."""
    day = NOW - timedelta(days=days_ago)
    return min(day.replace(hour=hour, minute=0, second=0, microsecond=0), NOW)


def day(days_ago: int) -> date:
    return moment(days_ago).date()


def noted(world: World, member: Member, days_ago: int = 0, outcome: str = "reached", **more: Any) -> ContactLog:
    """A telephone call, as the owning community writes it down; inside its unit of work."""
    fields = {"happened_at": moment(days_ago), "channel": ContactChannel.PHONE, "outcome": outcome} | more
    return contacts.record_contact(by=world.users[OWNER], member=member, fields=fields)
