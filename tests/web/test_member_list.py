"""The member list: whose members it shows, what it costs, how it is narrowed."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registry.choices import Direction
from registry.entry import paging
from registry.models import Member, SavedFilter
from tests.web.staff import client_of, text_of
from tests.world import World, phone

LIST = "/members/"


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("community-a11", True),
        ("street-a1", True),
        ("district-a", True),
        ("community-a12", False),
        ("street-a2", False),
        ("district-b", False),
        ("liaison-a11", False),
    ],
)
def test_owner_superior_and_outsider(world: World, name: str, seen: bool) -> None:
    world.member("a11", 1, name="覃晓岚")
    assert ("覃晓岚" in text_of(client_of(world, name).get(LIST))) is seen


@pytest.mark.parametrize("name", ["system_admin-a", "security_admin-a", "auditor-a"])
def test_the_three_officers_are_refused(world: World, name: str) -> None:
    assert client_of(world, name).get(LIST).status_code == 403


def test_numbers_are_masked(world: World) -> None:
    world.member("a11", 1)
    page = text_of(client_of(world, "community-a11").get(LIST))
    assert "138****0001" in page
    assert phone(1) not in page


@pytest.mark.parametrize("typed", ["hxs", "何小", "电商基地", phone(1)[-4:], "贵州独山"])
def test_the_one_search_box(world: World, typed: str) -> None:
    world.member("a11", 1, employer="江海区某电商基地", origin_code="522726")
    world.member("a11", 2, name="王五")
    page = text_of(client_of(world, "community-a11").get(LIST, {"q": typed}))
    assert "何小山" in page
    assert "王五" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"direction": "out"}, {"出去的"}),
        ({"status": "awaiting_report"}, {"何小山", "出去的"}),
        ({"status": "lead"}, {"线索人"}),
        ({"origin": "52"}, {"何小山"}),
        ({"employment": "courier"}, {"何小山"}),
        ({"employment": "any"}, {"何小山"}),
        ({"political": "probationary"}, {"出去的"}),
        ({"missing": "id"}, {"线索人"}),
        ({"missing": "either"}, {"线索人"}),
        ({"since": "2025-01-01", "until": "2025-12-31"}, {"何小山"}),
        ({"branch": "none"}, {"何小山", "出去的", "线索人"}),
        ({"status": "ended"}, set()),
        ({"status": "nonsense"}, {"何小山", "出去的", "线索人"}),
    ],
)
def test_filters(world: World, query: dict[str, str], found: set[str]) -> None:
    work = {"new_employment_type": "courier", "political_status": "full"}
    world.member("a11", 1, origin_code="522726", flowed_on=date(2025, 5, 1), **work)
    world.member("a11", 2, name="出去的", direction=Direction.OUT, political_status="probationary")
    world.member("a11", 3, name="线索人", id_number="", phone="")
    response = client_of(world, "community-a11").get(LIST, query)
    assert {row["name"] for row in response.context["rows"]} == found


def test_a_street_narrows_to_one_community_and_not_to_a_foreign_one(world: World) -> None:
    world.member("a11", 1, name="甲一")
    world.member("a12", 2, name="乙二")
    client = client_of(world, "street-a1")
    own = client.get(LIST, {"org": str(world.nodes["a12"].pk)})
    assert [row["name"] for row in own.context["rows"]] == ["乙二"]
    foreign = client.get(LIST, {"org": str(world.nodes["b11"].pk)})
    assert len(foreign.context["rows"]) == 2
    assert "b11社区" not in text_of(foreign)  # "b11" alone may stand in any key


def test_what_an_address_asks_for_in_vain_is_named(world: World) -> None:
    own, foreign = world.nodes["a12"].pk, world.nodes["b11"].pk
    street, clerk = client_of(world, "street-a1"), client_of(world, "community-a11")
    for query, named in (
        ({"org": foreign, "direction": "in"}, "“管理组织”写的不是"),
        ({"org": "x", "since": "昨天"}, "“管理组织”“流入（外出）从”写的不是"),
        ({"org": own, "direction": "", "nothing": "1"}, ""),
    ):
        page = text_of(street.get("/members/", query))
        assert ("有条件没有用上" in page) == bool(named)
        assert named in page
    assert "有条件没有用上" not in text_of(clerk.get("/members/", {"org": world.nodes["a11"].pk}))
    assert "有条件没有用上" in text_of(clerk.get("/members/", {"org": foreign}))


def test_pages_by_cursor_show_everybody_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE_SIZE", 3)
    for number in range(1, 8):
        world.member("a11" if number % 2 else "a12", number, name=f"党员{'甲乙丙丁戊己庚'[number - 1]}")
    client = client_of(world, "street-a1")
    seen, url = [], LIST
    while url:
        response = client.get(url)
        seen.append([row["name"] for row in response.context["rows"]])
        url = LIST + response.context["next_url"] if response.context["next_url"] else ""
    assert "".join(name[-1] for names in seen for name in names) == "庚戊丙甲己丁乙"
    back = client.get(LIST + response.context["previous_url"])
    assert [row["name"] for row in back.context["rows"]] == seen[1]


def test_a_cursor_of_somewhere_else_reaches_nothing_else(world: World) -> None:
    foreign = world.member("b11", 1, name="别区的")
    page = client_of(world, "community-a11").get(LIST, {"after": f"{foreign.owner_path}.{foreign.pk.hex}"})
    assert "别区的" not in text_of(page)
    assert client_of(world, "community-a11").get(LIST, {"after": "x.y"}).status_code == 200


def test_counts_are_capped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "EXACT_UP_TO", 2)
    for number in range(1, 4):
        world.member("a11", number)
    with world.at("community-a11"):
        assert paging.capped_count(Member.objects.all()) == "2+"
        assert paging.capped_count(Member.objects.filter(phone_tail_index__isnull=True)) == "0"


def _many(world: World, first: int, last: int) -> None:
    with world.at("community-a11"):
        rows = [
            Member(
                owner_path=world.nodes["a11"].path,
                organisation=world.nodes["a11"],
                direction=Direction.IN,
                name="党员",
                phone=phone(number),
            )
            for number in range(first, last)
        ]
        Member.objects.bulk_create(rows)


def test_ten_and_three_hundred_rows_cost_the_same_queries(world: World) -> None:
    client = client_of(world, "community-a11")
    _many(world, 0, 10)
    client.get(LIST)
    few = _asked(client)
    _many(world, 10, 300)
    many = _asked(client)
    assert len(many) == len(few) < 12
    sql = " ".join(asked for asked in many if 'FROM "registry_member"' in asked)
    for column in ("residence", "household", "extra", '"id_number"'):
        assert column not in sql


def _asked(client: Client) -> list[str]:
    """The list's queries, without those on the session, which is written now and then."""
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
    return [query["sql"] for query in asked if "registry_" in query["sql"]]


