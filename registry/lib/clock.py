"""The only source of "now": the calendar of a ledger is Asia/Shanghai, storage is UTC."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in Shanghai: a clerk's month ends at 16:00 UTC of its last day."""
    return now().astimezone(SHANGHAI).date()


def local(moment: datetime) -> datetime:
    """`moment` (aware) as the wall clock in Shanghai shows it."""
    return moment.astimezone(SHANGHAI)


def midnight(day: date) -> datetime:
    """The moment at which `day` begins in Shanghai."""
    return datetime.combine(day, time.min, SHANGHAI)
