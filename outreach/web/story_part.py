"""What activities tell in a member's story: what she said she would come to, and where she was."""

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDate

from outreach.choices import CAME, Answer
from outreach.models import Participation
from outreach.web import activity_words as words
from registry.lib import clock
from registry.web import story
from registry.web.nav import address
from registry.web.story_entries import Entry

CHIP = "activities"
BEGUN = "activity__starts_at"


def _rows() -> QuerySet[Participation]:
    """Invitations that nobody answered are no part of the story."""
    told = ~Q(attendance="") | Q(answer__in=(Answer.COMING, Answer.WAITING, Answer.DECLINED, Answer.WITHDRAWN))
    return Participation.objects.filter(told).select_related("activity")


def entries(rows: list[Participation]) -> list[Entry]:
    """One entry an activity."""
    return [_entry(row) for row in rows]


def _entry(row: Participation) -> Entry:
    activity = row.activity
    begun = clock.local(activity.starts_at)
    came = row.attendance in CAME
    badge = {"text": words.sign(row), "tone": "success" if came else "neutral"} if row.attendance else None
    lines = [("主办", activity.host_label), ("报名", row.get_answer_display()), ("身份", _role(row) if came else "")]
    return Entry(
        key=row.pk,
        kind="活动",
        title=f"{activity.get_kind_display()}：{activity.title}",
        when=f"{begun:%Y-%m-%d %H:%M}",
        iso=f"{begun:%Y-%m-%dT%H:%M}",
        by=row.attended_label,
        tone="success" if came else "",
        badge=badge or words.answer_badge(row),
        lines=[(label, value) for label, value in lines if value],
        links=[("看活动", address("activity", activity.pk))],
    )


def _role(row: Participation) -> str:
    return str(row.get_attendance_role_display())


SOURCE = story.Source(CHIP, _rows, TruncDate(BEGUN), BEGUN, entries)


def add() -> None:
    """Once a process, when the app is ready."""
    if all(source.chip != CHIP for _, source in story.FURTHER):
        story.FURTHER.append(("活动", SOURCE))
