"""The answer when the program failed, or what it stands on: which of the two, and what to do now.

Django asks for it (`handler500`) while the error is still being handled.
"""

import errno
import sys
from collections.abc import Iterator

import psycopg
import redis
from django.http import HttpRequest, HttpResponse
from django.template import loader

# Seconds after which to ask again: a database server that was killed is back by then (docs/faults.md, E16).
AGAIN = 30
FULL = {errno.ENOSPC, errno.EDQUOT}
# SQLSTATE (PostgreSQL, appendix A): no space; no connection, shut down, too many; a lock or an answer that took long.
NO_SPACE = "53100"
AWAY = ("08", "57P", "53300", "57014", "55P03", "40P01")


def failed(request: HttpRequest) -> HttpResponse:
    """507 where the disk is full, 503 where a server is away or overrun, 500 for a mistake of ours; nothing was kept.

    Rendered without a context: it may ask for nothing.
    """
    number = status_of(sys.exc_info()[1])
    response = HttpResponse(loader.get_template(f"{number}.html").render(), status=number)
    if number == 503:
        response["Retry-After"] = str(AGAIN)
    return response


def status_of(error: BaseException | None) -> int:
    """The status for an error, by what it came from."""
    return next(filter(None, map(_status_of_one, _chain(error))), 500)


def _status_of_one(error: BaseException) -> int:
    if isinstance(error, psycopg.Error):
        state = error.sqlstate or ""
        if state == NO_SPACE:
            return 507
        lost = not state and isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        return 503 if lost or state.startswith(AWAY) else 0
    if isinstance(error, redis.ConnectionError | redis.TimeoutError):
        return 503
    return 507 if isinstance(error, OSError) and error.errno in FULL else 0


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it was raised from, and so on."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
