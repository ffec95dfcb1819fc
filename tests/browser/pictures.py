"""Take the pictures of README.md and docs/manual.md that show the demo's own people, from a running demo.

Run: `make demo`, then `python -m tests.browser.pictures [http://127.0.0.1:8000] [NAME …]`. The other pictures are taken
by the tests of this folder on their way: `SCREENSHOTS=docs/images pytest tests/browser`.
"""

import sys
from dataclasses import dataclass
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.engine import CHROMIUM, FLAGS
from tests.browser.keeping import IMAGES, written
from tests.browser.looking import WIDTHS

# What `make demo` prints.
PASSWORD = "Demo-7k2m-Pq9x"
# A list of fifty rows says nothing that its first ten don't.
TALLEST = {"desk": 1400, "phone": 1700}
# Until a page has read what was typed.
READ_MS = 1500


@dataclass(frozen=True)
class Picture:
    """Which page (`path`, then `links` followed by their selectors) `account` sees at `width`, kept as `name`.png.

    Without an account nobody is logged in. `typed` are fields by their names, with what is written into them.
    """

    name: str
    account: str
    path: str
    links: tuple[str, ...] = ()
    width: str = "desk"
    typed: tuple[tuple[str, str], ...] = ()


FIRST = "main tbody a >> nth=0"
# Of whom the demo knows most.
HERS = "/members/?q=覃春梅"
# Somebody who was never registered, and bears a name that the register knows.
NEW = (("id_number", "450999198805123472"), ("name", "林志强"))
PICTURES = (
    Picture("login-1366", "", "/login/"),
    Picture("member-new-1366", "yongming", "/members/new/", typed=NEW),
    Picture("lost-1366", "jiangnan", "/lost/"),
    Picture("home-1366", "jiangnan", "/"),
    Picture("home-liaison-390", "zhidao01", "/", width="phone"),
    Picture("members-1366", "jiangnan", "/members/"),
    Picture("members-390", "yongming", "/members/", width="phone"),
    Picture("member-1366", "jiangnan", HERS, (FIRST,)),
    Picture("member-390", "jiangnan", HERS, (FIRST,), "phone"),
    Picture("member-sheet", "jiangnan", HERS, (FIRST, "text=打印一人一档")),
    Picture("contact-quick-390", "zhidao01", "/", ("a:has-text('记一次联系') >> nth=0",), "phone"),
    Picture("home-letter-1366", "yongming", "/contacts/home/", ("text=打印函件 >> nth=0",)),
    Picture("liaisons-1366", "waihai", "/liaisons/"),
    Picture("liaison-proposal-1366", "yongming", "/liaisons/proposal/"),
    Picture("liaison-handover-1366", "waihai", "/liaisons/", ("main tbody >> text=移交 >> nth=0",)),
    Picture("studies-list", "jiangnan", "/studies/"),
    Picture("study-review", "jiangnan", "/studies/", (FIRST,)),
    Picture("study-late-1366", "waihai", "/materials/late/"),
    Picture("study-sheet-1366", "yongming", "/materials/ledger/"),
    Picture("contacts-1366", "jiangnan", "/contacts/"),
    Picture("home-duties-1366", "jiangnan", "/contacts/home/"),
    Picture("outreach-tasks", "jiangnan", "/tasks/"),
    Picture("canvass-1366", "jiangnan", "/canvass/", (FIRST,)),
    Picture("activities-1366", "district", "/activities/"),
    Picture("part-1366", "district", "/part/wishes/"),
    Picture("suggestions-1366", "jiangnan", "/suggestions/?view=all"),
    Picture("month-street-1366", "waihai", "/months/", ("main tbody a >> nth=0",)),
    Picture("month-report-1366", "yongming", "/months/", ("main tbody a >> nth=0",)),
    Picture("board-1366", "district", "/board/"),
    Picture("exports-1366", "yongming", "/exports/"),
    Picture("jobs", "district", "/jobs/"),
    Picture("message-batch-1366", "yongming", "/messages/batches/", (FIRST,)),
    Picture("materials-1366", "district", "/materials/"),
    Picture("leads-1366", "district", "/leads/"),
    Picture("suggest-390", "", "/suggest/", width="phone"),
)


def main() -> int:
    """Take those that are named, or all of them."""
    address, *names = sys.argv[1:] or ["http://127.0.0.1:8000"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, "--lang=zh-CN"])
        for picture in PICTURES:
            if not names or picture.name in names:
                _take(browser, address, picture)
    return 0


def _take(browser: Browser, address: str, picture: Picture) -> None:
    width, height = WIDTHS[picture.width]
    page = browser.new_page(
        viewport={"width": width, "height": height}, locale="zh-CN", has_touch=picture.width == "phone"
    )
    _open(page, address, picture)
    for link in picture.links:
        page.click(link)
    for name, text in picture.typed:
        page.fill(f"[name={name}]", text)
        page.wait_for_timeout(READ_MS)
    page.wait_for_load_state("networkidle")
    to = IMAGES / f"{picture.name}.png"
    written(page.screenshot(full_page=True), to, tallest=TALLEST[picture.width])
    page.context.close()


def _open(page: Page, address: str, picture: Picture) -> None:
    if not picture.account:
        page.goto(address + picture.path)
        return
    page.goto(f"{address}/login/?next={quote(picture.path)}")
    page.fill("input[name=username]", picture.account)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")


if __name__ == "__main__":
    raise SystemExit(main())
