"""A part of 江海区 for the intake's pages: the nodes that the sample rosters name, and who works there."""

import csv
from datetime import date
from pathlib import Path

from registry.choices import OrganisationKind as Kind
from registry.choices import Role
from registry.domain import accounts, tree
from registry.lib import scope as scopes
from registry.lib.scope import Scope
from registry.models.identity import Standing, system_scope
from registry.models.unit import work
from tests.remembered import remembered
from tests.world import PASSWORD, World

ROSTERS = Path(__file__).resolve().parent.parent / "rosters"
DIVISIONS = Path(__file__).resolve().parents[2] / "registry" / "data" / "jianghai_divisions.csv"
STREETS = {"440704001000": "jiangnan", "440704004000": "waihai", "440704005000": "lile"}
COMMUNITIES = {
    "440704001021": "renmei", "440704001023": "yincheng", "440704001025": "yongming", "440704001028": "yongxian",
    "440704004206": "dongnan", "440704005201": "yingnan", "440704005221": "xiangrong",
}  # fmt: skip
# account: (role, node). `colleague` works where `yongming` works, `neighbour` next door.
STAFF = {
    "district": (Role.DISTRICT, "district"),
    "jiangnan": (Role.STREET, "jiangnan"),
    "waihai": (Role.STREET, "waihai"),
    "yongming": (Role.COMMUNITY, "yongming"),
    "colleague": (Role.COMMUNITY, "yongming"),
    "neighbour": (Role.COMMUNITY, "yongxian"),
    "liaison": (Role.LIAISON, "yongming"),
    "auditor": (Role.AUDITOR, "district"),
}


class Place(World):
    """As World; an account's scope is found by its own name."""

    def scope(self, name: str) -> Scope:
        """The scope of an account of STAFF."""
        node, posting = self.nodes[STAFF[name][1]], self.postings[name]
        row = Standing(posting.pk, posting.role, node.pk, node.path, node.name, node.full_name, node.kind)
        return row.scope(self.users[name])


@remembered
def build() -> Place:
    """Plant the nodes and the staff in the present database."""
    place = Place()
    with work(system_scope(scopes.segment(1))):
        place.nodes["district"] = tree.plant(name="江海区", code="440704000000")
        for row in _rows():
            _node(place, row)
        for username in STAFF:
            _staff(place, username)
    return place


def _rows() -> list[dict[str, str]]:
    with DIVISIONS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["code12"] in STREETS | COMMUNITIES]


def _node(place: Place, row: dict[str, str]) -> None:
    code = row["code12"]
    name = (STREETS | COMMUNITIES)[code]
    parent = place.nodes[STREETS[row["parent_code12"]]] if code in COMMUNITIES else place.nodes["district"]
    kind = {"street": Kind.STREET, "community": Kind.COMMUNITY, "village": Kind.VILLAGE}[row["level"]]
    label = row["name"].removesuffix("居委会").removesuffix("委会")
    place.nodes[name] = tree.add_organisation(by=None, parent=parent, kind=kind, name=label, code=code)


def _staff(place: Place, username: str) -> None:
    role, node = STAFF[username]
    home = place.nodes[node]
    user = accounts.create_user(by=None, username=username, name=f"{home.name}经办", password=PASSWORD, home=home)
    user.must_change_password = False
    user.save()
    place.users[username] = user
    place.postings[username] = accounts.post(
        by=None, user=user, organisation=home, role=role, starts_on=date(2023, 1, 1)
    )
