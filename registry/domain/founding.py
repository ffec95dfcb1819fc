"""The first step of a new installation: a district, its streets and communities, and who keeps the accounts."""

import secrets
from collections.abc import Iterable, Mapping

from registry.choices import OrganisationKind, Role
from registry.domain import accounts, calendar, tree
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Organisation
from registry.models.identity import districts, system_scope, user_by_name
from registry.models.unit import work

LEVELS = frozenset({OrganisationKind.STREET, OrganisationKind.COMMUNITY, OrganisationKind.VILLAGE})


def found_district(
    *, name: str, code: str, divisions: Iterable[Mapping[str, str]], officers: Mapping[Role, tuple[str, str]]
) -> tuple[Organisation, dict[Role, str]]:
    """Plant a district on the next free path; returns it and the officers' first passwords.

    `officers` are account and person by role: a system administrator and a security administrator, since what the one
    gives takes force when the other has confirmed it.

    `divisions` are rows of code12, name, level (street, community, village) and parent_code12, parents first, as the
    statistical division codes list them; rows of other levels are passed over.
    """
    names = [username for username, _ in officers.values()]
    taken = [name for name in names if user_by_name(name) is not None or names.count(name) > 1]
    if taken:
        raise Refused(f"账号“{taken[0]}”已经有人用了，请换一个。")
    given = {role: secrets.token_urlsafe(12) for role in officers}
    path = scopes.segment(max((int(place, 36) for place in districts()), default=0) + 1)
    with work(system_scope(path)):
        root = tree.plant(name=name, code=code.ljust(12, "0"))
        _grow(root, divisions)
        calendar.seed_calendar(by=None)
        for role, (username, person) in officers.items():
            user = accounts.create_user(by=None, username=username, name=person, password=given[role], home=root)
            accounts.post(by=None, user=user, organisation=root, role=role, starts_on=clock.today())
    return root, given


def _grow(root: Organisation, divisions: Iterable[Mapping[str, str]]) -> None:
    nodes = {root.code: root}
    for row in divisions:
        if row["level"] not in LEVELS:
            continue
        parent = nodes.get(row["parent_code12"])
        if parent is None:
            raise Refused(f"“{row['name']}”的上级 {row['parent_code12']} 不在它前面的行里，请核对清单的顺序。")
        node = tree.add_organisation(
            by=None,
            parent=parent,
            kind=OrganisationKind(row["level"]),
            name=short_name(row["name"]),
            code=row["code12"],
        )
        if node.name != row["name"]:
            tree.add_alias(by=None, node=node, alias=row["name"])
        nodes[row["code12"]] = node


def short_name(official: str) -> str:
    """永明社区居委会 → 永明社区, 英南村委会 → 英南村."""
    return official.removesuffix("居委会").removesuffix("委会")
