"""Files that are there whole or not at all, whatever happens meanwhile."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path


def add_text(path: Path, more: Callable[[str], str]) -> None:
    """Let `path`, which may not be there yet, say besides what it says what `more` makes of that; one process at a
    time."""
    change_text(path, lambda before: before + more(before))


def change_text(path: Path, change: Callable[[str], str]) -> None:
    """Let `path`, which may not be there yet, say what `change` makes of what it says; one process at a time."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (path.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = path.read_text("utf-8") if path.exists() else ""
        if (after := change(before)) != before:
            _replace(path, after)


def _replace(path: Path, text: str) -> None:
    """Until the new text lies on the disk, the file says what it said before."""
    draft = path.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
