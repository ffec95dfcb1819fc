"""The upload as it lies in the database: encrypted, in parts of a few megabytes."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from registry.domain.errors import Refused
from registry.intake.files.limits import MB, Limits
from registry.lib.ids import uuid7
from registry.models import Intake, IntakeFile
from registry.models.sealed import cipher, context_of

PART = 8 * MB
TOO_LARGE = "文件超过 300 MB，太大了。请按村（社区）或按年份拆成几份，分别上传。"


def save(intake: Intake, data: bytes | BinaryIO) -> None:
    """Store the parts and set the intake's size and digest (SHA-256 of the clear bytes). Raises Refused."""
    total, size = hashlib.sha256(), 0
    for number, part in enumerate(_parts(data)):
        size += len(part)
        if size > Limits().file_bytes:
            raise Refused(TOO_LARGE)
        total.update(part)
        write(intake, f"part{number:04d}", part)
    intake.file_size, intake.digest = size, total.hexdigest()
    intake.save(update_fields=["file_size", "digest"])


def _parts(data: bytes | BinaryIO) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield from (data[at : at + PART] for at in range(0, len(data), PART))
        return
    while part := data.read(PART):
        yield part


def write(intake: Intake, kind: str, data: bytes, expires_at: datetime | None = None) -> None:
    """Store one encrypted value of an intake. The kind is bound to it, so parts can't change places."""
    row = IntakeFile(id=uuid7(), intake=intake, owner_path=intake.owner_path, kind=kind, expires_at=expires_at)
    row.data = cipher().seal_bytes(data, _context(row))
    row.save(force_insert=True)


@contextmanager
def opened(intake: Intake) -> Iterator[Path | bytes]:
    """The whole upload in clear, in memory only: a path without a file where the system has such, else its bytes.

    Raises Refused when it was purged.
    """
    if not hasattr(os, "memfd_create"):
        yield b"".join(_clear_parts(intake))
        return
    with os.fdopen(os.memfd_create("upload", os.MFD_CLOEXEC), "wb") as memory:
        for part in _clear_parts(intake):
            memory.write(part)
        memory.flush()
        yield Path(f"/proc/self/fd/{memory.fileno()}")


def _clear_parts(intake: Intake) -> Iterator[bytes]:
    parts = IntakeFile.objects.filter(intake=intake, kind__startswith="part").order_by("kind")
    if intake.file_size and not parts.exists():
        raise Refused("上传的文件已按规定清除，请重新上传。")
    for key in list(parts.values_list("pk", flat=True)):
        row = parts.get(pk=key)
        yield cipher().open_bytes(row.data, _context(row))


def read(intake: Intake, kind: str) -> bytes | None:
    """One stored value in clear, or None."""
    row = IntakeFile.objects.filter(intake=intake, kind=kind).first()
    return cipher().open_bytes(row.data, _context(row)) if row else None


def _context(row: IntakeFile) -> str:
    return context_of("registry_intakefile", row.pk, f"data:{row.kind}")
