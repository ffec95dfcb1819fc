"""The first page: every number is the number of rows of the list that it leads to; tables in the order of the tree."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from registry.domain import movements, rhythm
from registry.lib import clock
from registry.models import Member, StudyReport
from tests import stories
from tests.faults.harness import FULL, by_turns
from tests.planting import plant
from tests.web.staff import client_of, text_of
from tests.world import World

SEEING = ("community-a11", "street-a1", "district-a")


@pytest.fixture
def busy(world: World) -> World:
    """Something of everything that is counted, in two communities."""
    plant(world, "a11", times=2)
    plant(world, "a12", start=300)
    told = stories.told(world, "a11", times=1)
    ended = world.member("a12", 5, name="回去了")
    with world.at("community-a12"):
        movements.record_movement(
            by=world.users["community-a12"], member=ended, kind="returned", effective_on=clock.today()
        )
    assert told
    return world


@pytest.mark.parametrize("name", SEEING)
def test_every_number_is_the_number_of_rows_of_its_list(busy: World, name: str) -> None:
    client = client_of(busy, name)
    figures = client.get("/").context["figures"]
    # Short of the full size each of the three opens every third list, each another one.
    opened = by_turns(figures, SEEING.index(name), len(SEEING))
    counted = {figure["label"]: (figure["number"], _rows_of(client, figure["url"])) for figure in opened}
    assert {label: pair for label, pair in counted.items() if pair[0] != str(pair[1])} == {}
    assert len(figures) > 10 and len(counted) == len(opened) > 3
    assert sum(figure["number"] != "0" for figure in figures) > 5
    assert sum(number != "0" for number, _ in counted.values()) > (5 if FULL else 1)


@pytest.mark.parametrize("name", SEEING)
def test_what_is_at_zero_stands_apart(busy: World, name: str) -> None:
    page = client_of(busy, name).get("/")
    waiting, at_zero = page.context["to_do"], page.context["at_zero"]
    assert {figure["number"] == "0" for figure in waiting} == {False}
    assert {figure["number"] for figure in at_zero} == {"0"}
    everything = [figure for figure in page.context["figures"] if figure["urgent"]]
    assert sorted(figure["label"] for figure in everything) == sorted(
        figure["label"] for figure in (*waiting, *at_zero)
    )
    text = text_of(page)
    assert f"{len(at_zero)} 项眼下是 0" in text and "都办完了" not in text


def test_a_node_with_nothing_to_do_is_told_so(world: World) -> None:
    page = client_of(world, "community-a11").get("/")
    assert page.context["to_do"] == []
    assert "都办完了" in text_of(page)


def _rows_of(client: Client, url: str) -> int:
    """How many rows the list shows: in the admin by its own count, elsewhere the rows themselves."""
    response = client.get(url)
    assert response.status_code == 200, url
    context: Any = response.context
    return context["cl"].result_count if "cl" in context else len(context["rows"])


@pytest.mark.parametrize(("name", "below"), [("street-a1", ["a11社区", "a12村"]), ("district-a", ["a1街道", "a2街道"])])
def test_the_table_follows_the_tree_and_its_numbers_lead_to_their_lists(
    busy: World, name: str, below: list[str]
) -> None:
    client = client_of(busy, name)
    rows = client.get("/").context["nodes"]["rows"]
    assert [row["name"] for row in rows] == below
    linked = [cell for row in rows for cell in row["cells"] if cell["url"]]
    assert len(linked) >= 4
    for cell in linked:
        assert cell["text"] == str(_rows_of(client, cell["url"])), cell


@pytest.mark.parametrize("name", SEEING)
def test_who_was_reached_and_who_studied_is_counted_as_it_is_listed(busy: World, name: str) -> None:
    client = client_of(busy, name)
    with busy.at("community-a11"):
        reached = rhythm.to_contact(Member.objects.all()).order_by("pk")[0]
        Member.objects.filter(pk=reached.pk).update(last_contact_on=clock.today())
    rows = client.get("/").context["coverage"]["rows"]
    linked = [cell for row in rows for cell in row["cells"] if cell.get("url")]
    numbers = [cell for cell in linked if "%" not in cell["text"]]
    assert {cell["label"]: cell["text"] for cell in numbers if cell["text"] != str(_rows_of(client, cell["url"]))} == {}
    # A share leads to what it is out of.
    for row in rows:
        cells = {cell["label"]: cell for cell in row["cells"]}
        shares = [cells[label]["url"] for label in ("联系率", "学习率") if cells[label]["url"]]
        assert set(shares) == ({cells["应联系"]["url"]} if cells["应联系"]["text"] != "0" else set())
    total = {cell["label"]: cell["text"] for cell in rows[0]["cells"]}
    due, done, missing = (int(total[label]) for label in ("应联系", "本月联系上", "还没有联系上"))
    assert (due, done > 0) == (done + missing, True)
    assert total["联系率"] == f"{100 * done / due:.1f}%"
    for column in range(3):
        assert sum(int(row["cells"][column]["text"]) for row in rows[1:]) in (0, int(rows[0]["cells"][column]["text"]))


def test_a_share_of_nobody_is_none(world: World) -> None:
    cells = client_of(world, "community-a11").get("/").context["coverage"]["rows"][0]["cells"]
    assert [cell["text"] for cell in cells] == ["0", "0", "0", "—", "0", "0", "—"]


def test_a_community_has_no_table_and_nobody_is_ranked(busy: World) -> None:
    assert client_of(busy, "community-a11").get("/").context["nodes"]["rows"] == []
    for name in (*SEEING, "liaison-a11"):
        assert not re.search("排名|名次|得分|积分|完成率|第一名", text_of(client_of(busy, name).get("/")))


def test_the_bounds_are_said_in_one_place(world: World) -> None:
    today = clock.today()
    member = world.member("a11", 1)
    client = client_of(world, "community-a11")
    label = f"{rhythm.SILENT_DAYS} 天以上没有联系"
    for days, shown in ((rhythm.SILENT_DAYS, "1"), (rhythm.SILENT_DAYS - 1, "0")):
        with world.at("community-a11"):
            Member.objects.filter(pk=member.pk).update(last_contact_on=today - timedelta(days=days))
        numbers = {figure["label"]: figure["number"] for figure in client.get("/").context["figures"]}
        assert numbers[label] == shown, days


def test_a_report_of_this_quarter_takes_somebody_off_the_list(world: World) -> None:
    member = world.member("a11", 1)
    client, by = client_of(world, "community-a11"), world.users["community-a11"]
    url = "/members/?study=none"
    assert len(client.get(url).context["rows"]) == 1
    with world.at("community-a11"):
        start = rhythm.quarter_start(clock.today())
        report = stories.study(member, by, start - timedelta(days=1))
        assert StudyReport.objects.count() == 1
    assert len(client.get(url).context["rows"]) == 1
    with world.at("community-a11"):
        StudyReport.objects.filter(pk=report.pk).update(studied_on=start)
    assert client.get(url).context["rows"] == []


@pytest.mark.parametrize("name", ["system_admin-a", "security_admin-a", "auditor-a"])
def test_officers_see_their_pages_and_no_numbers(busy: World, name: str) -> None:
    page = client_of(busy, name).get("/")
    assert page.context["figures"] == []
    assert "看不到党员资料" in text_of(page)
