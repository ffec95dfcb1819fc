"""What a database superuser may do to the trail, one function each."""

import io
import json
import random
from collections.abc import Callable

import psycopg
import pytest
from django.core.management import call_command
from psycopg.types.json import Json

from registry.lib.ids import uuid7
from registry.models import AuditEvent
from registry.models.audit import GENESIS, present_key

CHAIN = "0001"
ROWS = 200
COLUMNS = [field.column for field in AuditEvent._meta.concrete_fields]


def read(cursor: psycopg.Cursor) -> list[AuditEvent]:
    """The chain as it lies in the database."""
    cursor.execute("SELECT * FROM registry_auditevent WHERE chain = %s ORDER BY seq, id", [CHAIN])
    return [AuditEvent(**row) for row in cursor.fetchall()]


def run_command() -> tuple[int, list[dict]]:
    """`manage.py verify_audit --json`: exit code and what it printed."""
    out, code = io.StringIO(), 0
    try:
        call_command("verify_audit", "--json", stdout=out)
    except SystemExit as stop:
        code = int(str(stop.code))
    return code, json.loads(out.getvalue())


# One mutation each: gives the name of what was done. All are a superuser's, in the database.


def edit(cursor: psycopg.Cursor, rng: random.Random) -> None:
    """Change one column of one row."""
    column = rng.choice([name for name in COLUMNS if name != "chain"])
    value = {
        "seq": lambda: rng.randrange(ROWS + 2, ROWS + 50),
        "at": lambda: "2020-01-01T00:00:00Z",
        "detail": lambda: Json({"n": rng.random()}),
        "mac": lambda: rng.randbytes(32),
        "id": uuid7,
        "actor_id": uuid7,
        "owner_path": lambda: CHAIN + "zzzz",
    }.get(column, lambda: f"x{rng.randrange(10**6)}")()
    cursor.execute(
        f"UPDATE registry_auditevent SET {column} = %s WHERE chain = %s AND seq = %s",
        [value, CHAIN, rng.randint(1, ROWS)],
    )


def delete(cursor: psycopg.Cursor, rng: random.Random) -> None:
    """Remove one row or a run of rows; their end stays before the last row."""
    first = rng.randint(1, ROWS - 1)
    last = min(first + rng.choice([0, 0, 1, 20]), ROWS - 1)
    cursor.execute("DELETE FROM registry_auditevent WHERE chain = %s AND seq BETWEEN %s AND %s", [CHAIN, first, last])


def delete_and_close_up(cursor: psycopg.Cursor, rng: random.Random) -> None:
    """Remove a row and renumber the rest, so that no gap shows."""
    gone = rng.randint(1, ROWS - 1)
    cursor.execute("DELETE FROM registry_auditevent WHERE chain = %s AND seq = %s", [CHAIN, gone])
    cursor.execute("ALTER TABLE registry_auditevent DROP CONSTRAINT audit_chain_seq")
    cursor.execute("UPDATE registry_auditevent SET seq = seq - 1 WHERE chain = %s AND seq > %s", [CHAIN, gone])


def swap(cursor: psycopg.Cursor, rng: random.Random) -> None:
    """Exchange two rows' numbers."""
    one, two = rng.sample(range(1, ROWS + 1), 2)
    cursor.execute("ALTER TABLE registry_auditevent DROP CONSTRAINT audit_chain_seq")
    cursor.execute(
        "UPDATE registry_auditevent SET seq = %s + %s - seq WHERE chain = %s AND seq IN (%s, %s)",
        [one, two, CHAIN, one, two],
    )


def swap_contents(cursor: psycopg.Cursor, rng: random.Random) -> None:
    """Exchange what two rows say, keeping number, key and code in place."""
    one, two = rng.sample(range(1, ROWS + 1), 2)
    named = "action, owner_path, object_type, object_id, actor, actor_id, role, detail, at"
    cursor.execute(
        f"UPDATE registry_auditevent e SET ({named}) = (SELECT {named} FROM registry_auditevent o"
        " WHERE o.chain = e.chain AND o.seq = %s + %s - e.seq) WHERE e.chain = %s AND e.seq IN (%s, %s)",
        [one, two, CHAIN, one, two],
    )


def insert(cursor: psycopg.Cursor, rng: random.Random) -> None:
    """Slip a copy in: in the middle with the rest moved up, as a second row of one number, or at the end."""
    place = rng.choice([rng.randint(1, ROWS), ROWS + 1])
    cursor.execute("ALTER TABLE registry_auditevent DROP CONSTRAINT audit_chain_seq")
    if rng.random() < 0.5:
        cursor.execute("UPDATE registry_auditevent SET seq = seq + 1 WHERE chain = %s AND seq >= %s", [CHAIN, place])
    others = ", ".join(name for name in COLUMNS if name not in ("id", "seq"))
    cursor.execute(
        f"INSERT INTO registry_auditevent (id, seq, {others}) SELECT %s, %s, {others} FROM registry_auditevent"
        " WHERE chain = %s ORDER BY random() LIMIT 1",
        [uuid7(), place, CHAIN],
    )


def rewrite_with_another_key(cursor: psycopg.Cursor, rng: random.Random) -> None:
    """Edit a row and recompute every code after it, with a key that isn't the program's."""
    rows, first = read(cursor), rng.randint(1, ROWS)
    rows[first - 1].action = "test.forged"
    mac = bytes(rows[first - 2].mac) if first > 1 else GENESIS
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.AUDIT_KEY", f"{present_key()}:bm90IHRoZSBwcm9ncmFtJ3Mga2V5")
        for row in rows[first - 1 :]:
            mac = row.mac = row.compute_mac(mac)
    cursor.execute("UPDATE registry_auditevent SET action = 'test.forged' WHERE id = %s", [rows[first - 1].pk])
    with cursor.connection.cursor() as many:
        many.executemany(
            "UPDATE registry_auditevent SET mac = %s WHERE id = %s", [(row.mac, row.pk) for row in rows[first - 1 :]]
        )


def cut_tail(cursor: psycopg.Cursor, rng: random.Random) -> None:
    """Remove the end of the chain, which only the anchor shows."""
    cursor.execute("DELETE FROM registry_auditevent WHERE chain = %s AND seq > %s", [CHAIN, rng.randint(0, ROWS - 1)])


MANY: list[Callable[[psycopg.Cursor, random.Random], None]] = [
    edit, edit, edit, delete, delete, delete_and_close_up, swap, swap, swap_contents, insert, insert, cut_tail,
]  # fmt: skip
