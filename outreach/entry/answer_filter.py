"""What members wrote back: not yet read, or all of it."""

from typing import Any

from outreach.entry.message_filter import unread
from outreach.models import MessageAnswer
from registry.entry.list_filter import Listed


def listed(asked: Any) -> Listed:
    """Answers of the scope as the address says, the latest first."""
    if asked.get("all") == "1":
        return Listed(MessageAnswer.objects.all(), None, words=["全部"], query={"all": "1"})
    return Listed(unread(), None, words=["还没有看的"])
