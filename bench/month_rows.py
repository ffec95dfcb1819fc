"""A district's half-year for the benchmark of the month: members, their movements, ten contacts each, study reports,
liaisons, made inside the database by a superuser who skips keys and triggers. Nobody's name or number is in them.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

BLANKS = {
    "bytea": "%(sealed)s::bytea", "boolean": "false", "integer": "1", "smallint": "1",
    "timestamp with time zone": "now()", "jsonb": "'{}'::jsonb", "date": "current_date",
}  # fmt: skip
# Of a hundred members (`part`): 0-4 leads, 5 lost, 6 transferred long ago, 7-8 went back this month, 9-11 came this
# month, the others have been there for long.
MEMBERS = """
SELECT n, uuidv7() AS id, n %% 100 AS part, (%(paths)s::text[])[1 + (n / 100) %% %(nodes)s] AS path,
    (%(keys)s::uuid[])[1 + (n / 100) %% %(nodes)s] AS node FROM generate_series(1, %(members)s) AS n
"""
# The day of a member's k-th contact before the month's end, and whether nobody was reached in it.
SPOKEN = "%(last)s::date - 30 * {k} - (ascii(right({id}::text, 1)) * 7 + {k} * 5) %% 29"
MISSED = "({k} + ascii(right({id}::text, 2))) %% 10 = 0"
MEMBER = {
    "id": "row.id", "owner_path": "row.path", "organisation_id": "row.node", "name": "'何小山'",
    "direction": "CASE WHEN n %% 4 = 3 THEN 'out' ELSE 'in' END",
    "status": "CASE WHEN part < 5 THEN 'lead' WHEN part < 6 THEN 'lost' WHEN part < 7 THEN 'transferred_in'"
    " WHEN part < 9 THEN 'returned' WHEN part < 12 THEN 'awaiting_report'"
    " WHEN part %% 3 = 0 THEN 'reported' ELSE 'enrolled' END",
    "is_open": "part NOT BETWEEN 6 AND 8",
    "reported_on": "CASE WHEN part >= 6 AND part NOT BETWEEN 9 AND 11 THEN %(first)s::date - 300 END",
    "enrolled_on": "CASE WHEN part >= 12 AND part %% 3 > 0 THEN %(first)s::date - 290 END",
    "closed_on": "CASE part WHEN 6 THEN %(first)s::date - 99 WHEN 7 THEN %(first)s::date + 9"
    " WHEN 8 THEN %(first)s::date + 19 END",
    "contact_logged_on": f"CASE WHEN {MISSED.format(id='row.id', k=0)} THEN {SPOKEN.format(id='row.id', k=1)}"
    f" ELSE {SPOKEN.format(id='row.id', k=0)} END",
    "flowed_on": "%(first)s::date + CASE WHEN part BETWEEN 9 AND 11 THEN 3 ELSE -400 END",
    "birth_on": "date '1955-01-01' + (n * 37 %% 18000)::int",
    "education_code": "(ARRAY['21','31','41','61'])[1 + n %% 4]",
    "political_status": "CASE WHEN n %% 9 = 0 THEN 'probationary' ELSE 'full' END",
    "new_employment_type": "CASE WHEN n %% 7 = 0 THEN 'courier' ELSE '' END",
    "origin_code": "(ARRAY['522726','421181','450923','330603','440983','440703'])[1 + n %% 6]",
}  # fmt: skip
# Every fact of a member's way.
MOVEMENTS = """
SELECT m.id, m.owner_path, f.kind, f.day FROM registry_member m CROSS JOIN LATERAL (VALUES
    ('found', %(first)s::date - 310, true),
    ('registered', CASE WHEN m.flowed_on > %(first)s THEN %(first)s::date + 5 ELSE %(first)s::date - 305 END,
        m.status <> 'lead'),
    ('reported_in', m.reported_on, m.reported_on IS NOT NULL),
    ('enrolled', m.enrolled_on, m.enrolled_on IS NOT NULL),
    ('lost', %(first)s::date - 60, m.status = 'lost'),
    (m.status, m.closed_on, m.closed_on IS NOT NULL)
) AS f (kind, day, told) WHERE f.told
"""
MOVEMENT = {
    "owner_path": "row.owner_path", "node_at_event": "row.owner_path", "member_id": "row.id", "kind": "row.kind",
    "effective_on": "row.day", "recorded_at": "row.day + time '10:00'",
}  # fmt: skip
# One a month and member, on different days; one in ten reached nobody.
CONTACTS = f"""
SELECT m.id, m.owner_path, k, {SPOKEN.format(id="m.id", k="k")} AS day
FROM registry_member m CROSS JOIN generate_series(0, %(each)s - 1) AS k
"""
CONTACT = {
    "owner_path": "row.owner_path", "node_at_event": "row.owner_path", "member_id": "row.id", "side": "'member'",
    "happened_at": "row.day + time '11:00'", "recorded_at": "row.day + time '11:05'",
    "channel": "(ARRAY['phone','phone','wechat','visit','video'])[1 + k %% 5]",
    "outcome": f"CASE WHEN {MISSED.format(id='row.id', k='k')} THEN 'no_answer' ELSE 'reached' END",
}  # fmt: skip
STUDIES = """
SELECT m.id, m.owner_path, %(last)s::date - ascii(right(m.id::text, 1)) %% 28 - 30 * k AS day
FROM registry_member m CROSS JOIN generate_series(0, 1) AS k WHERE m.birth_on < '1985-01-01'
"""
STUDY = {
    "owner_path": "row.owner_path", "node_at_event": "row.owner_path", "member_id": "row.id", "studied_on": "row.day",
    "recorded_at": "row.day + time '12:00'", "topic": "'学习贯彻'", "form": "'self_study'", "state": "'pending'",
}  # fmt: skip
ASSIGNMENTS = "SELECT m.id, m.owner_path FROM registry_member m WHERE m.is_open"
ASSIGNMENT = {
    "owner_path": "row.owner_path", "member_id": "row.id", "started_on": "%(first)s::date - 200",
    "liaison_id": "(%(users)s::uuid[])[1 + ascii(right(row.id::text, 1)) %% %(number)s]",
}  # fmt: skip


def superuser(owner_url: str) -> psycopg.Connection[Any]:
    """A connection that keys and triggers do not hold up; of the benchmark's own server only."""
    connection = psycopg.connect(owner_url.replace("buduanxian_owner", "postgres"), autocommit=True)
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET maintenance_work_mem = '1GB'")
    # What is made here can be made again: it waits for no disk, and for no checkpoint every two gigabytes.
    for setting in ("fsync = off", "full_page_writes = off", "max_wal_size = '32GB'"):
        connection.execute(f"ALTER SYSTEM SET {setting}")
    connection.execute("SELECT pg_reload_conf()")
    return connection


