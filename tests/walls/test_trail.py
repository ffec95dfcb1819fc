"""The trail can't be rewritten: every edit, deletion, swap, insertion and cut by a superuser is found (H08–H11)."""

import contextlib
import json
import random
import threading
import time
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from registry.domain import trail
from registry.models import AuditEvent
from registry.models.unit import record, stored, work
from tests.faults.harness import FULL, figure, rounds
from tests.walls.mutations import CHAIN, COLUMNS, MANY, ROWS, read, rewrite_with_another_key, run_command
from tests.world import World

MUTATIONS = rounds(120, 1000)


def test_every_column_is_under_the_hmac() -> None:
    row = AuditEvent(chain=CHAIN, seq=1, mac=b"")
    assert set(json.loads(row.canonical())) == set(COLUMNS) - {"mac", "key_id"}


def test_what_is_recorded_reads_back_the_same(world: World, superuser_cursor: psycopg.Cursor) -> None:
    odd = {"n": 1e16, "half": 0.1, "big": 2**70, "text": "a\0b\\u0000𠮷", "list": (1, 2), 3: None, "nan": float("nan")}
    with world.at("community-a11"):
        record("test.odd", object_type="test", **{str(key): value for key, value in odd.items()})
    with world.at("auditor-a"):
        row = AuditEvent.objects.get(action="test.odd")
        before = AuditEvent.objects.get(seq=row.seq - 1)
        assert row.compute_mac(bytes(before.mac)) == bytes(row.mac)
    assert stored({"text": "\\u0000\0"}) == {"text": "\\u0000"}


def content(row: AuditEvent) -> tuple:
    """A row as it can be compared."""
    return tuple(bytes(row.mac) if name == "mac" else getattr(row, name) for name in COLUMNS)


def first_difference(before: list[AuditEvent], after: list[AuditEvent]) -> int:
    """Number (from 1) of the first place at which two chains differ; 0 when they don't."""
    pairs = zip(map(content, before), map(content, after), strict=False)
    found = next((number for number, (one, two) in enumerate(pairs, 1) if one != two), 0)
    return found or (min(len(before), len(after)) + 1 if len(before) != len(after) else 0)


@pytest.mark.fault
def test_random_mutations_by_a_superuser_are_all_found(chain: psycopg.Cursor, say) -> None:
    """Each is made in the database, read back from it, verified and rolled back."""
    rng, whole = random.Random(20261123), read(chain)
    head = trail.Anchor("", CHAIN, ROWS, bytes(whole[-1].mac).hex())
    assert trail.verify(whole, CHAIN, [head]).damage is None
    tried: dict[str, int] = {}
    for number in range(MUTATIONS):
        mutate = rewrite_with_another_key if number % 50 == 0 else rng.choice(MANY)
        with contextlib.suppress(psycopg.Rollback), chain.connection.transaction():
            mutate(chain, rng)
            after = read(chain)
            place = first_difference(whole, after)
            assert place, mutate.__name__
            damage = trail.verify(after, CHAIN, [head]).damage
            assert damage is not None, mutate.__name__
            # A second row of one number stands behind the first one of that number.
            assert damage.seq in ((place - 1, place) if damage.kind == "fork" else (place,)), (mutate.__name__, damage)
            tried[mutate.__name__] = tried.get(mutate.__name__, 0) + 1
            raise psycopg.Rollback
    say(f"trail: {sum(tried.values())} mutations by a superuser, all found: {tried}")
    figure(
        "H08", "edits, deletions, swaps, insertions, cuts by a superuser: unseen", 0, "", True, n=sum(tried.values())
    )
    assert sum(tried.values()) == MUTATIONS
    assert trail.verify(read(chain), CHAIN, [head]).damage is None


def test_the_command_finds_committed_damage(chain: psycopg.Cursor, anchors: Path, say) -> None:
    """The same through the program's own role, with the anchors from their files."""
    assert trail.write_anchor() == 2
    code, results = run_command()
    assert (code, [(row["chain"], row["damage"]) for row in results]) == (0, [("0001", None), ("0002", None)])
    chain.execute("CREATE TABLE kept AS SELECT * FROM registry_auditevent")
    rng, found = random.Random(7), 0
    try:
        for mutate in [*MANY, rewrite_with_another_key] * (4 if FULL else 2):
            mutate(chain, rng)
            code, results = run_command()
            damage = next(row["damage"] for row in results if row["chain"] == CHAIN)
            assert (code, bool(damage)) == (1, True), mutate.__name__
            assert damage["seq"] >= 1, mutate.__name__
            found += 1
            _restore(chain)
        assert run_command()[0] == 0
    finally:
        chain.execute("DROP TABLE kept")
    say(f"trail: {found} committed mutations, all found by the command")


