"""A member's story: everything that happened to one person, newest first, read a stretch at a time.

Each kind of fact is one source, asked for the same stretch (a keyset over day, moment and key) and merged here, so that
a page costs the same number of queries however long the story is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate

from registry.choices import MovementKind
from registry.domain.merging import absorbed_keys
from registry.models import (
    Attachment,
    ContactLog,
    LiaisonAssignment,
    Member,
    MemberMerge,
    Movement,
    Revision,
    StudyReport,
)
from registry.web import liaison_words, story_changes, story_entries
from registry.web.nav import address
from registry.web.story_entries import Entry

SIZE = 30
MOVES, CONTACTS, STUDIES, FILES, CHANGES = "moves", "contacts", "studies", "files", "changes"
LIAISONS = "liaisons"
CHIPS = (
    ("", "全部"), (MOVES, "流动"), (CONTACTS, "联系"), (STUDIES, "学习"), (LIAISONS, "结对"), (FILES, "文件"),
    (CHANGES, "更正"),
)  # fmt: skip
WRITTEN = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an entry stands: by its day, then by the moment (UTC), then by its key."""

    day: date
    moment: datetime
    key: UUID

    def __str__(self) -> str:
        return f"{self.day:%Y%m%d}.{self.moment.astimezone(UTC):{WRITTEN}}.{self.key.hex}"


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of fact: its rows, the expressions of its day and moment, and how its rows are said."""

    chip: str
    rows: Callable[[], QuerySet[Any]]
    day: Combinable
    moment: str
    said: Callable[[list[Any]], list[Entry]]

    def earlier(self, family: list[UUID], before: Place | None, most: int) -> list[tuple[Place, Any]]:
        """At most `most` rows of these records, those behind `before`, newest first."""
        found = self.rows().annotate(story_day=self.day, story_moment=F(self.moment))
        if before:
            found = found.filter(_behind(before))
        ordered = found.filter(self._told_by(family)).order_by("-story_day", "-story_moment", "-id")
        return [(Place(row.story_day, row.story_moment, row.pk), row) for row in ordered[:most]]

    def _told_by(self, family: list[UUID]) -> Q:
        """Whose rows belong to the story of a record and its family; a merge is told by both of its records."""
        if self.rows().model is MemberMerge:
            return Q(kept__in=family) | Q(absorbed=family[0])
        return Q(member__in=family)


def _behind(place: Place) -> Q:
    same_day = Q(story_day=place.day)
    tied = same_day & Q(story_moment=place.moment, id__lt=place.key)
    return Q(story_day__lt=place.day) | same_day & Q(story_moment__lt=place.moment) | tied


def _movements() -> QuerySet[Movement]:
    return Movement.objects.exclude(kind=MovementKind.VOIDED).select_related("member").prefetch_related("voided_by")


def _files() -> QuerySet[Attachment]:
    return Attachment.objects.select_related("contact", "study")


def _assignments() -> QuerySet[LiaisonAssignment]:
    return LiaisonAssignment.objects.all()


def _loose_files() -> QuerySet[Attachment]:
    """Files of the record itself; those of a contact or a report stand with it."""
    return _files().filter(contact__isnull=True, study__isnull=True)


def _revisions() -> QuerySet[Revision]:
    return Revision.objects.all()


SOURCES = (
    Source(MOVES, _movements, F("effective_on"), "recorded_at", story_entries.movements),
    Source(
        CONTACTS, lambda: ContactLog.objects.prefetch_related("attachments"), TruncDate("happened_at"), "happened_at",
        story_entries.contacts,
    ),
    Source(
        STUDIES, lambda: StudyReport.objects.prefetch_related("attachments"), F("studied_on"), "recorded_at",
        story_entries.studies,
    ),
    Source(LIAISONS, _assignments, F("started_on"), "assigned_at", liaison_words.entries),
    Source("", _loose_files, TruncDate("added_at"), "added_at", story_entries.files),
    Source(CHANGES, _revisions, TruncDate("revised_at"), "revised_at", story_changes.revisions),
    Source(
        CHANGES, lambda: MemberMerge.objects.select_related("absorbed", "kept"), TruncDate("merged_at"), "merged_at",
        story_entries.merges,
    ),
)  # fmt: skip
# Of the apps above: (label of the filter, source), added once a process when they are ready.
FURTHER: list[tuple[str, Source]] = []
ALL_FILES = Source(FILES, _files, TruncDate("added_at"), "added_at", story_entries.files)


@dataclass(frozen=True, slots=True)
class Story:
    """A stretch of the story. `older` is the cursor of the next one, empty at the end."""

    chip: str
    entries: list[Entry] = field(default_factory=list)
    older: str = ""
    begun: bool = True

    @property
    def chips(self) -> list[dict[str, Any]]:
        """The filters, as links of the page."""
        return [
            {"label": label, "url": "?" + urlencode({"kind": name}) if name else "?", "current": name == self.chip}
            for name, label in chips().items()
        ]

    @property
    def older_url(self) -> str:
        """The next stretch, as a link of the page."""
        pairs = {"kind": self.chip, "before": self.older}
        return "?" + urlencode({name: value for name, value in pairs.items() if value}) if self.older else ""


def read(member: Member, *, chip: str = "", before: str = "", size: int = SIZE) -> Story:
    """A stretch of `size` entries behind the cursor `before`; an unknown chip or cursor counts as none."""
    chip = chip if chip in chips() else ""
    place, family = _read(before), _family(member)
    found = [(at, source, row) for source in _sources(chip) for at, row in source.earlier(family, place, size + 1)]
    found.sort(key=lambda item: item[0], reverse=True)
    shown = found[:size]
    older = str(shown[-1][0]) if len(found) > size else ""
    return Story(chip, _said(shown, member), older, begun=place is None)


def _sources(chip: str) -> list[Source]:
    if chip == FILES:
        return [ALL_FILES]
    told = (*SOURCES, *(source for _, source in FURTHER))
    return [source for source in told if chip in ("", source.chip)]


def chips() -> dict[str, str]:
    """The filters: names and labels, those of the apps above last."""
    return dict(CHIPS) | {source.chip: label for label, source in FURTHER}


def _said(shown: list[tuple[Place, Source, Any]], member: Member) -> list[Entry]:
    """The rows in words, each source's at once, in the order in which they came."""
    said: dict[UUID, Entry] = {}
    for source in dict.fromkeys(source for _, source, _ in shown):
        said |= {entry.key: entry for entry in source.said([row for _, found, row in shown if found is source])}
    for _, _, row in shown:
        if getattr(row, "member_id", member.pk) != member.pk:
            said[row.pk].absorbed, said[row.pk].void_url = True, ""
        said[row.pk].leave_out_links_to(address("member", member.pk))
    return [said[row.pk] for _, _, row in shown]


def _family(member: Member) -> list[UUID]:
    """The record and those merged into it, through any number of merges; their movements stay theirs."""
    return [member.pk, *absorbed_keys(member)]


def _read(text: str) -> Place | None:
    """A cursor out of an address; one that was tampered with is no cursor."""
    day, _, rest = text.partition(".")
    moment, _, key = rest.partition(".")
    try:
        return Place(
            date.fromisoformat(day),
            datetime.strptime(moment, WRITTEN).replace(tzinfo=UTC),
            UUID(hex=key),
        )
    except ValueError:
        return None
