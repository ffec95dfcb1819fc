"""A folder of backups: each one a folder of its own, there whole or not at all."""

import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from config.backups.age import Sealed
from config.backups.manifest import SUMS

WHOLE = re.compile(r"buduanxian-\d{8}T\d{6}\.\d{3}Z")
PARTIAL = ".partial"
LEFT_OVER = 24 * 3600  # seconds after which nobody is still at it


def name_of(at: datetime) -> str:
    """A backup's name: the moment of its snapshot, in UTC, to the millisecond."""
    moment = at.astimezone(UTC)
    return f"buduanxian-{moment:%Y%m%dT%H%M%S}.{moment.microsecond // 1000:03d}Z"


@contextmanager
def draft(target: Path, name: str) -> Iterator[Path]:
    """A folder to write a backup into; it takes its name at the end of the block, and is gone if that fails."""
    folder = target / (name + PARTIAL)
    folder.mkdir(mode=0o700)
    try:
        yield folder
        _to_disk(folder)
        folder.rename(target / name)
        _to_disk(target)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def write_sums(folder: Path, files: Mapping[str, Sealed]) -> None:
    """SHA256SUMS, as `sha256sum -c` reads it."""
    with (folder / SUMS).open("x", encoding="ascii") as file:
        file.write(sums_of(files))
        file.flush()
        os.fsync(file.fileno())


def sums_of(files: Mapping[str, Sealed]) -> str:
    """The text of SHA256SUMS."""
    return "".join(f"{sealed.sha256}  {name}\n" for name, sealed in sorted(files.items()))


def whole(target: Path) -> list[Path]:
    """The whole backups, oldest first."""
    return sorted(path for path in target.iterdir() if WHOLE.fullmatch(path.name) and path.is_dir())


def prune(target: Path, keep: int) -> list[str]:
    """Remove whole backups but the `keep` newest (at least one); the names of those that went."""
    old = whole(target)[: -max(keep, 1)]
    for path in old:
        # Under a name that is none: a removal that is killed leaves nothing that looks whole.
        gone = path.rename(path.with_name(path.name + PARTIAL))
        shutil.rmtree(gone)
    return [path.name for path in old]


def sweep(target: Path) -> int:
    """Remove what killed runs left a day ago or longer; how many."""
    before = time.time() - LEFT_OVER
    old = [path for path in target.glob(f"buduanxian-*{PARTIAL}") if path.stat().st_mtime < before]
    for path in old:
        shutil.rmtree(path)
    return len(old)


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