def make(connection: psycopg.Connection[Any], said: dict[str, Any]) -> None:
    """Everything anew: `said` holds members, each (contacts a member), paths, keys and nodes of the places, users, the
    month's first and last day, and what stands for a sealed value (`sealed`, bytes)."""
    connection.execute("TRUNCATE registry_member, registry_movement, registry_contactlog CASCADE")
    for table, source, columns in (
        ("registry_member", MEMBERS, MEMBER), ("registry_movement", MOVEMENTS, MOVEMENT),
        ("registry_contactlog", CONTACTS, CONTACT), ("registry_studyreport", STUDIES, STUDY),
        ("registry_liaisonassignment", ASSIGNMENTS, ASSIGNMENT),
    ):  # fmt: skip
        begun = time.perf_counter()
        with _bare(connection, table):
            fill(connection, table, source, columns, said)
        print(f"{table}: {time.perf_counter() - begun:.0f} s", flush=True)
        connection.execute(f"VACUUM ANALYZE {table}")
    connection.execute("CHECKPOINT")


def fill(
    connection: psycopg.Connection[Any], table: str, source: str, columns: dict[str, str], said: dict[str, Any]
) -> None:
    """A row for each of the source's, blanks in the columns that none is said of."""
    needed = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO'",
        [table],
    ).fetchall()
    given = {name: BLANKS.get(kind, "''") for name, kind in needed} | {"id": "uuidv7()"} | columns
    text = f"INSERT INTO {table} ({', '.join(given)}) SELECT {', '.join(given.values())} FROM ({source}) AS row"
    connection.execute(text, said)


@contextmanager
def _bare(connection: psycopg.Connection[Any], table: str) -> Iterator[None]:
    """Without its plain indexes meanwhile: built afterwards they are built at once."""
    found = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes i WHERE tablename = %s AND NOT EXISTS"
        " (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexname::regclass)",
        [table],
    ).fetchall()
    for name, _ in found:
        connection.execute(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        for _, definition in found:
            connection.execute(definition)
