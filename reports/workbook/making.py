"""A worker makes what was asked for: one snapshot of the database, a file without a name, then published at once.

Attempts, lease and fence are those of `registry.domain.jobs`: a worker that is killed leaves a row that waits, and
nothing else.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO

from django.db import connection, transaction
from django.db.models import Max

from registry.choices.jobs import JobName, JobReason, JobState
from registry.domain import jobs
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib.scope import SEGMENT
from registry.models import AuditEvent, Job
from registry.models.identity import system_scope
from registry.models.unit import record, work
from reports.choices.exports import FIGURES, ExportState
from reports.domain import exports
from reports.figures.table import division
from reports.models import Export, MonthClose, MonthlyReport
from reports.models.export import WAITING
from reports.workbook import kinds
from reports.workbook.progress import Cancelled, Progress, watched

S = ExportState
AT_ONCE = 20  # files that one task makes
FAILED = "试了几次都没有生成：{why}。请稍后重新申请；还不行的，请联系系统管理员。"


def work_off(path: str, most: int = AT_ONCE, first: str = "") -> int:
    """Make what waits in a district, one after the other, `first` before the others; how many were made."""
    done = 0
    for key in sorted(_waiting(path), key=lambda key: key != first)[:most]:
        held = jobs.begin(JobName.MAKE_EXPORT, path, str(key))
        if held is None:
            _give_up(path, key)
        elif jobs.carry_out(held, lambda held=held: make(held)):  # type: ignore[misc]
            done += 1
    return done


def _waiting(path: str) -> list[str]:
    with work(system_scope(path)):
        return [str(key) for key in Export.objects.all().waiting().values_list("pk", flat=True)]


def make(held: jobs.Held) -> int:
    """One attempt at one export: 1 when it was published, 0 when nobody wants it any more."""
    export = _begun(held)
    if export is None:
        return 0
    with tempfile.TemporaryFile() as out, watched(export) as progress:
        try:
            facts = _written(export, out, progress)
        except Cancelled:
            return 0
        except Refused as refusal:
            return _refused(held, export, refusal)
        out.flush()
        os.fsync(out.fileno())
        return _published(held, export, out, facts)


def _begun(held: jobs.Held) -> Export | None:
    """The row, marked as running, with the moment that it is told as of."""
    with work(system_scope(held.path)):
        rows = Export.objects.select_for_update(of=("self",), no_key=True).filter(pk=held.key, state__in=WAITING)
        row: Export | None = rows.first()
        if row is None:
            return None
        row.state, row.percent, row.known_at = S.RUNNING, 0, row.known_at if row.archive else _known(row)
        row.head = row.head or _head(held.path, row.known_at or clock.now())
        row.save()
        return row


def _known(row: Export) -> datetime:
    """Of a closed month the moment of its close; beside figures of an open one that of the youngest of its reports, so
    that tables and ledgers of one file agree; else now."""
    if row.close and (found := MonthClose.objects.all().of_month(row.year, row.month).filter(number=row.close).first()):
        return found.known_at
    of_month = MonthlyReport.objects.all().of_month(row.year, row.month).at(row.owner_path)
    youngest = of_month.aggregate(at=Max("known_at"))["at"] if row.kind in FIGURES else None
    return youngest or clock.now()


def _head(path: str, known: datetime) -> str:
    """Where the district's audit chain stood at the moment that the file is told as of, to be printed: paper shows a
    cut tail that the chain alone can't. Not where it stands now: equal files would not stay equal."""
    events = AuditEvent.objects.filter(chain=path[:SEGMENT], at__lte=known).order_by("-at", "-seq")
    last = events.values_list("chain", "seq", "mac").first()
    return f"{last[0]} 链第 {last[1]} 条 {bytes(last[2]).hex()[:32]}" if last else ""


def _written(export: Export, out: IO[bytes], progress: Progress) -> dict[str, object]:
    with snapshot(), work(system_scope(export.owner_path[:SEGMENT])):
        return kinds.write(export, division(), out, progress.told)


@contextmanager
def snapshot() -> Iterator[None]:
    """One picture of the database for all that is read in the block, however long it takes (REPEATABLE READ).

    Inside another transaction, which has asked already, that one's holds.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _published(held: jobs.Held, export: Export, out: IO[bytes], facts: dict[str, object]) -> int:
    """In one transaction, and only by the attempt that still holds the job."""
    with work(system_scope(held.path)):
        mine = Job.objects.filter(pk=held.job_id, state=JobState.RUNNING, begun_at=held.begun_at)
        if not mine.select_for_update(of=("self",)).exists():
            return 0
        return int(exports.publish(export=export, data=out, facts=facts) is not None)


def _refused(held: jobs.Held, export: Export, refusal: Refused) -> int:
    """What can't be made as it was asked for is said at once; trying again would change nothing."""
    with work(system_scope(held.path)):
        rows = Export.objects.filter(pk=export.pk, state__in=WAITING, archive=False)
        if rows.update(state=S.FAILED, problem=str(refusal)[:300]):
            record("export.failed", object_type="export", object_id=held.key, reason="refused")
    return 0


def _give_up(path: str, key: str) -> None:
    """Say on the row that the job was set aside, and why. An archived file stays wanted: its job is tried again."""
    with work(system_scope(path)):
        job = Job.objects.filter(name=JobName.MAKE_EXPORT, key=key, state=JobState.SET_ASIDE).first()
        rows = Export.objects.filter(pk=key, state__in=WAITING, archive=False)
        if job is None:
            return
        why = JobReason(job.reason).label if job.reason in JobReason else job.reason
        if rows.update(state=S.FAILED, problem=FAILED.format(why=why)):
            record("export.failed", object_type="export", object_id=key, reason=job.reason)
