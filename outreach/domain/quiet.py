"""Quiet hours: from 21:00 to 08:00 in Shanghai nobody is written to by the program."""

from datetime import datetime, time, timedelta

from registry.lib import clock

ENDS = time(8)
# 21:00, less what one try may last (outreach.channels.wire, and looking up a name): what begins earlier ends in time.
BEGINS = time(20, 59)


def is_quiet(moment: datetime) -> bool:
    """Whether no message may begin to be sent at `moment` (aware)."""
    return not ENDS <= clock.local(moment).time() < BEGINS


def next_allowed(moment: datetime) -> datetime:
    """`moment` itself, or the end of the quiet hours that it falls into."""
    local = clock.local(moment)
    if not is_quiet(moment):
        return moment
    day = local.date() + timedelta(days=local.time() >= BEGINS)
    return clock.midnight(day) + timedelta(hours=ENDS.hour)
