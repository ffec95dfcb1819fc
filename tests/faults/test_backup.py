"""A backup is made beside everything else, whole or not at all, and is the same on an empty machine (F01, F02, F08)."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
from django.core.management import CommandError
from django.db import connection
from django.test import Client

from config.backups import age, checking, restoring, taking, tools
from config.backups.manifest import Manifest
from config.backups.measuring import tables_now
from config.servers.role_names import APP
from outreach.models import Suggestion
from registry.domain import erasing, tombstones, trail
from registry.lib import clock
from registry.models import AuditEvent, Member, Sign
from tests.faults import backup_worker
from tests.faults.forked import Forked
from tests.faults.harness import FULL, figure, rounds, until
from tests.faults.safe import Safe, empty_database
from tests.owner import as_owner
from tests.walls.canaries import Planted, planted_world
from tests.walls.test_erasing import hers_in, kept, members_of
from tests.web.staff import text_of
from tests.world import PASSWORD, World, phone

pytestmark = [pytest.mark.fault, pytest.mark.timeout(1800), pytest.mark.django_db(transaction=True)]


def test_an_empty_machine_is_the_same_afterwards_and_works(safe: Safe) -> None:
    """Every row as the test itself counted them; who was erased since the backup stays erased (F01, F08)."""
    planted = planted_world()
    world, erased = planted.world, members_of(planted)
    member = world.member("a11", 4007)
    end_records_of(planted)
    trail.write_anchor()
    hers = hers_in(planted)
    with as_owner():
        before = tables_now()
    made = safe.back_up()
    assert subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=made, capture_output=True, check=False).returncode == 0
    said = checking.check(made, age.identities_of(Path(safe.identity()))).manifest
    assert said.tables == before
    with world.system():
        assert set(erasing._erase(erased, erasing.EraseCause.RETENTION)) == set(erased)
        tombstones.keep()
    left = hers_in(planted)
    with empty_database():
        told = safe.restore(made, "escrow")
        for words in ("完全一致", "逐字相同", "2 条这次重新匿名化", "条记录，全部完好", "恢复完成"):
            assert words in told
        again = hers_in(planted)
        assert again == left
        _require_works(world, member)
        _require_rights_matter(said)
    rows = sum(rows for rows, _ in before.values())
    figure("F01", "backup, empty machine, restore: rows lost or changed", 0, "", rows > 1000, n=rows)
    came_back = again - kept()
    figure("F08", "erased since the backup: texts that came back", len(came_back), "", not came_back, n=len(hers))


@pytest.mark.skipif(not FULL, reason="反例，只在 make faults 里跑")
def test_without_the_list_they_are_back(safe: Safe) -> None:
    """The negative control: the list is what keeps them erased."""
    planted = planted_world()
    end_records_of(planted)
    before = hers_in(planted)
    made = safe.back_up()
    with empty_database():
        safe.restore(made)
        assert hers_in(planted) == before


def end_records_of(planted: Planted) -> None:
    """What may be erased: records that have ended, ideas that were cases of help."""
    ended = {"is_open": False, "status": "returned", "closed_on": clock.today()}
    with planted.world.system():
        Member.objects.filter(pk__in=members_of(planted)).update(**ended)
        Suggestion.objects.filter(member_id__in=members_of(planted)).update(kind="help", published_at=None)


def _require_works(world: World, member: Member) -> None:
    client, url = Client(), f"/members/{member.pk}/"
    client.post("/login/", {"username": "community-a11", "password": PASSWORD})
    assert member.name in text_of(client.get(url))
    assert f'href="tel:{phone(4007)}"' in text_of(client.post(url + "phone/"))
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="backup.restored").count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_member")
        assert cursor.fetchone() == (0,), "behind row-level security as ever"


def test_only_into_an_empty_database_that_nobody_uses(
    world: World, safe: Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "GOES_SECONDS", 0.3)
    made = safe.back_up()
    with as_owner():
        before = tables_now()
    with pytest.raises(CommandError, match="not empty"):
        safe.restore(made)
    with as_owner():
        assert tables_now() == before
    with empty_database():
        with as_owner(), tools.connect(), pytest.raises(CommandError, match="others are connected"):
            safe.restore(made)
        assert "备份完好" in safe.restore(made, check=True)
        with as_owner():
            assert tables_now() == {}


def test_who_is_on_the_way_out_is_waited_for(world: World) -> None:
    """A connection that was closed a moment ago may still be seen: its server process has not ended yet."""
    with as_owner():
        connection.close()
        where, _ = tools.login()
        leaving = psycopg.connect(where)
        going = threading.Timer(0.4, leaving.close)
        going.start()
        restoring.require_alone()
        going.join()
        assert leaving.closed


def _require_rights_matter(said: Manifest) -> None:
    """The negative control of the comparison: what a plain pg_restore into a database with default rights leaves."""
    major = connection.pg_version // 10_000
    with as_owner(), connection.cursor() as cursor:
        assert taking.schema_of(major) == said.schema
        cursor.execute(f"GRANT DELETE ON registry_auditevent TO {APP}")
        assert taking.schema_of(major) != said.schema


@contextmanager
def writers(many: int) -> Iterator[list[int]]:
    """Pairs of rows, each pair in one transaction, as fast as it goes; what was committed so far."""
    done: list[int] = []
    over = threading.Event()
    with as_owner():
        where, _ = tools.login()

    def write(at: int) -> None:
        with psycopg.connect(where, autocommit=True) as link:
            number = at
            while not over.is_set():
                with link.transaction():
                    link.execute("INSERT INTO auth_group (name) VALUES (%s)", [f"{number} left"])
                    link.execute("INSERT INTO auth_group (name) VALUES (%s)", [f"{number} right"])
                done.append(number)
                number += many
                time.sleep(0.002)

    threads = [threading.Thread(target=write, args=(at,)) for at in range(many)]
    for thread in threads:
        thread.start()
    try:
        yield done
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_what_was_committed_before_the_start_is_there_and_nothing_half(world: World, safe: Safe) -> None:
    lost = half = tried = 0
    for turn in range(rounds(1, 20)):
        with writers(4) as done:
            until(lambda done=done: len(done) > 40, 30, "some writing")
            before = list(done)
            made = safe.back_up()
            during = len(done) - len(before)
        assert during > 10, "the writers were not held up"
        with empty_database(f"under_writes_{turn}"):
            safe.restore(made)
            with connection.cursor() as cursor:
                cursor.execute("SELECT name FROM auth_group")
                there = {name for (name,) in cursor.fetchall()}
        wanted = {f"{number} {side}" for number in before for side in ("left", "right")}
        lost += len(wanted - there)
        sides = [{name.split()[0] for name in there if name.endswith(side)} for side in ("left", "right")]
        half += len(sides[0] ^ sides[1])
        tried += len(before) + during
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM auth_group")
    figure(
        "F02", "backup under writes: rows lost, or transactions half there", lost + half, "", lost + half == 0, n=tried
    )


def test_killed_it_leaves_nothing_that_looks_whole(world: World, safe: Safe) -> None:
    public = safe.recipients[0]
    name = str(connection.settings_dict["NAME"])
    for turn in range(rounds(1, 20)):
        command = Forked(backup_worker.main, name, str(safe.backups), public)
        until(lambda command=command: command.said("ready"), 60, "its start")
        with pytest.raises(CommandError, match="another backup is running"):
            safe.back_up()
        (dump,) = [child for child in psutil.Process(command.process.pid).children(True) if child.name() == "pg_dump"]
        dump.kill()
        until(command.has_ended, 60, "its end")
        assert "被强行结束" in command.text() or "没有做完" in command.text()
        assert command.end() == 1
        assert list(safe.backups.iterdir()) == []
        command = Forked(backup_worker.main, name, str(safe.backups), public)
        until(lambda command=command: command.said("ready"), 60, "its start")
        time.sleep(0.1 * (turn % 5))
        psutil.Process(command.process.pid).kill()
        assert command.end() == -9
        assert safe.whole() == set()
        (left,) = safe.backups.iterdir()
        made = _once_free(safe)
        assert left.exists(), "somebody may still be at it"
        os.utime(left, (0, 0))
        kept = safe.back_up(keep=1)
        assert set(safe.backups.iterdir()) == {kept} and kept != made
        safe.restore(kept, check=True)
        for file in kept.iterdir():
            file.unlink()
        kept.rmdir()
    figure("F02", "kill -9 of pg_dump, of backup: folders that look whole", 0, "", True, n=2 * rounds(1, 20))


def _once_free(safe: Safe) -> Path:
    """The server notices a moment later that the killed one is gone."""
    made: list[Path] = []

    def tried() -> bool:
        try:
            made.append(safe.back_up())
        except CommandError as error:
            assert "another backup" in str(error)
        return bool(made)

    until(tried, 60, "the end of the killed one's lock")
    return made[0]


def test_a_full_disk_leaves_nothing_and_is_said_in_one_line(world: World, safe: Safe) -> None:
    safe.backups.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(safe.backups)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("这里不能挂载（mount）自己的小磁盘")
    try:
        with pytest.raises(CommandError, match="No space left on device"):
            safe.back_up()
        assert list(safe.backups.iterdir()) == []
    finally:
        subprocess.run(["umount", "-l", str(safe.backups)], check=True)


def test_it_is_noted_where_people_look(world: World, safe: Safe) -> None:
    made = safe.back_up()
    with world.system():
        sign = Sign.objects.get(process="backup")
        assert (clock.now() - sign.at).total_seconds() < 300
        assert sign.size == sum((made / name).stat().st_size for name in ("database.age", "files.age", "manifest.age"))
    with world.at("auditor-a"):
        event = AuditEvent.objects.get(action="backup.made")
        assert (event.object_id, event.detail) == (made.name, {"bytes": sign.size})
