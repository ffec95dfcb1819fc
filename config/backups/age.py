"""Streams in the age format (age-encryption.org/v1): sealed for several recipients, opened with the identity of any.

A file is cut into pieces of 64 KiB, each authenticated with its place, the last one marked: a changed, missing or added
byte is found. Nothing of the content is written anywhere but through here.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyrage
from pyrage import x25519

from config.backups.failed import Failed

BLOCK = 1 << 20
BEGINNING = "AGE-SECRET-KEY-1"  # of an identity's line


class Readable(Protocol):
    """What is sealed."""

    def read(self, size: int = -1, /) -> bytes: ...


class Writable(Protocol):
    """Where opened bytes go."""

    def write(self, data: bytes, /) -> Any: ...

    def flush(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file that was written: bytes, and SHA-256 in hexadecimal."""

    size: int
    sha256: str


class Sink:
    """Hands bytes on, counts them, and keeps what went wrong: the library hands on no more than its text."""

    def __init__(self, target: Writable) -> None:
        self.target, self.digest, self.size = target, hashlib.sha256(), 0
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        """All of it, or OSError."""
        try:
            self.target.write(data)
        except OSError as error:
            self.error = error
            raise
        self.digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """As files do."""
        self.target.flush()


def seal(source: Readable, path: Path, recipients: Sequence[str]) -> Sealed:
    """Write `source` to the new file `path` for every recipient, down to the disk. Raises OSError."""
    keys = [x25519.Recipient.from_str(each) for each in recipients]
    with path.open("xb") as file:
        sink = Sink(file)
        try:
            pyrage.encrypt_io(source, sink, keys)
        except pyrage.EncryptError as error:
            raise sink.error or OSError(str(error)) from error
        file.flush()
        os.fsync(file.fileno())
    return Sealed(sink.size, sink.digest.hexdigest())


def unseal(path: Path, identities: Sequence[x25519.Identity], target: Writable) -> int:
    """Write what `path` holds to `target`; returns how many bytes. Raises Failed for a wrong key and for damage, and
    OSError where `target` takes no more."""
    sink = Sink(target)
    try:
        with path.open("rb", buffering=BLOCK) as file:
            pyrage.decrypt_io(file, sink, identities)
    except pyrage.DecryptError as error:
        raise Failed(_why(path, str(error))) from None
    except OSError as error:
        if sink.error or error.errno is not None:
            raise
        raise Failed(f"{path.name} 已损坏（decryption error）：请换一份备份，这一份没有用到任何地方。") from None
    return sink.size


def _why(path: Path, said: str) -> str:
    if "No matching keys" in said:
        return f"这把密钥打不开 {path.name}（wrong identity）：备份是给别的公钥加密的，请换 --identity。"
    return f"{path.name} 已损坏（{said}）：请换一份备份，这一份没有用到任何地方。"


def sum_of(path: Path) -> Sealed:
    """Size and SHA-256 of a file as it lies. Raises Failed where it can't be read."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return Sealed(file.tell(), digest)
    except OSError as error:
        raise Failed(f"读不到 {path.name}（{error.strerror}）：备份不完整，请换一份。") from None


def text_of(path: Path) -> str:
    """A small file's text, whatever its bytes. Raises Failed where it can't be read."""
    try:
        return path.read_text("ascii", "replace")
    except OSError as error:
        raise Failed(f"读不到 {path.name}（{error.strerror}）：备份不完整，请换一份。") from None


def new_identity() -> tuple[str, str]:
    """(public key, secret key) of a new pair."""
    made = x25519.Identity.generate()
    return str(made.to_public()), str(made)


def identities_of(path: Path) -> list[x25519.Identity]:
    """The identities in a file as `manage.py backup_key` and age-keygen write them. Raises Failed."""
    try:
        lines = path.read_text("utf-8").split()
        found = [x25519.Identity.from_str(line) for line in lines if line.startswith(BEGINNING)]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise Failed(f"读不出密钥文件 {path}（{type(error).__name__}）：应是 manage.py backup_key 写的文件。") from None
    if not found:
        raise Failed(f"密钥文件 {path} 里没有私钥：应有一行以 {BEGINNING} 开头。")
    return found
