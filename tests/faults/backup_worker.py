"""`manage.py backup` in a process of its own, to be killed: its bytes come slowly."""

import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command

from config.backups import taking
from config.roles import become


class Slowly:
    """A source that takes its time."""

    def __init__(self, source: Any) -> None:
        self.source = source

    def read(self, size: int = -1) -> bytes:
        """A little of it."""
        time.sleep(0.05)
        return bytes(self.source.read(min(size, 1 << 12) if size > 0 else size))


def main(folder: str, recipient: str) -> int:
    """Back up as the tables' owner; the command's exit code."""
    settings.BACKUP_RECIPIENTS = [recipient]
    become("owner")
    seal = taking.age.seal

    def told(source: Any, *said: Any) -> Any:
        print("ready", file=sys.stderr, flush=True)
        return seal(Slowly(source), *said)

    taking.age.seal = told  # type: ignore[assignment]
    try:
        call_command("backup", folder, stdout=sys.stderr)
    except CommandError as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    return 0
