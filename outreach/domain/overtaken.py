"""What waits to be sent and is no longer so: an activity was called off or is on again, a record ended meanwhile."""

from django.db.models import F, Q

from outreach.choices import ActivityState, MessageState, NoticeKind
from outreach.domain import outcomes
from outreach.domain.checks import objection
from outreach.models import Activity, ActivityNotice, Message
from registry.lib import clock
from registry.models.identity import system_scope
from registry.models.unit import work

# State of the activity → the notices that speak of another one.
UNTRUE = {
    ActivityState.CANCELLED: (NoticeKind.PROMOTED, NoticeKind.REMINDER, NoticeKind.CHANGED),
    ActivityState.PLANNED: (NoticeKind.CANCELLED,),
}


def put_aside(district: str, most: int = 500) -> int:
    """Take texts that wait to be copied off the list when their member's record has ended or went to somebody else: no
    sender comes by to find out. Returns how many."""
    with work(system_scope(district)):
        gone = Q(member__is_open=False) | Q(member__merged_into__isnull=False) | ~Q(owner_path=F("node_at_event"))
        waiting = Message.objects.all().by_hand().filter(gone).select_related("member", "batch")
        rows = list(waiting.order_by("id").select_for_update(of=("self",), skip_locked=True)[:most])
        for row in rows:
            outcomes.cancel(row, objection(row, clock.now()) or "member_ended", "系统")
    return len(rows)


def drop(*, label: str, activity: Activity) -> int:
    """Take back what nobody has sent yet and would say something else than is so; how many. What is being sent, or was,
    stays."""
    notices = ActivityNotice.objects.filter(
        participation__activity=activity, kind__in=UNTRUE.get(ActivityState(activity.state), ())
    )
    untrue = Q(pk__in=notices.values("message"))
    if activity.state == ActivityState.CANCELLED:
        untrue |= Q(batch__activity=activity)
    return _cancel(untrue, label)


def drop_moved(*, activity: Activity, label: str) -> int:
    """The same for one that has another day or place now: whatever names the old one."""
    notices = ActivityNotice.objects.filter(participation__activity=activity).exclude(kind=NoticeKind.CANCELLED)
    return _cancel(Q(pk__in=notices.values("message")) | Q(batch__activity=activity), label)


def _cancel(untrue: Q, label: str) -> int:
    waiting = Message.objects.filter(untrue, state=MessageState.QUEUED)
    rows = list(waiting.select_for_update(of=("self",), skip_locked=True))
    for row in rows:
        outcomes.cancel(row, "overtaken", label)
    return len(rows)
