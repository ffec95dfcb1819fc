"""A channel that fails rests: after BREAKS_AT failures in a row nothing is sent by it for a while, longer each time.

When the rest is over one message tries; the channel is closed to others until that one has an answer.
"""

from datetime import datetime, timedelta

from django.db.models import F

from outreach.models import Channel
from registry.lib import clock
from registry.models.unit import record

BREAKS_AT = 5
FIRST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)


def take_turn(channel: Channel, until: datetime) -> bool:
    """Whether a message may be sent by this channel now. After a rest only one may, until `until`."""
    if not channel.rests:
        return True
    free = Channel.objects.filter(pk=channel.pk, open_until=channel.open_until)
    return bool(free.ready(clock.now()).update(open_until=until))


def note_success(kind: str) -> None:
    """The provider answered: the channel is well."""
    Channel.objects.filter(kind=kind, failures__gt=0).update(failures=0, rests=0, open_until=None)


def note_failure(kind: str, code: str, retry_after: float | None, *, probing: bool) -> None:
    """The channel failed; at the fifth time in a row, or when the one that tries after a rest fails, it rests."""
    now = clock.now()
    Channel.objects.filter(kind=kind).update(failures=F("failures") + 1, last_problem=code[:40])
    channel = Channel.objects.filter(kind=kind).select_for_update(of=("self",)).first()
    if channel is None or channel.failures < BREAKS_AT:
        return
    if not probing and channel.open_until is not None and channel.open_until > now:
        return  # others failed at the same time
    rest = min(FIRST_REST * 2**channel.rests, LONGEST_REST)
    rest = max(rest, min(timedelta(seconds=retry_after or 0), LONGEST_REST))
    channel.rests, channel.open_until = min(channel.rests + 1, 10), now + rest
    channel.save(update_fields=["rests", "open_until"])
    record("channel.rested", on=channel, kind=kind, code=code, seconds=int(rest.total_seconds()))
