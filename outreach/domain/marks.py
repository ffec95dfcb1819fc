"""Marks on texts that people copy: after an hour they stand."""

from outreach.domain import outcomes
from outreach.models import Message
from registry.lib import clock
from registry.models.identity import system_scope
from registry.models.unit import work


def settle(district: str, most: int = 500) -> int:
    """Take the links out of texts whose mark can't be taken back any more. Returns how many."""
    with work(system_scope(district)):
        rows = Message.objects.all().settled(clock.now()).order_by("undo_until")
        found = list(rows.select_for_update(of=("self",), skip_locked=True)[:most])
        for row in found:
            outcomes.settled(row)
    return len(found)
