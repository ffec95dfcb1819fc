"""Corrections in words: what a column said before, and what it said afterwards.

A `Revision` keeps the replaced value only. What came after it is what the next correction of that column replaced, or
what the record says now.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist

from registry.domain.revisions import as_text
from registry.lib import clock, codes, divisions
from registry.lib.masks import mask_id, mask_numbers, mask_phone
from registry.models import ContactLog, Member, Revision, StudyReport
from registry.models.sealed import opened
from registry.web import extras, labels
from registry.web.story_entries import Entry, stamp

MODELS: dict[str, Any] = {"member": Member, "contactlog": ContactLog, "studyreport": StudyReport}
SAID = {"member": "更正资料", "contactlog": "更正联系记录", "studyreport": "更正学习汇报"}
PRECISIONS = frozenset({"birth_precision", "joined_precision", "flowed_precision"})
# Columns that say the same as another one, or nothing to a reader.
SILENT = frozenset({"id_legacy", "branch", "work_community_code", "client_key"})
EMPTY = "（空）"


def _dated(text: str) -> str:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return stamp(found) if found.tzinfo else f"{found:%Y-%m-%d}"


WORDS: dict[str, Callable[[str], str]] = {
    "id_number": mask_id,
    "phone": mask_phone,
    "other_phones": mask_numbers,
    "contact_way": mask_numbers,
    "liaison_phone": mask_numbers,
    "extra": lambda text: extras.line(extras.read(text)),
    "ethnic_code": lambda code: codes.name_of("ethnic", code) or code,
    "education_code": lambda code: codes.name_of("education", code) or code,
    "origin_code": lambda code: divisions.full_name(code) or code,
    "new_employment_type": labels.employment,
    "flow_reason": labels.flow_reason,
}


def revisions(rows: list[Revision]) -> list[Entry]:
    """The corrections `rows`, each column with what it said before and after; numbers stay masked."""
    history = _History(rows)
    return [_entry(row, history) for row in rows]


def _entry(row: Revision, history: "_History") -> Entry:
    return Entry(
        key=row.pk,
        kind="更正",
        title=SAID.get(row.kind, "更正"),
        when=stamp(row.revised_at),
        iso=clock.local(row.revised_at).isoformat(),
        by=row.revised_label,
        text="　".join(filter(None, (history.which(row), f"原因：{row.reason}" if row.reason else ""))),
        changes=_changes(row, opened(row.old), history),
    )


def _changes(row: Revision, old: dict[str, str | None], history: "_History") -> list[tuple[str, str, str]]:
    """A date and how much of it is known are one: `2025年5月`, and not its first day."""
    names = dict.fromkeys(_day_of(name) for name in old if not _silent(name))
    found = []
    for name in names:
        after = history.after(row, name)
        before = old.get(name, after)
        if known := _precision(row.kind, name):
            now = history.after(row, known)
            days = _partial(before, old.get(known, now)), _partial(after, now)
            found.append((_label(row.kind, name), *days))
        else:
            found.append(_change(row.kind, name, before, after))
    return found


def _day_of(name: str) -> str:
    return name.removesuffix("_precision") + "_on" if name.endswith("_precision") else name


def _precision(kind: str, name: str) -> str:
    """The column that says how much is known of a date; empty for one that is known to the day."""
    known = name.removesuffix("_on") + "_precision"
    return known if kind == "member" and name.endswith("_on") and known in PRECISIONS else ""


def _partial(day: str | None, precision: str | None) -> str:
    return labels.partial_date(date.fromisoformat(day), precision or "") if day else EMPTY


def _change(kind: str, name: str, old: str | None, new: str | None) -> tuple[str, str, str]:
    """Label, before, after. Two numbers that look the same under their masks are said to be two."""
    before, after = _words(kind, name, old), _words(kind, name, new)
    return _label(kind, name), before, after + ("（遮住的几位不同）" if before == after and old != new else "")


class _History:
    """What the objects of some corrections say now, and every later correction: two queries and one per kind."""

    def __init__(self, rows: list[Revision]) -> None:
        keys = {row.object_id for row in rows}
        self.later: dict[UUID, list[tuple[Any, dict[str, Any]]]] = defaultdict(list)
        for row in Revision.objects.filter(object_id__in=keys).order_by("version", "revised_at", "id"):
            self.later[row.object_id].append((_order(row), opened(row.old)))
        self.now: dict[UUID, Any] = {}
        for kind, model in MODELS.items():
            wanted = {row.object_id for row in rows if row.kind == kind}
            self.now |= model.objects.in_bulk(wanted) if wanted else {}

    def after(self, row: Revision, name: str) -> str | None:
        """What the column said once `row` had replaced its value."""
        for order, old in self.later[row.object_id]:
            if order > _order(row) and name in old:
                found: str | None = old[name]
                return found
        current = self.now.get(row.object_id)
        return as_text(getattr(current, name, None)) if current else None

    def which(self, row: Revision) -> str:
        """Which contact or report was corrected."""
        current = self.now.get(row.object_id)
        if isinstance(current, ContactLog):
            return f"{stamp(current.happened_at)} 的{current.get_channel_display()}联系"
        return f"“{current.topic}”" if isinstance(current, StudyReport) else ""


def _order(row: Revision) -> tuple[int, datetime, UUID]:
    return row.version, row.revised_at, row.pk


def _silent(name: str) -> bool:
    return name in SILENT


def _label(kind: str, name: str) -> str:
    try:
        return str(MODELS[kind]._meta.get_field(name).verbose_name)
    except (KeyError, FieldDoesNotExist):
        return name


def _words(kind: str, name: str, value: str | None) -> str:
    """A kept value as staff read it."""
    if not value:
        return EMPTY
    if name in WORDS:
        return WORDS[name](value)
    model = MODELS.get(kind)
    field: Any = model._meta.get_field(name) if model else None
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _dated(value) if name.endswith(("_on", "_at")) else value
