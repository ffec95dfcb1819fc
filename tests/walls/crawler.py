"""Asks every address with every role, and looks for canaries that are not in the role's scope.

It knows no page by name. Addresses come from the resolver; their parameters are filled with keys of planted rows,
own and foreign, of every model that some role gets an answer for, and with what the pages' own links show; forms are
taken from the pages. Every request happens in a transaction that is rolled back.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID
from zlib import crc32

from django.urls import URLPattern

from tests.walls import programs
from tests.walls.asking import ALL_NODES, API, FOLLOWED, HERSELF, SHARING, SHORT_LABELS
from tests.walls.fitting import HER_PAGES, Fitter, names_of, up_to_key
from tests.walls.pages import UUID_TEXT, Form, fill, invented, route_of, swap


@dataclass
class Crawler(Fitter):
    """Which addresses are asked, as whom and how."""

    # Who followed links of an address, with a query or without; what was posted to; parameters that were tried.
    followed: dict[tuple[str, bool], set[str]] = field(default_factory=lambda: defaultdict(set))
    posted: set[str] = field(default_factory=set)
    probed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def crawl(self) -> None:
        """Everything: plain addresses, links, objects, forms."""
        self.personal_links()
        for urls_of in (self.plain_for, self.objects_for):
            # The second time those who share ask what the one whose turn it was may not open.
            for account in self.accounts if self.thorough else self.accounts * 2:
                for url in urls_of(account):
                    self.ask(account, "GET", url)
            self.follow()
        for account in self._narrowest_first():
            self.post_forms(account)
            if self.thorough or self._is_narrow(account):
                self.beyond_pages(account)

    def beyond_pages(self, account: str) -> None:
        """What no page offers this account. The short crawl asks it of the narrowest scopes alone, which share the
        addresses: of whoever sees little, most is foreign."""
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
        for at, (route, method, operation) in enumerate(programs.operations(), self.accounts.index(account)):
            fitting = [url for url in urls if route_of(url) == route and self._beyond(account, url)]
            bodies = list(programs.bodies(operation, self.planted))
            # Short of the full size the foreign row is the nearest, and gets one body.
            for url in fitting if self.thorough else self._own_and_foreign(account, fitting, 0):
                for body in bodies if self.thorough or self._sees(account, url) else self._some(bodies, at):
                    self.ask(account, method, url, body)
                for probes in programs.queries(operation, self.planted) if method == "GET" else ():
                    for query in self._some(probes, at):
                        self.ask(account, method, f"{url}?{urlencode(query)}")

    def other_methods(self, account: str) -> None:
        """HEAD, OPTIONS and an empty POST; in the short crawl one of the three a route, every other time the last, and
        always where that is all it takes."""
        everything = [*self.plain(), *self.objects()] if self.thorough else [*self.plain(), *self._foreign(account)]
        for url in everything:
            route, methods = route_of(url), ("HEAD", "POST", "OPTIONS", "POST")
            if route in self.posted_only and not self.thorough:
                methods = ("POST",)
            for method in self._some(methods, crc32(route.encode()) // 7) if self._beyond(account, url) else ():
                self.ask(account, method, url)

    def plain_for(self, account: str) -> list[str]:
        """All of them. In the short crawl those that are the account's to ask and take a GET."""
        if self.thorough:
            return self.plain()
        mine = {url: route_of(url) for url in self.plain()}
        return [url for url, route in mine.items() if self._takes(account, route) and route not in self.posted_only]

    def objects_for(self, account: str) -> list[str]:
        """All of them. In the short crawl one a route: of a row that the account sees, if it has read none there, else
        of one that it doesn't, by turns how far away; a narrow scope asks for both. What takes no GET is left out."""
        if self.thorough:
            return self.objects()
        found = []
        for at, (route, urls) in enumerate(self._by_route().items(), self.accounts.index(account)):
            if not self._takes(account, route) or self._read_by_narrower(account, route):
                continue
            own, *foreign = self._own_and_foreign(account, urls, at)
            found += [] if self.read[account, route] and foreign else [own]
            found += foreign if self.read[account, route] or self._is_narrow(account) else []
        return [url for url in found if route_of(url) not in self.posted_only]

    def _foreign(self, account: str) -> list[str]:
        """An address of each route, of a row that the account doesn't see where there is one."""
        routes = enumerate(self._by_route().values(), self.accounts.index(account) + 1)
        return [self._own_and_foreign(account, urls, at)[-1] for at, urls in routes]

    def _by_route(self) -> dict[str, list[str]]:
        """Addresses of objects by their routes."""
        found: dict[str, list[str]] = defaultdict(list)
        for url in self.objects():
            found[route_of(url)].append(url)
        return found

    def _own_and_foreign(self, account: str, urls: list[str], at: int) -> list[str]:
        """The first that names only what the account sees, and of those that name something else the one whose turn it
        is; whichever there is."""
        own = [url for url in urls if self._sees(account, url)]
        foreign = [url for url in urls if url not in own]
        return own[:1] + ([foreign[at % len(foreign)]] if foreign else [])

    def _sees(self, account: str, url: str) -> bool:
        labels = {self.labels[key] for key in UUID_TEXT.findall(url) if key in self.labels}
        return all(self.planted.visible(self.scopes[account], label) for label in labels)

    def _takes(self, account: str, route: str) -> bool:
        """Whether an address is that account's to ask. In the short crawl those of SHARING share them: each is asked by
        one of them, and by the others where that one was turned away."""
        roles = next((roles for roles in SHARING if account.startswith(roles)), None)
        if self.thorough or not roles:
            return True
        sharing = [other for other in self.accounts if other.startswith(roles)]
        whose = sharing[crc32(route.encode()) % len(sharing)]
        nobody = not {(other, route) for other in sharing} & self.opened
        return account == whose or (nobody and (whose, route) in self.refused)

    def _read_by_narrower(self, account: str, route: str) -> bool:
        """Whether a page about a row, one of two, was read by a narrow scope and need not be by a wide one."""
        narrow = [one for one in self.accounts if self._is_narrow(one)]
        spared = account.startswith(SHARING[0]) and crc32(route.encode()) // 2 % 2
        return bool(spared) and any(self.read[one, route] for one in narrow)

    def _beyond(self, account: str, url: str) -> bool:
        """Whether what no page offers is that account's to ask. In the short crawl the narrow scopes share it: members
        their own pages, the others all others."""
        hers = url.startswith(f"/{HER_PAGES}")
        sharing = [one for one in self.accounts if self._is_narrow(one) and one.startswith(HERSELF) == hers]
        return self.thorough or account == sharing[crc32(route_of(url).encode()) % len(sharing)]

    def _narrowest_first(self) -> list[str]:
        return sorted(self.accounts, key=lambda account: not self._is_narrow(account))

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
        """Links of own pages, a few for each address and account. In the short crawl one, which the next account takes
        from another place; what sorts and narrows a list is followed by the narrow scopes, by whoever sees it first
        and by one of four of those after."""
        for at, account in enumerate(self._narrowest_first()):
            for number, (shape, links) in enumerate(self._by_shape(self.harvested[account]).items(), at):
                turn = self._is_narrow(account) or not shape[1] or number % 4 == 0 or shape not in self.followed
                turn = turn and (self._takes(account, shape[0]) or shape not in self.followed)
                if not self.thorough and (account in self.followed[shape] or not turn):
                    continue
                self.followed[shape].add(account)
                for link in links[:FOLLOWED] if self.thorough else self._some(links, at):
                    self.ask(account, "GET", link)

    @staticmethod
    def _by_shape(links: set[str]) -> dict[tuple[str, bool], list[str]]:
        """Links by their route and whether they have a query."""
        found: dict[tuple[str, bool], list[str]] = defaultdict(list)
        for link in sorted(links):
            found[route_of(link), bool(urlsplit(link).query)].append(link)
        return found

    def harvested_elsewhere(self, account: str) -> list[str]:
        """Links with keys in them that other accounts' pages showed: the very addresses somebody might pass on. In the
        short crawl one of each address."""
        links = set().union(*self.harvested.values()) - self.harvested[account]
        shapes = self._by_shape({link for link in links if UUID_TEXT.search(link) or "?" in link}).values()
        most = 20 if self.thorough else 1
        return [link for found in shapes for link in found[:most] if self._beyond(account, link)]

    def search_boxes(self, account: str) -> None:
        """Foreign names and numbers in every parameter that a page of this account uses."""
        foreign = next(number for number, label in self.planted.numbers.items() if label == "b11u")
        # Without its last sign the canary is found by its beginning, and its echo is none.
        keys_of = (self.planted.rows["Member"]["b11u"][0], self.planted.world.nodes["b11"].pk)
        probes = ("CANARY-b11u", "CANARY-", foreign[:-1], *map(str, keys_of))
        for number, (path, key) in enumerate(self._parameters(account)):
            # In the short crawl a parameter of that name on a second page waits for its turn.
            turn = number % 3 == 0 or key not in self.probed[account]
            if self.thorough or (turn and self._beyond(account, path)):
                self.probed[account].add(key)
                for probe in self._some(probes, number):
                    self.ask(account, "GET", f"{path}?{urlencode({key: probe})}")

    def _parameters(self, account: str) -> list[tuple[str, str]]:
        """(path, name) of each parameter that a link on that account's pages has."""
        parts = map(urlsplit, self.harvested[account])
        return sorted({(at.path, key) for at in parts for key, _ in parse_qsl(at.query, keep_blank_values=True)})

    def post_forms(self, account: str) -> None:
        """Every form that account saw: as it stands, to foreign objects, and with foreign keys forged into it.

        In the short crawl one form an address. Whoever comes first posts it to a foreign object and forges a key into
        each of its fields; of those after, one in four posts it with one key forged."""
        swaps, at, done = self._foreign_keys(account), self.accounts.index(account), set()
        for number, (action, form) in enumerate(sorted(self.forms[account].items()), at):
            route = route_of(action)
            first, again = route not in self.posted, route in done
            if self.thorough or first or not (again or number % 4 or not self._takes(account, route)):
                self._post(account, action, form, swaps, number, first or self.thorough)
                self.posted.add(route)
            done.add(route)

    def _post(self, account: str, action: str, form: Form, swaps: dict, at: int, first: bool) -> None:
        filled = {name: value or invented(name) for name, value in form.fields.items()}
        if self.thorough or not first:
            self.ask(account, "POST", action, form.fields)
        swapped = [swap(action, swaps, number) for number in self._some(range(3), at)]
        for url in dict.fromkeys([action, *swapped]) if first else ():
            self.ask(account, "POST", url, filled)
        names = list(form.fields) if self.thorough else sorted(form.keyed)
        for number, name in enumerate(names if first else self._some(names, at), at):
            for foreign in self._some(self._strangers(), number):
                self.ask(account, "POST", action, filled | {name: foreign})

    def _strangers(self) -> tuple[str, str, str]:
        """Keys of another district's node, member and account."""
        planted = self.planted
        users, nodes = planted.world.users, planted.world.nodes
        return str(nodes["b11"].pk), str(planted.rows["Member"]["b11u"][0]), str(users["community-b11"].pk)

    def _some(self, choices: Sequence[Any], at: int) -> Sequence[Any]:
        """All of them; in the short crawl each account takes one in its turn."""
        return choices if self.thorough else choices[at % max(1, len(choices)) :][:1]

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
