"""What hand-outs tell in a member's story: what she was given, and whether she has studied it."""

from django.db.models import F, QuerySet

from outreach.domain.handouts import voidable
from outreach.models import Handout
from outreach.web import material_words as words
from registry.web import labels, story
from registry.web.nav import address
from registry.web.story_entries import Entry

CHIP = "materials"


def _rows() -> QuerySet[Handout]:
    return Handout.objects.all()


def entries(rows: list[Handout]) -> list[Entry]:
    """One entry a hand-out; a mistake says so."""
    return [_entry(row) for row in rows]


def _entry(row: Handout) -> Entry:
    read = labels.moment(row.read_at) if row.read_at else ""
    voided = f"{labels.moment(row.voided_at)} {row.voided_label}：{row.void_reason}" if row.voided_at else ""
    lines = [("类别", str(row.get_kind_display())), ("方式", words.way(row)), ("本人标记已学习", read)]
    return Entry(
        key=row.pk,
        kind="学习资料",
        title=f"发放《{row.title.strip('《》')}》",
        when=f"{row.given_on:%Y-%m-%d}",
        iso=f"{row.given_on:%Y-%m-%d}",
        by=row.recorded_label,
        tone="" if row.voided_at else "success",
        badge=words.handout_badge(row),
        lines=[(label, value) for label, value in lines if value],
        voided=voided,
        void_url=address("handout-void", row.pk) if voidable(row) else "",
    )


SOURCE = story.Source(CHIP, _rows, F("given_on"), "recorded_at", entries)


def add() -> None:
    """Once a process, when the app is ready."""
    if all(source.chip != CHIP for _, source in story.FURTHER):
        story.FURTHER.append(("资料", SOURCE))
