"""What a record said of a person when her node's report was worked out: edits since then are no part of that month.

The register's figures follow from movements, which have their days; origin, birth, education, standing and work have
none. Of those the history of corrections (`registry.models.Revision`) says what stood there before.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from registry.models import Member, Revision
from registry.models.sealed import opened
from reports.figures.standing import ROW_WIDTH, TYPES

COLUMNS = tuple(TYPES)


@dataclass(frozen=True, slots=True)
class Valued:
    """Member → her columns as they stood then, of those alone in whom something was changed since."""

    people: Mapping[UUID, Mapping[str, Any]]

    @classmethod
    def at(cls, moments: Mapping[str, datetime]) -> Self:
        """Of the scope's members whose lines' reports (path → when it was worked out) no longer change."""
        later = _later(moments) if moments else {}
        people = Member.objects.filter(pk__in=later).values("id", *COLUMNS)
        then = {each.pop("id"): each for each in people}
        return cls({key: _back(then[key], later[key]) for key in sorted(later) if key in then})

    def values(self) -> dict[str, list[Any]]:
        """A list for each column, for the statement."""
        rows = list(self.people.values())
        columns: dict[str, list[Any]] = {f"was_{name}": [row[name] for row in rows] for name in COLUMNS}
        return {"was_id": list(self.people), **columns}


def _later(moments: Mapping[str, datetime]) -> dict[UUID, list[Revision]]:
    """Corrections that came after her line's report, the newest first."""
    found: dict[UUID, list[Revision]] = defaultdict(list)
    rows = Revision.objects.filter(kind="member", revised_at__gte=min(moments.values()))
    for row in rows.order_by("-version", "-revised_at", "-id"):
        moment = moments.get(row.owner_path[:ROW_WIDTH])
        if moment is not None and row.revised_at >= moment:
            found[row.object_id].append(row)
    return found


def _back(now: Mapping[str, Any], later: Iterable[Revision]) -> dict[str, Any]:
    """Her columns, with every correction since taken back."""
    then = dict(now)
    for revision in later:
        then |= {name: old for name, old in opened(str(revision.old)).items() if name in then}
    return then
