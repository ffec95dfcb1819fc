"""Fixed vocabularies of outreach. Labels are what staff read."""

from outreach.choices.activities import VenueKind
from outreach.choices.messages import BatchState, ChannelKind, LinkEnd, LinkPurpose, MessageState
from outreach.choices.tasks import (
    BY_WORD,
    CONTACT_KINDS,
    AlertLevel,
    Cadence,
    Doer,
    Event,
    Period,
    TaskKind,
    TaskState,
)

__all__ = [
    "BY_WORD",
    "CONTACT_KINDS",
    "AlertLevel",
    "BatchState",
    "Cadence",
    "ChannelKind",
    "Doer",
    "Event",
    "LinkEnd",
    "LinkPurpose",
    "MessageState",
    "Period",
    "TaskKind",
    "TaskState",
    "VenueKind",
]
