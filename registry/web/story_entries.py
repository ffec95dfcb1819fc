"""The rows of a member's story in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.humanize.templatetags.humanize import intcomma

from registry.choices import ContactOutcome, ContactSide, MediaType, MovementKind, StudyState
from registry.lib import clock
from registry.models import Attachment, ContactLog, MemberMerge, Movement, StudyReport
from registry.models.contact import HEADINGS
from registry.policies import Action, allowed
from registry.web.nav import address

UNVOIDABLE = frozenset({MovementKind.VOIDED, MovementKind.MOVED})
STUDY_TONES = {StudyState.PENDING: "warning", StudyState.READ: "success", StudyState.RETURNED: "danger"}
Pairs = list[tuple[str, str]]


@dataclass(slots=True)
class Entry:
    """One entry.

    `said` are texts to unfold, `changes` are (label, old, new), `files` are (name, note, address), `links` (label,
    address). `void_url` is where it can be declared a mistake by those who may; `absorbed` says that it came with a
    merged record.
    """

    key: UUID
    kind: str
    title: str
    when: str
    iso: str
    by: str = ""
    recorded: str = ""
    text: str = ""
    url: str = ""
    tone: str = ""
    badge: dict[str, str] | None = None
    lines: Pairs = field(default_factory=list)
    said: Pairs = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    files: list[tuple[str, str, str]] = field(default_factory=list)
    links: Pairs = field(default_factory=list)
    voided: str = ""
    void_url: str = ""
    absorbed: bool = False

    @property
    def said_label(self) -> str:
        """What unfolding shows."""
        return "、".join(label for label, _ in self.said)

    def leave_out_links_to(self, url: str) -> None:
        """Where one is already, no link leads."""
        self.links = [(label, target) for label, target in self.links if target != url]


def stamp(moment: datetime) -> str:
    """A moment as the wall clock here shows it, to the minute."""
    return f"{clock.local(moment):%Y-%m-%d %H:%M}"


def movements(rows: list[Movement]) -> list[Entry]:
    """流动: a voided one says why, and its voiding row is not shown again."""
    return [_movement(row) for row in rows]


def _movement(row: Movement) -> Entry:
    voided = next(iter(row.voided_by.all()), None)
    keep = voided or row.kind in UNVOIDABLE
    return Entry(
        key=row.pk,
        kind="流动",
        title=row.get_kind_display(),
        when=f"{row.effective_on:%Y-%m-%d}",
        iso=f"{row.effective_on:%Y-%m-%d}",
        by=row.recorded_label,
        recorded=f"{stamp(row.recorded_at)} 记录",
        text=row.note,
        lines=_before_it_began(row),
        tone="danger" if row.kind == MovementKind.LOST else "info",
        voided=f"作废原因：{voided.note}（{voided.recorded_label}）" if voided else "",
        void_url="" if keep else address("movement-void", row.pk),
    )


def _before_it_began(row: Movement) -> Pairs:
    """The day on which somebody left, where he was registered afterwards only."""
    day = row.detail.get("happened_on")
    return [("实际日期", f"{day}（早于登记，统计从登记那天算起）")] if day else []


def contacts(rows: list[ContactLog]) -> list[Entry]:
    """联系: attempts that failed, and contacts with the home organisation, are entries like any other."""
    return [_contact(row) for row in rows]


def _contact(row: ContactLog) -> Entry:
    reached = row.outcome == ContactOutcome.REACHED
    matter = f"：{row.get_matter_display()}" if row.matter else ""
    whom = "联系流出地党组织" + matter if row.side == ContactSide.HOME else "联系本人"
    return Entry(
        key=row.pk,
        kind="联系",
        title=f"{whom}（{row.get_channel_display()}）",
        when=stamp(row.happened_at),
        iso=clock.local(row.happened_at).isoformat(),
        by=row.contact_label or row.recorded_label,
        recorded=f"{stamp(row.recorded_at)} 由{row.recorded_label}记录"
        if row.recorded_label != row.contact_label
        else "",
        url=address("contact", row.pk),
        tone="success" if reached else "danger",
        badge={"text": row.get_outcome_display(), "tone": "success" if reached else "warning"},
        lines=[("下次联系", f"{row.next_on:%Y-%m-%d}")] if row.next_on else [],
        said=_texts(row, ("summary", *HEADINGS)),
        files=_files_of(row),
        voided=_voided(row),
    )


def studies(rows: list[StudyReport]) -> list[Entry]:
    """学习: what was studied, and whether anybody has read it."""
    return [_study(row) for row in rows]


def _study(row: StudyReport) -> Entry:
    hours = f"{row.hours.normalize():f} 学时" if row.hours is not None else ""
    how = (row.get_form_display(), hours, f"{row.get_channel_display().removesuffix('提交')}提交", row.campaign)
    return Entry(
        key=row.pk,
        kind="学习",
        title=f"学习汇报：{row.topic}",
        when=f"{row.studied_on:%Y-%m-%d}",
        iso=f"{row.studied_on:%Y-%m-%d}",
        by=row.recorded_label,
        recorded=f"{stamp(row.recorded_at)} 提交",
        url=address("study", row.pk),
        tone="success",
        badge={"text": row.get_state_display(), "tone": STUDY_TONES.get(StudyState(row.state), "neutral")},
        text=" · ".join(filter(None, how)),
        lines=_reviewed(row),
        said=_texts(row, ("text",)),
        files=_files_of(row),
        voided=_voided(row),
    )


def _reviewed(row: StudyReport) -> Pairs:
    who = f"{row.reviewed_label} {stamp(row.reviewed_at)}" if row.reviewed_at else ""
    return [pair for pair in (("审阅", who), ("审阅意见", row.comment)) if pair[1]]


def files(rows: list[Attachment]) -> list[Entry]:
    """文件: with what they belong to."""
    return [_file(row) for row in rows]


def _file(row: Attachment) -> Entry:
    return Entry(
        key=row.pk,
        kind="文件",
        title=f"文件：{row.name}",
        when=stamp(row.added_at),
        iso=clock.local(row.added_at).isoformat(),
        by=row.added_label,
        url="" if row.removed_at else address("attachment", row.pk),
        text=f"{_belongs(row)}{_weight(row)}",
        voided=f"已移除：{row.remove_reason}" if row.removed_at else "",
    )


def _belongs(row: Attachment) -> str:
    if row.contact:
        return f"附在 {stamp(row.contact.happened_at)} 的联系记录 · "
    return f"附在学习汇报“{row.study.topic}” · " if row.study else ""


def _weight(row: Attachment) -> str:
    kind = MediaType(row.media_type).label if row.media_type in MediaType.values else row.media_type
    return f"{kind} · {intcomma(max(1, row.size // 1024))} KB"


def _files_of(row: ContactLog | StudyReport) -> list[tuple[str, str, str]]:
    """The files of a contact or report that are still there, oldest first (they come with the row)."""
    kept = [file for file in row.attachments.all() if file.removed_at is None]
    return [(file.name, _weight(file), address("attachment", file.pk)) for file in kept]


def merges(rows: list[MemberMerge]) -> list[Entry]:
    """合并: one record of a person was taken into another; who may, finds the way to undo it."""
    return [_merge(row) for row in rows]


def _merge(row: MemberMerge) -> Entry:
    return Entry(
        key=row.pk,
        kind="更正",
        title=f"已并入：“{row.absorbed.name}”的登记并入“{row.kept.name}”的登记" if row.absorbed else "并入过另一条登记",
        when=stamp(row.merged_at),
        iso=clock.local(row.merged_at).isoformat(),
        by=row.merged_label,
        text=row.reason,
        badge={"text": "已撤销", "tone": "outline"} if row.undone_at else None,
        lines=[("撤销", f"{stamp(row.undone_at)} {row.undo_reason}".strip())] if row.undone_at else [],
        links=[] if row.undone_at else list(_ways_on(row)),
    )


def _ways_on(row: MemberMerge) -> Iterator[tuple[str, str]]:
    if row.absorbed_id:
        yield "看并入的那一条", address("member", row.absorbed_id)
    yield "看保留的那一条", address("member", row.kept_id)
    if allowed(Action.MEMBER_MERGE):
        yield "合错了，撤销这次合并", address("merge-undo", row.pk)


def _voided(row: ContactLog | StudyReport) -> str:
    return f"作废原因：{row.void_reason}（{stamp(row.voided_at)}）" if row.voided_at else ""


def _texts(row: Any, names: Iterable[str]) -> Pairs:
    """The encrypted texts that hold anything, with their headings."""
    found = ((str(row._meta.get_field(name).verbose_name), str(getattr(row, name))) for name in names)
    return [(label, text) for label, text in found if text.strip()]
