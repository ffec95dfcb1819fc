"""The calendar's pages and its place on the first page: the district keeps it, others look."""

from datetime import date

import pytest

from registry.domain import calendar as verbs
from registry.lib import announced, clock
from registry.lib.festivals import DAYS
from registry.models import CalendarDay, CalendarYear
from tests.api.caller import browser
from tests.counting import queries
from tests.web.staff import client_of, text_of
from tests.world import World

NEXT = max(announced.seed().years) + 1
PASTED = "\n".join(
    f"{name}：{rule(NEXT).month}月{rule(NEXT).day}日放假，共1天。" for name, rule in DAYS.items()
) + f"\n国务院办公厅\n{NEXT - 1}年11月4日"  # fmt: skip


@pytest.fixture(autouse=True)
def november(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fifth of November before the first year that the seed lacks."""
    monkeypatch.setattr(clock, "today", lambda: date(NEXT - 1, 11, 5))


def test_from_the_warning_to_an_announced_year(world: World) -> None:
    district, street, other = (client_of(world, name) for name in ("district-a", "street-a1", "district-b"))
    warning, address = f"{NEXT} 年放假安排还没有录入", f"/calendar/{NEXT}/enter/"
    assert address in text_of(district.get("/"))
    assert warning in text_of(street.get("/"))
    assert address not in text_of(street.get("/"))
    assert warning not in text_of(client_of(world, "community-a11").get("/"))
    assert f"{NEXT} 年放假安排未公布" in text_of(street.get(f"/calendar/?year={NEXT}"))

    seen = text_of(district.post(address, {"text": PASTED, "source": "国办发明电〔2026〕9号", "action": "look"}))
    assert "读到的是这些" in seen
    assert "2 行没有日期，没有录入" in seen
    with world.at("district-a"):
        assert not CalendarYear.objects.filter(year=NEXT).exists()
    response = district.post(
        address, {"text": PASTED, "source": "国办发明电〔2026〕9号", "action": "save"}, follow=True
    )
    page = text_of(response)
    assert "已录入：放假 7 天，调休上班 0 天" in page
    assert "依据：国办发明电〔2026〕9号" in page
    assert f"{DAYS['春节'](NEXT).month}月{DAYS['春节'](NEXT).day}日" in page

    verbs.forget()  # a minute later, in the other processes
    assert warning not in text_of(district.get("/"))
    assert warning not in text_of(street.get("/"))
    assert f"{NEXT} 年放假安排未公布" not in text_of(street.get(f"/calendar/?year={NEXT}"))
    assert warning in text_of(other.get("/"))
    assert f"{NEXT} 年放假安排未公布" in text_of(other.get(f"/calendar/?year={NEXT}"))


def test_what_is_wrong_with_a_pasted_year_is_said_and_nothing_is_lost(world: World) -> None:
    district = client_of(world, "district-a")
    address = f"/calendar/{NEXT}/enter/"
    for action in ("look", "save"):
        short = text_of(district.post(address, {"text": PASTED.split("\n", 1)[1], "source": "x", "action": action}))
        assert "没有看到元旦（1月1日）放假" in short
        assert "对的，录入" not in short
        wrong = text_of(
            district.post(address, {"text": "1月1日 元旦\n2月30日 春节 休", "source": "x", "action": action})
        )
        assert "第 1 行“1月1日 元旦”" in wrong
        assert "没有 2 月 30 日这一天" in wrong
        assert "2月30日 春节 休</textarea>" in wrong
    assert "没有读到日期" in text_of(district.post(address, {"text": "通知", "source": "x"}))
    assert district.get(f"/calendar/{NEXT + 1}/enter/").status_code == 404
    assert district.get("/calendar/1999/enter/").status_code == 404


def test_a_year_comes_back_as_text_and_goes_in_again_unchanged(world: World) -> None:
    district = client_of(world, "district-a")
    with world.at("district-a"):
        verbs.seed_calendar(by=None)
        before = list(CalendarDay.objects.filter(day__year=2019).values_list("day", "working", "name"))
    initial = district.get("/calendar/2019/enter/").context["form"].initial
    assert "2018-12-30 至 2019-01-01 元旦 休" in initial["text"]
    assert district.post("/calendar/2019/enter/", initial | {"action": "save"}).status_code == 302
    with world.at("district-a"):
        assert list(CalendarDay.objects.filter(day__year=2019).values_list("day", "working", "name")) == before


def test_one_day_is_put_right_and_back(world: World) -> None:
    district, street = client_of(world, "district-a"), client_of(world, "street-a1")
    day = f"{NEXT - 1}-03-04"
    assert district.get(f"/calendar/day/?day={day}").context["form"].initial["day"] == date(NEXT - 1, 3, 4)
    sent = {"day": day, "kind": "off", "name": "特别放假"}
    assert "哪个节日" in text_of(district.post("/calendar/day/", sent | {"name": ""}))
    assert district.post("/calendar/day/", sent).status_code == 302
    assert "特别放假" in text_of(street.get(f"/calendar/?year={NEXT - 1}"))
    assert "特别放假" not in text_of(client_of(world, "district-b").get(f"/calendar/?year={NEXT - 1}"))
    assert "平常就上班" in text_of(district.post("/calendar/day/", sent | {"kind": "work", "day": f"{NEXT - 1}-10-01"}))
    assert district.post("/calendar/day/", {"day": day, "kind": "plain"}).status_code == 302
    assert "特别放假" not in text_of(street.get(f"/calendar/?year={NEXT - 1}"))
    assert "本来就照平常" in text_of(district.post("/calendar/day/", {"day": day, "kind": "plain"}))


@pytest.mark.parametrize("name", ["street-a1", "community-a11"])
def test_below_the_district_one_looks_and_does_not_write(world: World, name: str, monkeypatch) -> None:
    client = client_of(world, name)
    page = text_of(client.get("/calendar/"))
    assert "国庆节" in page
    assert "改一天" not in page
    sent = {"day": f"{NEXT - 1}-03-04", "kind": "off", "name": "x"}
    for address, data in (("/calendar/day/", sent), (f"/calendar/{NEXT}/enter/", {"text": PASTED, "source": "x"})):
        assert client.get(address).status_code == 403
        assert client.post(address, data | {"action": "save"}).status_code == 403
    # The attack with the door's check off: the verb refuses whoever does not stand at the district.
    monkeypatch.setattr("registry.web.access.check", lambda action: None)
    assert client.post("/calendar/day/", sent).status_code == 403
    with world.at("district-a"):
        assert not CalendarYear.objects.filter(year=NEXT).exists()


@pytest.mark.parametrize("name", ["liaison-a11", "auditor-a", "system_admin-a"])
def test_others_have_no_calendar(world: World, name: str) -> None:
    assert client_of(world, name).get("/calendar/").status_code == 403


def test_a_page_costs_the_same_for_a_full_year_and_an_empty_one(world: World) -> None:
    client = client_of(world, "street-a1")
    client.get("/calendar/")
    cost = {year: len(queries(client, f"/calendar/?year={year}")) for year in (NEXT - 1, NEXT)}
    with world.at("district-a"):
        verbs.seed_calendar(by=None)
    client.get("/calendar/")
    assert {year: len(queries(client, f"/calendar/?year={year}")) for year in cost} == cost
    assert client.get("/calendar/?year=x").context["year"] == NEXT - 1
    assert client.get("/calendar/?year=0001").context["year"] == 2004


def test_a_program_reads_days_and_years(world: World) -> None:
    with world.at("district-a"):
        verbs.seed_calendar(by=None)
        verbs.set_day(by=None, day=date(NEXT - 1, 3, 4), working=False, name="特别放假")
    caller = browser(world, "community-a11")
    found = caller.get(f"calendar/?year={NEXT - 1}&limit=200")["results"]
    assert len(found) == len([day for day in announced.seed().days if day.year == NEXT - 1]) + 1
    assert {"day": f"{NEXT - 1}-03-04", "working": False, "name": "特别放假"} in [
        {key: row[key] for key in ("day", "working", "name")} for row in found
    ]
    worked = caller.get("calendar/?since=2018-12-25&until=2019-01-05&working=true")["results"]
    assert [(row["day"], row["name"]) for row in worked] == [("2018-12-29", "元旦")]
    years = caller.get("calendar/years/")
    assert [row["year"] for row in years["results"]] == sorted(announced.seed().years)
    assert [row["year"] for row in caller.get("calendar/years/?offset=1&limit=1")["results"]] == [2005]
    assert browser(world, "district-b").get("calendar/years/")["results"] == []
    assert caller.ask("GET", "calendar/?year=2026.5").status_code == 400
    assert caller.ask("GET", "calendar/?month=3").status_code == 400
