"""Where the first wall may be stepped around, and that it happens nowhere else (A31)."""

import ast
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.models import Member

ROOT = Path(__file__).parents[2]
# Where the wall may be stepped around, signed here: `file: {call: how often}`. More or fewer fails.
SIGNED = {
    "registry/models/unit.py": {"cursor": 2, "set_config": 1, "unscoped": 1},
    "registry/models/identity.py": {"raw": 2, "unscoped": 2},
    "registry/models/audit.py": {"cursor": 1, "raw": 1, "unscoped": 1},
    "registry/models/custody.py": {"cursor": 1},
    "registry/models/turns.py": {"cursor": 1},  # a lock, no rows
    "registry/intake/staging/bulk.py": {"cursor": 3, "Cursor": 1},
    "registry/intake/staging/matching.py": {"set_config": 1},  # the planner's settings, not the scope's
    "registry/checks.py": {"cursor": 1},
    "registry/web/session_store.py": {"cursor": 1},  # by the session's own key, before there is any scope
    # Every encrypted value of everybody, as the owner: names of tables and columns are the models' own.
    "registry/domain/rekeying.py": {"cursor": 4},
    "config/health.py": {"cursor": 1},
    "config/gunicorn.py": {"cursor": 1, "set_config": 1},  # how long a statement may take, not the scope's
    "outreach/models/link.py": {"raw": 1, "unscoped": 1},
    "outreach/models/suggestion_log.py": {"raw": 1, "unscoped": 1},  # a liaison's own files, by a function that checks
    # Statements of the planner over sets: literals, behind row-level security, bounded by the scope's own path.
    "outreach/domain/sql.py": {"cursor": 1},
    "reports/figures/standing.py": {"cursor": 2, "set_config": 1},
    "reports/workbook/making.py": {"cursor": 1},  # the isolation of a transaction, no rows
    "reports/workbook/ledgers.py": {"chunked_cursor": 1},
}

# A31: the places that step around the wall.

CALLS = {"unscoped", "raw", "cursor", "chunked_cursor", "Cursor", "extra", "set_config", "_raw_delete", "copy_expert"}


def stepping_around(path: Path) -> Counter:
    """Calls and attributes of one file that a scoped query can't be."""
    found: Counter = Counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
            found[node.func.attr] += 1
        if isinstance(node, ast.Attribute) and node.attr == "_base_manager":
            found["_base_manager"] += 1
        if isinstance(node, ast.JoinedStr | ast.Constant) and "set_config(" in ast.unparse(node):
            found["set_config"] = 1
    return found


def sources() -> Iterator[Path]:
    for folder in ("registry", "config", "outreach", "reports"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def test_only_signed_places_step_around_the_wall() -> None:
    found = {str(path.relative_to(ROOT)): dict(stepping_around(path)) for path in sources()}
    found = {path: calls for path, calls in found.items() if calls}
    found.get("registry/models/scoped.py", {}).pop("unscoped", None)
    assert {path: calls for path, calls in found.items() if calls} == SIGNED


def test_every_unscoped_call_gives_its_reason() -> None:
    with pytest.raises(ValueError, match="理由"):
        Member.objects.unscoped("")
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "unscoped":
                assert isinstance(node.args[0], ast.Constant) and len(node.args[0].value) > 4, path


def test_nothing_is_asked_while_modules_load() -> None:
    """Queries at import time would run before any scope is there: managers are used inside functions only."""
    for path in sources():
        for statement in ast.parse(path.read_text("utf-8")).body:
            if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr):
                assert not any(map(_is_manager, _outside_functions(statement))), path


def _is_manager(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "objects"


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if not isinstance(node, ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _outside_functions(child)
