"""How a stored file is handed out: what a browser may show, and under which headers."""

from pathlib import PurePath
from typing import Protocol
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from registry.choices import MediaType

# Pictures are of our own making; everything else is downloaded only.
INLINE = frozenset({MediaType.JPEG, MediaType.PNG, MediaType.WEBP})
# Nothing in a file may run or fetch, wherever a browser opens it.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


class Named(Protocol):
    """A stored file as far as its headers need it."""

    @property
    def name(self) -> str: ...


class Stored(Named, Protocol):
    """The same with what kind of file it is."""

    @property
    def media_type(self) -> str: ...


def headers_of(row: Named, *, shown: bool) -> dict[str, str]:
    """Headers of an answer that carries the bytes of `row`; `shown` in the browser, where it may be."""
    return _headers(row.name, shown=shown)


def handed_out(row: Stored, data: bytes, *, shown: bool) -> HttpResponse:
    """An answer that carries the bytes of a stored file; `shown` in the browser, where it may be."""
    return HttpResponse(data, content_type=row.media_type, headers=headers_of(row, shown=shown))


def attached(name: str, size: int | None = None) -> dict[str, str]:
    """Headers of a file that was made, to be kept and not shown; `size` in bytes where it is known beforehand.

    The name in UTF-8 (RFC 6266), with a plain one for old browsers.
    """
    plain = "download" + PurePath(quote(name, safe=" ")).suffix
    said = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    length = {} if size is None else {"Content-Length": str(size)}
    return _headers(name, shown=False) | {"Content-Disposition": said} | length


def _headers(name: str, *, shown: bool) -> dict[str, str]:
    return {
        "Content-Disposition": content_disposition_header(not shown, name) or "attachment",
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Accept-Ranges": "none",
    }
