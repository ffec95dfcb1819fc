"""The only source of "now": the calendar of a ledger is Asia/Shanghai, storage is UTC."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from time import time as seconds
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
QUARTER = 900  # seconds; days begin at a full quarter of an hour everywhere


# How far the demo's past lies back while it is written.
_back: ContextVar[float] = ContextVar("registry_clock_back", default=0.0)  # seconds


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) - timedelta(seconds=_back.get())


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Let it be `moment` in this block. For the demo alone, whose past is made by the verbs that make the present; what
    the trail says bears the true time, since it is written when the unit of work ends."""
    token = _back.set((datetime.now(UTC) - moment).total_seconds())
    try:
        yield
    finally:
        _back.reset(token)


def today() -> date:
    """Today's date in Shanghai: a clerk's month ends at 16:00 UTC of its last day."""
    return _day(int(seconds() - _back.get()) // QUARTER)


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


def years_before(day: date, years: int) -> date:
    """That many years before; of the 29th of February the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
