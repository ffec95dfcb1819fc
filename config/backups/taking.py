"""Making a backup: everything from one moment, encrypted on its way to the disk."""

import hashlib
import io
import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from config.backups import age, folder, keepsakes, manifest, tools
from config.backups.age import Sealed
from config.backups.failed import Failed, first_line
from config.backups.manifest import DATABASE, FILES, MANIFEST, Manifest
from config.backups.measuring import Snapshot, snapshot

NO_RECIPIENTS = (
    "没有写明备份给谁解密（BACKUP_RECIPIENTS is not set）：先运行 manage.py backup_key 密钥文件，"
    "把它打印的公钥写进 BACKUP_RECIPIENTS（逗号分隔，一把日常用，一把封存在保险柜），再来一次。"
)
# Seconds to wait for a table that a migration holds: behind us others would wait too.
LOCK_SECONDS = 60
# What a dump says of itself besides the schema.
ABOUT = ("--", "\\restrict", "\\unrestrict")
# PostgreSQL reads its own text and words it anew: `= ANY ((ARRAY['a'::character varying])::text[])` comes back with
# other casts, `(a OR b) OR c` with other brackets.
REWORDED = re.compile(r"[()]|::(?:character varying|text)(?:\[\])?")


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was made: where, bytes on the disk, rows of all tables, seconds, older ones that went."""

    path: Path
    size: int
    rows: int
    tables: int
    seconds: float
    removed: list[str]
    swept: int


def take(target: Path, keep: int = 0) -> Taken:
    """Back up Django's database and DATA_DIR into a new folder in `target`. Raises Failed, OSError, psycopg.Error."""
    began = time.monotonic()
    if not settings.BACKUP_RECIPIENTS:
        raise Failed(NO_RECIPIENTS)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Before the snapshot: an anchor that is newer than the database would say that the trail had been cut.
    packed, _ = keepsakes.pack()
    with snapshot() as moment:
        swept = folder.sweep(target)
        name = folder.name_of(moment.at)
        with folder.draft(target, name) as place:
            files, said = _write(place, moment, packed)
        removed = folder.prune(target, keep) if keep else []
    size = sum(sealed.size for sealed in files.values())
    return Taken(target / name, size, said.rows, len(said.tables), time.monotonic() - began, removed, swept)


def _write(place: Path, moment: Snapshot, packed: bytes) -> tuple[dict[str, Sealed], Manifest]:
    to: list[str] = settings.BACKUP_RECIPIENTS
    files = {DATABASE: dump(moment, place / DATABASE, to), FILES: age.seal(io.BytesIO(packed), place / FILES, to)}
    said = _said(moment, files)
    files[MANIFEST] = age.seal(io.BytesIO(said.text()), place / MANIFEST, to)
    folder.write_sums(place, files)
    return files, said


def _said(moment: Snapshot, files: dict[str, Sealed]) -> Manifest:
    version, commit = manifest.program()
    return Manifest(
        name=folder.name_of(moment.at),
        at=moment.at.isoformat(),
        program=version,
        commit=commit,
        postgres=moment.version,
        server=moment.major,
        pg_dump=tools.major_of(tools.tool("pg_dump", moment.major)),
        migrations=moment.migrations(),
        schema=schema_of(moment.major, moment.name),
        tables=moment.tables(),
        keys=manifest.key_prints(),
        files={name: [sealed.size, sealed.sha256] for name, sealed in files.items()},
    )


def dump(moment: Snapshot, path: Path, recipients: Sequence[str]) -> Sealed:
    """pg_dump's own archive of that moment, encrypted as it comes."""
    command, environment = _command(moment.major, "--format=custom", f"--snapshot={moment.name}")
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None and child.stderr is not None
        try:
            sealed = age.seal(child.stdout, path, recipients)
        except BaseException:
            child.kill()
            raise
        said = child.stderr.read().decode(errors="replace")
        _require_done("pg_dump", child.wait(), said)
    return sealed


def schema_of(major: int, snapshot_name: str = "") -> str:
    """SHA-256 of the schema's text without what is REWORDED: tables, functions, triggers, owners, rights, policies,
    default rights."""
    command, environment = _command(major, "--schema-only", *([f"--snapshot={snapshot_name}"] if snapshot_name else []))
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    _require_done("pg_dump", done.returncode, done.stderr.decode(errors="replace"))
    lines = [line for line in done.stdout.decode().splitlines() if line and not line.startswith(ABOUT)]
    return hashlib.sha256(REWORDED.sub("", "\n".join(lines)).encode()).hexdigest()


def _command(major: int, *options: str) -> tuple[list[str], dict[str, str]]:
    """Comments are the extensions': only their owner, a superuser, could put them back."""
    where, environment = tools.login()
    wait = f"--lock-wait-timeout={LOCK_SECONDS}s"
    program = tools.tool("pg_dump", major)
    return [program, "--no-password", "--no-comments", wait, *options, f"--dbname={where}"], environment


def _require_done(name: str, code: int, said: str) -> None:
    if code < 0:
        raise Failed(f"{name} 被强行结束（signal {-code}）：没有留下备份，请看内存和系统日志，再来一次。")
    if code:
        raise Failed(f"{name} 没有做完（exit code {code}）：{first_line(said)}。没有留下备份。")