def test_htmx_gets_the_results_alone(world: World) -> None:
    world.member("a11", 1)
    page = text_of(client_of(world, "community-a11").get(LIST, headers={"HX-Request": "true"}))
    assert "何小山" in page
    assert "<html" not in page


def test_a_whole_number_does_not_enter_the_browsers_history(world: World) -> None:
    client = client_of(world, "community-a11")
    part = {"HX-Request": "true"}
    assert client.get(LIST, {"q": phone(1)}, headers=part).headers["HX-Push-Url"] == "false"
    assert "HX-Push-Url" not in client.get(LIST, {"q": "hxs"}, headers=part).headers


def test_an_empty_list_says_what_to_do_first(world: World) -> None:
    assert "登记第一位" in text_of(client_of(world, "community-a11").get(LIST))
    assert "没有找到" in text_of(client_of(world, "community-a11").get(LIST, {"q": "没有的人"}))


def test_filters_are_kept_own_and_shared_without_the_search_text(world: World) -> None:
    client = client_of(world, "street-a1")
    data = {"name": "流出的", "direction": "out", "q": "何小山", "shared": "on"}
    assert client.post("/members/filters/", data).status_code == 302
    client.post("/members/filters/", data | {"status": "lead"})
    with world.at("street-a1"):
        kept = SavedFilter.objects.get()
        assert (kept.query, kept.shared) == ({"direction": "out", "status": "lead"}, True)
    assert "流出的" in text_of(client.get(LIST))
    assert "流出的" not in text_of(client_of(world, "district-a").get(LIST))
    assert client_of(world, "district-a").post(f"/members/filters/{kept.pk}/delete/").status_code == 404
    assert client.post(f"/members/filters/{kept.pk}/delete/").status_code == 302
    with world.at("street-a1"):
        assert not SavedFilter.objects.exists()
