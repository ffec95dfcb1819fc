"""Verbs on the organisation tree."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import OperationalError
from django.db.models import Max

from registry.choices import EndReason, OrganisationKind
from registry.domain import endings
from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import LiaisonAssignment, Organisation, OrganisationAlias, User
from registry.models.custody import definer
from registry.models.turns import take_turn
from registry.models.unit import record

K = OrganisationKind
# Waited too long for a lock, or in a circle; or things are no longer as they were looked at.
MEANWHILE = frozenset({"55P03", "40P01", "55000"})
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
    opened_on: date | None = None,
    **fields: str,
) -> Organisation:
    """Add a node under `parent`, in use since `opened_on` (None: as long as anybody knows). Raises Refused where that
    kind has no place there."""
    if kind not in CHILDREN[parent.kind]:
        raise Refused(f"“{K(parent.kind).label}”下面不能设“{kind.label}”。请换一个上级或类别。")
    _lock(parent)
    _require_free(parent, name)
    node = Organisation(
        parent=parent,
        kind=kind,
        name=name,
        code=code,
        opened_on=opened_on,
        path=_next_path(parent),
        **fields,
    )
    node.full_name = full_name(parent, name)
    node.save(force_insert=True)
    record("organisation.added", on=node, kind=str(kind), code=code)
    return node


def _require_free(parent: Organisation | None, name: str, *, but: Organisation | None = None, then: str = "。") -> None:
    """Two of one name side by side: nobody could say which one a roster means."""
    beside = Organisation.objects.filter(parent=parent, name=name, is_active=True)
    if but is not None:
        beside = beside.exclude(pk=but.pk)
    if parent is not None and beside.exists():
        raise Refused(f"{parent} 下面已经有“{name}”了{then}")


def full_name(parent: Organisation | None, name: str) -> str:
    """The label of a node: names from the street down, none of them twice (江南街道永明社区党支部, where the branch is
    called 永明社区党支部); the district's own name stands alone."""
    if parent is None or parent.kind == K.DISTRICT:
        return name
    above = parent.full_name.removesuffix(parent.name) if name.startswith(parent.name) else parent.full_name
    return above + name


def is_kept_from_above(node: Organisation) -> bool:
    """Whether the caller does not see its superior: what a node may be called hangs on that one and its neighbours."""
    return node.parent_id is not None and not node.path[: -scopes.SEGMENT].startswith(scopes.current().office)


def _leave_to_superior(node: Organisation) -> None:
    """Raises Refused where the caller does not see the node's superior."""
    if is_kept_from_above(node):
        raise Refused(f"“{node.name}”是您所在的组织，改名、停用和启用由上一级来办，请联系上一级。")


def rename(*, by: User | None, node: Organisation, name: str) -> Organisation:
    """Give a node another name; the labels of its subtree follow, and the old name becomes an alias. Raises Refused for
    a name that another one beside it has, and for one's own node, which its superior renames."""
    _leave_to_superior(node)
    _require_free(node.parent, name, but=node)
    old = node.name
    node.name = name
    _relabel(node, node.parent)
    if old != name:
        add_alias(by=by, node=node, alias=old)
    record("organisation.renamed", on=node)
    return node


def _relabel(node: Organisation, parent: Organisation | None) -> None:
    """Keep a node with its label, and the labels of everything below it; a district stands in none of them."""
    node.full_name = full_name(parent, node.name)
    node.save()
    if node.kind == K.DISTRICT:
        return
    known: dict[UUID | None, Organisation] = {node.pk: node}
    for child in Organisation.objects.below(node.path).exclude(pk=node.pk).order_by("path"):
        label, known[child.pk] = full_name(known[child.parent_id], child.name), child
        if label != child.full_name:
            child.full_name = label
            child.save(update_fields=["full_name"])


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
    """Put a closed node into use again. Raises Refused, also for a place that a node has left for good."""
    if node.moved_as_id:
        raise Refused("这个组织已经调到别的上级下面，这里只留着它以前的月报，不能再启用。")
    _leave_to_superior(node)
    if node.parent and not node.parent.is_active:
        raise Refused("它的上级组织还没有启用，请先启用上级。")
    _require_free(node.parent, node.name, but=node)
    node.is_active, node.closed_on = True, None
    node.save(update_fields=["is_active", "closed_on"])
    record("organisation.reopened", on=node)
    return node


def close_organisation(*, by: User | None, node: Organisation) -> Organisation:
    """Put a node out of use. Refused while members are in its custody or nodes below are in use, and for one's own."""
    _leave_to_superior(node)
    if node.members.filter(is_open=True).exists():
        raise Refused("这个组织还管理着在册的流动党员，请先把他们转到别的组织。")
    if Organisation.objects.below(node.path).active().exclude(pk=node.pk).exists():
        raise Refused("这个组织下面还有在用的组织，请先停用它们。")
    node.is_active, node.closed_on = False, clock.today()
    node.save()
    record("organisation.closed", on=node)
    return node


