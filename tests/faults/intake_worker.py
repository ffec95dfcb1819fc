"""A worker of intakes in a process of its own, to be killed: `python -m tests.faults.intake_worker DATABASE DISTRICT`.

Small blocks and short leases, so that a kill falls between and within them and the next worker need not wait long.
"""

import os
import sys
import time
from datetime import timedelta


def main(database: str, district: str) -> int:
    """Work off what waits in one district, then end."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django
    from django.conf import settings

    settings.DATABASES["default"].update(settings.DATABASE_ROLES["app"], NAME=database)
    django.setup()
    from registry.intake import applying, claims, running, staged

    staged.BLOCK, applying.CHUNK = 200, 200
    claims.LEASE, claims.PAUSE = timedelta(seconds=1.5), timedelta(seconds=0.2)
    claims.BEAT = 0.4
    progress = claims.Claim.progress

    def slowly(held: claims.Claim, *figures: int) -> None:
        """Leave time for a kill before each commit."""
        time.sleep(0.15)
        progress(held, *figures)

    claims.Claim.progress = slowly  # type: ignore[method-assign]
    print("ready", file=sys.stderr, flush=True)
    running.work_off(district)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
