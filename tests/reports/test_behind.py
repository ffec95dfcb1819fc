"""Every figure is the number of rows behind it, to the last digit: at a community, a street, the whole district."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from outreach.models import Activity, MicroWish, Participation, Suggestion, VolunteerService
from outreach.models.wish import WishClaim
from registry.domain import contacts, custody
from registry.lib import clock
from registry.models import Member, StudyReport
from reports.domain import drafting
from reports.figures import table
from reports.figures.behind import BOARD, PAGE, SOURCES, behind
from reports.figures.definitions import TABLES
from reports.figures.month import Month
from reports.figures.standing import Asked
from reports.models import MonthlyReport
from tests.conftest import become_app, become_owner
from tests.faults.harness import by_turns
from tests.outreach.post import Moment
from tests.planting import plant
from tests.reports.heard import heard
from tests.reports.histories import grown
from tests.web.staff import client_of, text_of
from tests.world import World

CODE = "440704"
LINK = re.compile(r'href="(/months/[0-9-]{7}/[a-z_]+/[?]node=[^"]+)"[^>]*>([0-9.,]+)<')
# A share leads to what it is out of.
WHOLE = re.compile(r"/(total|to_contact|ideas_rated)/")
# What neither the histories nor the planting bring about.
SELDOM = {
    "ideas_listed", "ideas_overdue", "helped", "branches", "new_employment_branches", "groups", "hard_to_reach",
    "ideas_closed", "ideas_content", "ideas_rated", "by_wechat", "by_visit", "by_other", "homecomings",
    "homecoming_people", "new_branches",
}  # fmt: skip


def test_every_figure_of_the_five_tables_has_rows() -> None:
    keys = {figure.key for each in TABLES for figure in each.columns if not figure.is_share}
    parts = {name for each in TABLES for figure in each.columns for name in (figure.part, figure.whole) if name}
    assert keys | parts == set(SOURCES)


def all_rows(asked: Asked, name: str, node: str, own: bool, mine: str) -> tuple[object, int, int]:
    """Page after page: the figure, how many rows were shown, how many are others'."""
    keys: list[object] = []
    page = 0
    while True:
        found = behind(asked, name, node=node, own=own, mine=mine, code=CODE, page=page)
        keys += [(key, at) for key, at, _ in found.shown]
        page += 1
        if page * PAGE >= found.rows:
            break
    assert all(at.startswith(node) for _, at in keys)
    return found.number, len(keys), found.elsewhere


def busy(world: World) -> None:
    """Histories, a little of everything, and all of it within this month."""
    for number, node in enumerate(("a11", "a12", "a21", "a22")):
        plant(world, node, times=2, start=201 + number * 100)
    today, now = clock.today(), clock.now()
    first = Month.of(today).begins
    become_owner()
    with world.system("a"):
        heard(outcome="reached", happened_at=max(first, now - timedelta(minutes=2)))
        StudyReport.objects.update(studied_on=today)
        kinds = ("theme_day", "special_lecture", "lecture_on_site", "homecoming_forum")
        for at, row in enumerate(Activity.objects.order_by("pk")):
            Activity.objects.filter(pk=row.pk).update(kind=kinds[at % 4], state="held", starts_at=first, ends_at=now)
        Participation.objects.update(attendance="present")
        VolunteerService.objects.update(served_on=today)
        WishClaim.objects.update(claimed_on=today, fulfilled_on=today)
        Suggestion.objects.filter(kind="idea").update(collected_on=today, suspicion="")
        Member.objects.update(contact_said_on=today - timedelta(days=300))
        assert MicroWish.objects.exists()
    become_app()


def _boards_rows(asked: Asked, mine: str, hit: Counter[str]) -> None:
    """The same of what the board has besides, line by line."""
    for path, numbers in table.board(asked, code=CODE).items():
        for name in BOARD:
            wanted = numbers.get(name, 0)
            number, shown, elsewhere = all_rows(asked, name, path, len(path) < table.ROW, mine)
            assert number == wanted, (asked.month, path, name)
            if name not in ("net", "took_days"):
                assert shown + elsewhere == wanted, (asked.month, path, name)
            hit[name] += wanted > 0


