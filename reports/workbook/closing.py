"""Close a month from the shell: the district's close, its archived workbook on the disk, and what both say."""

import hashlib
import io
import os
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.db.models import QuerySet

from registry.domain.errors import Refused
from registry.models import Organisation
from registry.models.identity import districts, system_scope
from registry.models.unit import record, work
from reports.choices.exports import ExportKind, ExportState
from reports.domain import cycle, exports, official
from reports.domain.keeping import read, stored
from reports.figures import table
from reports.figures.month import Month
from reports.models import Export, MonthClose, OfficialForm
from reports.workbook import kinds, making

CODE = 12
PATIENCE = 600  # seconds for a worker that is at it already
LABEL = "命令行"


@dataclass(frozen=True, slots=True)
class Filled:
    """One form of the superior office: its bound cells, which stayed empty and why; or why it is not filled."""

    name: str
    file: str = ""
    sha256: str = ""
    cells: int = 0
    empty: list[str] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """What came of it. `new` says that it was closed just now."""

    organisation: str
    month: str
    number: int
    new: bool
    figures: dict[str, str]
    digest: str
    file: str
    sha256: str
    size: int
    watermark: str
    forms: list[Filled]


def close_month(month: Month, code: str, out: Path, why: str) -> Closed:
    """Close the month unless it is closed, make the workbook, write it to the folder `out`.

    Raises Refused in words: an unknown code, one that is no district's, and whatever closing refuses.
    """
    district = _district(code)
    with work(system_scope(district.path)):
        new = not _closes(month).exists()
        if new:
            cycle.close(by=None, label=LABEL, month=month, why=why)
        exports.queue_archives()
        close = _closes(month).order_by("-number")[0]
        figures = _whole(close)
    export = _made(district, month, close.number)
    file = _written(export, out)
    return Closed(
        organisation=str(district), month=str(month), number=close.number, new=new, figures=figures,
        digest=close.digest, file=str(file), sha256=export.sha256, size=export.size, watermark=export.watermark,
        forms=_forms(district, month, close, out),
    )  # fmt: skip


def _closes(month: Month) -> QuerySet[MonthClose]:
    return MonthClose.objects.all().of_month(month.year, month.number)


def _district(code: str) -> Organisation:
    wanted = code.strip().ljust(CODE, "0")
    for path in districts():
        with work(system_scope(path)):
            found = Organisation.objects.filter(code=wanted).first()
        if found and found.path == path:
            return found
        if found:
            raise Refused(f"“{found}”不是区。月份按区归档，请写区的代码。")
    raise Refused(f"没有区划代码是 {code} 的区。请核对代码，例如 440704。")


def _whole(close: MonthClose) -> dict[str, str]:
    """The figures of the whole district."""
    found = {path: read(numbers) for path, numbers in close.figures.items()}
    return stored(table.rows(found, day=Month(close.year, close.month).last)[-1].numbers)


def _made(district: Organisation, month: Month, close: int) -> Export:
    """The archived workbook, made here unless a worker is at it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        making.work_off(district.path)
        with work(system_scope(district.path)):
            export = exports.archived(district.path, month, close).first()
        if export and export.state == ExportState.DONE:
            found: Export = export
            return found
        time.sleep(1)
    raise Refused("月份已经归档，但工作簿还没有生成好。请看“后台作业”一页，稍后再执行一次。")


def _written(export: Export, out: Path) -> Path:
    with work(system_scope(export.owner_path)), exports.open_file(by=None, export=export) as file:
        return _put(file, out, export.file_name)


def _put(file: IO[bytes], out: Path, file_name: str) -> Path:
    """Whole or not at all: written beside, synced, then renamed."""
    out.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=out, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as beside:
            while part := file.read(exports.PART):
                beside.write(part)
            beside.flush()
            os.fsync(beside.fileno())
        Path(name).replace(out / file_name)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return out / file_name


def _forms(district: Organisation, month: Month, close: MonthClose, out: Path) -> list[Filled]:
    """Every form in use, the same bytes as on the page; one that nobody has looked at is named, not filled."""
    with making.snapshot(), work(system_scope(district.path)):
        forms = OfficialForm.objects.all().in_use().filter(organisation=district).order_by("name")
        return [_filled(form, district, month, close, out) for form in forms]


def _filled(form: OfficialForm, district: Organisation, month: Month, close: MonthClose, out: Path) -> Filled:
    try:
        official.ready(form, district)
    except Refused as refusal:
        return Filled(form.name, problem=str(refusal))
    asked = Export(
        owner_path=district.path, organisation=district, kind=ExportKind.FORM, year=month.year, month=month.number,
        close=close.number, known_at=close.known_at, options={"form": str(form.pk)},
    )  # fmt: skip
    made = io.BytesIO()
    facts = kinds.write(asked, table.division(), made, lambda done, total: None)
    sha256 = hashlib.sha256(made.getvalue()).hexdigest()
    record("form.filled", on=form, month=str(month), close=close.number, sha256=sha256)
    made.seek(0)
    file = _put(made, out, str(facts["file_name"]))
    return Filled(form.name, str(file), sha256, form.bound, asked.options["broken"])
