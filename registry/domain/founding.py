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
    *, name: str, code: str, divisions: Iterable[Mapping[str, str]], username: str, person: str
) -> tuple[Organisation, str]:
    """Plant a district on the next free path; returns it and the system administrator's first password.

    `divisions` are rows of code12, name, level (street, community, village) and parent_code12, parents first, as the
    statistical division codes list them; rows of other levels are passed over.
    """
    if user_by_name(username) is not None:
        raise Refused(f"账号“{username}”已经有人用了，请换一个。")
    password = secrets.token_urlsafe(12)
    path = scopes.segment(max((int(taken, 36) for taken in districts()), default=0) + 1)
    with work(system_scope(path)):
        root = tree.plant(name=name, code=code.ljust(12, "0"))
        _grow(root, divisions)
        calendar.seed_calendar(by=None)
        user = accounts.create_user(by=None, username=username, name=person, password=password, home=root)
        accounts.post(by=None, user=user, organisation=root, role=Role.SYSTEM_ADMIN, starts_on=clock.today())
    return root, password


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
