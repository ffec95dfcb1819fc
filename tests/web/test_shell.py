"""The shell of the pages: who is sent where, what the navigation offers, what each address says of itself."""

import pytest
from django.test import Client
from django.urls import URLPattern

from registry.policies import RIGHTS, Action
from registry.web import urls
from registry.web.access import Access, login_only, needs, public
from tests.web.staff import client_of, text_of
from tests.world import World

LISTS = ("/", "/members/", "/members/new/", "/requests/", "/lost/", "/canvass/", "/canvass/sites/", "/canvass/new/")


def test_every_address_says_what_it_asks_for() -> None:
    own = [pattern for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]
    for pattern in own:
        access = getattr(pattern.callback, "access", None)
        assert isinstance(access, Access), pattern
        assert access.kind in {"needs", "login"}
    assert len(own) > 20


@pytest.mark.parametrize("url", LISTS)
def test_a_visitor_is_sent_to_the_login(world: World, url: str) -> None:
    response = Client().get(url)
    assert response.status_code == 302
    assert "/login/" in response.headers["Location"]
    part = Client().get(url, headers={"HX-Request": "true"})
    assert part.status_code in {204, 302}


def test_an_address_of_a_button_opened_as_a_page_says_so_in_words(world: World) -> None:
    client = client_of(world, "community-a11")
    for url in ("/members/together/", "/logout/"):
        response = client.get(url)
        assert (response.status_code, response.headers["Allow"]) == (405, "POST")
        assert "这个网址不能直接打开" in text_of(response)
    assert "这个网址不能直接打开" in text_of(Client().get("/suggest/similar/"))
    browser = {"Accept": "text/html,*/*"}
    assert client.get("/members/together/", headers=browser).headers["Location"] == "/members/"
    assert client.get("/logout/", headers=browser).status_code == 405


ROLES = ("community-a11", "street-a1", "district-a", "liaison-a11", "auditor-a", "system_admin-a")


@pytest.mark.parametrize("name", ROLES)
def test_the_navigation_offers_what_opens_and_nothing_else(world: World, name: str) -> None:
    client = client_of(world, name)
    offered = {item["url"] for item in client.get("/").context["nav"]}
    role = name.split("-", maxsplit=1)[0]
    for url in LISTS:
        assert client.get(url).status_code == (200 if url in offered or _opens(url, role) else 403), url
    assert all(client.get(url).status_code in {200, 302} for url in offered)


def _opens(url: str, role: str) -> bool:
    wanted = {"/canvass/sites/": Action.CANVASS_WRITE, "/canvass/new/": Action.CANVASS_WRITE, "/": None}
    return url in wanted and (wanted[url] is None or wanted[url] in RIGHTS[role])


def test_the_present_page_is_marked_in_the_navigation(world: World) -> None:
    member = world.member("a11", 1)
    client = client_of(world, "community-a11")
    for url, label in (("/", "首页"), ("/members/new/", "登记一位"), (f"/members/{member.pk}/", "流动党员")):
        current = [item["label"] for item in client.get(url).context["nav"] if item["current"]]
        assert current == [label], url


def test_the_first_page_counts_and_links(world: World) -> None:
    world.member("a11", 1)
    world.member("a11", 2, id_number="", phone="")
    response = client_of(world, "community-a11").get("/")
    numbers = {figure["label"]: figure["number"] for figure in response.context["figures"]}
    assert (numbers["在册"], numbers["线索待核实"], numbers["待报到"]) == ("2", "1", "1")
    link = next(figure["url"] for figure in response.context["figures"] if figure["label"] == "线索待核实")
    rows = client_of(world, "community-a11").get(link).context["rows"]
    assert len(rows) == 1


def test_the_posting_stands_in_the_head_of_the_page(world: World) -> None:
    page = text_of(client_of(world, "community-a11").get("/"))
    assert "a1街道a11社区" in page
    assert "村(社区)/党支部" in page


def test_a_refusal_names_what_to_do(world: World) -> None:
    page = client_of(world, "auditor-a").get("/members/")
    assert page.status_code == 403
    assert "岗位" in text_of(page)


def test_decorators_insist_on_a_statement() -> None:
    with pytest.raises(ValueError, match="至少一项"):
        needs()
    with pytest.raises(ValueError, match="为什么公开"):
        public(" ")
    assert login_only(lambda request: None).access == Access("login")
