"""A dispatcher to be killed: `python -m tests.faults.message_worker DATABASE DISTRICT MOMENT`."""

import os
import sys
from datetime import datetime


def main(database: str, district: str, moment: str) -> int:
    """Send what is due in one district, as if it were `moment`, then end."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django
    from django.conf import settings

    settings.DATABASES["default"].update(settings.DATABASE_ROLES["app"], NAME=database)
    django.setup()
    from outreach.domain import outbox
    from registry.lib import clock

    clock.now = lambda: datetime.fromisoformat(moment)  # type: ignore[assignment]
    print("ready", file=sys.stderr, flush=True)
    outbox.work_off(district)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
