"""What of DATA_DIR has to come along: the anchors of the trail and the keys of erased records. Everything else there is
made anew (static files, beat's schedule), is the database itself, or is a secret, which never comes into a backup.
"""

import io
import re
import tarfile
from pathlib import Path

from django.conf import settings

from registry.lib.durable import add_text

NAMES = re.compile(r"anchors/\d{4}-\d{2}\.jsonl|erased/erased\.jsonl")


def pack() -> tuple[bytes, int]:
    """(a tar archive of them as they are now, how many files). They are small: a year of anchors is some megabytes."""
    archive = io.BytesIO()
    base = Path(settings.DATA_DIR)
    found = [path for path in sorted(base.glob("*/*.jsonl")) if NAMES.fullmatch(path.relative_to(base).as_posix())]
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in found:
            # Read whole: such a file is replaced, never changed.
            content = path.read_bytes()
            entry = tarfile.TarInfo(path.relative_to(base).as_posix())
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))
    return archive.getvalue(), len(found)


def unpack(archive: bytes) -> dict[str, str]:
    """The text of each file by its name; any other name is passed over. Raises tarfile.TarError, UnicodeDecodeError."""
    found = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for entry in tar:
            file = tar.extractfile(entry) if NAMES.fullmatch(entry.name) else None
            if file is not None:
                found[entry.name] = file.read().decode("utf-8")
    return found


def put_back(texts: dict[str, str]) -> int:
    """Add to the host's files the lines that they lack; nothing of theirs goes. Returns how many lines."""
    return sum(_add(Path(settings.DATA_DIR) / name, text) for name, text in sorted(texts.items()))


def _add(path: Path, text: str) -> int:
    added: list[str] = []

    def lacking(said: str) -> str:
        known = set(said.splitlines())
        added.extend(line for line in text.splitlines() if line not in known)
        return "".join(f"{line}\n" for line in added)

    add_text(path, lacking)
    return len(added)
