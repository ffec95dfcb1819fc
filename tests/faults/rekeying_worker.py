"""`manage.py rotate_keys` in a process of its own, to be killed: small batches, a moment between them."""

import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command

from config.roles import become
from registry.domain import rekeying
from registry.models.sealed import cipher


def main(ring: str) -> int:
    """Change the keys as the tables' owner; the command's exit code."""
    settings.FIELD_KEYS = ring
    cipher.cache_clear()
    become("owner")
    rekeying.TEXTS, rows = 50, rekeying._rows

    def slowly(*said: Any) -> Any:
        """Leave time for a kill while rows are held."""
        found = rows(*said)
        time.sleep(0.02 if found else 0)
        return found

    rekeying._rows = slowly  # type: ignore[assignment]
    print("ready", file=sys.stderr, flush=True)
    try:
        call_command("rotate_keys", stdout=sys.stderr)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0
