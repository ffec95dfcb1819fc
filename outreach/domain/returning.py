"""Delegated tasks whose delegate can't do them any more go back to whose they are by the rule: her caseload was handed
over, her posting has ended, her account was switched off, the member has moved. Asked at each tick of the planner, so
that it holds however it came about; whoever takes the caseload over finds them with the member."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.lookups import StartsWith

from outreach.choices import TaskState
from outreach.models import Task
from outreach.models.task import TaskQuerySet
from registry.choices import OFFICERS, Role
from registry.models import LiaisonAssignment, Posting
from registry.models.unit import record

SAID = "转交的那一位不再联系这位党员，回到按规则该办的人"
BY = "程序"
# So many keys stand in the one event; more than a liaison has of open tasks given to her.
NAMED = 500


def orphaned(today: date) -> TaskQuerySet:
    """Open tasks of the scope whose delegate may not do them today (`outreach.domain.tasks.may_do`)."""
    hers = LiaisonAssignment.objects.filter(
        member=OuterRef("member_id"), liaison=OuterRef("delegate_id"), ended_on__isnull=True
    )
    posts = Posting.objects.all().on(today).exclude(role__in=(*OFFICERS, Role.LIAISON))
    above = posts.filter(StartsWith(OuterRef("owner_path"), F("owner_path")), user=OuterRef("delegate_id"))
    able = Q(delegate__is_active=True) & (Exists(hers) | Exists(above))
    return Task.objects.filter(state=TaskState.OPEN, delegate__isnull=False).exclude(able)


def give_back(today: date) -> int:
    """Let them fall to whose they are; returns how many."""
    keys = list(orphaned(today).values_list("pk", flat=True))
    if not keys:
        return 0
    rows = Task.objects.filter(pk__in=keys, state=TaskState.OPEN)
    returned = rows.update(delegate=None, version=F("version") + 1)
    # Why one rests stays to be read until it is taken up again.
    rows.filter(held_until__isnull=True).update(decided_by=None, decided_label=BY, reason=SAID)
    record("task.returned", object_type="task", count=returned, tasks=[str(key) for key in keys[:NAMED]])
    return returned
