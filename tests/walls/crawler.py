"""Asks every address with every role, and looks for canaries that are not in the role's scope.

It knows no page by name. Addresses come from the resolver; their parameters are filled with keys of planted rows,
own and foreign, of every model that some role gets an answer for, and with what the pages' own links show; forms are
taken from the pages. Every request happens in a transaction that is rolled back.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from django.urls import URLPattern

from tests.walls import programs
from tests.walls.asking import ALL_NODES, API, HERSELF, QUERIES, SHORT_LABELS
from tests.walls.fitting import Fitter, names_of, up_to_key
from tests.walls.pages import UUID_TEXT, fill, invented, route_of, swap


@dataclass
class Crawler(Fitter):
    """Which addresses are asked, as whom and how."""

    def crawl(self) -> None:
        """Everything: plain addresses, links, objects, forms."""
        self.personal_links()
        for account in self.accounts:
            for url in self.plain():
                self.ask(account, "GET", url)
        self.follow()
        for account in self.accounts:
            for url in self.objects_for(account):
                self.ask(account, "GET", url)
        self.follow()
        for account in self.accounts:
            self.post_forms(account)
            if self.thorough or self._is_narrow(account):
                self.beyond_pages(account)

    def beyond_pages(self, account: str) -> None:
        """What no page offers this account. The short crawl asks it of the narrowest scopes alone: of whoever sees
        little, most is foreign."""
        for url in self.harvested_elsewhere(account):
            self.ask(account, "GET", url)
        self.other_methods(account)
        self.search_boxes(account)
        self.programs(account)

    def personal_links(self) -> None:
        """Each member's own link, by somebody without an account and by a clerk: looked at, answered, stopped."""
        labels = self.planted.links.values() if self.thorough else ("a11m", "a11u", "b11u")
        for token, label in self.planted.links.items():
            for account in self.accounts[:1] + self.accounts[3:4] if label in labels else ():
                self.ask(account, "GET", f"/m/{token}/")
                for said in ({"text": "一切都好"}, {"stop": "all"}):
                    self.ask(account, "POST", f"/m/{token}/", said)

    def programs(self, account: str) -> None:
        """The API as its description has it: every verb to own and foreign rows, with own and foreign keys in it."""
        urls = [url for url in [*self.plain(), *self.objects()] if url.startswith(API)]
        for route, method, operation in programs.operations():
            fitting = [url for url in urls if route_of(url) == route]
            for url in fitting[:: 1 if self.thorough else 2] or fitting:
                for body in programs.bodies(operation, self.planted):
                    self.ask(account, method, url, body)
                for query in programs.queries(operation, self.planted) if method == "GET" else ():
                    self.ask(account, method, f"{url}?{urlencode(query)}")

    def other_methods(self, account: str) -> None:
        """HEAD, OPTIONS and an empty POST. In the short crawl what a GET has asked already is asked once a route, by
        the accounts in turns."""
        everything, at = [*self.plain(), *self.objects()], self.accounts.index(account)
        once = list({route_of(url): url for url in everything}.values())
        for url in everything if self.thorough else once[at % 4 :: 4]:
            self.ask(account, "HEAD", url)
            self.ask(account, "OPTIONS", url)
        for url in everything if self.thorough else [*self.plain(), *self.objects_for(account)[at % 2 :: 2]]:
            self.ask(account, "POST", url)

    def objects_for(self, account: str) -> list[str]:
        """All of them. In the short crawl everybody asks once a route, a narrow scope also a quarter of the rest."""
        objects, at = self.objects(), self.accounts.index(account)
        if self.thorough:
            return objects
        once = {route_of(url): url for url in reversed(objects)}
        return [*once.values(), *(objects[at % 4 :: 4] if self._is_narrow(account) else ())]

    @staticmethod
    def _is_narrow(account: str) -> bool:
        return account.startswith(("community", "liaison", HERSELF))

    def plain(self) -> list[str]:
        """Addresses without parameters, and those whose parameters are not keys."""
        words = {"app_label": "registry", "url": "nothing/", "kind": "reported_in"}
        found = []
        for route, pattern in self.routes.items():
            names = names_of(pattern)
            if names <= {"app_label", "url"}:
                found.append("/" + fill(route, words))
        return found

    def objects(self) -> list[str]:
        """Addresses of objects, for every model that fits and every planted label in reach of the test."""
        if not hasattr(self, "_objects"):
            for linked_only in () if self.fitted else (True, False):
                for route, pattern in self.routes.items():
                    if names_of(pattern) and (not linked_only or any(self._links_to(pattern))):
                        self.fitted[up_to_key(route)] = self._fitting(route, pattern)
            self._objects = [url for route, pattern in self.routes.items() for url in self._object_urls(route, pattern)]
        return self._objects

    def _object_urls(self, route: str, pattern: URLPattern) -> Iterator[str]:
        names = names_of(pattern)
        if not names or names <= {"app_label", "url"}:
            return
        for model in self.fitted[up_to_key(route)]:
            for pk in self._keys(model):
                for values in self._values(names, model, pk, pattern):
                    yield "/" + fill(route, values)

    def _keys(self, model: str) -> list[UUID]:
        rows = self.planted.rows[model]
        wanted = [f"{node}{kind}" for node in ALL_NODES for kind in "cmosux"] if self.thorough else SHORT_LABELS
        return [rows[label][0] for label in wanted if rows.get(label)]

    def follow(self) -> None:
        """Links of own pages, a few for each address and account."""
        for account in self.accounts:
            count: Counter = Counter()
            for link in sorted(self.harvested[account]):
                shape = (route_of(link), bool(urlsplit(link).query))
                count[shape] += 1
                if count[shape] <= QUERIES[self.thorough]:
                    self.ask(account, "GET", link)

    def harvested_elsewhere(self, account: str) -> list[str]:
        """Links with keys in them that other accounts' pages showed: the very addresses somebody might pass on."""
        found, count = [], Counter()
        most = 20 if self.thorough else 1
        for link in sorted(set().union(*self.harvested.values()) - self.harvested[account]):
            shape = (route_of(link), bool(urlsplit(link).query))
            count[shape] += 1
            if count[shape] <= most and (UUID_TEXT.search(link) or "?" in link):
                found.append(link)
        return found

    def search_boxes(self, account: str) -> None:
        """Foreign names and numbers in every parameter that a page of this account uses."""
        foreign = next(number for number, label in self.planted.numbers.items() if label == "b11u")
        # Without its last sign the canary is found by its beginning, and its echo is none.
        keys_of = (self.planted.rows["Member"]["b11u"][0], self.planted.world.nodes["b11"].pk)
        probes = ("CANARY-b11u", "CANARY-", foreign[:-1], *map(str, keys_of))
        for link in sorted(self.harvested[account]):
            parts = urlsplit(link)
            keys = sorted({key for key, _ in parse_qsl(parts.query, keep_blank_values=True)})
            shape = ("search", account, parts.path, tuple(keys))
            if keys and shape not in self.asked:
                self.asked[shape] = 0
                for at, key in enumerate(keys):
                    for probe in self._some(probes, at):
                        self.ask(account, "GET", f"{parts.path}?{urlencode({key: probe})}")

    def post_forms(self, account: str) -> None:
        """Every form that account saw: as it stands, to foreign objects, and with foreign keys forged into it."""
        swaps, count, at = self._foreign_keys(account), Counter(), self.accounts.index(account)
        most = 2 if self._is_narrow(account) else 1
        strangers = (
            self.planted.world.nodes["b11"].pk,
            self.planted.rows["Member"]["b11u"][0],
            self.planted.world.users["community-b11"].pk,
        )
        for action, form in sorted(self.forms[account].items()):
            count[route_of(action)] += 1
            if count[route_of(action)] > most and not self.thorough:
                continue
            filled = {name: value or invented(name) for name, value in form.fields.items()}
            self.ask(account, "POST", action, form.fields)
            for url in {action, *(swap(action, swaps, number) for number in self._some(range(3), at))}:
                self.ask(account, "POST", url, filled)
            for number, name in enumerate(form.fields if self.thorough else form.keyed):
                for foreign in self._some(strangers, at + number):
                    self.ask(account, "POST", action, filled | {name: str(foreign)})

    def _some(self, choices: Sequence[Any], at: int) -> Sequence[Any]:
        """All of them; in the short crawl each account takes one in its turn."""
        return choices if self.thorough else (choices[at % len(choices)],)

    def _foreign_keys(self, account: str) -> dict[str, list[str]]:
        """For each planted row: the same model's rows that this account may not see."""
        swaps: dict[str, list[str]] = {}
        for rows in self.planted.rows.values():
            hidden = [
                str(pks[0])
                for label, pks in rows.items()
                if pks and not self.planted.visible(self.scopes[account], label)
            ]
            for pks in rows.values():
                swaps |= {str(pk): hidden[:: max(1, len(hidden) // 3)] for pk in pks}
        return swaps
