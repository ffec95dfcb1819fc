"""Corrections: a changed record keeps what it said before, and two editors never overwrite each other unseen."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from registry.domain.erased import refuse_erased
from registry.domain.errors import Conflict
from registry.domain.movements import label_of
from registry.lib import clock
from registry.models import ContactLog, Member, Revision, StudyReport, User
from registry.models.sealed import opened, sealed_json

Revisable = Member | ContactLog | StudyReport
R = TypeVar("R", Member, ContactLog, StudyReport)
CHANGED_SINCE = "您打开这一页以后，有人改过这条记录。请对照后再保存。"


def locked(obj: R, version: int | None = None) -> R:
    """The row as it is now, locked. Raises Refused when its member was erased, Conflict when it has another `version`
    than that one."""
    rows = type(obj).objects.select_for_update(of=("self",))
    current: R = (rows if isinstance(obj, Member) else rows.select_related("member")).get(pk=obj.pk)
    refuse_erased(current if isinstance(current, Member) else current.member)
    if version is not None and current.version != version:
        raise Conflict(CHANGED_SINCE)
    return current


def changed_names(current: Revisable, changes: Mapping[str, Any]) -> list[str]:
    """The columns in `changes` that would really change, in alphabetical order."""
    return sorted(name for name, value in changes.items() if getattr(current, name) != value)


def keep_revision(*, by: User | None, current: Revisable, names: Iterable[str], reason: str = "") -> Revision:
    """Keep the values of the columns `names` before they are replaced; call it on the row as it still is."""
    revision = Revision(
        owner_path=current.owner_path,
        member_id=current.pk if isinstance(current, Member) else current.member_id,
        kind=str(current._meta.model_name),
        object_id=current.pk,
        version=current.version,
        old=sealed_json({name: as_text(getattr(current, name)) for name in names}),
        reason=reason,
        revised_at=clock.now(),
        revised_by=by,
        revised_label=label_of(by),
    )
    revision.save(force_insert=True)
    return revision


def values_at(current: Revisable, version: int, names: Iterable[str]) -> dict[str, str | None]:
    """What the columns `names` said in `version`: now, with every correction since taken back, newest first."""
    values = {name: as_text(getattr(current, name)) for name in names}
    later = Revision.objects.filter(object_id=current.pk, version__gte=version).order_by(
        "-version", "-revised_at", "-id"
    )
    for revision in later:
        values |= {name: old for name, old in opened(revision.old).items() if name in values}
    return values


def as_text(value: object) -> str | None:
    """A column's value as the history keeps it; None for what is empty in the database."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
