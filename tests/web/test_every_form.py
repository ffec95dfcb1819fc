"""Every form of every page: sent twice it is done once, and what it says of what was typed are words of the house."""

from collections import Counter
from zlib import crc32

import pytest
from django.db import transaction
from django.test import Client

from registry.web import sent_once
from tests.faults.harness import FULL
from tests.walls.pages import UUID_TEXT
from tests.web.every_form import Undo, pages, rows
from tests.web.filled import Filled
from tests.web.house_words import patterns
from tests.web.staff import text_of
from tests.world import World

# Its answer is shown once and leads nowhere: a link that is seen, and can be revoked.
SHOWN_ONCE = {"/members/…/links/"}
# Nothing but the token keeps these from it.
DONE_TWICE = {"/messages/batches/new/", "/members/…/message/", "/suggestions/…/do/reply/"}
KEPT = {"csrfmiddlewaretoken", "action", "version", "key"}
TYPED = ("", "好" * 3000)


@pytest.mark.timeout(600)
def test_every_form_is_done_once_and_speaks_with_the_houses_words(world: World) -> None:
    forms = pages(world)
    once, words = Once(world), Words()
    for client, url, form in forms:
        once.look(client, url, form)
        words.look(client, url, form)
    once.judge()
    words.judge()


class Once:
    """What a second sending did; but for the token some would be done twice: the control."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.before = rows(world)
        self.doubled: dict[str, dict[str, int]] = {}
        self.wrote: set[str] = set()
        self.would: set[str] = set()

    def look(self, client: Client, url: str, form: Filled) -> None:
        shape = UUID_TEXT.sub("…", url)
        first, after = self._sent_twice(client, url, form, {})
        if first:
            self.wrote.add(shape)
        if after and shape not in SHOWN_ONCE:
            self.doubled[shape] = dict(after)
        if shape in DONE_TWICE:
            other = {sent_once.FIELD: str(client.get("/members/").context["csrf_token"])}
            self.would |= {shape} if self._sent_twice(client, url, form, other)[1] else set()

    def judge(self) -> None:
        assert rows(self.world) == self.before, "not everything was taken back"
        assert self.doubled == {}
        assert self.would == DONE_TWICE
        assert len(self.wrote) > 30, sorted(self.wrote)

    def _sent_twice(self, client: Client, url: str, form: Filled, second: dict[str, str]) -> tuple[Counter, Counter]:
        """(what the first one added, what the second did); both are taken back."""
        first = after = Counter()
        try:
            with transaction.atomic():
                client.post(url, form.fields)
                first = rows(self.world) - self.before
                if first:
                    client.post(url, form.fields | second)
                    after = rows(self.world) - self.before - first
                raise Undo
        except Undo:
            return first, after


class Words:
    """What forms say of nothing and of too much; short of the full size of one of both, by the form's address."""

    def __init__(self) -> None:
        self.djangos = patterns()
        self.found: dict[str, str] = {}
        self.said = 0

    def look(self, client: Client, url: str, form: Filled) -> None:
        turn = crc32(UUID_TEXT.sub("…", url).encode()) % len(TYPED)
        for typed in TYPED if FULL else (TYPED[turn],):
            answer = self._sent(client, url, form, typed)
            self.said += "这一项必填" in answer or "请写短一些" in answer
            if words := self.djangos.search(answer):
                self.found[url] = words.group()

    def judge(self) -> None:
        assert self.found == {}
        assert self.said > (40 if FULL else 20)

    @staticmethod
    def _sent(client: Client, url: str, form: Filled, typed: str) -> str:
        """The answer to a form with this in every field; what it did is taken back."""
        answer = ""
        try:
            with transaction.atomic():
                said = {name: typed for name in form.fields if name not in KEPT}
                response = client.post(url, form.fields | said, headers={"Accept": "text/html"})
                answer = "" if response.streaming or response.status_code == 302 else text_of(response)
                raise Undo
        except Undo:
            return answer
