"""What the reports of the months say of a node and of those below it: sums of stored figures, never of members."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Expression, F, IntegerField, Max, Q, Value
from django.db.models import Sum as Total
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Left

from registry.lib import scope as scopes
from reports.figures.month import Month
from reports.models import MonthlyReport

MONTHS = 24
CAME, WENT = ("new", "came_over"), ("transferred_in", "returned", "moved_on", "closed", "went_over")
KEYS = (
    "total", *CAME, *WENT, "other_province", "other_city", "other_county", "enrolled", "young", "new_employment",
    "to_contact", "contacted", "overdue", "attended", "reports", "ideas", "ideas_listed", "ideas_closed",
    "ideas_overdue",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sum:
    """The figures of a month: of everything in the scope, or of one part of it (`node`)."""

    month: Month
    node: str
    known: datetime
    closed: bool
    numbers: dict[str, int]

    def of(self, *keys: str) -> int:
        """Some of them together."""
        return sum(self.numbers[key] for key in keys)

    @property
    def came(self) -> int:
        """新增."""
        return self.of(*CAME)

    @property
    def went(self) -> int:
        """减少."""
        return self.of(*WENT)


def months(last: Month) -> list[Sum]:
    """The scope's sums of up to MONTHS months, the last one `last`; one query, whatever the number of members."""
    return _asked(Value(""), last, MONTHS)


def parts(month: Month) -> list[Sum]:
    """The sums of a month by the node right below one's own; one's own (本级) by itself."""
    return _asked(Left("owner_path", len(scopes.current().path) + scopes.SEGMENT), month, 1)


def _asked(node: Expression, last: Month, number: int) -> list[Sum]:
    until = last.year * 12 + last.number
    rows = MonthlyReport.objects.order_by().annotate(at=F("year") * 12 + F("month"), node=node)
    grouped = rows.filter(at__gt=until - number, at__lte=until).values("year", "month", "node")
    sums = {f"n_{key}": Total(Cast(KT(f"figures__{key}"), IntegerField()), default=0) for key in KEYS}
    found = grouped.annotate(known=Max("known_at"), still=Count("pk", filter=~Q(state="closed")), **sums)
    return [_read(dict(row)) for row in found.order_by("year", "month", "node")]


def _read(row: dict[str, Any]) -> Sum:
    numbers = {key: row[f"n_{key}"] for key in KEYS}
    return Sum(Month(row["year"], row["month"]), row["node"], row["known"], not row["still"], numbers)
