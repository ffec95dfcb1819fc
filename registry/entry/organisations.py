"""Organisations in select boxes: the own subtree, or the names of the district's directory."""

from dataclasses import dataclass
from uuid import UUID

from registry.choices import OrganisationKind
from registry.models import Organisation
from registry.models.custody import definer

MOST = 1000
PARTY_KINDS = frozenset(
    {
        OrganisationKind.BRANCH,
        OrganisationKind.GROUP,
        OrganisationKind.NEW_EMPLOYMENT,
        OrganisationKind.MOBILE_BRANCH,
    }
)
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """One organisation as a select box needs it."""

    id: UUID
    label: str
    kind: str
    path: str = ""

    @property
    def option(self) -> Option:
        """Value and text of a select box."""
        return str(self.id), self.label


def own_nodes() -> list[Node]:
    """The active organisations of the subtree, in the order of the tree; one query."""
    rows = Organisation.objects.all().active().order_by("path").values_list("id", "full_name", "name", "kind", "path")
    return [Node(key, full or name, kind, path) for key, full, name, kind, path in rows[:MOST]]


def directory() -> list[Node]:
    """The organisations of the whole district by name, to whom a member may be handed; one query."""
    rows = definer("registry_directory", "", MOST)
    return [Node(key, label, kind) for key, label, kind, _ in rows]


def branches(nodes: list[Node]) -> list[Node]:
    """Those that members can be enrolled in."""
    return [node for node in nodes if node.kind in PARTY_KINDS]


def options(nodes: list[Node]) -> list[Option]:
    """Values and texts of a select box."""
    return [node.option for node in nodes]
