"""A small world for tests: 2 districts × 2 streets × 2 communities, and an account for each role at each node.

Nodes and accounts are named by their place: district `a`, streets `a1 a2`, communities `a11 a12 a21 a22`, and the
same under `b`. An account is called role-node: `community-a11`, `street-a1`, `auditor-a`.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from registry.choices import Direction, OrganisationKind, Role
from registry.domain import accounts, members, tree
from registry.lib import scope as scopes
from registry.lib.identity import compose
from registry.lib.scope import Scope
from registry.models import Member, Organisation, Posting, User
from registry.models.identity import Standing, system_scope
from registry.models.unit import work
from tests.remembered import remembered

PASSWORD = "不断线-Test-2026"
SINCE = date(2023, 1, 1)
OFFICER_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


@dataclass
class World:
    """What was built, by name."""

    nodes: dict[str, Organisation] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    postings: dict[str, Posting] = field(default_factory=dict)

    def scope(self, name: str) -> Scope:
        """The scope of an account, e.g. `community-a11`."""
        node, posting = self.nodes[name.rpartition("-")[2]], self.postings[name]
        row = Standing(
            posting.pk,
            posting.role,
            node.pk,
            node.path,
            node.name,
            node.full_name,
            node.kind,
        )
        return row.scope(self.users[name])

    def at(self, name: str) -> AbstractContextManager[Scope]:
        """A unit of work of that account."""
        return work(self.scope(name))

    def system(self, node: str = "a") -> AbstractContextManager[Scope]:
        """A unit of work of the program over a node."""
        return work(system_scope(self.nodes[node].path))

    def member(self, node: str = "a11", sequence: int = 1, **fields: Any) -> Member:
        """Register a member at `node` as its community's clerk; own unit of work."""
        values: dict[str, Any] = {
            "name": "何小山",
            "id_number": id_number(sequence),
            "phone": phone(sequence),
        } | fields
        direction = values.pop("direction", Direction.IN)
        with self.at(clerk(node)):
            return members.register(
                by=self.users[clerk(node)],
                organisation=self.nodes[node],
                direction=direction,
                fields=values,
            )


def clerk(node: str) -> str:
    """The account that works at `node`."""
    return f"{ {1: 'district', 2: 'street', 3: 'community'}[len(node)] }-{node}"


def id_number(sequence: int, birth: date = date(1985, 6, 1)) -> str:
    """A synthetic ID number: county part 99 is unallocated."""
    return compose(f"44{sequence // 1000 % 90 + 10:02d}99", birth, sequence % 1000)


def phone(sequence: int) -> str:
    """A synthetic mobile number."""
    return f"138{sequence:08d}"


@remembered
def build() -> World:
    """Make the world in the present database."""
    world = World()
    for number, letter in enumerate("ab", 1):
        with work(system_scope(scopes.segment(number))):
            _plant(world, letter, number)
    return world


def _plant(world: World, letter: str, number: int) -> None:
    kinds = OrganisationKind
    district = tree.plant(name=f"{letter}区", code=f"44070{number + 3}000000")
    world.nodes[letter] = district
    for street in "12":
        name = letter + street
        world.nodes[name] = tree.add_organisation(by=None, parent=district, kind=kinds.STREET, name=f"{name}街道")
        for place in "12":
            kind = kinds.COMMUNITY if place == "1" else kinds.VILLAGE
            world.nodes[name + place] = tree.add_organisation(
                by=None,
                parent=world.nodes[name],
                kind=kind,
                name=f"{name}{place}{'社区' if place == '1' else '村'}",
            )
    for name, node in world.nodes.items():
        if name.startswith(letter):
            _staff(world, name, node)


def _staff(world: World, name: str, node: Organisation) -> None:
    roles = {
        1: (Role.DISTRICT, *OFFICER_ROLES),
        2: (Role.STREET,),
        3: (Role.COMMUNITY, Role.LIAISON),
    }[len(name)]
    for role in roles:
        account = f"{role}-{name}"
        user = accounts.create_user(
            by=None,
            username=account,
            name=f"{name}{role.label}",
            password=PASSWORD,
            home=node,
        )
        user.must_change_password = False
        user.save()
        world.users[account] = user
        world.postings[account] = accounts.post(by=None, user=user, organisation=node, role=role, starts_on=SINCE)
