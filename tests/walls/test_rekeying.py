"""A new field key: everything that lies encrypted is sealed with it, beside other work, whole or not at all (H05)."""

import base64
import os
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config.roles import become
from registry.domain import rekeying
from registry.lib.crypto import CipherError
from registry.models import AuditEvent, Member
from registry.models.authenticator import Authenticator
from registry.models.sealed import cipher
from tests.planting import plant as rows_of
from tests.walls.canaries import plant
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)

# Columns of bytes that are no cipher text: keyed hashes and digests. Any other has to be sealed anew with the rest.
HASHES = {
    "outreach_lead.phone_index",
    "outreach_personallink.digest",
    "outreach_suggestion.code_digest",
    "registry_auditevent.mac",
    "registry_duplicatepair.decided_on",
    "registry_member.id_index",
    "registry_member.lead_index",
    "registry_member.phone_index",
    "registry_member.phone_tail_index",
    "registry_moverequest.id_index",
    "registry_sentform.digest",
}
# What is bound to a value beside table, key and column.
BOUND = {"registry_intakefile": "kind", "registry_intakepack": "number"}
Ring = Callable[[str], None]


@pytest.fixture
def ring(settings: Any) -> Iterator[Ring]:
    """Use these keys from now on, the first to seal with."""
    keys = {"k1": settings.FIELD_KEYS.split(",")[0], "k2": "k2:" + base64.b64encode(os.urandom(32)).decode()}

    def use(names: str) -> None:
        settings.FIELD_KEYS = ",".join(keys[name] for name in names.split())
        cipher.cache_clear()

    yield use
    cipher.cache_clear()


@pytest.fixture
def owner(world: World, ring: Ring) -> Iterator[None]:
    """The connection is the owner's until the end of the test."""
    ring("k1")
    yield
    become("app")


@pytest.fixture
def filled(world: World, owner: None) -> World:
    """A row of everything, rosters included, and something in every encrypted column."""
    plant(world)
    Authenticator.draft_of(world.users["community-a11"])
    return fill(world)


@pytest.fixture
def some(world: World, owner: None) -> World:
    """A few rows of most kinds, and something in every encrypted column of them."""
    rows_of(world, "a11", times=3)
    return fill(world)


def fill(world: World) -> World:
    """Put a text of its own where a column holds nothing sealed, as the owner."""
    become("owner")
    for table in rekeying.tables():
        for row in rows(table):
            _fill(table, row)
    return world


def _fill(table: rekeying.Table, row: dict[str, Any]) -> None:
    for column in table.columns:
        if not bytes(row[column.column] or b"").startswith(b"k1\0"):
            text = f"{table.label}{row['id']}{column.name}".encode()
            sealed = cipher().seal_bytes(text, context(table, column.name, row))
            with connection.cursor() as cursor:
                name = f"{table.model._meta.db_table} SET {column.column}"
                cursor.execute(f"UPDATE {name} = %s WHERE id = %s", [sealed, row["id"]])


def rows(table: rekeying.Table) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table.model._meta.db_table}")
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def context(table: rekeying.Table, column: str, row: dict[str, Any]) -> str:
    name = table.model._meta.db_table
    return f"{name}|{row['id']}|{column}" + (f":{row[BOUND[name]]}" if name in BOUND else "")


def everything() -> dict[str, bytes]:
    """Every value in clear, opened with the keys of the moment."""
    found = {}
    for table in rekeying.tables():
        for row in rows(table):
            for column in table.columns:
                place = context(table, column.name, row)
                found[place] = cipher().open_bytes(row[column.column], place)
    return found | {f"totp {device.user_id}": device.bin_key for device in Authenticator.objects.all()}


def run(**options: bool) -> str:
    """What the command prints; it must end well."""
    out = StringIO()
    call_command("rotate_keys", stdout=out, **options)
    return out.getvalue()


