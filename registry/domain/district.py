"""What the district is called: the name at the root of the tree, which everybody in it may know."""

import time
from functools import lru_cache

from registry.lib import scope as scopes
from registry.models.custody import definer

KEPT_SECONDS = 600


def district_name() -> str:
    """The name of the active scope's district, asked once in a while; empty without a scope."""
    scope = scopes.peek()
    root = scope.office[: scopes.SEGMENT] if scope else ""
    return _named(root, int(time.monotonic() / KEPT_SECONDS)) if root else ""


@lru_cache(maxsize=64)
def _named(root: str, spell: int) -> str:
    """Out of the district's directory, whose first entry is the root; a new name is seen in the next spell."""
    rows = definer("registry_directory", "", 1)
    return str(rows[0][1]) if rows else ""
