"""axe over a page as it stands now; the script is sent once, or twice to who looks at more than one document."""

from collections import defaultdict
from pathlib import Path
from typing import Any
from weakref import WeakSet

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

from tests.faults.harness import FULL

AA = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
WIDTHS = {"desk": (1366, 768), "phone": (390, 844)}
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
RUN = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")

# Lies ready in a document without being read, until somebody looks; it is half a megabyte.
READY = f"window.axeAwaits = () => {{{AXE_SCRIPT}}}"
AWAKE = "'axe' in window || ('axeAwaits' in window && (axeAwaits(), true))"
LOOKED: WeakSet[Page] = WeakSet()
# Likenesses of text that were measured for contrast in this process, and of what stands around pages, by the rules that
# they were held against.
MEASURED: dict[str, set[int]] = defaultdict(set)


def looked_at(page: Page, rules: dict[str, Any] | None = None) -> AxeResults:
    """What axe finds against these rules (all when None); only violations are asked for and sent."""
    _wake(page)
    known = MEASURED[str(rules)]
    options = {"resultTypes": ["violations"], **(rules or {})}
    # As one text: Playwright takes a list apart, number by number.
    found = page.evaluate(RUN, {"options": options, "known": "" if FULL else ",".join(map(str, known))})
    known.update(found.pop("likenesses"))
    return AxeResults(found)


def _wake(page: Page) -> None:
    """Axe is there; from the second document on that is looked at it comes with the document."""
    if page.evaluate(AWAKE):
        return
    if page in LOOKED:
        page.add_init_script(READY)
    LOOKED.add(page)
    page.evaluate(AXE_SCRIPT)


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate(SIDEWAYS))


def widths_of(page: Page) -> list[str]:
    """Both widths, first the one that the page has: a page is laid out anew as seldom as may be."""
    own = (page.viewport_size or {}).get("width")
    return sorted(WIDTHS, key=lambda width: WIDTHS[width][0] != own)


def made(page: Page, width: str) -> None:
    """As wide as a desk's screen or a phone's."""
    wide, high = WIDTHS[width]
    if page.viewport_size != {"width": wide, "height": high}:
        page.set_viewport_size({"width": wide, "height": high})
