"""Is a backup whole, ours, and of use here? Asked of every byte, before anything is touched."""

import io
import os
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db.migrations.loader import MigrationLoader
from pyrage import x25519

from config.backups import age, folder, keepsakes, manifest, tools
from config.backups.age import Sealed
from config.backups.failed import Failed, first_line
from config.backups.feeding import feed
from config.backups.manifest import DATABASE, FILES, MANIFEST, SUMS, Manifest

NAMES = (DATABASE, FILES, MANIFEST)


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that was read to its last byte: where, what it says of itself, the files of DATA_DIR, and its keys."""

    path: Path
    manifest: Manifest
    files: dict[str, str]
    identities: Sequence[x25519.Identity]


def check(path: Path, identities: Sequence[x25519.Identity]) -> Checked:
    """Read all of it. Raises Failed with the first thing that is wrong; changes nothing."""
    if not path.is_dir():
        raise Failed(f"没有 {path} 这个目录：请写一份备份的目录，形如 buduanxian-20260101T010000.000Z。")
    lying = _sums(path)
    said = manifest.read(_opened(path / MANIFEST, identities))
    _require_fit(path, said, lying)
    _require_known(said)
    files = _files(path / FILES, identities)
    _require_readable(path / DATABASE, identities, said)
    return Checked(path, said, files, identities)


def _sums(path: Path) -> dict[str, Sealed]:
    """SHA256SUMS to the letter: what lies there makes the same text."""
    lying = {name: age.sum_of(path / name) for name in NAMES}
    said = age.text_of(path / SUMS)
    if said != folder.sums_of(lying):
        wrong = [name for name, sealed in lying.items() if f"{sealed.sha256}  {name}" not in said.splitlines()]
        raise Failed(f"{'、'.join(wrong) or SUMS} 与 SHA256SUMS 不符（damaged）：这份备份已损坏，请换一份。")
    return lying


def _opened(path: Path, identities: Sequence[x25519.Identity]) -> bytes:
    content = io.BytesIO()
    age.unseal(path, identities, content)
    return content.getvalue()


def _require_fit(path: Path, said: Manifest, lying: dict[str, Sealed]) -> None:
    """The files are those that were written together, under the name that they were given."""
    for name in (DATABASE, FILES):
        if said.files.get(name) != [lying[name].size, lying[name].sha256]:
            raise Failed(f"{name} 不是这份备份的（not of this backup）：它与清单不符，可能和别的备份弄混了。")
    if folder.WHOLE.fullmatch(path.name) and path.name != said.name:
        raise Failed(f"目录叫 {path.name}，里面是 {said.name}（not of this backup）：请核对是不是弄混了。")


def _require_known(said: Manifest) -> None:
    """A newer program's schema is nothing that this one could work with."""
    known = MigrationLoader(None).disk_migrations
    ours = {app for app, _ in known}
    unknown = [f"{app}.{name}" for app, name in said.migrations if app in ours and (app, name) not in known]
    if unknown:
        raise Failed(f"这份备份来自更新的程序（{said.program} {said.commit}，有 {unknown[-1]}）：请先升级程序再恢复。")


def _files(path: Path, identities: Sequence[x25519.Identity]) -> dict[str, str]:
    try:
        return keepsakes.unpack(_opened(path, identities))
    except (tarfile.TarError, UnicodeDecodeError):
        raise Failed(f"{FILES} 里不是应有的文件：请换一份备份。") from None


def _require_readable(path: Path, identities: Sequence[x25519.Identity], said: Manifest) -> None:
    """pg_restore knows it, and every byte is as it was written."""
    program = tools.tool("pg_restore", said.pg_dump)
    code, complaint = feed([program, "--list", f"--file={os.devnull}"], tools.login()[1], path, identities)
    if code:
        raise Failed(f"pg_restore 读不懂 {DATABASE}：{first_line(complaint)}")
