"""Verbs on exports: ask, call off, publish, open, let go. Nothing is enqueued here: a row waits, a worker finds it."""

import hashlib
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import IO, Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, TextField

from registry.domain import files
from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import Organisation, User
from registry.models.custody import definer
from registry.models.unit import record
from reports.choices.exports import ExportKind, ExportState
from reports.domain import official
from reports.figures.month import Month
from reports.figures.table import ROW, STREET
from reports.models import Export, ExportPart, MonthClose
from reports.models.export import WAITING

S = ExportState
KEPT_FOR = timedelta(hours=24)
MOST_WAITING = 5
PLACES: ArrayField[list[str], list[str]] = ArrayField(TextField())
PART = 4 << 20
REASON = 2
GONE = "这个文件已经过期清除。请重新申请一份。"
NOT_YET = "{month}已经归档，归档文件正在生成，一般一分钟内就好。请稍后刷新这一页。"


def ask(
    *, by: User, organisation: Organisation, kind: str, month: Month | None = None,
    options: dict[str, Any] | None = None, masked: bool = True, reason: str = "",
) -> Export:  # fmt: skip
    """A file is wanted. Of a closed month the archived one is given back, which is the same for everybody.

    Raises Refused: for whole numbers without a reason, no month or one that has not begun, too many that wait already.
    """
    if not masked and len(reason.strip()) < REASON:
        raise Refused("要完整号码的，请写明用途，例如“报区委组织部核对”。")
    if month is None and kind != ExportKind.LIST:
        raise Refused("请选择月份。")
    if month and len(organisation.path) > ROW:
        raise Refused("月报按村（社区）、街道和区导出，党支部的请到它所在的村（社区）导出。")
    if kind == ExportKind.FORM:
        form = official.ready(official.of_export(options or {}), organisation)
        options = {"form": str(form.pk), "name": form.name}
    close = _closed(organisation, month) if month else 0
    if month and close and masked and not options and kind == ExportKind.WORKBOOK:
        return _archived(organisation, month, close)
    _check_turn(by)
    row = _asked(by, organisation, kind, month, close)
    row.options, row.masked, row.reason = options or {}, masked, "" if masked else reason.strip()[:100]
    row.save(force_insert=True)
    said = {} if masked else {"reason": row.reason}
    record("export.asked", on=row, kind=kind, month=str(month or ""), masked=masked, **said)
    return row


def _closed(organisation: Organisation, month: Month) -> int:
    """The closed version's number, 0 while the month is open. Raises Refused before the month has begun."""
    if month.first > clock.today():
        raise Refused(f"{month.label}还没有开始，没有月报。")
    number: int = definer("reports_closed", organisation.path, month.year, month.number)[0][0]
    return number


def _archived(organisation: Organisation, month: Month, close: int) -> Export:
    row: Export | None = archived(organisation.path, month, close).first()
    if row is None:
        raise Refused(NOT_YET.format(month=month.label))
    return row


def archived(path: str, month: Month, close: int) -> Any:
    """The archived workbook of a node, made or on its way."""
    of_month = {"year": month.year, "month": month.number, "close": close, "kind": ExportKind.WORKBOOK}
    return Export.objects.all().kept().filter(owner_path=path, **of_month)


def _check_turn(by: User) -> None:
    if Export.objects.all().waiting().filter(asked_by=by).count() >= MOST_WAITING:
        raise Refused(f"您已经有 {MOST_WAITING} 个文件在排队，请等它们好了，或者取消几个，再申请。")


def _asked(by: User | None, organisation: Organisation, kind: str, month: Month | None, close: int) -> Export:
    return Export(
        owner_path=organisation.path, organisation=organisation, kind=kind, close=close,
        year=month.year if month else 0, month=month.number if month else 0, asked_at=clock.now(), asked_by=by,
        asked_label=label_of(by)[:120],
    )  # fmt: skip


def queue_archives() -> int:
    """Ask for the archived workbooks of closed months that lack them; for the program, in a district's scope.

    One for each node that has figures in the close, for the streets above them and for the district.
    """
    there = set(Export.objects.filter(archive=True).values_list("year", "month", "close", "owner_path"))
    places = Func("figures", template="ARRAY(SELECT jsonb_object_keys(%(expressions)s))", output_field=PLACES)
    closes = MonthClose.objects.annotate(places=places).order_by("year", "month", "number")
    made, which = 0, ("year", "month", "number", "known_at", "owner_path", "places")
    for year, month, number, known_at, own, keys in closes.values_list(*which):
        rows = [path for path in keys if len(path) <= ROW]
        wanted = {own, *rows, *(path[:STREET] for path in rows)}
        lacking = {path for path in wanted if (year, month, number, path) not in there}
        made += _queue(Month(year, month), number, known_at, lacking)
    return made


