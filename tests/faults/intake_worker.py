"""A worker of intakes in a process of its own, to be killed.

Small blocks and short leases, so that a kill falls between and within them and the next worker need not wait long.
"""

import sys
import time
from datetime import timedelta

from registry.intake import running
from registry.intake.staging import claims, staged
from registry.intake.writing import applying
from tests.faults.harness import FULL


def main(district: str) -> int:
    """Work off what waits in one district, then end."""
    staged.BLOCK = applying.CHUNK = 200 if FULL else 100  # whole packs
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
