"""A form that is sent twice is done once, one after the other and at the same moment. Every form of every page is sent
twice in tests/web/test_every_form.py."""

import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from registry.domain import sent_forms
from registry.lib import clock
from registry.models import SentForm
from registry.web import sent_once
from tests.outreach.herself import inside, linked
from tests.web.every_form import rows, staff
from tests.web.filled import filled
from tests.world import World


def message_form(client: Client, url: str) -> dict[str, str]:
    return next(each.fields for each in filled(client.get(url).content.decode()) if not each.action)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_done(world: World) -> None:
    member = world.member("a11", 1)
    url, answers = f"/members/{member.pk}/message/", []
    client = staff(world, "community-a11")
    fields = message_form(client, url)

    def send(sent: dict[str, str]) -> None:
        one = Client(enforce_csrf_checks=True)
        one.cookies = client.cookies
        try:
            answers.append(one.post(url, sent))
        finally:
            connection.close()

    for sent in (
        [fields, fields],
        [fields, fields | {sent_once.FIELD: message_form(client, url)[sent_once.FIELD]}],
    ):
        before = rows(world)["Message"]
        threads = [threading.Thread(target=send, args=(each,)) for each in sent]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [answer.status_code for answer in answers] == [302] * len(answers)
        # The first pair makes one; of the second one was done before, and the other is a form of its own.
        assert rows(world)["Message"] - before == 1
    assert len({answer["Location"] for answer in answers[:2]}) == 1


def test_it_says_so_and_leads_to_what_the_first_one_made(world: World) -> None:
    member = world.member("a11", 1)
    client, url = staff(world, "community-a11"), f"/members/{member.pk}/message/"
    fields = message_form(client, url)
    first = client.post(url, fields)
    again = client.post(url, fields, follow=True)
    assert again.redirect_chain == [(first["Location"], 302)]
    assert "没有再记一次" in again.content.decode()
    part = client.post(url, fields, headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, first["Location"])
    kept = client.post(url, fields, headers={"X-Draft": "1"})
    assert (kept.status_code, kept["X-Location"]) == (204, first["Location"])


def test_what_was_not_taken_may_be_sent_again(world: World) -> None:
    member = world.member("a11", 1)
    client, url = staff(world, "community-a11"), f"/members/{member.pk}/message/"
    fields = message_form(client, url)
    empty = {name: "" if name != sent_once.FIELD else value for name, value in fields.items()}
    for _ in range(2):
        assert client.post(url, empty).status_code == 200
    assert not SentForm.objects.exists()
    assert client.post(url, fields).status_code == 302
    assert client.post(url, fields | {"body": "另外一句话"}).status_code == 302
    assert rows(world)["Message"] == 2


def test_a_members_own_page_does_it_once_too(world: World) -> None:
    """Without the token the second one is an error that she can make nothing of."""
    _, _, token = linked(world, employer="旧单位")
    hers, asked = inside(token), {"field": "employer", "wanted": "新单位", "why": "换了"}
    for _ in range(2):
        answer = hers.post("/me/correct/", asked | {sent_once.FIELD: "a" * 64})
        assert (answer.status_code, urlsplit(answer["Location"]).path) == (302, "/me/")
    assert rows(world)["Correction"] == 1
    assert "已经申请过" in hers.post("/me/correct/", asked).content.decode()


def test_after_days_it_is_forgotten(world: World) -> None:
    for days in (1, 4):
        SentForm.objects.create(digest=bytes([days]) * 32, path="/", sent_at=clock.now() - timedelta(days=days))
    assert sent_forms.forget_old() == 1
    assert SentForm.objects.get().digest[:1] == b"\x01"
