"""What a member proposed, in her story, as far as whoever looks may see it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet

from outreach.models import Suggestion
from outreach.web import suggestion_words as words
from registry.lib import clock
from registry.web import story
from registry.web.nav import address
from registry.web.story_entries import Entry, stamp

CHIP, LABEL = "ideas", "金点子"


def _rows() -> QuerySet[Suggestion]:
    found: QuerySet[Suggestion] = Suggestion.objects.all().genuine().defer("content", "grams", "proposer_phone")
    return found


def entries(rows: list[Suggestion]) -> list[Entry]:
    """One entry a suggestion."""
    return [_entry(row) for row in rows]


def _entry(row: Suggestion) -> Entry:
    due = f"{row.due_on:%Y-%m-%d}" if row.due_on else ""
    said = (("编号", row.label), ("主办", f"{row.lead_label} {row.handler_name}".strip()), ("办理时限", due),
            ("办理结果", row.get_outcome_display()), ("满意度", row.get_rating_display()))  # fmt: skip
    return Entry(
        key=row.pk,
        kind="帮扶" if row.is_help else LABEL,
        title=f"提出：{row.title}",
        when=stamp(row.submitted_at),
        iso=clock.local(row.submitted_at).isoformat(),
        by=row.entered_label,
        url=address("suggestion", row.pk),
        tone="info",
        badge=words.badge(row),
        lines=[(label, value) for label, value in said if value],
    )


@dataclass(frozen=True, slots=True)
class ByKey(story.Source):
    """Rows that name their member by the key alone: suggestion and record go their own ways."""

    def _told_by(self, family: list[UUID]) -> Q:
        return Q(member_id__in=family)


SOURCE = ByKey(CHIP, _rows, F("collected_on"), "submitted_at", entries)


def add() -> None:
    """Once a process, when the app is ready."""
    if all(source.chip != CHIP for _, source in story.FURTHER):
        story.FURTHER.append((LABEL, SOURCE))
