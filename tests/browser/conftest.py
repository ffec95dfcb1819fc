"""A real Chromium against the live server: the same pages, with script and style, at two widths."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Response
from playwright.sync_api import Error as PlaywrightError

from tests.browser.engine import CHROMIUM, FLAGS
from tests.browser.looking import WIDTHS, looked_at, made, scrolls_sideways, widths_of
from tests.every_page import seen_elsewhere
from tests.faults.harness import FULL
from tests.intake.conftest import warm_readers
from tests.world import World

__all__ = ["warm_readers"]

# Playwright's loop runs in this thread; Django would refuse the database otherwise.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

Scheme = Literal["light", "dark"]
BACKEND = "registry.web.backends.AccountBackend"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser and committed rows."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium here (.ci/browser installs one)"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, kept off the network."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": list(FLAGS)}


@pytest.fixture(scope="session", autouse=True)
def _no_connection_left(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A request that the browser gave up may still hold a connection, and a database in use can't be dropped."""
    yield
    with django_db_blocker.unblock():
        # This connection too may have been ended, by a fault made on purpose: a new one asks.
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def _static_files_last() -> Iterator[None]:
    """As behind the real server: what was fetched once isn't asked for again with each page."""
    serve = StaticFilesHandler.serve
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", lambda *asked: _lasting(serve(*asked)))
        yield


def _lasting(answer: HttpResponseBase) -> HttpResponseBase:
    answer.headers["Cache-Control"] = "max-age=3600"
    return answer


@dataclass
class Story:
    """What axe takes of a story: short of the full size every third page, at the widths by turns."""

    pages: int = 0
    looks: int = 0

    def axe_looks(self, url: str) -> bool:
        """Whether at the page that is open now; test_every_page looks at all pages that have an address for it."""
        self.pages += 1
        return FULL or self.pages % 3 == 1 or not seen_elsewhere(url)

    def width(self) -> str:
        """Whose turn it is."""
        self.looks += 1
        return list(WIDTHS)[self.looks % len(WIDTHS)]


@dataclass
class Visitor:
    """Somebody signed in, at one width."""

    page: Page
    base: str
    mistakes: list[str]
    story: Story
    scheme: Scheme = "light"

    def go(self, path: str) -> Page:
        """Open a page; any script error or refused resource is a mistake."""
        self._opened(path)
        return self.page

    def _opened(self, path: str) -> Response | None:
        """Asked for once more where the page of the last tap came between: whoever looks goes on when she is there."""
        try:
            return self.page.goto(self.base + path)
        except PlaywrightError as gone:
            if "ERR_ABORTED" not in gone.message:
                raise
            self.page.wait_for_load_state()
            return self.page.goto(self.base + path)

    def opens(self, path: str) -> bool:
        """Open a page, unless it is refused: Chromium calls that an error, we don't."""
        answer = self._opened(path)
        if answer is not None and answer.status == 200:
            return True
        self.mistakes.clear()
        return False

    def check(self) -> None:
        """No script errors, no content policy refusals, no sideways scrolling, and on every third page of a story (on
        all of them at full size, or where nobody else looks) nothing that axe finds."""
        self._fits()
        if self.story.axe_looks(self.page.url):
            self._axe()

    def _axe(self) -> None:
        found = looked_at(self.page)
        assert found.violations_count == 0, found.generate_report()

    def _fits(self) -> None:
        self.page.wait_for_load_state()
        assert not self.mistakes, self.mistakes
        assert not scrolls_sideways(self.page), f"{self.page.url} scrolls sideways"

    def check_both(self, seen: Callable[[str], object] = str, *, axe: bool = False) -> None:
        """The same at either width, of which `seen` is told, without loading the page anew; short of the full size axe,
        which costs most, looks at the widths by turns (`axe`: in any case)."""
        turn = self.story.width() if self.story.axe_looks(self.page.url) or axe else ""
        for width in self.at_both_widths():
            seen(width)
            self._fits()
            if (FULL and turn) or width == turn:
                self._axe()

    def wears(self, scheme: Scheme) -> None:
        """Light or dark, from now on."""
        if scheme != self.scheme:
            self.page.emulate_media(color_scheme=scheme)
            self.scheme = scheme

    def at_both_widths(self) -> Iterator[str]:
        """The page as a desk shows it and as a phone does, then as it was."""
        own = self.page.viewport_size
        for width in widths_of(self.page):
            made(self.page, width)
            yield width
        if own != self.page.viewport_size:
            self.page.set_viewport_size(own)


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser, live_server: Any, world: World) -> Iterator[Visit]:
    """`visit("community-a11", "phone")`: that account's browser at that width; script=False switches JavaScript off."""
    contexts, story = [], Story()

    def open_as(name: str, width: str = "desk", *, script: bool = True) -> Visitor:
        wide, high = WIDTHS[width]
        context = browser.new_context(
            viewport={"width": wide, "height": high}, locale="zh-CN", java_script_enabled=script, has_touch=wide < 600
        )
        contexts.append(context)
        context.add_cookies([_session_of(world, name, live_server.url)])
        page, mistakes = context.new_page(), []
        page.on("pageerror", lambda error: mistakes.append(str(error)))
        page.on("console", lambda line: mistakes.append(line.text) if _is_mistake(line) else None)
        return Visitor(page, live_server.url, mistakes, story)

    yield open_as
    for context in contexts:
        context.close()


# htmx calls a question that a newer one replaced an error; it is what hx-sync asks for.
REPLACED = ("htmx:sendAbort", "htmx:afterRequest")


def _is_mistake(line: ConsoleMessage) -> bool:
    return line.type == "error" and not line.text.startswith(REPLACED)


def _session_of(world: World, name: str, url: str) -> dict[str, Any]:
    """The session cookie of an account, made without the login form."""
    client = Client()
    client.force_login(world.users[name], backend=BACKEND)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    return {"name": cookie.key, "value": cookie.value, "url": url}
