"""What is not whole, not ours or not for this host is found before the database is touched (F05); nobody reads it who
has no key (F06)."""

import json
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import connection

from config.backups import age, folder, manifest, taking
from config.backups.measuring import tables_now
from tests.faults.harness import figure, rounds
from tests.faults.safe import Safe, empty_database
from tests.owner import as_owner
from tests.walls.canaries import planted_world
from tests.walls.canary_facts import CANARY, NUMBER
from tests.world import World

pytestmark = [pytest.mark.fault, pytest.mark.timeout(1800), pytest.mark.django_db(transaction=True)]

FILES = ("database.age", "files.age", "manifest.age")


def copied(backup: Path, to: Path) -> Path:
    """The same backup, to be spoiled."""
    made = to / backup.name
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(backup, made)
    return made


def summed_anew(backup: Path) -> None:
    """SHA256SUMS as somebody would write it who changed a file on purpose."""
    (backup / "SHA256SUMS").write_text(folder.sums_of({name: age.sum_of(backup / name) for name in FILES}))


def refused(safe: Safe, backup: Path) -> str:
    """What the restore says; empty when it takes it."""
    try:
        safe.restore(backup)
    except CommandError as error:
        return str(error)
    return ""


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 1 << (at % 8)
    path.write_bytes(content)


def truncate(path: Path, at: int) -> None:
    path.write_bytes(path.read_bytes()[: -1 - at % 50])


def lengthen(path: Path, at: int) -> None:
    path.write_bytes(path.read_bytes() + bytes([at % 256]))


def empty(path: Path, at: int) -> None:
    path.write_bytes(b"")


def remove(path: Path, at: int) -> None:
    path.unlink()


SPOILING: tuple[Callable[[Path, int], None], ...] = (truncate, lengthen, empty, remove)


def test_whatever_is_damaged_is_found_before_anything_is_touched(world: World, safe: Safe, tmp_path: Path) -> None:
    whole, dice = safe.back_up(), random.Random(5)
    tried, missed = 0, list[str]()
    with empty_database():
        for at in range(rounds(16, 100)):
            path = copied(whole, tmp_path) / (*FILES, "SHA256SUMS")[at % 4]
            flip(path, dice.randrange(path.stat().st_size))
            if at % 8 < 4 and path.name != "SHA256SUMS":
                summed_anew(path.parent)  # then it is for age, and for the manifest, to find it
            tried, missed = tried + 1, missed + ([path.name] if not refused(safe, path.parent) else [])
        for spoil in SPOILING:
            for name in (*FILES, "SHA256SUMS"):
                path = copied(whole, tmp_path) / name
                spoil(path, dice.randrange(1000))
                if spoil in (truncate, lengthen) and name != "SHA256SUMS":
                    summed_anew(path.parent)
                tried, missed = tried + 1, missed + ([name] if not refused(safe, path.parent) else [])
        with as_owner():
            assert tables_now() == {}, "the database was not touched"
        assert "备份完好" in safe.restore(whole, check=True)
    figure("F05", "bytes flipped, files cut, lengthened, gone: not found", len(missed), "", not missed, n=tried)


def test_files_of_two_backups_are_not_taken_for_one(world: World, safe: Safe, tmp_path: Path) -> None:
    first = safe.back_up()
    world.member("a11", 1)
    second = safe.back_up()
    for name in FILES:
        mixed = copied(first, tmp_path)
        shutil.copy(second / name, mixed / name)
        assert "SHA256SUMS" in refused(safe, mixed)
        summed_anew(mixed)
        assert "not of this backup" in refused(safe, mixed)
    renamed = first.rename(first.with_name("buduanxian-20990101T000000.000Z"))
    assert "not of this backup" in refused(safe, renamed)


def test_what_somebody_made_up_who_knows_the_public_keys_is_refused(
    world: World, safe: Safe, tmp_path: Path, monkeypatch: Any
) -> None:
    made = safe.back_up()
    identities = age.identities_of(Path(safe.identity()))
    opened = tmp_path / "opened"
    with opened.open("wb") as file:
        age.unseal(made / "manifest.age", identities, file)
    said = json.loads(opened.read_text())
    said["tables"]["registry_member"][0] += 1
    opened.write_text(json.dumps(said))
    (made / "manifest.age").unlink()
    with opened.open("rb") as file:
        age.seal(file, made / "manifest.age", safe.recipients)
    summed_anew(made)
    assert "bad seal" in refused(safe, made)
    monkeypatch.setattr(manifest, "_seal", lambda said, key: json.loads(opened.read_text())["seal"])
    assert "bad seal" not in refused(safe, made), "the negative control: the seal alone finds it"


def test_a_host_without_the_keys_of_the_data_is_told_which(world: World, safe: Safe, settings: Any) -> None:
    made = safe.back_up()
    here = {name: getattr(settings, name) for name in ("FIELD_KEYS", "INDEX_KEY", "AUDIT_KEY")}
    other = "k9:" + "A" * 43 + "="
    for name, value in {"FIELD_KEYS": other, "INDEX_KEY": other[3:], "AUDIT_KEY": other}.items():
        setattr(settings, name, value)
        assert f"{name} 里没有备份用的密钥" in refused(safe, made)
        setattr(settings, name, here[name])
    settings.FIELD_KEYS = f"{other},{here['FIELD_KEYS']}"
    assert "备份完好" in safe.restore(made, check=True), "a newer key in front does no harm"


def test_nobody_reads_it_without_a_key(safe: Safe) -> None:
    """Canaries in the texts of all files: none. The control: a plain dump is full of them."""
    planted_world()
    made = safe.back_up()
    said = b"".join(path.read_bytes() for path in sorted(made.iterdir())).decode("latin-1")
    found = [*CANARY.findall(said), *NUMBER.findall(said)]
    with as_owner():
        command, environment = taking._command(connection.pg_version // 10_000, "--data-only")
        plain = subprocess.run(command, env=environment, capture_output=True, check=True).stdout.decode()
    control = len(CANARY.findall(plain))
    assert control > 500
    figure(
        "F06", "canaries in the files of a backup; a plain dump is full of them", len(found), "", not found, n=control
    )


def test_a_wrong_key_is_said_in_one_line_and_either_of_the_two_opens_it(world: World, safe: Safe) -> None:
    made = safe.back_up()
    with pytest.raises(CommandError, match="wrong identity") as told:
        safe.restore(made, "foreign", check=True)
    assert "\n" not in str(told.value)
    for name in ("daily", "escrow"):
        assert "备份完好" in safe.restore(made, name, check=True)
    nothing = Path(safe.identity())
    nothing.write_text("nothing\n")
    with pytest.raises(CommandError, match="没有私钥"):
        age.identities_of(nothing)


def test_without_recipients_nothing_is_made(world: World, safe: Safe, settings: Any) -> None:
    settings.BACKUP_RECIPIENTS = []
    with pytest.raises(CommandError, match="backup_key"):
        safe.back_up()
    assert not safe.backups.exists()
