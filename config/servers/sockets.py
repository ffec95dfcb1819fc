"""Short private folders for Unix sockets: a socket's path may have 107 bytes, a checkout's path has any length."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from config.refusal import Refusal

LONGEST = 80


def socket_folder(data_folder: Path) -> Path:
    """A 0700 folder under the temporary directory, named by a hash of `data_folder`; made when it is missing."""
    name = hashlib.sha256(os.fsencode(data_folder)).hexdigest()[:16]
    base = Path(tempfile.gettempdir())
    if len(os.fsencode(base)) > LONGEST:
        base = Path("/tmp")  # the system's own, short by nature
    folder = base / f"bdx-{os.geteuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    _require_private(folder)
    return folder


def _require_private(folder: Path) -> None:
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
    if not private or (found.st_uid != os.geteuid() and os.geteuid() != 0):
        raise Refusal(f"临时目录 {folder} 不是我们自己的，可能被别的用户占用。请删除它再试。")
