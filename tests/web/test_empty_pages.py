"""On the first day, with nothing in the system, every page says what to do first."""

import re

import pytest

from tests.web.staff import client_of, text_of
from tests.world import World

# The first page, forms, and what is never empty: the admin's tables, the board of those who are posted, the calendar.
OTHER = re.compile(r"^/$|/new/$|^/admin/|^/liaisons/$|^/calendar/$")


@pytest.mark.parametrize("name", ["community-a11", "street-a1", "liaison-a11"])
def test_an_empty_list_says_what_to_do(world: World, name: str) -> None:
    client = client_of(world, name)
    lists = [item["url"] for item in client.get("/").context["nav"] if not OTHER.search(item["url"])]
    assert lists
    for url in lists:
        found = re.search(r'<div class="empty">(.*?)</div>', text_of(client.get(url)), re.DOTALL)
        assert found, f"{url} is empty without a word"
        said = re.sub(r"<[^>]+>|\s", "", found[1])
        assert len(said) > 20, (url, said)


def test_the_first_page_of_a_fresh_liaison_says_whom_to_ask(world: World) -> None:
    assert "村(社区)在党员页面点“指定联络员”" in text_of(client_of(world, "liaison-a11").get("/"))
