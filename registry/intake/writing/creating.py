"""New members into the register, a block at a time, through temporary tables and under the policies."""

from functools import cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction

from registry.intake.staging import bulk
from registry.intake.staging.job import Job
from registry.intake.writing.building import MOVEMENT, Fresh
from registry.lib.keys import SEARCH_FIELDS
from registry.models import Member
from registry.models.custody import definer

MEMBERS, MOVEMENTS = "intake_member", "intake_movement"
ALWAYS = frozenset({"id", "owner_path", "organisation_id", "direction", "status", "version", "name", *SEARCH_FIELDS})
# Columns and what they are filled from; both come from the model.
_INSERTION = """
INSERT INTO registry_member (COLUMNS) SELECT SOURCES FROM intake_member ORDER BY id_index, id
"""
_BESIDE = " ON CONFLICT DO NOTHING"
# What the intake itself says of every new member.
_GIVEN = {"is_open": "true", "intake_id": "%(intake)s", "created_by_id": "%(user)s", "created_at": "%(moment)s",
          "updated_at": "%(moment)s"}  # fmt: skip
_MOVEMENTS = """
INSERT INTO registry_movement (id, member_id, owner_path, node_at_event, kind, effective_on, recorded_at,
    recorded_by_id, recorded_label, note, detail)
SELECT f.id, f.member_id, f.owner_path, f.owner_path, f.kind, f.effective_on, f.recorded_at, %(user)s, %(label)s, '',
    %(detail)s
FROM intake_movement f
"""
# A member has the key of its row, so whoever is there was made just now.
_MADE = "SELECT v.id FROM intake_member v JOIN registry_member m ON m.id = v.id"
_UNMADE = "DELETE FROM intake_movement v WHERE NOT EXISTS (SELECT FROM registry_member m WHERE m.id = v.member_id)"
_SITES = """
INSERT INTO registry_site (id, owner_path, name, name_key, kind, address, contact_name, contact_phone, to_canvass)
SELECT gen_random_uuid(), s.path, s.name, s.key, 'enterprise', '', '', '', false
FROM unnest(%s::text[], %s::text[], %s::text[]) AS s (path, key, name) ORDER BY s.path, s.key
ON CONFLICT (owner_path, name_key) DO NOTHING
"""


Sites = set[tuple[str, str]]


def create(job: Job, fresh: Fresh, left_out: set[int], facts: dict[str, Any], known_sites: Sites) -> set[UUID]:
    """Insert all but the positions in `left_out`; returns the keys of the members that are now there.

    `known_sites` are employers that earlier chunks have committed.

    Somebody else may register one of them in this very moment: the unique index decides, and that row stays out.
    """
    if not fresh.members:
        return set()
    bulk.temporary(MEMBERS, (("position", "integer"), *_columns().values()))
    bulk.copy(MEMBERS, fresh.columns, "".join(fresh.members))
    if left_out:
        bulk.execute("DELETE FROM intake_member WHERE position = ANY(%s)", [list(left_out)])
    everybody = _inserted(fresh.columns, facts) == len(fresh.members)
    made = set(fresh.keys) if everybody else {pk for (pk,) in bulk.fetch(_MADE)}
    _record_movements(fresh, facts, everybody)
    _add_sites(fresh, known_sites)
    definer("registry_link_halves", list(made))
    return made


def _inserted(columns: tuple[str, ...], facts: dict[str, Any]) -> int:
    """Insert them; returns how many are in. To step aside for others costs each row a tenth of its time (a look into
    every unique index, a lock, a record in the log), so it is done only where somebody has turned out to be there."""
    try:
        with transaction.atomic():
            return bulk.execute(_insertion(columns), facts)
    except IntegrityError:
        return bulk.execute(_insertion(columns) + _BESIDE, facts)


def _add_sites(fresh: Fresh, known: Sites) -> None:
    """Employers become sites of the node, so that the search box finds them by any part of the name."""
    wanted = [(path, key, name) for (path, key), name in fresh.sites.items() if (path, key) not in known]
    if wanted:
        bulk.execute(_SITES, [list(column) for column in zip(*wanted, strict=True)])


def _record_movements(fresh: Fresh, facts: dict[str, Any], everybody: bool) -> None:
    bulk.temporary(
        MOVEMENTS,
        (("id", "uuid"), ("member_id", "uuid"), ("owner_path", 'text COLLATE "C"'), ("kind", "text"),
         ("effective_on", "date"), ("recorded_at", "timestamptz")),
    )  # fmt: skip
    bulk.copy(MOVEMENTS, MOVEMENT, "".join(fresh.movements))
    if not everybody:
        bulk.execute(_UNMADE)
    bulk.execute(_MOVEMENTS, facts)


@cache
def _insertion(filled: tuple[str, ...]) -> str:
    """INSERT … SELECT for these columns; the others get what the model gives a new row.

    Sorted by the unique key, so that two at once wait for each other instead of dead-locking.
    """
    source = {name: name for name in filled if name != "position"}
    for name in _columns():
        if name in _GIVEN:
            source[name] = _GIVEN[name]
        elif name not in source:
            source[name] = _default(name)
        elif name not in ALWAYS and not _field(name).null:
            source[name] = f"coalesce({name}, {_default(name)})"
    return _INSERTION.replace("COLUMNS", ", ".join(source)).replace("SOURCES", ", ".join(source.values()))


@cache
def _columns() -> dict[str, tuple[str, str]]:
    fields = Member._meta.concrete_fields
    kinds = {str(field.column): str(field.db_type(connection)).partition(" CHECK")[0] for field in fields}
    return {name: (name, kind) for name, kind in kinds.items()}


@cache
def _field(column: str) -> models.Field[Any, Any]:
    return next(field for field in Member._meta.concrete_fields if field.column == column)


def _default(column: str) -> str:
    """A literal for a column that the rows don't fill."""
    field = _field(column)
    if field.null:
        return "NULL"
    kind = str(field.db_type(connection))
    if kind == "bytea":
        return "''::bytea"
    if kind.startswith("boolean"):
        return "true" if field.get_default() else "false"
    return "''" if "char" in kind or kind == "text" else str(int(field.get_default() or 0))
