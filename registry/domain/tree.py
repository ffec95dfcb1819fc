"""Verbs on the organisation tree."""

from django.db import connection
from django.db.models import Max

from registry.choices import OrganisationKind
from registry.domain.errors import Refused
from registry.lib import scope as scopes
from registry.models import Organisation, OrganisationAlias, User
from registry.models.unit import record

K = OrganisationKind
_PARTY = frozenset({K.BRANCH, K.GROUP, K.NEW_EMPLOYMENT, K.MOBILE_BRANCH})
CHILDREN: dict[str, frozenset[OrganisationKind]] = {
    K.DISTRICT: frozenset({K.STREET}) | _PARTY,
    K.STREET: frozenset({K.COMMUNITY, K.VILLAGE}) | _PARTY,
    K.COMMUNITY: _PARTY,
    K.VILLAGE: _PARTY,
    K.BRANCH: frozenset({K.GROUP}),
    K.MOBILE_BRANCH: frozenset({K.GROUP}),
    K.NEW_EMPLOYMENT: frozenset({K.BRANCH, K.GROUP}),
    K.GROUP: frozenset(),
}


def add_organisation(
    *,
    by: User | None,
    parent: Organisation,
    kind: OrganisationKind,
    name: str,
    code: str = "",
    **fields: str,
) -> Organisation:
    """Add a node under `parent`. Raises Refused where that kind has no place there."""
    if kind not in CHILDREN[parent.kind]:
        raise Refused(f"“{K(parent.kind).label}”下面不能设“{kind.label}”。请换一个上级或类别。")
    _lock(parent)
    if Organisation.objects.filter(parent=parent, name=name, is_active=True).exists():
        raise Refused(f"{parent} 下面已经有“{name}”了。")
    node = Organisation(
        parent=parent,
        kind=kind,
        name=name,
        code=code,
        path=_next_path(parent),
        **fields,
    )
    node.full_name = full_name(parent, name)
    node.save(force_insert=True)
    record("organisation.added", on=node, kind=str(kind), code=code)
    return node


def full_name(parent: Organisation | None, name: str) -> str:
    """The label of a node: names from the street down; the district's own name stands alone."""
    above = "" if parent is None or parent.kind == K.DISTRICT else parent.full_name
    return above + name


def rename(*, by: User | None, node: Organisation, name: str) -> Organisation:
    """Give a node another name; the labels of its subtree follow, and the old name becomes an alias."""
    old, old_full = node.name, node.full_name
    node.name, node.full_name = (
        name,
        full_name(node.parent if node.parent_id else None, name),
    )
    node.save()
    if node.kind != K.DISTRICT:
        for child in Organisation.objects.below(node.path).exclude(pk=node.pk):
            child.full_name = node.full_name + child.full_name.removeprefix(old_full)
            child.save(update_fields=["full_name"])
    if old != name:
        add_alias(by=by, node=node, alias=old)
    record("organisation.renamed", on=node)
    return node


def add_alias(*, by: User | None, node: Organisation, alias: str) -> OrganisationAlias:
    """Remember another name that ledgers use for a node."""
    row, created = OrganisationAlias.objects.get_or_create(
        organisation=node, alias=alias.strip(), defaults={"owner_path": node.path}
    )
    if created:
        record("organisation.alias_added", on=node)
    return row


def remove_alias(*, by: User | None, alias: OrganisationAlias) -> None:
    """Forget a name that ledgers used for a node."""
    node = alias.organisation
    alias.delete()
    record("organisation.alias_removed", on=node)


def update_contact(*, by: User | None, node: Organisation, contact_name: str, contact_phone: str) -> Organisation:
    """Whom to call at a node."""
    node.contact_name, node.contact_phone = contact_name.strip(), contact_phone.strip()
    node.save(update_fields=["contact_name", "contact_phone"])
    record("organisation.contact_updated", on=node)
    return node


def reopen_organisation(*, by: User | None, node: Organisation) -> Organisation:
    """Put a closed node into use again."""
    if node.parent and not node.parent.is_active:
        raise Refused("它的上级组织还没有启用，请先启用上级。")
    node.is_active = True
    node.save(update_fields=["is_active"])
    record("organisation.reopened", on=node)
    return node


def close_organisation(*, by: User | None, node: Organisation) -> Organisation:
    """Put a node out of use. Refused while members are in its custody or nodes below are in use."""
    if node.members.filter(is_open=True).exists():
        raise Refused("这个组织还管理着在册的流动党员，请先把他们转到别的组织。")
    if Organisation.objects.below(node.path).active().exclude(pk=node.pk).exists():
        raise Refused("这个组织下面还有在用的组织，请先停用它们。")
    node.is_active = False
    node.save()
    record("organisation.closed", on=node)
    return node


def plant(*, name: str, code: str) -> Organisation:
    """Create a district, the root of a tree of its own; for set-up: the active scope must be that root's path."""
    root = Organisation(
        kind=K.DISTRICT,
        name=name,
        full_name=name,
        code=code,
        path=scopes.current().office,
    )
    root.save(force_insert=True)
    record("organisation.added", on=root, kind="district", code=code)
    return root


def _next_path(parent: Organisation) -> str:
    last = Organisation.objects.filter(parent=parent).aggregate(last=Max("path"))["last"]
    number = int(last[-scopes.SEGMENT :], 36) + 1 if last else 1
    return parent.path + scopes.segment(number)


def _lock(node: Organisation) -> None:
    """Two people adding under one node take turns, so that they don't draw the same path."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"tree|{node.path}"],
        )
