"""What a row needs to know beside itself. Plain data: checking happens in a process that has no database."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from registry.intake.rows.look import Context
from registry.lib import scope as scopes


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation as an owner of rows."""

    id: UUID
    path: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The tree around an intake, as its rows may name it, and what its uploader may decide."""

    context: Context
    home: Node
    nodes: dict[str, Node]
    approves: str
    today: date
    leads: bool

    def node_of(self, community_code: str | None) -> Node:
        """The community that a row names when it lies below the intake's organisation, else that organisation."""
        return self.nodes.get(community_code or "", self.home)

    def may_enroll(self, path: str) -> bool:
        """Whether the uploader may himself decide on 纳入 at `path`: as its superior, or as the district."""
        return scopes.stands_above(self.approves, path)
