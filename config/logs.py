"""Logs: JSON lines through structlog, kept free of personal data.

A request is logged as method, route, status and duration: no path (it may hold a name that was searched for), no query,
no body, no address, no agent. An exception is logged as its class and where it was raised, never its text: PostgreSQL
puts the whole failing row there. As belt and braces every line is scrubbed of ID numbers and phones.
"""

import logging.config
import re
import sys
import time
import traceback
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse

Event = MutableMapping[str, Any]

ID_NUMBER = re.compile(r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{9}[\dXx](?![\dXx])|(?<!\d)[1-9]\d{14}(?!\d)")
PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)")
HIDDEN = frozenset(
    {"request", "body", "data", "params", "sql", "args", "kwargs", "password", "token", "cookies", "headers"}
    | {"remote_addr", "ip_address", "user_agent", "name", "phone", "id_number"}
)
# JSON escapes what lies below U+0020; these end a line or reverse it as well.
UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
FRAMES = 8
# Frameworks append whole messages with their arguments to some lines.
LONGEST = 300

request_log = structlog.get_logger("bdx.request")


def scrub(text: str) -> str:
    """`text` without anything that looks like an ID number or a mobile phone."""
    return PHONE.sub("[电话]", ID_NUMBER.sub("[证件号]", text))


def where_raised(error: BaseException) -> str:
    """An exception as its class and innermost frames, without its text and without values."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames)]
    return " < ".join([type(error).__qualname__, *places])


def shorten_exception(_logger: Any, _method: str, event: Event) -> Event:
    """Structlog processor: `exc_info` becomes `exception`, as `where_raised` says it."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = where_raised(error)
    event.pop("exc_text", None)
    return event


def scrub_event(_logger: Any, _method: str, event: Event) -> Event:
    """Structlog processor: drop keys that carry personal data by nature, scrub the rest at any depth."""
    event["event"] = str(event.get("event", ""))[:LONGEST]
    return {key: _scrubbed(value) for key, value in event.items() if key not in HIDDEN}


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {key: _scrubbed(item) for key, item in value.items() if key not in HIDDEN}
    if isinstance(value, list | tuple | set):
        return [_scrubbed(item) for item in value]
    if value is None or isinstance(value, bool):
        return value
    said = scrub(str(value))
    return value if isinstance(value, int | float) and said == str(value) else said


def one_line(_logger: Any, _method: str, rendered: str) -> str:
    """Structlog's last processor: nothing in a line may end it for some reader, or turn its text around."""
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", rendered)


class RequestLogMiddleware:
    """One line a request, by route name, never by path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Time the request and log it; health checks stay quiet."""
        began = time.perf_counter()
        response = self.get_response(request)
        route = _route(request)
        if route not in ("healthz", "readyz"):
            spent = round((time.perf_counter() - began) * 1000)
            request_log.info("request", method=request.method, route=route, status=response.status_code, ms=spent)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Log what a view raised; Django's own line would carry the path and the exception's text.

        An answer of 400, 403 or 404 is no failure: the request's own line says it.
        """
        if isinstance(exception, Http404 | PermissionDenied | SuspiciousOperation):
            return
        request_log.error("request failed", method=request.method, route=_route(request), exc_info=exception)


def _route(request: HttpRequest) -> str:
    return request.resolver_match.route if request.resolver_match else "-"


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    shorten_exception,
    structlog.processors.StackInfoRenderer(),
    structlog.stdlib.PositionalArgumentsFormatter(),
    scrub_event,
]

# These write paths, queries, addresses, arguments or whole statements into their messages.
QUIET = {
    "django": "INFO",
    "django.request": "CRITICAL",
    "django.server": "CRITICAL",
    "django.security": "CRITICAL",
    "django.db.backends": "WARNING",
    "axes": "CRITICAL",
    "celery.app.trace": "CRITICAL",
    "celery.worker.strategy": "WARNING",
    "celery.beat": "WARNING",
    "celery.worker.request": "WARNING",
    "faker": "WARNING",
}


def logging_settings(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to stderr as JSON, frameworks' chatter left out."""
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
            one_line,
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {name: {"level": quiet, "handlers": [], "propagate": True} for name, quiet in QUIET.items()},
    }


def configure(settings: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG: standard logging and structlog end in the same lines."""
    logging.config.dictConfig(settings)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
