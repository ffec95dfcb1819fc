"""What the tests of rules and tasks share: a day that can be moved, members known since a day, calls, ticks."""

from datetime import date, timedelta
from typing import Any

import pytest

from outreach.domain import rules, ticking
from outreach.models import Alert, Rule, Task
from registry.choices import ContactOutcome
from registry.domain import contacts
from registry.lib import clock
from registry.models import Member
from tests.world import World, clerk

TODAY = date(2026, 3, 20)
STARTED = date(2026, 1, 5)


class Days:
    """The only source of "now", moved by hand: nine in the morning of a day in Shanghai."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch
        self.to(TODAY)

    def to(self, day: date) -> date:
        """Let it be this day."""
        self.day = day
        self.patch.setattr(clock, "today", lambda: day)
        self.patch.setattr(clock, "now", lambda: clock.midnight(day) + timedelta(hours=9))
        return day

    def on(self, days: int) -> date:
        """Let days pass."""
        return self.to(self.day + timedelta(days=days))


def ago(days: int) -> date:
    """A day before TODAY."""
    return TODAY - timedelta(days=days)


def start(world: World, district: str = "a", day: date = STARTED) -> None:
    """Give a district its default rules as of a day."""
    with world.system(district):
        rules.ensure_rules(world.nodes[district].path, day=day)


def only(world: World, *codes: str, district: str = "a") -> None:
    """Switch every other rule off."""
    with world.system(district):
        Rule.objects.exclude(code__in=codes).update(is_active=False)


def rule(world: World, code: str, node: str = "a") -> Rule:
    """The rule of that code at a node."""
    with world.system(node[0]):
        return Rule.objects.get(code=code, owner_path=world.nodes[node].path)


def tick(world: World, district: str = "a") -> int:
    """One tick of the planner over a district, as of today."""
    return ticking.tick(world.nodes[district].path)


def asked(world: World, district: str = "a", **narrowed: Any) -> list[tuple[str, date, str]]:
    """(kind, due, state) of every task, in the order of the dates."""
    with world.system(district):
        rows = Task.objects.filter(**narrowed).order_by("due_on", "kind", "state")
        return [(str(kind), due, str(state)) for kind, due, state in rows.values_list("kind", "due_on", "state")]


def raised(world: World, district: str = "a", **narrowed: Any) -> list[tuple[str, str]]:
    """(level, node) of every open alert."""
    names = {node.path: name for name, node in world.nodes.items()}
    with world.system(district):
        rows = Alert.objects.open().filter(**narrowed).order_by("raised_on").values_list("level", "node_path")
        return [(str(level), names[path]) for level, path in rows]


def known(world: World, sequence: int, last: date | None, node: str = "a11", **columns: Any) -> Member:
    """A member registered when the rules began, last spoken to on a day."""
    named = {"name": columns.pop("name")} if "name" in columns else {}
    member = world.member(node, sequence, **named)
    said = {"created_at": clock.midnight(STARTED), "last_contact_on": last, "contact_said_on": last} | columns
    with world.system(node[0]):
        Member.objects.filter(pk=member.pk).update(**said)
        return Member.objects.get(pk=member.pk)


def call(world: World, member: Member, outcome: str = ContactOutcome.REACHED, node: str = "a11", **more: Any) -> Any:
    """The clerk of the member's community phones, now."""
    user = world.users[clerk(node)]
    with world.at(clerk(node)):
        said = {"happened_at": clock.now(), "channel": "phone", "outcome": outcome} | more
        return contacts.record_contact(by=user, member=member, fields=said)
