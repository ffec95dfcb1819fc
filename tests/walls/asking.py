"""One request of the crawl: made, searched for canaries, rolled back; what its page offers is kept."""

import json
import time
from collections import Counter, defaultdict
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urlencode, urlsplit

from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from registry.checks import addresses
from registry.lib.scope import Scope
from registry.models.identity import member_scope
from registry.web.sessions import NOTED_EVERY
from tests.walls.canaries import Planted
from tests.walls.pages import Form, Page, body_of, matching, route_of
from tests.walls.written import Written, counted

BACKEND = "registry.web.backends.AccountBackend"
HOST = "http://testserver"
REDIRECTS = 4
# Each sign of life is rolled back, and would be noted again by every request after it: the account logs in before.
RENEW_SECONDS = NOTED_EVERY - 2
# Links of one address that an account of the thorough crawl follows.
FOLLOWED = 4
# Pages of one address whose links and forms an account of the short crawl takes in.
READ = 2
# Whose rows are asked for, object by object: own, a neighbour's, another street's, another district's.
SHORT_LABELS, ALL_NODES = (
    ("a11m", "a11u", "a11o", "a12u", "a12o", "b11u", "b11o", "as", "a11s", "b11s", "ax", "a11x", "b11x"),
    ("a11", "a12", "a21", "a1", "a", "b11", "b1", "b"),
)
NOBODY = Scope(path="")
# An account of that name is a personal session: `her-a11m` is the member planted under that label.
HERSELF = "her-"
# Who share the addresses in the short crawl: those who see much of a district, and those who see its office alone.
SHARING = (("district", "street"), ("auditor", "system_admin", "security_admin"))
# A page that everybody has and that asks the database for little.
LIGHT = "/account/password/"
# Where anybody chooses whom to write to: the names of streets and communities, as every map has them.
ON_EVERY_MAP = ("/suggest/", "/me/suggest/", "/api/v1/suggest/")
WRITING, API = ("POST", "PATCH"), "/api/v1/"


@dataclass(frozen=True)
class Leak:
    """A canary where it must not be."""

    account: str
    method: str
    url: str
    label: str
    canary: str