def _restore(cursor: psycopg.Cursor) -> None:
    cursor.execute("TRUNCATE registry_auditevent")
    cursor.execute("INSERT INTO registry_auditevent SELECT * FROM kept")
    cursor.execute("SELECT 1 AS here FROM pg_constraint WHERE conname = 'audit_chain_seq'")
    if not cursor.fetchone():
        cursor.execute("ALTER TABLE registry_auditevent ADD CONSTRAINT audit_chain_seq UNIQUE (chain, seq)")


def test_without_an_anchor_a_cut_tail_goes_unseen(chain: psycopg.Cursor, anchors: Path) -> None:
    """Negative control: a chain alone can't show it; one anchor can. A whole chain gone is a cut tail too."""
    trail.write_anchor()
    lines = next(anchors.glob("*.jsonl"))
    kept = lines.read_text()
    chain.execute("DELETE FROM registry_auditevent WHERE chain = %s AND seq > 150", [CHAIN])
    lines.unlink()
    assert run_command()[0] == 0
    lines.write_text(kept)
    code, results = run_command()
    assert (code, results[0]["damage"]["kind"], results[0]["damage"]["seq"]) == (1, "cut", 151)
    chain.execute("DELETE FROM registry_auditevent WHERE chain = %s", [CHAIN])
    assert run_command()[1][0]["damage"]["seq"] == 1


def test_a_changed_anchor_is_found(world: World, anchors: Path) -> None:
    trail.write_anchor()
    trail.write_anchor()
    file = next(anchors.glob("*.jsonl"))
    lines = file.read_text().splitlines()
    assert len(lines) == 4
    assert run_command()[0] == 0
    for bad in (lines[1].replace('"seq": ', '"seq": 1'), lines[1][:-20], "{}", "[]", '"x"'):
        file.write_text("\n".join([lines[0], bad, *lines[2:]]) + "\n")
        code, results = run_command()
        assert code == 1
        assert {row["damage"]["kind"] for row in results if row["damage"]} == {"anchor"}
    file.write_text("\n".join(lines) + "\n")
    assert run_command()[0] == 0


def test_the_command_says_it_in_words(world: World, anchors: Path, capsys) -> None:
    call_command("verify_audit")
    said = capsys.readouterr().out
    assert "0001 链" in said
    assert "全部完好" in said


def test_chains_are_read_whole_by_the_program_and_the_districts_auditor_alone(world: World) -> None:
    from registry.models.audit import chain_heads, chain_page

    for name in world.users:
        with world.at(name):
            assert chain_heads() == [], name
            for chain_name in ("0001", "0002", "~sys"):
                mine = name.startswith("auditor") and chain_name == world.nodes[name[-1]].path
                assert bool(chain_page(chain_name, None, 10)) == mine, (name, chain_name)


@pytest.mark.parametrize("verb", ["UPDATE {} SET action = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("account", ["auditor-a", "system_admin-a", "district-a"])
def test_the_app_role_only_adds(world: World, verb: str, account: str) -> None:
    for table in ("registry_auditevent", "registry_movement"):
        with world.at(account), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb.format(table).replace("action", "note" if "movement" in table else "action"))


def test_a_trail_is_rolled_back_with_its_work(world: World) -> None:
    with pytest.raises(ZeroDivisionError), world.at("community-a11"):
        record("test.lost", object_type="test")
        raise ZeroDivisionError
    with world.at("community-a11"):
        with contextlib.suppress(ZeroDivisionError), world.at("community-a11"):
            record("test.inner", object_type="test")
            raise ZeroDivisionError
        record("test.kept", object_type="test")
    with world.at("auditor-a"):
        assert set(AuditEvent.objects.filter(action__startswith="test.").values_list("action", flat=True)) == {
            "test.kept"
        }


def test_a_nested_unit_signs_for_itself(world: World) -> None:
    with world.at("community-a11"), world.at("street-b1"):
        record("test.nested", object_type="test")
    with world.at("auditor-b"):
        row = AuditEvent.objects.get(action="test.nested")
        assert (row.actor, row.role, row.owner_path) == ("street-b1", "street", world.nodes["b1"].path)


@pytest.mark.fault
@pytest.mark.timeout(3600)
def test_sixteen_writers_make_one_chain(transactional_db: None, world: World, anchors: Path, say) -> None:
    """No fork, no gap, whoever comes first; the rate is printed."""
    each, scope, errors = (1000 if FULL else 20), world.scope("community-a11"), []
    gate = threading.Barrier(16)

    def write() -> None:
        try:
            gate.wait()
            for number in range(each):
                with work(scope):
                    record("test.written", object_type="test", object_id=number)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(16)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - begun
    assert errors == []
    code, results = run_command()
    assert code == 0
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="test.written").count() == 16 * each
    rate, rows = 16 * each / spent, results[0]["rows"]
    say(f"trail: 16 writers × {each}: {rate:.0f} units of work/s, {rows} rows, no fork, no gap")
    figure("H09", "16 writers on one chain, no fork, no gap: rows a second", round(rate), "rows/s", True, n=16 * each)
