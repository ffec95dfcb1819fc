"""Long lists: the number on the first page is what its list lets one reach, page by page, at a price that stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import LostProposal, Member, MoveRequest
from tests.counting import queries
from tests.planting import plant
from tests.web.staff import client_of
from tests.world import World

LONG_AGO = timedelta(days=800)


def grow(world: World, times: int, start: int) -> None:
    """Four members for each of `times`, each with something in every one of the lists."""
    planted = plant(world, "a11", times=times, start=start)
    now, today = clock.now(), clock.today()
    with world.system():
        spare = [member for number, member in enumerate(planted.members) if number % 4]
        for number, member in enumerate(spare):
            member.own = {"owner_path": member.owner_path, "member": member}
            member.silent = None if number % 3 == 0 else today - timedelta(days=200 + number % 7)
        LostProposal.objects.bulk_create(
            LostProposal(**member.own, proposed_on=today, silent_since=member.silent) for member in spare
        )
        MoveRequest.objects.bulk_create(
            MoveRequest(**member.own, key=uuid7(), kind="enroll", side="own", state="waiting_approval", direction="in",
                        name=member.name, asked_at=now) for member in spare
        )  # fmt: skip
        known = Member.objects.filter(pk__in=[member.pk for member in planted.members])
        known.update(created_at=now - LONG_AGO, reported_on=today - LONG_AGO)


def reached(client: Client, url: str) -> list[Any]:
    """The keys of all rows of a list, page after page; from the second page one step back leads to the first."""
    keys: list[Any] = []
    pages = 0
    while url:
        context = client.get(url).context
        shown = [row["url"] + str(row["cells"][0]) for row in context["rows"]]
        if pages == 1:
            back = client.get(context["previous_url"]).context["rows"]
            assert [row["url"] + str(row["cells"][0]) for row in back] == keys[-len(back) :]
        keys, url, pages = keys + shown, context["next_url"], pages + 1
    return keys


@pytest.mark.parametrize(
    ("label", "url", "times"),
    [
        ("待批准", "/requests/?tab=decide", 60),
        ("失联待核实", "/lost/", 60),
        ("流出地事项逾期", "/contacts/home/?state=overdue", 40),
    ],
)
def test_what_the_first_page_counts_can_be_reached(world: World, label: str, url: str, times: int) -> None:
    grow(world, 3, 200)
    client = client_of(world, "street-a1")
    client.get(url)  # what is asked once in a while, such as the district's name
    few = len(queries(client, url))
    grow(world, times, 3000)
    assert len(queries(client, url)) == few < 25
    figures = {figure["label"]: figure for figure in client.get("/").context["figures"]}
    assert figures[label]["url"] == url
    keys = reached(client, url)
    assert len(set(keys)) == len(keys) > 3 * times
    assert figures[label]["number"] == f"{len(keys):,}" == client.get(url).context["total"]


def test_whoever_was_never_heard_of_stands_first(world: World) -> None:
    grow(world, 20, 200)
    page = client_of(world, "street-a1").get("/lost/").context["rows"]
    texts = [row["cells"][0]["text"] for row in page]
    never = texts.count("没有记录")
    assert never == 20
    assert texts[:never] == ["没有记录"] * never
    assert texts[never:] == sorted(texts[never:])


@pytest.mark.parametrize(
    "url", ["/requests/?tab=done&after=x.y", "/lost/?after=1900-01-01.zz", "/contacts/home/?after=%00"]
)
def test_a_forged_cursor_shows_the_first_page(world: World, url: str) -> None:
    grow(world, 1, 200)
    assert client_of(world, "street-a1").get(url).status_code == 200


def test_what_was_decided_is_paged_too(world: World) -> None:
    grow(world, 25, 200)
    now = clock.now()
    with world.system():
        for model, done in ((LostProposal, {"state": "dismissed"}), (MoveRequest, {"state": "done"})):
            for number, row in enumerate(model.objects.all()):
                model.objects.filter(pk=row.pk).update(decided_at=now - timedelta(seconds=number // 2), **done)
    client = client_of(world, "street-a1")
    for url in ("/requests/?tab=done", "/lost/?tab=done"):
        keys = reached(client, url)
        assert len(set(keys)) == len(keys) == 100
