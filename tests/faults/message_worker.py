"""A dispatcher in a process of its own, to be killed."""

import sys
from datetime import datetime

from outreach.domain import outbox
from registry.lib import clock


def main(district: str, moment: str) -> int:
    """Send what is due in one district, as if it were `moment`, then end."""
    clock.now = lambda: datetime.fromisoformat(moment)  # type: ignore[assignment]
    print("ready", file=sys.stderr, flush=True)
    outbox.work_off(district)
    return 0
