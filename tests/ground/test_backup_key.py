"""A pair of keys for backups, made by a command that needs no server; what the environment takes for a public key."""

import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config import env_values
from config.backups import age, folder, tools
from config.backups.failed import Failed, first_line
from config.commands import _is_offline
from config.env import role_of


def test_the_secret_key_is_its_users_alone_and_never_written_over(tmp_path: Path) -> None:
    path, out, told = tmp_path / "daily.key", StringIO(), StringIO()
    call_command("backup_key", str(path), stdout=out, stderr=told)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    public = out.getvalue().strip()
    assert env_values.recipients(f"{public}, {public}") == [public, public]
    assert "AGE-SECRET-KEY-1" not in out.getvalue() + told.getvalue()
    (identity,) = age.identities_of(path)
    assert str(identity.to_public()) == public
    before = path.read_text()
    with pytest.raises(CommandError, match="不会被盖掉"):
        call_command("backup_key", str(path))
    assert path.read_text() == before


@pytest.mark.parametrize("wrong", ["age1nonsense", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1" + "Q" * 58])
def test_a_wrong_public_key_is_told_without_its_value(wrong: str) -> None:
    with pytest.raises(ValueError, match="公钥") as told:
        env_values.recipients(wrong)
    assert wrong not in str(told.value)
    assert env_values.recipients(" ") == []


def test_which_commands_ask_which_servers_in_which_role() -> None:
    assert _is_offline("backup_key", ["manage.py", "backup_key", "x"])
    assert _is_offline("restore", ["manage.py", "restore", "x", "--check"])
    assert not _is_offline("restore", ["manage.py", "restore", "x"])
    assert role_of(["manage.py", "backup", "x"]) == role_of(["manage.py", "restore"]) == "owner"


def test_a_program_that_is_missing_or_too_old_is_one_line(settings: object, tmp_path: Path) -> None:
    settings.PG_BIN = str(tmp_path)  # type: ignore[attr-defined]
    with pytest.raises(Failed, match=r"找不到 pg_dump（not found）.*PG_BIN"):
        tools.tool("pg_dump", 18)
    (tmp_path / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 14.9 (Debian)'\n")
    (tmp_path / "pg_dump").chmod(0o755)
    with pytest.raises(Failed, match=r"太旧（too old）：要 18.*是 14"):
        tools.tool("pg_dump", 18)
    assert tools.tool("pg_dump", 14) == str(tmp_path / "pg_dump")


def test_no_password_stands_in_a_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "never-seen")
    monkeypatch.setenv("PGPASSWORD", "somebody else's")
    where, environment = tools.login()
    assert "never-seen" not in where
    assert environment["PGPASSWORD"] == "never-seen"


def test_details_of_rows_are_not_repeated() -> None:
    said = (
        'pg_restore: error: COPY failed for table "registry_member": ERROR:  duplicate key\n'
        "DETAIL:  Key (name)=(何小山) already exists.\nCONTEXT:  COPY registry_member, line 1\n"
    )
    assert first_line(said) == 'pg_restore: error: COPY failed for table "registry_member": ERROR:  duplicate key'
    assert first_line("") == "没有留下原因"


def test_old_ones_go_but_never_the_last(tmp_path: Path) -> None:
    names = [f"buduanxian-2026010{day}T010000.000Z" for day in range(1, 6)]
    for name in [*names, "something else", "buduanxian-20260109T010000.000Z.partial"]:
        (tmp_path / name).mkdir()
    assert folder.prune(tmp_path, 2) == names[:3]
    assert [path.name for path in folder.whole(tmp_path)] == names[3:]
    assert folder.prune(tmp_path, 0) == names[3:4]
    assert (tmp_path / "something else").is_dir()
    assert folder.sweep(tmp_path) == 0, "somebody may be at it"


def test_the_key_command_needs_no_database(tmp_path: Path) -> None:
    """Run as a person runs it, with production's settings and servers that are not there."""
    from tests.faults.harness import CHECKOUT
    from tests.ground.test_deployment import ENVIRONMENT, SURROUNDINGS

    command = [sys.executable, "manage.py", "backup_key", str(tmp_path / "x.key")]
    done = subprocess.run(command, cwd=CHECKOUT, env=SURROUNDINGS | ENVIRONMENT(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("age1")
