"""axe over a page as it stands now; the script goes in once for each document."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

from tests.faults.harness import FULL

AA = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
WIDTHS = {"desk": (1366, 768), "phone": (390, 844)}
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
RUN = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


# Likenesses of text that were measured for contrast in this process, by the rules that they were held against.
MEASURED: dict[str, set[int]] = defaultdict(set)


def looked_at(page: Page, rules: dict[str, Any] | None = None) -> AxeResults:
    """What axe finds against these rules (all when None); only violations are asked for and sent."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    known = MEASURED[str(rules)]
    options = {"resultTypes": ["violations"], **(rules or {})}
    found = page.evaluate(RUN, {"options": options, "known": [] if FULL else sorted(known)})
    known.update(found.pop("likenesses"))
    return AxeResults(found)


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate(SIDEWAYS))


def widths_of(page: Page) -> list[str]:
    """Both widths, first the one that the page has: a page is laid out anew as seldom as may be."""
    own = (page.viewport_size or {}).get("width")
    return sorted(WIDTHS, key=lambda width: WIDTHS[width][0] != own)


def made(page: Page, width: str) -> None:
    """As wide as a desk's screen or a phone's."""
    wide, high = WIDTHS[width]
    page.set_viewport_size({"width": wide, "height": high})
