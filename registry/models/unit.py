"""A unit of work: one transaction, one scope, and the trail of what was done in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from registry.lib import clock
from registry.lib import scope as scopes
from registry.lib.ids import uuid7
from registry.lib.scope import Scope
from registry.models.audit import GENESIS, AuditEvent

SETTINGS = ("low", "high", "office_low", "office_high", "user_id", "liaison")
SYSTEM_CHAIN = "~sys"


@dataclass(slots=True)
class Entry:
    """An event waiting for the end of its transaction."""

    action: str
    outcome: str
    owner_path: str
    object_type: str
    object_id: str
    detail: dict[str, Any] = field(default_factory=dict)


_entries: ContextVar[list[Entry] | None] = ContextVar("registry_audit", default=None)


@contextmanager
def work(scope: Scope) -> Iterator[Scope]:
    """Run the block in one transaction, seeing only `scope`, and write its trail last.

    The settings are transaction-local, so a reused connection can't carry them on; a nested unit puts the outer
    one's back. The chain's lock is taken at the very end, so that it is held for the commit only.
    """
    outer = scopes.peek()
    pending = _entries.get()
    with transaction.atomic():
        _declare(scope)
        token = _entries.set([] if pending is None else pending)
        try:
            with scopes.active(scope):
                yield scope
                if pending is None:
                    _flush(_entries.get() or [], scope)
        finally:
            _entries.reset(token)
        if outer is not None:
            _declare(outer)


def _declare(scope: Scope) -> None:
    """Tell the database whose rows may be seen until the end of this transaction."""
    values = (
        scope.path,
        scope.path and scope.path + scopes.PATH_END,
        scope.office,
        scope.office and scope.office + scopes.PATH_END,
        str(scope.user_id or ""),
        "on" if scope.liaison else "",
    )
    calls = ", ".join(f"set_config('buduanxian.{name}', %s, true)" for name in SETTINGS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", values)


@contextmanager
def step() -> Iterator[None]:
    """A part of a unit of work that may fail alone: its rows and what the trail says of them go together.

    A refusal stays on the trail: it did happen.
    """
    entries = _entries.get()
    if entries is None:
        raise RuntimeError("step() 只能在 work(scope) 之内调用")
    before = len(entries)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        entries[before:] = [entry for entry in entries[before:] if entry.outcome == "refused"]
        raise


def record(
    action: str,
    *,
    on: Any = None,
    outcome: str = "done",
    owner_path: str = "",
    object_type: str = "",
    object_id: object = "",
    **detail: Any,
) -> None:
    """Add an event to the trail of the present unit of work. `detail` must hold no personal data."""
    entries = _entries.get()
    if entries is None:
        raise RuntimeError("record() 只能在 work(scope) 之内调用")
    if on is not None:
        object_type, object_id = object_type or on._meta.model_name, object_id or on.pk
        owner_path = owner_path or getattr(on, on.scope_path)
    entries.append(Entry(action, outcome, owner_path, object_type, str(object_id or ""), detail))


def _flush(entries: list[Entry], scope: Scope) -> None:
    """Write the events, chain by chain, under each chain's lock."""
    home = scope.office or scope.path
    chains: dict[str, list[Entry]] = {}
    for entry in entries:
        entry.owner_path = entry.owner_path or home
        chains.setdefault(entry.owner_path[: scopes.SEGMENT] or SYSTEM_CHAIN, []).append(entry)
    for chain in sorted(chains):
        _append(chain, chains[chain], scope)


def _append(chain: str, entries: list[Entry], scope: Scope) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, mac FROM registry_audit_tail(%s)", [chain])
        seq, mac = cursor.fetchone() or (0, GENESIS)
    rows = []
    for entry in entries:
        seq += 1
        row = _row(chain, seq, entry, scope)
        row.mac = mac = row.compute_mac(mac)
        rows.append(row)
    _insert(rows)


def _row(chain: str, seq: int, entry: Entry, scope: Scope) -> AuditEvent:
    return AuditEvent(
        id=uuid7(),
        chain=chain,
        seq=seq,
        at=clock.now(),
        action=entry.action,
        outcome=entry.outcome,
        owner_path=entry.owner_path,
        object_type=entry.object_type,
        object_id=entry.object_id,
        actor_id=scope.user_id,
        actor=scope.username,
        role=scope.role,
        detail=entry.detail,
    )


def _insert(rows: list[AuditEvent]) -> None:
    """Insert without the scope check: a login or a refusal is written before or beyond any scope."""
    QuerySet.bulk_create(AuditEvent.objects.unscoped("审计记录先于范围存在，只能新增"), rows)