def _queue(month: Month, close: int, known_at: datetime, paths: set[str]) -> int:
    """All that a close lacks, in one transaction."""
    nodes = Organisation.objects.filter(path__in=paths).order_by("path")
    for node in nodes:
        row = _asked(None, node, ExportKind.WORKBOOK, month, close)
        row.archive, row.known_at = True, known_at
        row.save(force_insert=True)
    return len(nodes)


def call_off(*, by: User, export: Export) -> Export:
    """Not wanted any more. Raises Refused once it is made, and for an archived file."""
    if export.archive:
        raise Refused("归档文件不能取消：它是这个月的正式存档。")
    if not Export.objects.filter(pk=export.pk, state__in=WAITING).update(state=S.CANCELLED):
        raise Refused("这个文件已经办完了，不用取消。")
    record("export.cancelled", on=export)
    export.refresh_from_db()
    return export


def publish(*, export: Export, data: IO[bytes], facts: dict[str, Any]) -> Export | None:
    """Row, bytes, digest and trail in the caller's one transaction; None when it was called off meanwhile."""
    row: Export | None = (
        Export.objects.select_for_update(of=("self",), no_key=True).filter(pk=export.pk, state=S.RUNNING).first()
    )
    if row is None:
        return None
    data.seek(0)
    digest, size = hashlib.sha256(), 0
    for number, part in enumerate(iter(lambda: data.read(PART), b"")):
        digest.update(part)
        size += len(part)
        _keep(row, number, part)
    now = clock.now()
    for name, value in facts.items():
        setattr(row, name, value)
    row.state, row.percent, row.problem, row.size, row.sha256 = S.DONE, 100, "", size, digest.hexdigest()
    row.made_at, row.expires_at = now, None if row.archive else now + KEPT_FOR
    row.save()
    record("export.made", on=row, kind=row.kind, sha256=row.sha256, size=size, masked=row.masked, archive=row.archive)
    return row


def _keep(row: Export, number: int, data: bytes) -> None:
    part = ExportPart(id=uuid7(), owner_path=row.owner_path, export=row, number=number)
    part.data = files.seal(ExportPart, part.pk, data)
    part.save(force_insert=True)


def open_file(*, by: User | None, export: Export) -> IO[bytes]:
    """The file in clear, in memory or without a name on the disk; it goes on the trail.

    Raises Refused before it is made, after its time, and when its bytes are not what was published.
    """
    if export.state != S.DONE or export.purged_at:
        raise Refused(GONE if export.purged_at else "这个文件还没有生成好。")
    if export.expires_at and export.expires_at <= clock.now():
        raise Refused(GONE)
    found: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # whoever answers closes it
    try:
        if _copied(export, found) != export.sha256:
            raise Refused(files.BROKEN)
    except BaseException:
        found.close()
        raise
    found.seek(0)
    record("export.downloaded", on=export, sha256=export.sha256, masked=export.masked)
    return found


def _copied(export: Export, out: IO[bytes]) -> str:
    """Write the clear bytes to `out`; their SHA-256."""
    digest = hashlib.sha256()
    for part in _parts(export):
        digest.update(part)
        out.write(part)
    return digest.hexdigest()


def _parts(export: Export) -> Iterable[bytes]:
    rows = ExportPart.objects.filter(export=export).order_by("number")
    for key in list(rows.values_list("pk", flat=True)):
        row = rows.get(pk=key)
        yield files.unseal(ExportPart, row.pk, row.data)


def purge() -> int:
    """Let go of the bytes of what is past its time; the row stays and says so. In a district's scope."""
    now = clock.now()
    rows = list(Export.objects.all().expired(now))
    ExportPart.objects.filter(export__in=[row.pk for row in rows]).delete()
    Export.objects.filter(pk__in=[row.pk for row in rows]).update(purged_at=now)
    if rows:
        record("export.purged", object_type="export", number=len(rows))
    return len(rows)
