"""The demo's monthly reports: three months handed up, looked at and closed by the verbs that staff use, on the days on
which it would have been done; the present month as far as it is. The texts are `registry/data/demo/months.csv`.

The demo is written down on the day it is loaded, so all figures are of what is known by then (数字截至), and the rows
behind them can be looked at.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from string import Formatter
from typing import Any

from registry.choices import OrganisationKind
from registry.lib import clock, tables
from registry.models import Organisation
from reports.domain import checks, cycle, drafting
from reports.figures.month import Month
from reports.models import MonthlyReport
from reports.models.monthly import OPEN, ReportQuerySet

CLOSED = 3
DISTRICT, STREET = "区委组织部（演示）", "街道党工委（演示）"
PEOPLE = ("陈晓岚", "梁志远", "黄婉仪", "李建国", "吴秀珍", "区少文", "何咏诗", "谭伟强")
# Days after the month's last: when a community hands up, the street looks, the district closes.
ACCEPTED, CLOSES = 2, 3
_TEXTS = tables.rows("demo/months")
ABOVE = (OrganisationKind.DISTRICT, OrganisationKind.STREET)
TEXTS = {part: [row["text"] for row in _TEXTS if row["part"] == part] for part in {row["part"] for row in _TEXTS}}


def load() -> int:
    """Give a district its months, once, in the scope of the whole of it; returns how many were closed."""
    if MonthlyReport.objects.exists():
        return 0
    this = Month.of(clock.today())
    months = this.and_before(CLOSED + 1)[::-1]
    known = clock.now()
    told = max(month for month in months[:-1] if not _past(month, ACCEPTED))
    closed = sum(_one_month(month, known, told=month == told) for month in months[:-1])
    if clock.today().day >= drafting.DRAFTED_FROM:
        drafting.draft(this, now=known)
        _begun(this)
    return closed


def _one_month(month: Month, known: datetime, *, told: bool) -> bool:
    """Whether it is closed by now: a month that is just over is left as far as its days have come. In the month that
    is `told` (the newest that has been looked at) one is sent back on its way."""
    with clock.as_of(_at(month.last, 9)):
        drafting.draft(month, now=known)
        for node in Organisation.objects.all().active().filter(kind__in=ABOVE):
            drafting.begin_own(node, month)
    rows = _rows(month)
    for number, row in enumerate(rows):
        if month.last < clock.today() or number % 3:
            _handed_up(row, number, _at(month.last, 10) + timedelta(minutes=number))
    if _past(month, ACCEPTED):
        return False
    if told:
        _sent_back(month)
    with clock.as_of(_at(month.last + timedelta(days=ACCEPTED), 16)):
        for row in _rows(month):
            cycle.accept(by=None, label=STREET, report=row)
    if _past(month, CLOSES):
        return False
    with clock.as_of(_at(month.last + timedelta(days=CLOSES), 11)):
        cycle.close(by=None, label=DISTRICT, month=month)
    return True


def _past(month: Month, days: int) -> bool:
    """Whether that day is not over yet."""
    return month.last + timedelta(days=days) >= clock.today()


def _at(day: date, hour: int) -> datetime:
    return clock.midnight(day) + timedelta(hours=hour)


def _rows(month: Month) -> ReportQuerySet:
    return MonthlyReport.objects.all().of_month(month.year, month.number).select_related("organisation")


def _handed_up(row: MonthlyReport, number: int, at: datetime) -> None:
    with clock.as_of(at):
        written = cycle.write(by=None, report=row, fields=_fields(row, number), revision=row.revision)
        label = f"{written.filler}（演示）"
        cycle.submit(by=None, label=label, report=written, revision=written.revision, count=False)


def _fields(row: MonthlyReport, number: int) -> dict[str, object]:
    number += row.month * 7
    said: dict[str, object] = {
        part: _fitting(TEXTS[part], row.figures, number) for part in ("practice", "problems", "plans")
    }
    why = {
        figure.key: TEXTS["explained"][(number + at) % len(TEXTS["explained"])]
        for at, figure in enumerate(_changed(row))
    }
    return said | {
        "filler": PEOPLE[number % len(PEOPLE)], "reviewer": PEOPLE[(number + 3) % len(PEOPLE)],
        "phone": f"0750-3860{number % 1000:03d}", "explained": why,
    }  # fmt: skip


def _fitting(texts: list[str], figures: Mapping[str, Any], number: int) -> str:
    """One of the texts with its numbers; nobody writes about what there was none of."""
    keys = {text: [key for _, key, _, _ in Formatter().parse(text) if key] for text in texts}
    fit = [text for text in texts if all(int(figures.get(key) or 0) for key in keys[text])]
    return fit[number % len(fit)].format_map(figures)


def _changed(row: MonthlyReport) -> list[checks.Figure]:
    return checks.to_explain(row, checks.last_of(row))


def _sent_back(month: Month) -> None:
    """The largest one's comes back from the street the next morning and is handed up again in the afternoon."""
    row = max(_rows(month), key=lambda row: (int(row.figures.get("total", 0)), row.owner_path))
    day = month.last + timedelta(days=1)
    with clock.as_of(_at(day, 9)):
        cycle.send_back(by=None, label=STREET, report=row, remark=TEXTS["remark"][0])
    again = MonthlyReport.objects.select_related("organisation").get(pk=row.pk)
    _handed_up(again, 5, _at(day, 15))


def _begun(month: Month) -> None:
    """Every third community has begun to write."""
    for number, row in enumerate(_rows(month).filter(state__in=OPEN)):
        if number % 3 == 0:
            fields = {**_fields(row, number), "plans": ""}
            cycle.write(by=None, report=row, fields=fields, revision=row.revision)
