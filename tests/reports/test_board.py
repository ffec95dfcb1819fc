"""看板: sums of the reports in one's scope, each number the same as the page it leads to, at the same cost."""

import json

import pytest

from registry.lib import clock
from reports.domain import demo_months
from reports.figures import board as sums
from reports.figures.month import Month
from reports.models import MonthlyReport
from tests.web.staff import client_of
from tests.world import World


@pytest.fixture
def told(world: World) -> World:
    """Months of a district with members in two communities."""
    for number, node in enumerate(("a11", "a11", "a12", "a21")):
        world.member(node, number + 1)
    with world.system():
        demo_months.load()
    return world


def numbers_of(page: str) -> dict:
    """The charts' figures as the script gets them."""
    text = page.split('id="board-specs" type="application/json">')[1].split("</script>", maxsplit=1)[0]
    return {chart["id"]: chart for chart in json.loads(text)}


def test_each_sees_the_sums_of_ones_own(told: World) -> None:
    last = Month.of(clock.today())
    seen = {}
    for account in ("district-a", "street-a1", "community-a11", "community-a12", "community-b11"):
        page = client_of(told, account).get("/board/").text
        if account == "community-b11":
            assert "board-specs" not in page and "a11" not in page and "还没有月报" in page
            continue
        assert "数字截至" in page
        charts = numbers_of(page)
        seen[account] = charts["members"]["series"][-1]["data"][-1]
        with told.at(account):
            [*_, newest] = sums.months(last)
            rows = MonthlyReport.objects.all().of_month(newest.month.year, newest.month.number)
            assert seen[account] == newest.of("total") == sum(int(row.figures.get("total", 0)) for row in rows)
            assert newest.of("total") == sum(part.of("total") for part in sums.parts(newest.month))
    assert seen["district-a"] == 4 and seen["street-a1"] == 3
    assert seen["community-a11"] == 2 and seen["community-a12"] == 1
    assert "a12" not in client_of(told, "community-a11").get("/board/").text
    for role, status in (("liaison-a11", 403), ("auditor-a", 403), ("system_admin-a", 403)):
        assert client_of(told, role).get("/board/").status_code == status, role


def test_the_scope_is_what_keeps_them_apart(told: World) -> None:
    """The attack with the scope off: the same question as the whole district answers with the neighbour's, too."""
    last = Month.of(clock.today())
    with told.at("community-a11"):
        assert {part.node for part in sums.parts(sums.months(last)[-1].month)} == {told.nodes["a11"].path}
    with told.system():
        assert {row.of("total") for row in sums.months(last)[-1:]} == {4}


def test_a_number_leads_to_its_rows(told: World) -> None:
    client = client_of(told, "district-a")
    charts = numbers_of(client.get("/board/").text)
    for name in ("members", "contact", "from", "who"):
        links = [url for row in charts[name]["links"] for url in row]
        assert links
        for url in {links[0], links[-1]}:
            assert client.get(url).status_code == 200, url
