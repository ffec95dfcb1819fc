"""After a backup was restored: what waited then may have gone out since, and nobody's word says that it did not."""

from outreach.choices import MessageState
from outreach.models import Channel, Message
from outreach.models.message import BY_HAND
from registry.lib import clock

S = MessageState


def hold() -> dict[str, int]:
    """Leave to a person every message of the scope that was not done with, and switch the channels off; how many.

    A message of which nobody knows whether it arrived is what `unknown` is there for. Providers are not asked: what was
    never tried by the backup's word has no first day to ask for, and who opted out since is known to nobody here. The
    channels are off because the program would write again what it wrote since (reminders, notices) and send it anew.
    """
    now = clock.now()
    waiting = Message.objects.filter(state__in=(S.QUEUED, S.SENDING, S.UNKNOWN))
    held = waiting.exclude(channel=BY_HAND).update(
        state=S.UNKNOWN, needs_person=True, reason="restored", lease_until=None, unknown_since=now
    )
    return {
        "messages": held,
        "channels": Channel.objects.filter(is_on=True).update(is_on=False),
        "by_hand": Message.objects.all().by_hand().count(),
    }