@dataclass
class Asker:
    """What one crawl asked and found."""

    planted: Planted
    accounts: list[str]
    leaks: list[Leak] = field(default_factory=list)
    broken: Counter = field(default_factory=Counter)
    hits: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    requests: Counter = field(default_factory=Counter)
    seen_own: Counter = field(default_factory=Counter)
    harvested: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    # The same links by the view that answers them.
    links: dict[Any, set[str]] = field(default_factory=lambda: defaultdict(set))
    forms: dict[str, dict[str, Form]] = field(default_factory=lambda: defaultdict(dict))
    thorough: bool = False
    # Models by the address up to its first key: what lies under one key is about one kind of row.
    fitted: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, ContentType] = field(default_factory=dict)
    stored: int = 0
    told: Counter = field(default_factory=Counter)
    # How many pages of an address an account has read.
    read: Counter = field(default_factory=Counter)
    # Who got more than a refusal from an address, and who got one.
    opened: set[tuple[str, str]] = field(default_factory=set)
    refused: set[tuple[str, str]] = field(default_factory=set)
    # Addresses that take no GET, whoever asks.
    posted_only: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.routes = {route.replace("/^", "/"): pattern for route, pattern in addresses()}
        self.clients = {name: self._client(name) for name in self.accounts}
        self.since = dict.fromkeys(self.accounts, time.monotonic())
        self.scopes = {name: self._scope(name) for name in self.accounts}
        self.asked: dict[tuple, int] = {}
        planted = self.planted.rows.items()
        self.models = {str(pk): name for name, rows in planted for pks in rows.values() for pk in pks}
        self.labels = {str(pk): label for _, rows in planted for label, pks in rows.items() for pk in pks}

    def _client(self, account: str) -> Client:
        client = Client(raise_request_exception=False)
        if account.startswith(HERSELF):
            client.post(f"/m/{self.planted.pages[account.removeprefix(HERSELF)]}/", {"open": "1"})
        elif account:
            client.force_login(self.planted.world.users[account], backend=BACKEND)
            client.get(LIGHT)  # the middleware picks the posting
        return client

    def _present(self, account: str) -> Client:
        """The account's client, logged in anew from time to time."""
        if time.monotonic() - self.since[account] > RENEW_SECONDS:
            self.clients[account], self.since[account] = self._client(account), time.monotonic()
        return self.clients[account]

    def _scope(self, account: str) -> Scope:
        if account.startswith(HERSELF):
            label = account.removeprefix(HERSELF)
            return member_scope(self.planted.world.nodes[label[:-1]].path, self.planted.rows["Member"][label][0])
        return self.planted.world.scope(account) if account else NOBODY

    # One request

    def ask(self, account: str, method: str, url: str, data: dict | None = None, depth: int = 0) -> int:
        """One request, rolled back; its answer is searched. Returns the status (0 for an address of somebody else)."""
        key = (account, method, url, json.dumps(data, sort_keys=True, default=str))
        if key in self.asked or not url.startswith("/"):
            return self.asked.get(key, 0)
        if account.startswith(HERSELF) and not url.startswith("/me/"):
            return 404  # her cookie goes nowhere else
        client = self._present(account)
        kept = dict(client.cookies)
        with transaction.atomic(), counted() if method in WRITING else nullcontext() as written:
            response = (
                client.generic(method, url, *_sent(url, data)) if method in WRITING else client.generic(method, url)
            )
            text = body_of(response)
            if written is not None:
                self.stored += self._search_stored(account, method, url)
                self._count_events(account, url, response.status_code, written)
            transaction.set_rollback(True)
        client.cookies.clear()
        client.cookies.update(kept)
        self.asked[key] = response.status_code
        self._note(account, method, url, response, text)
        location = response.headers.get("Location", "")
        if 300 <= response.status_code < 400 and depth < REDIRECTS:
            self.ask(account, "GET", location.removeprefix(HOST), None, depth + 1)
        return response.status_code

    def _note(self, account: str, method: str, url: str, response: Any, text: str) -> None:
        self.requests[method] += 1
        route = route_of(url)
        self.hits[route][response.status_code] += 1
        if response.status_code >= 500 and response.status_code != 503:  # 503 is /readyz saying that no worker lives
            self.broken[f"{method} {route} {response.status_code}"] += 1
        self._search(account, method, url, text)
        (self.refused if response.status_code in (403, 404, 405) else self.opened).add((account, route))
        if method == "GET" and response.status_code == 405:
            self.posted_only.add(route)
        if method == "GET" and response.status_code == 200 and "html" in response.headers.get("Content-Type", ""):
            self.read[account, route] += 1
            if self.thorough or self.read[account, route] <= READ:
                self._harvest(account, url, text)

    def _search(self, account: str, method: str, url: str, text: str) -> None:
        for label, canary in self.planted.labels(text):
            if self._may_see(account, url, label, canary):
                self.seen_own[account] += 1
            else:
                self.leaks.append(Leak(account, method, url, label, canary))

    def _may_see(self, account: str, url: str, label: str, canary: str) -> bool:
        """A personal link shows what is its member's, whoever holds it, the public page names every place; everything
        else the account's scope."""
        if label.endswith("n") and url.startswith(ON_EVERY_MAP):
            return True
        opened = self.planted.links.get(url.split("/")[2]) if url.startswith("/m/") else None
        if opened:
            return label == opened or self.planted.visible(self._scope(f"{HERSELF}{opened}"), label, canary)
        return self.planted.visible(self.scopes[account], label, canary)

    def _search_stored(self, account: str, method: str, url: str) -> int:
        """Sessions are not scoped: what a request leaves there must name nobody out of scope."""
        sessions = Session.objects.order_by("-expire_date")[:3]
        for session in sessions:
            self._search(account, f"{method} session", url, json.dumps(session.get_decoded(), ensure_ascii=False))
        return len(sessions)

    def _count_events(self, account: str, url: str, status: int, written: Written) -> None:
        """Whatever a request wrote has to be in the trail, and so has a refusal (H10)."""
        rows, events = written.since()
        wrote, refused = rows > 0, status == 403 and self.scopes[account].user_id
        if wrote or refused:
            what = "writes" if wrote else "refusals"
            self.told[what if events > 0 else f"{route_of(url)} {status}"] += 1

    def _harvest(self, account: str, url: str, text: str) -> None:
        page = Page(text)
        for link in page.links:
            whole = urlsplit(url)._replace(query="", fragment="").geturl() + link if link.startswith("?") else link
            self._keep(account, urldefrag(whole)[0])
        for form in page.forms:
            action = form.action or url
            if form.method == "post" and action.startswith("/"):
                self.forms[account].setdefault(action, form)
            elif form.method == "get" and form.fields:
                self._keep(account, f"{urlsplit(action or url).path}?{urlencode(form.fields)}")

    def _keep(self, account: str, link: str) -> None:
        self.harvested[account].add(link)
        match = matching(link)
        if match:
            self.links[match.func].add(link)


def _sent(url: str, data: dict | None) -> tuple[str | bytes, str]:
    """Body and type: a program's JSON or its form with a file, or a page's form."""
    if any(isinstance(value, UploadedFile) for value in (data or {}).values()):
        return encode_multipart(BOUNDARY, data), MULTIPART_CONTENT
    if url.startswith(API):
        return json.dumps(data or {}, ensure_ascii=False), "application/json"
    return urlencode(data or {}), "application/x-www-form-urlencoded"