@dataclass(frozen=True, slots=True)
class MovingWith:
    """What goes along when a node moves: nodes (itself included), records in custody, accounts at work, and rosters
    under way, which have to end first."""

    nodes: int
    members: int
    accounts: int
    intakes: int


def moving_with(node: Organisation) -> MovingWith:
    """Counted over everything below `node`; nothing where the caller may not edit the tree."""
    rows = definer("registry_moving_with", node.pk, clock.today())
    return MovingWith(*rows[0]) if rows else MovingWith(0, 0, 0, 0)


def possible_parents(node: Organisation) -> list[Organisation]:
    """Nodes of the caller's office under which `node` may be moved, in the order of the tree."""
    if not may_move(node):
        return []
    kinds = [kind for kind, children in CHILDREN.items() if node.kind in children]
    found = Organisation.objects.filter(kind__in=kinds).active().exclude(pk=node.parent_id or node.pk).order_by("path")
    office = scopes.current().office
    return [
        parent for parent in found if not parent.path.startswith(node.path) and scopes.stands_above(office, parent.path)
    ]


def may_move(node: Organisation) -> bool:
    """Whether `node` has a superior that the caller stands above, and is in use."""
    above = node.path[: -scopes.SEGMENT]
    return bool(above) and node.is_active and scopes.stands_above(scopes.current().office, above)


def move_organisation(*, by: User | None, node: Organisation, parent: Organisation) -> Organisation:
    """Put a node with everything below it under another superior of the same district.

    Rows follow (`migrations/sql/moving.sql`); what happened stays counted where it happened, and so do reports of
    months that are over: a closed node stays for them in its old place (`sql/moved_places.sql`). Sessions of those
    whose posting moves end with their next request. Raises Refused where the node has no place under `parent`.
    """
    _check_place(node, parent)
    goes_along = moving_with(node)
    if goes_along.intakes:
        raise Refused("有名册正在导入到这个组织或它的上级，请等导入结束以后再调整。")
    _lock(parent)
    segment, said = _next_path(parent)[-scopes.SEGMENT :], f"组织调整：{node.name}改由{parent}管理"
    who = by.pk if by else None, label_of(by), clock.now(), clock.today(), said[:500]
    try:
        definer("registry_move_organisation", node.pk, parent.pk, segment, *who)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") not in MEANWHILE:
            raise
        raise Refused("这会儿有人正在办理这个组织的业务，没有调整。请过一会儿刷新再试。") from error
    moved: Organisation = Organisation.objects.get(pk=node.pk)
    _relabel(moved, parent)
    below = LiaisonAssignment.objects.filter(owner_path__gte=moved.path, owner_path__lt=moved.path + scopes.PATH_END)
    endings.explain(below, by=by, label=label_of(by), reason=EndReason.OUT_OF_REACH)
    record("organisation.moved", on=moved, from_path=node.path, to_path=moved.path, **asdict(goes_along))
    return moved


def _check_place(node: Organisation, parent: Organisation) -> None:
    if node.parent_id is None:
        raise Refused("区是最上一级，没有上级可以调整。")
    if parent.pk == node.parent_id:
        raise Refused(f"“{node.name}”现在就由“{parent}”管理，不用调整。")
    if not node.is_active or not parent.is_active:
        raise Refused("已停用的组织不能调整，也不能作为新的上级。请先启用。")
    if parent.path.startswith(node.path):
        raise Refused("不能把一个组织放到它自己或它的下级下面。")
    if parent.path[: scopes.SEGMENT] != node.path[: scopes.SEGMENT]:
        raise Refused("只能在本区之内调整上级。")
    if node.kind not in CHILDREN[parent.kind]:
        raise Refused(f"“{K(parent.kind).label}”下面不能设“{K(node.kind).label}”。请换一个上级。")
    _require_free(parent, node.name, then="，请先给其中一个改名。")


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
    """Behind every child there is and every one that has moved away: a path is never given twice."""
    children = Organisation.objects.filter(parent=parent)
    last = children.aggregate(last=Max("path"))["last"] or ""
    spent = Organisation.objects.values_list("spent_segment", flat=True).get(pk=parent.pk)
    return parent.path + scopes.segment(int(max(last[-scopes.SEGMENT :], spent) or "0", 36) + 1)


def _lock(node: Organisation) -> None:
    """Two people adding under one node take turns, so that they don't draw the same path."""
    take_turn(f"tree|{node.path}")
