"""Alarms of the machinery: raised once, closed when it is over. For the program itself, inside its unit of work."""

from registry.choices.jobs import AlarmKind
from registry.lib import clock
from registry.models import Alarm
from registry.models.unit import record


def raise_alarm(path: str, kind: AlarmKind, subject: str = "") -> bool:
    """Raise it unless it stands already; whether it was raised."""
    if Alarm.objects.all().open().filter(owner_path=path, kind=kind, subject=subject).exists():
        return False
    alarm = Alarm(owner_path=path, kind=kind, subject=subject, raised_at=clock.now())
    Alarm.objects.bulk_create([alarm], ignore_conflicts=True)
    if not Alarm.objects.filter(pk=alarm.pk).exists():
        return False  # somebody else was quicker
    record("alarm.raised", on=alarm, kind=kind, subject=subject)
    return True


def close_alarm(path: str, kind: AlarmKind, subject: str = "") -> bool:
    """It is over; whether one stood."""
    standing = Alarm.objects.all().open().filter(owner_path=path, kind=kind, subject=subject)
    closed = bool(standing.update(closed_at=clock.now()))
    if closed:
        record("alarm.closed", owner_path=path, object_type="alarm", kind=kind, subject=subject)
    return closed
