"""Two editors of one record: what was sent, what is stored now, and what the sender had read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.api.problems import Mismatch
from registry.domain import revisions
from registry.domain.errors import Conflict
from registry.entry.covering import covered
from registry.entry.fields import typed_date
from registry.entry.member_forms import DATES, SINGLE_DATES
from registry.lib.masks import mask_id, mask_phone
from registry.models import Member

CHANGED = revisions.CHANGED_SINCE
MASKS: dict[str, Any] = {
    "id_number": mask_id, "phone": mask_phone, "other_phones": covered, "liaison_phone": covered,
}  # fmt: skip


def mismatch(conflict: Conflict, member: Member, body: Mapping[str, Any], version: int) -> Mismatch:
    """The conflict with its three sides, by the names of the body; numbers stay covered."""
    names = [name for name in body if _columns(name)]
    columns = [column for name in names for column in _columns(name)]
    theirs = revisions.values_at(member, member.version, columns)
    original = revisions.values_at(member, version, columns)
    found = Mismatch(
        str(conflict),
        {name: _shown(name, None if body[name] is None else str(body[name])) for name in names},
        {name: _read(name, theirs) for name in names} | {"version": member.version},
        {name: _read(name, original) for name in names},
    )
    found.settled = getattr(conflict, "settled", False)  # type: ignore[attr-defined]
    return found


def _columns(name: str) -> tuple[str, ...]:
    """The columns of Member behind a field of the body; none for what is no column."""
    if name in DATES:
        return DATES[name]
    if name in SINGLE_DATES:
        return (SINGLE_DATES[name],)
    return (name,) if any(field.name == name for field in Member._meta.concrete_fields) else ()


def _read(name: str, values: Mapping[str, str | None]) -> str | None:
    column, *precision = _columns(name)
    text = values[column]
    if precision and text:
        return typed_date(date.fromisoformat(text), values[precision[0]] or "")
    return _shown(name, text)


def _shown(name: str, text: str | None) -> str | None:
    return MASKS[name](text) if text and name in MASKS else text
