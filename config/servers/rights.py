"""PostgreSQL refuses to run as root; a container often has no other user. Here is who it becomes then."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.refusal import Refusal

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Rights:
    """`prefix` goes before a command line; files of the server belong to `owner` (None: whoever runs this)."""

    prefix: tuple[str, ...] = ()
    owner: int | None = None


@cache
def server_rights() -> Rights:
    """How to run a PostgreSQL program here. Raises Refusal where root has no way to step down."""
    if os.geteuid() != 0:
        return Rights()
    namespace = ("unshare", "-U", f"--map-user={NOBODY}")
    if _works(namespace):
        # Inside its user namespace the server is "nobody", outside its files stay root's.
        return Rights(namespace, owner=0)
    step_down = _step_down()
    if step_down and _works(step_down.prefix):
        return step_down
    raise Refusal("内置 PostgreSQL 不能用 root 启动，这里又换不成别的用户。请换普通用户运行，或设置 DATABASE_URL。")


def give(path: Path, owner: int | None) -> None:
    """Hand a file tree to `owner`, when it isn't theirs already."""
    if owner is None or path.stat().st_uid == owner:
        return
    for folder, _, files in os.walk(path):
        os.chown(folder, owner, -1)
        for name in files:
            os.chown(Path(folder) / name, owner, -1, follow_symlinks=False)


def _step_down() -> Rights | None:
    """Become the system user nobody, keeping the one capability needed to reach a checkout under /root."""
    try:
        user = pwd.getpwnam(NOBODY)
    except KeyError:
        return None
    reach = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    who = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    return Rights(("setpriv", *who, *reach), owner=user.pw_uid)


def _works(prefix: tuple[str, ...]) -> bool:
    if shutil.which(prefix[0]) is None:
        return False
    return subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
