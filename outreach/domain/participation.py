"""Rows of those who were invited."""

from collections.abc import Iterable

from outreach.models import Activity, MessageBatch, Participation
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import Member


def invited(batch: MessageBatch, members: Iterable[Member]) -> None:
    """Note who has got an invitation with a batch; whoever is on the list already stays there with what he said."""
    if batch.activity_id is None:
        return
    activity, now = Activity.objects.get(pk=batch.activity_id), clock.now()
    members = [member for member in members if member.owner_path.startswith(activity.owner_path)]
    known = Participation.objects.filter(activity=activity, member__in=[member.pk for member in members])
    known.filter(invited_at__isnull=True).update(invited_at=now)
    fresh = [
        Participation(
            id=uuid7(), owner_path=member.owner_path, node_at_event=member.owner_path, activity=activity, member=member,
            invited_at=now, attendance_role=activity.member_role,
        )
        for member in members
    ]  # fmt: skip
    Participation.objects.bulk_create(fresh, ignore_conflicts=True)
