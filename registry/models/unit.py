"""A unit of work: one transaction, one scope, and the trail of what was done in it."""

import json
import re
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
from registry.models.audit import GENESIS, AuditEvent, present_key

SETTINGS = ("low", "high", "office_low", "office_high", "user_id", "liaison", "role", "member")
SYSTEM_CHAIN = "~sys"
NOBODY = Scope(path="")
# U+0000 as JSON spells it; PostgreSQL takes none. A backslash that is itself escaped does not begin one.
NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


@dataclass(slots=True)
class Entry:
    """An event waiting for the end of its transaction."""

    action: str
    outcome: str
    owner_path: str
    object_type: str
    object_id: str
    scope: Scope
    detail: dict[str, Any] = field(default_factory=dict)


_entries: ContextVar[list[Entry] | None] = ContextVar("registry_audit", default=None)
# One core a statement: a page's rows come by an index in milliseconds, and where PostgreSQL expects otherwise it would
# read a whole table with several workers. Figures of whole districts ask for more themselves.
ALONE = "set_config('max_parallel_workers_per_gather', '0', true)"


@contextmanager
def work(scope: Scope) -> Iterator[Scope]:
    """Run the block in one transaction, seeing only `scope`, and write its trail last.

    The settings are transaction-local, so a reused connection can't carry them on; a nested unit puts the outer
    one's back. The chain's lock is taken at the very end, so that it is held for the commit only. What a nested unit
    recorded goes with it when it fails, and is written with the outermost one otherwise.
    """
    outer, pending = scopes.peek(), _entries.get()
    entries = [] if pending is None else pending
    mark, inside = len(entries), connection.in_atomic_block
    with transaction.atomic():
        _declare(scope)
        token = _entries.set(entries)
        try:
            with scopes.active(scope):
                yield scope
                if pending is None:
                    _flush(entries)
        except BaseException:
            _drop(entries, mark)
            raise
        finally:
            _entries.reset(token)
        if outer or inside:
            _declare(outer or NOBODY)


def _declare(scope: Scope) -> None:
    """Tell the database whose rows may be seen until the end of this transaction."""
    values = (
        scope.path,
        scope.path and scope.path + scopes.PATH_END,
        scope.office,
        scope.office and scope.office + scopes.PATH_END,
        str(scope.user_id or ""),
        # A member is shut out of whatever a liaison is: of writing, of other tables, of functions that see more.
        "on" if scope.liaison or scope.member_id else "",
        scope.role,
        str(scope.member_id or ""),
    )
    calls = ", ".join(f"set_config('buduanxian.{name}', %s, true)" for name in SETTINGS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}, {ALONE}", values)


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
        _drop(entries, before)
        raise


def _drop(entries: list[Entry], mark: int) -> None:
    """Forget what a part that failed had recorded since `mark`; a refusal stays: it did happen."""
    entries[mark:] = [entry for entry in entries[mark:] if entry.outcome == "refused"]


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
        # What the office calls it by, for the auditor, who reads no row of it. No personal data.
        if number := getattr(on, "trail_number", ""):
            detail.setdefault("no", number)
    scope = scopes.current()
    home = owner_path or scope.office or scope.path
    entries.append(Entry(action, outcome, home, object_type, str(object_id or ""), scope, stored(detail)))


def has_done() -> bool:
    """Whether the present unit of work has something done for the trail, not refusals alone."""
    return any(entry.outcome != "refused" for entry in _entries.get() or ())


def stored(detail: dict[str, Any]) -> dict[str, Any]:
    """`detail` exactly as it will be read back: fractions, which the database may spell otherwise, become text."""
    text = NUL.sub(r"\1", json.dumps(detail, default=str, ensure_ascii=False))
    read: dict[str, Any] = json.loads(text, parse_float=str, parse_constant=str)
    return read


def _flush(entries: list[Entry]) -> None:
    """Write the events, chain by chain, under each chain's lock."""
    chains: dict[str, list[Entry]] = {}
    for entry in entries:
        chain = entry.owner_path[: scopes.SEGMENT] or SYSTEM_CHAIN
        chains.setdefault(chain, []).append(entry)
    for chain in sorted(chains):
        _append(chain, chains[chain])


def _append(chain: str, entries: list[Entry]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, mac FROM registry_audit_tail(%s)", [chain])
        seq, mac = cursor.fetchone() or (0, GENESIS)
    rows = []
    for entry in entries:
        seq += 1
        row = _row(chain, seq, entry)
        row.mac = mac = row.compute_mac(mac)
        rows.append(row)
    _insert(rows)


def _row(chain: str, seq: int, entry: Entry) -> AuditEvent:
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
        actor_id=entry.scope.user_id,
        actor=entry.scope.username,
        role=entry.scope.role,
        detail=entry.detail,
        key_id=present_key(),
    )


def _insert(rows: list[AuditEvent]) -> None:
    """Insert without the scope check: a login or a refusal is written before or beyond any scope."""
    QuerySet.bulk_create(AuditEvent.objects.unscoped("审计记录先于范围存在，只能新增"), rows)
