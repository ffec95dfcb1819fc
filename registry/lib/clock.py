"""The only source of "now": the calendar of a ledger is Asia/Shanghai, storage is UTC."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from time import time as seconds
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
QUARTER = 900  # seconds; days begin at a full quarter of an hour everywhere


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in Shanghai: a clerk's month ends at 16:00 UTC of its last day."""
    return _day(int(seconds()) // QUARTER)


@lru_cache(maxsize=8)
def _day(quarter: int) -> date:
    """The date of a quarter of an hour: a roster asks for today some hundred thousand times."""
    return datetime.fromtimestamp(quarter * QUARTER, UTC).astimezone(SHANGHAI).date()


def local(moment: datetime) -> datetime:
    """`moment` (aware) as the wall clock in Shanghai shows it."""
    return moment.astimezone(SHANGHAI)


def midnight(day: date) -> datetime:
    """The moment at which `day` begins in Shanghai."""
    return datetime.combine(day, time.min, SHANGHAI)
