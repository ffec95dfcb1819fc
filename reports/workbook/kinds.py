"""Which kind of export is written by what, and what it is called."""

from collections.abc import Callable
from typing import IO

from registry.domain.errors import Refused
from registry.lib import clock
from reports.choices.exports import ExportKind
from reports.figures.month import Month
from reports.models import Export
from reports.workbook import book, cover
from reports.workbook.book import Told
from reports.workbook.spec import LEDGERS, Spec

K = ExportKind
Writer = Callable[[Spec, IO[bytes], Told], object]
WRITERS: dict[str, tuple[Writer, str]] = {K.WORKBOOK: (book.make, "xlsx")}


def write(export: Export, code: str, out: IO[bytes], told: Told) -> dict[str, object]:
    """Write the file; what the row is to say of it. Raises Refused for a kind that nobody writes."""
    if export.kind not in WRITERS:
        raise Refused("这种文件现在还不能导出。")
    writer, ending = WRITERS[export.kind]
    spec = spec_of(export, code)
    writer(spec, out, told)
    version = f"（第{spec.close}版）" if spec.close > 1 else ""
    return {"file_name": f"{cover.title(spec)}{version}.{ending}", "watermark": spec.watermark}


def spec_of(export: Export, code: str) -> Spec:
    """What the row asks for. `known_at` must have been set."""
    known = export.known_at or clock.now()
    return Spec(
        path=export.owner_path,
        unit=str(export.organisation),
        code=code,
        month=Month(export.year, export.month),
        close=export.close,
        known=known,
        day=clock.local(known).date(),
        masked=export.masked,
        sheets=tuple(key for key in LEDGERS if key in export.options.get("sheets", LEDGERS)),
        head=export.head,
        tag="" if export.masked else str(export.pk),
        asker="" if export.masked else export.asked_label,
    )