@pytest.mark.parametrize("seed", [3])
def test_figures_equal_the_rows_behind_them(transactional_db: None, world: World, seed: int) -> None:
    busy(world)
    grown(world, seed, 240)
    hit: Counter[str] = Counter()
    for asked in (
        Asked(Month.of(clock.today()), clock.now() + timedelta(minutes=1)),
        Asked(Month(2026, 9), clock.midnight(date(2026, 10, 20))),
    ):
        with world.system("a"):
            rows = table.rows(table.figures(asked, code=CODE), day=asked.month.last)
            for at, row in enumerate(rows):
                hit.update(name for name in SOURCES if row.numbers.get(name, 0))
                for name in by_turns([*SOURCES], at, 2):
                    wanted = row.numbers.get(name, 0)
                    mine = world.nodes["a1"].path
                    number, shown, elsewhere = all_rows(asked, name, row.path, row.kind == "own", mine)
                    assert number == wanted, (asked.month, row.label, name)
                    if name not in ("hours", "copies"):
                        assert shown + elsewhere == wanted, (asked.month, row.label, name)
            _boards_rows(asked, world.nodes["a1"].path, hit)
    assert all(hit[name] for name in ("came", "went", "from_52", "age_35", "work_courier", "studied", "late_tasks"))
    missed = {name for name in SOURCES if not hit[name]}
    assert missed <= SELDOM, missed - SELDOM


def test_every_number_on_the_pages_leads_to_as_many_rows(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the community and at the street; what has moved to another organisation is counted and not named."""
    moment = Moment(monkeypatch, clock.now())
    month = Month.of(clock.today())
    plant(world, "a11", times=18, start=200)
    plant(world, "a12", times=1, start=300)
    moment.passes(days=(month.next().first - clock.today()).days + 1)
    with world.system("a"):
        heard(outcome="reached", happened_at=month.begins)
    gone = world.member("a11", 77, name="走了的人")
    with world.at("community-a11"):
        clerk = world.users["community-a11"]
        contacts.record_contact(by=clerk, member=gone, fields={
            "happened_at": month.begins, "channel": "phone", "outcome": "reached"})  # fmt: skip
        request = custody.transfer_out(by=clerk, member=gone, to_id=world.nodes["a12"].pk)
    with world.at("street-a1"):
        custody.decide(by=world.users["street-a1"], request=request, agreed=True)
    moment.passes(minutes=1)
    drafting.refresh(world.nodes["a"].path)
    with world.system("a"):
        key = MonthlyReport.objects.get(owner_path=world.nodes["a11"].path, month=month.number, year=month.year).pk
    community, street = client_of(world, "community-a11"), client_of(world, "street-a1")
    pages = [(community, f"/months/reports/{key}/")]
    pages += [(street, f"/months/{month}/tables/?table={each.key}") for each in TABLES]
    asked = 0
    for client, page in pages:
        for link, number in LINK.findall(text_of(client.get(page))):
            context = client.get(link.replace("&amp;", "&")).context
            if "." in number and WHOLE.search(link):
                assert not context["differs"] and (context["number"] != "0" or number == "0.0"), link
                continue
            assert context["number"] == number and not context["differs"], link
            unit = context["unit"]
            if "hours" not in link and "copies" not in link:
                assert int(context["total"].replace(",", "")) + context["elsewhere"] == int(number), (link, unit)
            assert len(context["rows"]) == min(PAGE, int(context["total"].replace(",", ""))), link
            asked += 1
    assert asked > 40
    url = f"/months/{month}/times/?node={world.nodes['a11'].path}"
    page = " ".join(text_of(community.get(url)).split())
    assert "其中 1 次现在归其他组织管理" in page and "走了的人" not in page
    assert "走了的人" in text_of(street.get(url))
    page = " ".join(text_of(community.get(f"/months/{month}/to_contact/?page=2")).split())
    assert re.search("第 51–5[0-9] 位", page), "paged"
    for who, status in (("community-a12", 404), ("street-a2", 404), ("district-b", 404), ("liaison-a11", 403)):
        assert client_of(world, who).get(url).status_code == status, who
    for wrong in ("total/?node=x", "nothing/", "enrolled_share/", "total/?node=~"):
        assert community.get(f"/months/{month}/{wrong}").status_code == 404
    assert community.get(f"/months/{month}/total/?page=99999").status_code == 200


def test_late_entries_are_said_on_the_page_of_the_figure(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = Moment(monkeypatch, clock.now())
    month = Month.of(clock.today())
    plant(world, "a11", times=1, start=200)
    moment.passes(days=(month.next().first - clock.today()).days + 1)
    drafting.refresh(world.nodes["a"].path)
    with world.system("a"):
        MonthlyReport.objects.filter(month=month.number, year=month.year).update(state="closed")
    moment.passes(minutes=5)
    clerk, member = world.users["community-a11"], world.member("a11", 7, name="补录的人")
    with world.at("community-a11"):
        contacts.record_contact(by=clerk, member=member, fields={
            "happened_at": month.begins, "channel": "phone", "outcome": "reached"})  # fmt: skip
    moment.passes(minutes=1)
    drafting.refresh(world.nodes["a"].path)
    community, url = client_of(world, "community-a11"), f"/months/{month}/times/?node={world.nodes['a11'].path}"
    page = " ".join(text_of(community.get(url)).split())
    assert "补录 1 次" in page and "上报的数字 0 不变" in page and "补录的人" not in page
    assert "补录的人" in text_of(community.get(f"{url}&now=1"))
