"""How a stored file is handed out: what a browser may show, and under which headers."""

from typing import Protocol

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


def headers_of(row: Named, *, shown: bool) -> dict[str, str]:
    """Headers of an answer that carries the bytes of `row`; `shown` in the browser, where it may be."""
    return {
        "Content-Disposition": content_disposition_header(not shown, row.name) or "attachment",
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Accept-Ranges": "none",
    }
