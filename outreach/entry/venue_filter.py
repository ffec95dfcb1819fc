"""What narrows the list of venues: whether the closed ones are among them."""

from typing import Any

from outreach.models import Venue
from registry.entry.list_filter import Listed


def listed(asked: Any) -> Listed:
    """The venues as the address of the list says; one's own and those of the superiors."""
    every = asked.get("all") == "1"
    rows = Venue.objects.all() if every else Venue.objects.all().in_use()
    return Listed(rows, None, words=["连同已停用的"] if every else [], query={"all": "1" if every else ""})