def test_every_column_of_bytes_is_sealed_or_a_hash() -> None:
    sealed = {f"{table.model._meta.db_table}.{one.column}" for table in rekeying.tables() for one in table.columns}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type = 'bytea'"
        )
        found = {name for (name,) in cursor.fetchall()}
    assert found - sealed == HASHES
    assert sealed <= found


def test_everything_is_sealed_anew_and_opens_with_the_new_key_alone(filled: World, ring: Ring) -> None:
    before = everything()
    assert min(len(rows(table)) for table in rekeying.tables()) > 0, "a row of everything"
    ring("k2 k1")
    with pytest.raises(SystemExit):
        run(check=True)
    said = run()
    assert f"全部 {len(before):,} 个值都由密钥 k2 加密" in said
    assert "流动党员：换了" in said and "验证器：换了 1 个" in said
    ring("k2")
    assert everything() == before
    assert "全部" in run(check=True)
    with filled.system():
        events = list(AuditEvent.objects.filter(action="keys.changed").values_list("object_id", "detail"))
    assert ("k2", {"values": len(before)}) in events
    member = filled.member("a11", 77)
    with filled.at("community-a11"):
        assert Member.objects.get(pk=member.pk).phone == member.phone


def test_with_the_old_key_gone_too_early_nothing_opens(some: World, ring: Ring) -> None:
    """The negative control: what the command is for."""
    ring("k2")
    with pytest.raises(CipherError):
        everything()
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 1
    ring("k1")
    assert everything(), "what could not be opened was left as it was"


def test_a_second_run_changes_nothing_and_a_killed_one_goes_on(some: World, ring: Ring, monkeypatch: Any) -> None:
    before = everything()
    ring("k2 k1")
    written, write = [], rekeying._write

    def dies(table: Any, row: Any, broken: Any) -> int:
        written.append(row)
        if len(written) == 20:
            raise KeyboardInterrupt
        return write(table, row, broken)

    monkeypatch.setattr(rekeying, "_write", dies)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert everything() == before, "both keys open what was done and what was not"
    monkeypatch.setattr(rekeying, "_write", write)
    assert "全部" in run()
    assert "换了" not in run()
    ring("k2")
    assert everything() == before


def test_a_row_that_somebody_holds_is_done_afterwards_with_what_she_wrote(
    some: World, ring: Ring, monkeypatch: Any, owner_connection: Any
) -> None:
    ring("k2 k1")
    held = rows(next(table for table in rekeying.tables() if table.model is Member))[0]
    owner_connection.autocommit = False
    ring("k1")
    written = cipher().seal("13900001111", f"registry_member|{held['id']}|phone")
    owner_connection.execute("UPDATE registry_member SET phone = %s WHERE id = %s", [written, held["id"]])
    ring("k2 k1")
    waited = []

    def pause(seconds: float) -> None:
        waited.append(seconds)
        owner_connection.commit()

    monkeypatch.setattr(rekeying.time, "sleep", pause)
    assert "全部" in run()
    assert waited == [rekeying.PAUSE]
    ring("k2")
    assert everything()[f"registry_member|{held['id']}|phone"] == b"13900001111"


def test_a_value_that_was_moved_is_told_and_left(some: World, ring: Ring, owner_connection: Any) -> None:
    first, second, *_ = rows(next(table for table in rekeying.tables() if table.model is Member))
    owner_connection.execute(
        "UPDATE registry_member SET residence = %s WHERE id = %s", [first["residence"], second["id"]]
    )
    ring("k2 k1")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("rotate_keys", stdout=out)
    assert ended.value.code == 1
    assert f"打不开：流动党员 {second['id']} 现居住地" in out.getvalue()
    assert "还有 1 个值由别的密钥加密" in out.getvalue()


def test_the_app_role_is_refused(world: World) -> None:
    with pytest.raises(CommandError, match="MIGRATION_DATABASE_URL"):
        call_command("rotate_keys")
