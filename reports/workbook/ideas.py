"""金点子清单: what was collected in the month and stands on the list, and what of earlier months is still in hand."""

from collections.abc import Iterator

from django.db.models import Q

from outreach.domain.suggestions import ledger
from outreach.models import Suggestion
from outreach.models.suggestion import SuggestionQuerySet
from registry.lib import scope as scopes
from reports.workbook import cells, ledgers
from reports.workbook.ledgers import Ledger, Line
from reports.workbook.spec import Spec


def rows(spec: Spec) -> SuggestionQuerySet:
    """Ideas on the list; needs that became cases of help are nobody else's business."""
    month = spec.month
    still = Q(closed_at__isnull=True) | Q(closed_at__gte=month.begins)
    found = Suggestion.objects.all().ideas().genuine().filter(on_list=True, collected_on__lte=month.last)
    root = scopes.current().path
    inside = {"node_at_event__gte": root, "node_at_event__lt": root + scopes.PATH_END}
    here = found.filter(**inside, submitted_at__lt=spec.known)
    return here.filter(Q(collected_on__gte=month.first) | still).order_by("node_at_event", "year", "number", "id")


def lines(spec: Spec) -> Iterator[Line]:
    """Each with what stands in other tables, some hundreds at a time."""
    for part in ledgers.chunks(rows(spec)):
        beside = ledger.beside([row.pk for row in part])
        for row in part:
            yield line(row, beside.get(row.pk, {}), masked=spec.masked)


def line(row: Suggestion, extra: ledger.Extra, *, masked: bool) -> Line:
    """One of them as it stands in every ledger."""
    found = [cells.plain(told(row, extra), masked) for _, _, told in ledger.COLUMNS]
    if not masked:
        found[ledger.PHONE] = str(row.proposer_phone)
    return found


LEDGER = Ledger(
    "ideas", "金点子清单", tuple((heading, float(width)) for heading, width, _ in ledger.COLUMNS),
    lambda spec: rows(spec).count(), lines, "本月收集并纳入清单的，以及以前收集、本月还在办的。",
)  # fmt: skip
