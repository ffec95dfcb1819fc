"""What no page of ours writes into an address or a form: answered in words, never with a 500.

Every page with every odd value where FAULTS=full; in the short copy each page takes one of them, by turns.
"""

from itertools import cycle, islice
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import resolve
from lxml import etree

from registry.models import SavedFilter
from tests.every_page import admin_lists, own_pages, rows_for_every_page
from tests.faults.harness import FULL
from tests.walls.pages import HOLDS_A_LINK
from tests.web.staff import client_of, text_of
from tests.world import World

ODD = ("a\0b", str(2**63), "-1", "²", "9999-12-31", "0001-01-01", "x", "𠮷" * 200, "%")
AT_ONCE = len(ODD) if FULL else 1
# Read from addresses by pages whose first view has no link or box for them.
FURTHER = {"after", "before", "cell", "done", "from", "page", "q", "sheet", "since", "until", "year"}
ACCOUNTS = ("community-a11", "district-a", "security_admin-a", "system_admin-a", "auditor-a")


def names_on(page: str, path: str) -> set[str]:
    """What the page's own boxes and links put behind its address."""
    tree = etree.HTML(page)
    boxes = tree.xpath("//form[not(@method) or @method='get' or @method='GET']//*[@name]/@name")
    links = (urlsplit(link) for link in tree.xpath(HOLDS_A_LINK))
    return {*boxes, *(name for link in links if link.path in ("", path) for name, _ in parse_qsl(link.query))}


def opened(clients: list[Client], path: str) -> tuple[Client, str] | None:
    """Who may look at the page, and what it says; None where it leads elsewhere."""
    for client in clients:
        answer = client.get(path)
        if answer.status_code == 200:
            return (client, text_of(answer)) if "text/html" in answer.headers["Content-Type"] else None
        if answer.status_code in (301, 302):
            return None
    return None


def test_no_page_falls_over_an_odd_address(world: World) -> None:
    planted = rows_for_every_page(world)
    clients = [client_of(world, name) for name in ACCOUNTS]
    turns, asked = cycle(ODD), 0
    for path in [*(path for _, path in own_pages(planted)), *admin_lists()]:
        found = opened(clients, path)
        for odd in islice(turns, AT_ONCE if found else 0):
            client, page = found
            query = urlencode(dict.fromkeys(names_on(page, path) | FURTHER, odd))
            assert client.get(f"{path}?{query}").status_code in (200, 302, 400, 404), (path, odd)
            asked += 1
    assert asked > 80 * AT_ONCE


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("community-a11", "/contacts/?until=9999-12-31"), ("community-a11", "/contacts/?since=0001-01-01"),
        ("community-a11", "/intake/?page=9223372036854775808"), ("community-a11", "/intake/?page=²"),
        ("auditor-a", "/admin/registry/auditevent/?at_to=9999-12-31"),
    ],
)  # fmt: skip
def test_what_is_out_of_all_bounds_sets_none(world: World, name: str, query: str) -> None:
    assert client_of(world, name).get(query).status_code == 200


@pytest.mark.parametrize("name", ["/contacts/home/", "/members/", "/duplicates/"])
def test_nul_in_the_search_box_is_as_if_it_were_not_there(world: World, name: str) -> None:
    client = client_of(world, "community-a11")
    plain, odd = (text_of(client.get(f"{name}?q={text}")) for text in ("ab", "a%00%0%000b"))
    assert 'value="ab"' in plain
    assert 'value="ab"' in odd


def test_nul_where_no_form_reads_it_is_refused_in_words(world: World) -> None:
    answer = client_of(world, "community-a11").post("/members/filters/", {"name": "我的\0筛选", "status": "lead"})
    assert answer.status_code == 400
    assert "没有收下" in text_of(answer)
    with world.at("community-a11"):
        assert not SavedFilter.objects.exists()


def test_a_day_out_of_all_reason_is_told_where_it_is_typed(world: World) -> None:
    client, member = client_of(world, "community-a11"), world.member("a11", 1)
    page = text_of(client.post(f"/members/{member.pk}/move/reported_in/", {"effective_on": "9999-12-31"}))
    assert "年份不对，请核对。" in page


def test_keys_that_are_none_break_no_admin_page(world: World) -> None:
    client = client_of(world, "system_admin-a")
    users, postings = "/admin/registry/user/", "/admin/registry/posting/add/"
    answers = [
        client.post(users, {"action": "disable", "_selected_action": "x"}),
        client.get(postings + "?organisation=x&user=x"),
        client.post(postings, {"organisation": "x", "user": "x", "role": "x"}),
    ]
    for answer in answers:
        assert answer.status_code in (200, 400)
        assert "errorlist" in text_of(answer) or "没有收下" in text_of(answer) or "errornote" in text_of(answer)


def test_a_refusal_is_told_in_its_own_words_and_never_an_empty_page(world: World) -> None:
    member = world.member("a11", 1)
    auditor = client_of(world, "auditor-a").post(f"/members/{member.pk}/edit/", {})
    assert auditor.status_code == 403
    assert "您的岗位不能做这一步" in text_of(auditor)
    admin = client_of(world, "liaison-a11").get("/admin/")
    assert "您现在的岗位没有管理后台的权限。" in text_of(admin)


@pytest.mark.parametrize("name", ["liaison-a11", "auditor-a", "system_admin-a", "security_admin-a"])
def test_no_link_leads_to_a_closed_door(world: World, name: str) -> None:
    planted, client = rows_for_every_page(world), client_of(world, name)
    dead, tried = {}, set()
    for _, path in own_pages(planted):
        answer = client.get(path)
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            continue
        for link in sorted(etree.HTML(text_of(answer)).xpath("//a/@href")):
            route = route_of(link)
            if route and route not in tried:
                tried.add(route)
                if (status := client.get(link).status_code) >= 400:
                    dead[link] = (path, status)
    assert dead == {}
    assert len(tried) > 3


def route_of(link: str) -> str:
    """The view that an address of ours leads to; empty for what is outside, a file or a part of the page."""
    place = urlsplit(link)
    if place.netloc or not place.path.startswith("/") or place.path.startswith(("/static/", "/admin/")):
        return ""
    return resolve(place.path).view_name
