"""What select boxes offer of the tree lies in `registry.entry.organisations`; pages may still name it here."""

from registry.entry.organisations import (
    MOST,
    PARTY_KINDS,
    Node,
    Option,
    branches,
    directory,
    options,
    own_nodes,
)

__all__ = [
    "MOST",
    "PARTY_KINDS",
    "Node",
    "Option",
    "branches",
    "directory",
    "options",
    "own_nodes",
]
