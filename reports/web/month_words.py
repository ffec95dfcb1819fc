"""What pages of the month say: states, the rows of a table, definitions, differences."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404
from django.urls import reverse

from registry.lib import scope as scopes
from registry.web import pager
from registry.web.nav import address
from reports.choices import ReportState
from reports.domain.keeping import read
from reports.figures import places, table
from reports.figures.definitions import TABLES, Figure, Table
from reports.figures.month import Month
from reports.figures.saying import NOTHING, month_named, plain, said
from reports.figures.table import ROW, Number, Row
from reports.models import Export, MonthlyReport

S = ReportState
TONES = {S.DRAFT: "warning", S.RETURNED: "danger", S.SUBMITTED: "info", S.ACCEPTED: "success", S.CLOSED: "outline"}
# Where states stand in a row.
SHORT = {S.DRAFT: "待上报", S.RETURNED: "已退回", S.SUBMITTED: "待审核", S.ACCEPTED: "已审核", S.CLOSED: "已归档"}
LABELS = {figure.key: figure.label for each in TABLES for figure in each.columns}


def month_of(text: str) -> Month:
    """A month out of an address; 404 for anything else."""
    if (found := month_named(text)) is None:
        raise Http404
    return found


def node_of(text: str) -> tuple[str, bool]:
    """The node that an address asks about (none: one's own), whether it is meant alone; 404 outside the scope."""
    path, own = text.removesuffix(OWN), text.endswith(OWN)
    path = path or scopes.current().path
    if not scopes.current().covers(path) or len(path) % scopes.SEGMENT or not path.isalnum():
        raise Http404
    return path, own


def place_of(node: str, own: bool) -> str:
    """Its name."""
    name = places.names().get(node, table.GONE)
    return f"{name}{table.OWN}" if own else name


def badge(report: MonthlyReport) -> dict[str, str]:
    """How far it is, in words and in colour."""
    return {"text": report.get_state_display(), "tone": TONES[ReportState(report.state)]}


def month_from(report: MonthlyReport) -> Month:
    """Its month."""
    return Month(report.year, report.month)


def place(report: MonthlyReport, names: Mapping[str, str]) -> str:
    """Whose it is; of a street or a district its own. `names` are those of `places.names()`."""
    return names[report.owner_path] + (table.OWN if len(report.owner_path) < ROW else "")


def archive(month: Month) -> dict[str, Any]:
    """Where the archived workbook of one's own node is, its latest version; a node without figures of its own has none
    and is led to asking for it."""
    own = Export.objects.all().kept().filter(owner_path=scopes.current().path, year=month.year, month=month.number)
    if row := own.order_by("-close").first():
        return {"url": reverse("export", args=[row.pk]), "label": f"归档的月报工作簿（第 {row.close} 版）"}
    return {"url": pager.link(reverse("exports"), month=str(month), kind="workbook"), "label": "导出这个月的工作簿"}


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The pages above."""
    return [{"label": "月报", "url": reverse("months")}, *({"label": label, "url": url} for label, url in more)]


def drill(month: Month, figure: Figure, path: str, number: str) -> str:
    """Where the rows behind a figure are, behind a share those of what it is out of; none behind a nought."""
    if number in ("0", NOTHING):
        return ""
    url = address("month-figure", str(month), figure.whole or figure.key)
    return url and pager.link(url, node=path)


def lines(table: Table, month: Month, path: str, now: Mapping[str, Number], last: Mapping[str, Number]) -> list[Any]:
    """One row a figure: this month, last month, the difference; the group only where it begins."""
    return [_line(figure, month, path, now, last) for figure in table.columns]


def _line(
    figure: Figure, month: Month, path: str, now: Mapping[str, Number], last: Mapping[str, Number]
) -> dict[str, Any]:
    number = said(figure, now)
    node = path + (OWN if len(path) < ROW else "")
    return {
        "figure": figure, "key": figure.key, "group": figure.group, "label": figure.label, "number": number,
        "url": drill(month, figure, node, number), "last": said(figure, last) if last else "",
        "change": _change(figure, now, last) if last else "",
    }  # fmt: skip


def _change(figure: Figure, now: Mapping[str, Number], last: Mapping[str, Number]) -> str:
    if figure.is_share:
        shares = [Row("", "", "", numbers).share(figure) for numbers in (now, last)]
        difference: Number | None = None if None in shares else shares[0] - shares[1]  # type: ignore[operator]
    else:
        difference = now.get(figure.key, 0) - last.get(figure.key, 0)
    if not difference:
        return ""
    return f"+{plain(difference)}" if difference > 0 else plain(difference).replace("-", "−")


def wide(table: Table, month: Month, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows of one of the five tables, a column a figure; those of whole streets and of all stand out."""
    return [
        {
            "id": row.path,
            "name": row.label,
            "kind": row.kind,
            "cells": [_cell(figure, month, row) for figure in table.columns],
        }
        for row in rows
    ]


def _cell(figure: Figure, month: Month, row: Row) -> dict[str, Any]:
    number = said(figure, row.numbers)
    node = row.path + (OWN if row.kind == "own" else "")
    # On a phone a row is a card of up to 23 figures: those that say nothing are left out there.
    kind = "num is-none" if number in ("0", NOTHING) and figure.key != "total" else "num"
    return {
        "label": figure.full_label, "text": number, "kind": kind, "url": drill(month, figure, node, number),
    }  # fmt: skip


# Behind a path: what lies at the node itself and nowhere below.
OWN = "."


def definitions(tables: Iterable[Table] = TABLES) -> list[dict[str, Any]]:
    """指标口径: every figure in words, by table."""
    return [
        {"title": table.title, "items": [
            {"label": figure.full_label, "value": figure.meaning, "note": f"来源：{figure.source}"}
            for figure in table.columns
        ]}
        for table in tables
    ]  # fmt: skip


def differences(changes: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Listed differences in words; what only shares are made of is left out."""
    return [
        {
            "key": each["key"],
            "label": _FULL[each["key"]],
            "before": _number(each["before"]),
            "after": _number(each["after"]),
        }
        for each in changes
        if each["key"] in LABELS
    ]


def from_to(each: Mapping[str, str]) -> str:
    """The number of last month's report and this one's."""
    return f"上月 {_number(each['before'])}，本月 {_number(each['after'])}"


_FULL = {figure.key: figure.full_label for each in TABLES for figure in each.columns}


def _number(text: str) -> str:
    return plain(read({"number": text})["number"])
