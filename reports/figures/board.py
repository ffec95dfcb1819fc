"""What the board says of a node and of those below it: sums of stored figures (`BoardMonth`), never of members."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Expression, F, IntegerField, Min, Value
from django.db.models import Sum as Total
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Left

from registry.lib import clock
from registry.lib import scope as scopes
from reports.figures import table
from reports.figures.month import Month
from reports.figures.places import names
from reports.figures.profile import AGES, FUNNEL, ORIGINS, TOOK, WORKS
from reports.figures.standing import Asked
from reports.models import BoardMonth, MonthlyReport

MONTHS = 24
# Worked out every hour; what is older than this has been missed twice.
STALE = timedelta(hours=3)
MINE = "我联系的党员"
# Of 24 months; of the last one besides, by node.
KEPT = ("before", "total", "came", "went", "net", "ideas", "ideas_listed", "ideas_closed", "ideas_overdue")
KEYS = (
    *KEPT, "enrolled", "new_employment", "to_contact", "contacted", "overdue", "attended", "studied", "late_tasks",
    "late_studies", *ORIGINS, *AGES, *WORKS, *FUNNEL, *TOOK, "took_days",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sum:
    """The figures of a month: of everything in the scope, or of one part of it (`node`); `known` is as of when."""

    month: Month
    node: str
    known: datetime
    numbers: dict[str, int]

    def of(self, *keys: str) -> int:
        """Some of them together."""
        return sum(self.numbers[key] for key in keys)

    @property
    def alone(self) -> bool:
        """Whether it is of a street's or a district's own, beside those below it."""
        return bool(self.node) and self.node == scopes.current().path and len(self.node) < table.ROW


def months(last: Month) -> list[Sum]:
    """The scope's sums of up to MONTHS months, the last one `last`; one query, whatever the number of members."""
    return _asked(KEPT, Value(""), last, MONTHS)


def parts(month: Month) -> list[Sum]:
    """The sums of a month by the node right below one's own; one's own (本级) by itself."""
    return _asked(KEYS, Left("node", len(scopes.current().path) + scopes.SEGMENT), month, 1)


def together(lines: Sequence[Sum]) -> Sum:
    """All of a month's parts as one."""
    numbers = {key: sum(line.numbers[key] for line in lines) for key in KEYS}
    return Sum(lines[0].month, "", min(line.known for line in lines), numbers)


def late_reports(today: date) -> dict[str, int]:
    """Reports of months that are over that nobody has handed up, now, by the node right below one's own."""
    part = Left("owner_path", len(scopes.current().path) + scopes.SEGMENT)
    rows = MonthlyReport.objects.all().missing().over(today).order_by().annotate(part=part)
    return dict(rows.values_list("part").annotate(Count("pk")))


def live(month: Month, known: datetime) -> Sum:
    """The same of a scope so narrow that it is counted when it is asked for: a liaison's own members."""
    found = table.board(Asked(month, known), code=table.division()).values()
    return Sum(month, "", known, {key: int(sum(line.get(key, 0) for line in found)) for key in KEYS})


@dataclass(frozen=True, slots=True)
class Told:
    """What one scope is told: the months in order, of the last one the whole and its parts with their names, reports
    that are due by part; `live` is counted just now, `stale` long ago."""

    months: Sequence[Sum]
    whole: Sum
    parts: Sequence[tuple[str, Sum]]
    late: Mapping[str, int]
    live: bool = False

    @property
    def stale(self) -> bool:
        """Whether it was not worked out for longer than STALE."""
        return clock.now() - self.whole.known > STALE


def told() -> Told | None:
    """The board of the present scope; None where there is nothing. A liaison's members are counted when she asks."""
    this = Month.of(clock.today())
    if scopes.current().liaison:
        line = live(this, clock.now())
        return Told([line], line, [(MINE, line)], {}, live=True) if any(line.numbers.values()) else None
    found = months(this)
    if not found:
        return None
    below = parts(found[-1].month)
    return Told(found, together(below), _named(below), late_reports(clock.today()))


def _named(lines: Sequence[Sum]) -> list[tuple[str, Sum]]:
    known = names()
    return [(known.get(line.node, table.GONE) + (table.OWN if line.alone else ""), line) for line in lines]


def _asked(keys: Iterable[str], node: Expression, last: Month, number: int) -> list[Sum]:
    until = last.year * 12 + last.number
    rows = BoardMonth.objects.order_by().annotate(at=F("year") * 12 + F("month"), part=node)
    grouped = rows.filter(at__gt=until - number, at__lte=until).values("year", "month", "part")
    sums = {f"n_{key}": Total(Cast(KT(f"figures__{key}"), IntegerField()), default=0) for key in keys}
    found = grouped.annotate(known=Min("known_at"), **sums)
    return [_read(dict(row)) for row in found.order_by("year", "month", "part")]


def _read(row: dict[str, Any]) -> Sum:
    numbers = {name.removeprefix("n_"): number for name, number in row.items() if name.startswith("n_")}
    return Sum(Month(row["year"], row["month"]), row["part"], row["known"], numbers)
