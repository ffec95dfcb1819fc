"""Which kind of export is written by what, and what it is called."""

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import IO

from registry.lib import clock
from reports.choices.exports import ExportKind
from reports.figures.month import Month
from reports.models import Export, MonthClose
from reports.workbook import book, brief, cover, flat, listing, official
from reports.workbook.book import Told
from reports.workbook.spec import LEDGERS, Spec

K = ExportKind
Writer = Callable[[Spec, IO[bytes], Told], object]
# Kinds that are one ledger → which.
SINGLE = {K.MEMBERS: "roster", K.CONTACTS: "contacts", K.STUDIES: "studies", K.SUGGESTIONS: "ideas"}
WRITERS: dict[str, tuple[Writer, str]] = {
    K.WORKBOOK: (book.make, "xlsx"), K.BRIEF: (brief.make, "docx"), K.CSV: (flat.make_csv, "zip"),
    K.JSON: (flat.make_json, "json"),
}  # fmt: skip


WRITERS |= {kind: (partial(book.make_ledger, key), "xlsx") for kind, key in SINGLE.items()}


def write(export: Export, code: str, out: IO[bytes], told: Told) -> dict[str, object]:
    """Write the file; what the row is to say of it."""
    spec = spec_of(export, code)
    if export.kind == K.FORM:
        return official.make(export, spec, out)
    if export.kind == K.LIST:
        return listing.make(export, spec, out, told)
    writer, ending = WRITERS[export.kind]
    writer(spec, out, told)
    version = f"（第{spec.close}版）" if spec.close > 1 else ""
    return {"file_name": f"{_name(export, spec)}{version}.{ending}", "watermark": spec.watermark}


def _name(export: Export, spec: Spec) -> str:
    if export.kind in SINGLE:
        return f"{spec.unit}{spec.month.label}{LEDGERS[SINGLE[K(export.kind)]]}"
    return brief.title(spec) if export.kind == K.BRIEF else cover.title(spec)


def spec_of(export: Export, code: str) -> Spec:
    """What the row asks for. `known_at` must have been set."""
    known = export.known_at or clock.now()
    day = _printed(export, known)
    return Spec(
        path=export.owner_path,
        unit=str(export.organisation),
        code=code,
        month=Month(export.year, export.month) if export.year else Month.of(day),
        close=export.close,
        known=known,
        day=day,
        masked=export.masked,
        sheets=_sheets(export),
        head=export.head,
        tag=_tag(export),
        asker="" if export.masked else export.asked_label,
    )


def _printed(export: Export, known: datetime) -> date:
    """The date on the sheets: of a closed month the day of its close, whenever its figures were worked out."""
    closes = MonthClose.objects.all().of_month(export.year, export.month).filter(number=export.close)
    found = closes.first() if export.close else None
    return clock.local(found.at if found else known).date()


def _tag(export: Export) -> str:
    """What sets it apart from others of the same node and moment."""
    if not export.masked:
        return str(export.pk)
    return json.dumps(export.options, sort_keys=True) if export.kind == K.LIST else ""


def _sheets(export: Export) -> tuple[str, ...]:
    if export.kind == K.LIST:
        return ()
    if export.kind in SINGLE:
        return (SINGLE[ExportKind(export.kind)],)
    return tuple(key for key in LEDGERS if key in export.options.get("sheets", LEDGERS))
