"""Files that are there whole or not at all, whatever happens meanwhile."""

import os
from pathlib import Path


def replace_text(path: Path, text: str) -> None:
    """Let `path` say `text`; until that lies on the disk, it says what it said before."""
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
