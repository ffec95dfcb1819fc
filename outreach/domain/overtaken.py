"""What waits to be sent about an activity and is no longer so: it was called off meanwhile, or is on again."""

from outreach.choices import ActivityState, MessageState, NoticeKind
from outreach.domain import outcomes
from outreach.models import Activity, ActivityNotice, Message

# State of the activity → the notices that speak of another one.
UNTRUE = {
    ActivityState.CANCELLED: (NoticeKind.PROMOTED, NoticeKind.REMINDER),
    ActivityState.PLANNED: (NoticeKind.CANCELLED,),
}


def drop(*, label: str, activity: Activity) -> int:
    """Take back what nobody has sent yet and would say something else than is so; how many. What is being sent, or was,
    stays."""
    notices = ActivityNotice.objects.filter(
        participation__activity=activity, kind__in=UNTRUE.get(ActivityState(activity.state), ())
    )
    keys = set(notices.exclude(message=None).values_list("message_id", flat=True))
    waiting = Message.objects.filter(state=MessageState.QUEUED)
    if activity.state == ActivityState.CANCELLED:
        keys |= set(waiting.filter(batch__activity=activity).values_list("pk", flat=True))
    rows = list(waiting.filter(pk__in=keys).select_for_update(of=("self",), skip_locked=True))
    for row in rows:
        outcomes.cancel(row, "overtaken", label)
    return len(rows)
