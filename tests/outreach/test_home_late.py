"""The first page names what is late: the oldest, whose, since when, how many at each node below; nobody another's."""

import pytest

from registry.models import Member
from tests.outreach.ground import Days, ago, known, only, tick
from tests.outreach.test_task_verbs import give
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

HEAD = "逾期最久的联系任务"


@pytest.fixture
def behind(ruled: World, days: Days) -> list[Member]:
    """Seven of a11 and one of a12, long silent; the oldest has a liaison."""
    only(ruled, "contact")
    found = [known(ruled, number + 1, ago(200 - number), name=f"何小{number}") for number in range(7)]
    found.append(known(ruled, 9, ago(150), "a12", name="秦德胜"))
    give(ruled, found[0], "liaison-a11")
    tick(ruled)
    return found


def late_part(world: World, account: str) -> str:
    page = text_of(client_of(world, account).get("/"))
    return page.partition(HEAD)[2].partition("现在的情况")[0]


def test_the_oldest_whose_and_since_when(ruled: World, behind: list[Member]) -> None:
    part = late_part(ruled, clerk("a11"))
    with ruled.system():
        name = ruled.users["liaison-a11"].name
    assert "何小0" in part and name in part and "还没有联络员" in part and "已过" in part
    assert "何小4" in part and "何小5" not in part and "秦德胜" not in part, "five, and nobody else's"
    assert "a11社区" not in part, "where it is her own it needs no saying"
    above = late_part(ruled, "street-a1").partition("各有几项")[0]
    assert above.count("a11社区") == 5, "whose they are, where there are several"


def test_each_node_below_has_its_number(ruled: World, behind: list[Member]) -> None:
    """In the order of the tree, leading to as many."""
    client = client_of(ruled, "street-a1")
    [part] = [part for part in client.get("/").context["further"] if part["template"] == "outreach/home_late.html"]
    assert [(node["name"], node["number"]) for node in part["nodes"]] == [("a11社区", "7"), ("a12村", "1")]
    for node in part["nodes"]:
        assert len(client.get(node["url"]).context["rows"]) == int(node["number"])
    [above] = client_of(ruled, "district-a").get("/").context["further"]
    assert [node["number"] for node in above["nodes"]] == ["8"]


def test_nothing_is_said_where_nothing_is_late_or_it_is_not_theirs(ruled: World, behind: list[Member]) -> None:
    for account in (clerk("a21"), "district-b", "auditor-a", "liaison-a11", "system_admin-a"):
        assert HEAD not in text_of(client_of(ruled, account).get("/")), account
