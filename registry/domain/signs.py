"""Signs of life in the database, and what is said when one stays away. Whoever gives a sign listens for the others."""

from datetime import datetime, timedelta

from django.conf import settings

from registry.choices.jobs import BACKUP, AlarmKind, Process
from registry.domain.alarms import close_alarm, raise_alarm
from registry.lib import clock
from registry.models import Alarm, Job, Sign
from registry.models.identity import districts, system_scope
from registry.models.job import OPEN
from registry.models.unit import record, work

# A silent worker is replaced after one silent time; whoever is silent after so many of them is a person's matter.
ALARM_AFTER = 3
# A night may be missed; two are no accident.
BACKUP_DAYS = 2
KEEP_DAYS = 7
KEEP_ALARM_DAYS = 90


def sign(process: Process) -> None:
    """Note in every district that the process lives, and look after the others."""
    for path in districts():
        with work(system_scope(path)):
            _note(path, process)
            watch(path)


def note_redis(answers: bool) -> None:
    """Raise or close the alarm of a Redis that doesn't answer, in every district."""
    for path in districts():
        with work(system_scope(path)):
            (close_alarm if answers else raise_alarm)(path, AlarmKind.REDIS)


def watch(path: str) -> None:
    """Raise an alarm for whom nobody has heard for long, and close it when it is heard again."""
    now = clock.now()
    told = set(
        Alarm.objects.all().open().filter(owner_path=path, kind=AlarmKind.SILENT).values_list("subject", flat=True)
    )
    for found in Sign.objects.filter(owner_path=path, process__in=Process.values):
        silent = is_silent(found.at, now)
        if silent and found.process not in told:
            raise_alarm(path, AlarmKind.SILENT, found.process)
        elif not silent and found.process in told:
            close_alarm(path, AlarmKind.SILENT, found.process)
    if settings.BACKUP_RECIPIENTS:
        _watch_backups(path)


def _watch_backups(path: str) -> None:
    last = last_backup(path)
    (raise_alarm if last is None or is_old(last.at, clock.now()) else close_alarm)(path, AlarmKind.BACKUP)


def last_backup(path: str) -> Sign | None:
    """When the last one was made, and its size; None when there never was one."""
    return Sign.objects.filter(owner_path=path, process=BACKUP).first()


def is_old(at: datetime, now: datetime) -> bool:
    """Whether a last backup is too long ago."""
    return now - at > timedelta(days=BACKUP_DAYS)


def note_backup(name: str, size: int) -> None:
    """A backup of so many bytes was made: every district sees it, and it stands in the trail as what it is, a copy of
    everything."""
    for path in districts():
        with work(system_scope(path)):
            said = {"at": clock.now(), "size": size}
            if not Sign.objects.filter(owner_path=path, process=BACKUP).update(**said):
                Sign.objects.create(owner_path=path, process=BACKUP, **said)
            close_alarm(path, AlarmKind.BACKUP)
            record("backup.made", owner_path=path, object_type="backup", object_id=name, bytes=size)


def is_silent(at: datetime, now: datetime) -> bool:
    """Whether a last sign is too long ago."""
    return now - at > timedelta(seconds=settings.WORKER_SILENT_SECONDS * ALARM_AFTER)


def _note(path: str, process: Process) -> None:
    """The others, where they never gave a sign, have the same time to come as if they had gone silent now."""
    now = clock.now()
    if not Sign.objects.filter(owner_path=path, process=process).update(at=now):
        rows = [Sign(owner_path=path, process=each, at=now) for each in Process.values]
        Sign.objects.bulk_create(rows, ignore_conflicts=True)


def purge(path: str) -> int:
    """Forget jobs done a week ago and alarms over since long; how many."""
    now = clock.now()
    jobs = Job.objects.filter(owner_path=path, begun_at__lt=now - timedelta(days=KEEP_DAYS)).exclude(state__in=OPEN)
    alarms = Alarm.objects.filter(owner_path=path, closed_at__lt=now - timedelta(days=KEEP_ALARM_DAYS))
    return int(jobs.delete()[0]) + int(alarms.delete()[0])
