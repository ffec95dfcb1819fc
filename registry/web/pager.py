"""The links below a list that is read page by page."""

from typing import Any
from urllib.parse import urlencode

from registry.entry.paging import Page


def links(page: Page[Any], url: str, **query: str) -> dict[str, str]:
    """Context of `components/pager.html` for the list at `url`, narrowed by what is given of `query`."""
    return {
        "total": page.total,
        "next_url": link(url, **query, after=page.after) if page.after else "",
        "previous_url": link(url, **query, before=page.before) if page.before else "",
        "first_url": link(url, **query) if page.before else "",
    }


def link(url: str, **query: str) -> str:
    """The list at `url`, narrowed by what is given of `query`."""
    given = {name: value for name, value in query.items() if value}
    return f"{url}?{urlencode(given)}" if given else url
