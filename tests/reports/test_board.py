"""看板: numbers against SQL of the test's own, each the same as the rows that it leads to, each in one's own scope."""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from registry.lib import clock
from registry.models import LiaisonAssignment, Member
from reports.domain import boarding, looking_board
from reports.figures import board as sums
from reports.figures.month import Month
from reports.models import BoardMonth
from reports.tasks import refresh_board
from tests.api.caller import browser
from tests.conftest import become_app, become_owner
from tests.outreach.post import Moment
from tests.reports.board_world import NOON, planted, worked_out
from tests.reports.histories import grown
from tests.reports.scattered import scatter
from tests.web.staff import client_of
from tests.world import World

LAST = Month(2026, 11)
LINK = re.compile(r'<a href="(/board/[^"]+)">(-?[\d,.]+%?)</a>')
# On the register now: what the records say, without the movements.
HERE = """
FROM registry_member m WHERE m.direction = 'in' AND m.is_open AND m.status <> 'lead' AND m.owner_path LIKE '0001%%'
  AND (m.status <> 'lost' OR EXISTS (SELECT 1 FROM registry_movement f WHERE f.member_id = m.id
    AND f.kind IN ('registered', 'reported_in', 'enrolled')
    AND NOT EXISTS (SELECT 1 FROM registry_movement v WHERE v.voids_id = f.id)))
"""


@pytest.fixture
def told(db: None, moment: Moment) -> World:
    """Worked out an hour later."""
    moment.at = NOON
    world = worked_out()
    moment.at = NOON + timedelta(hours=1)
    return world


@pytest.fixture
def varied(world: World, moment: Moment) -> World:
    """With days of half a year, and members with histories."""
    planted(world, moment)
    scatter(world, 7)
    grown(world, 7, 40)
    become_owner()
    with world.system("a"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outreach_suggestion SET kind = 'idea', collected_on = '2026-08-01',"
            " closed_at = timestamptz '2026-08-01 23:30+08' + number % 80 * interval '1 day',"
            " submitted_at = '2026-08-01' WHERE state = 'closed'"
        )
    become_app()
    moment.passes(hours=1)
    refresh_board()
    return world


def ask(text: str) -> Counter[Any]:
    """The second column by the first."""
    with connection.cursor() as cursor:
        cursor.execute(text)
        return Counter(dict(cursor.fetchall()))


def specs_of(page: str) -> dict[str, Any]:
    """The charts' figures as the script gets them."""
    text = page.split('id="board-specs" type="application/json">')[1].split("</script>", maxsplit=1)[0]
    return {chart["id"]: chart for chart in json.loads(text)}


def each_number_is_the_rows_that_it_leads_to(client: Client) -> None:
    """Two links of each figure."""
    page = client.get("/board/").text
    links = {(url.replace("&amp;", "&"), text) for url, text in LINK.findall(page)}
    assert len(links) > 60
    whole = {url: text for url, text in links if not text.endswith("%")}
    drawn = {url for chart in specs_of(page).values() for row in chart["links"] for url in row if url}
    assert {url for url in drawn if url.startswith("/board/")} <= {url for url, _ in links}
    assert {url for url in drawn if not url.startswith("/board/")} <= {"/months/?view=late&node=00010001"} | drawn
    checked = Counter[str]()
    for url, text in sorted(whole.items()):
        key = url.split("/")[3]
        if checked[key] >= 2:
            continue
        checked[key] += 1
        rows = client.get(url).text
        assert f'<strong class="num">{text}</strong>' in rows, url
        assert "看板上现在是" not in rows
        if key not in ("net", "took_days") and int(text.replace(",", "")) <= 50:
            assert rows.count('<th scope="row">') == int(text), url
    assert {"came", "net", "total", "year_ideas", "late_tasks"} <= set(checked) and len(checked) > 20


@pytest.mark.django_db(transaction=True)
def test_numbers_are_what_plain_sql_counts_and_the_rows_behind_them(varied: World) -> None:
    with varied.system("a"):
        whole = sums.together(sums.parts(LAST))
        assert whole.of("total") == sum(ask(f"SELECT m.id, 1 {HERE}").values()) > 20
        here = ask(f"SELECT left(m.origin_code, 2), count(*) {HERE} GROUP BY 1")
        assert {key[5:]: whole.of(key) for key in sums.ORIGINS if whole.of(key) and key != "from_none"} == {
            code: number for code, number in here.items() if code
        }
        assert whole.of("from_none") == here[""]
        ages = ask(f"SELECT date_part('year', age(date '2026-11-30', m.birth_on)), count(*) {HERE} GROUP BY 1")
        assert whole.of("age_none") == ages[None] and whole.of(*sums.AGES) == whole.of("total")
        assert whole.of("age_30") == sum(number for age, number in ages.items() if age is not None and age <= 30)
        assert whole.of("age_50") == sum(number for age, number in ages.items() if age is not None and 46 <= age <= 50)
        works = ask(f"SELECT m.new_employment_type, count(*) {HERE} GROUP BY 1")
        assert whole.of(*sums.WORKS) == works.total() - works[""] and whole.of("work_courier") == works["courier"]
        took = ask(
            "SELECT id, (closed_at AT TIME ZONE 'Asia/Shanghai')::date - collected_on FROM outreach_suggestion"
            " WHERE kind = 'idea' AND suspicion = '' AND state = 'closed' AND closed_at IS NOT NULL"
            " AND closed_at < '2026-11-28 05:00+00' AND submitted_at < '2026-11-28 05:00+00'"
            " AND owner_path LIKE '0001%%'"
        )
        assert whole.of(*sums.TOOK) == len(took) > 3 and whole.of("took_days") == sum(took.values())
        assert whole.of("took_7", "took_15") == sum(days <= 15 for days in took.values())
        assert whole.of("took_more") == sum(days > 60 for days in took.values())
        for line in sums.months(LAST):
            assert line.of("net") == line.of("came") - line.of("went") == line.of("total") - line.of("before")
    each_number_is_the_rows_that_it_leads_to(client_of(varied, "district-a"))


def test_each_sees_ones_own(told: World) -> None:
    seen = {}
    for account in ("district-a", "street-a1", "community-a11", "community-a12", "community-b11"):
        page = client_of(told, account).get("/board/").text
        charts = specs_of(page)
        with told.at(account):
            seen[account] = sums.together(sums.parts(LAST)).of("total")
            drawn = charts["members"]["series"]
            assert [one["name"] for one in drawn] == ["新增", "减少", "净增"] and len(drawn[0]["data"]) == 24
    assert seen["district-a"] > seen["street-a1"] > seen["community-a11"] > 0 == seen["community-b11"]
    mine = client_of(told, "community-a11")
    assert "a12" not in mine.get("/board/").text
    node = told.nodes["a12"].path
    assert mine.get(f"/board/2026-11/total/?node={node}").status_code == 404
    assert client_of(told, "street-a1").get(f"/board/2026-11/total/?node={node}").status_code == 200
    for address in ("/board/2026-11/phone/", "/board/2026-13/total/", "/board/2026-11/total/?node=~"):
        assert mine.get(address).status_code == 404
    for role in ("auditor-a", "system_admin-a", "security_admin-a"):
        for address in ("/board/", "/board/2026-11/total/"):
            assert client_of(told, role).get(address).status_code == 403


def assigned(world: World) -> Member:
    """The one member of the liaison of a11."""
    with world.system("a"):
        LiaisonAssignment.objects.filter(liaison=world.users["liaison-a11"]).update(ended_on=clock.today())
        member = Member.objects.filter(owner_path=world.nodes["a11"].path, status="reported", direction="in")[0]
        LiaisonAssignment.objects.filter(member=member, ended_on__isnull=True).update(ended_on=clock.today())
        LiaisonAssignment(
            owner_path=member.owner_path, member=member, liaison=world.users["liaison-a11"], liaison_label="何",
            started_on=clock.today(),
        ).save(force_insert=True)  # fmt: skip
        return member


def test_a_liaison_sees_her_own_members_alone(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted when she asks. With the narrower scope off, the same page shows the number of the whole node."""
    member, client = assigned(told), client_of(told, "liaison-a11")
    page = client.get("/board/").text
    charts = specs_of(page)
    assert charts["coverage"]["labels"] == ["我联系的党员"] and "24 个月" not in page
    assert '<a href="/board/2026-11/total/">1</a>' in page
    rows = client.get("/board/2026-11/total/").text
    assert member.name in rows and '<strong class="num">1</strong>' in rows
    with told.at("community-a11"):
        others = sums.together(sums.parts(LAST)).of("total")
    assert others > 1
    with told.at("liaison-a11"):
        assert not BoardMonth.objects.exists()
        monkeypatch.setattr(looking_board, "_is_liaison", lambda: False)
        assert looking_board.look(LAST, "total", node=member.owner_path, own=False).behind.number == others


def test_programs_are_told_the_same(told: World) -> None:
    """By owner, superior, colleague, liaison, outsider and officer."""
    seen = {}
    for account in ("district-a", "street-a1", "community-a11", "community-a12", "district-b"):
        told_it = browser(told, account).ask("GET", "board/").json()
        page = client_of(told, account).get("/board/")
        whole = {key: sum(part["numbers"][key] for part in told_it["parts"]) for key in sums.KEYS}
        with told.at(account):
            assert whole == sums.together(sums.parts(LAST)).numbers
        assert [one["month"] for one in told_it["months"]][-1] == told_it["month"] == "2026-11"
        assert told_it["months"][-1]["numbers"]["total"] == whole["total"] and not told_it["live"]
        assert set(told_it["figures"]) == set(sums.KEYS) and page.status_code == 200
        seen[account] = [part["label"] for part in told_it["parts"]]
    assert seen["community-a11"] == ["a11社区"] and seen["street-a1"] == ["a1街道（本级）", "a11社区", "a12村"]
    assert not any(label.startswith("a") for label in seen["district-b"])
    assigned(told)
    hers = browser(told, "liaison-a11").ask("GET", "board/").json()
    assert hers["live"] and [part["numbers"]["total"] for part in hers["parts"]] == [1] and len(hers["months"]) == 1
    for officer in ("auditor-a", "system_admin-a", "security_admin-a"):
        assert browser(told, officer).ask("GET", "board/").status_code == 403


def test_the_scope_is_what_keeps_them_apart(told: World) -> None:
    """The attack with the scope off: the same question as the whole district answers with the neighbour's, too."""
    with told.at("community-a11"):
        assert {part.node for part in sums.parts(LAST)} == {told.nodes["a11"].path}
    with told.system():
        assert sums.together(sums.parts(LAST)).of("total") > 20


def test_nobody_types_a_figure(told: World) -> None:
    """Only the program writes: nothing of a clerk's goes through."""
    path = told.nodes["a11"].path
    with told.at("community-a11"):
        assert BoardMonth.objects.filter(node=path).update(figures={"total": 999}) == 0
        assert BoardMonth.objects.filter(node=path).delete()[0] == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            BoardMonth(owner_path=path, node=path, year=2020, month=1, known_at=NOON).save(force_insert=True)


def test_without_the_policies_a_clerk_types_one(
    transactional_db: None, world: World, superuser_cursor: psycopg.Cursor, settings: Any
) -> None:
    """The attack with the protection off."""
    path = world.nodes["a11"].path
    insert = (
        "INSERT INTO reports_boardmonth (id, owner_path, node, year, month, figures, known_at)"
        " VALUES (gen_random_uuid(), %(path)s, %(path)s, 2020, 1, '{}', now())"
    )
    declare = (
        "SELECT set_config('buduanxian.low', %s, true), set_config('buduanxian.high', %s, true),"
        " set_config('buduanxian.role', 'community', true)"
    )
    changes = f"UPDATE reports_boardmonth SET figures = '{{\"total\": 999}}' WHERE owner_path = '{path}'"
    for protected in (True, False):
        superuser_cursor.execute("BEGIN")
        superuser_cursor.execute(insert.replace("2020", "2021"), {"path": path})
        if not protected:
            superuser_cursor.execute("DROP POLICY counted_by_the_program ON reports_boardmonth")
            superuser_cursor.execute("DROP POLICY changed_by_the_program ON reports_boardmonth")
        superuser_cursor.execute(f"SET LOCAL ROLE {settings.DATABASE_ROLES['app']['USER']}")
        superuser_cursor.execute(declare, [path, path + "~"])
        superuser_cursor.execute(changes)
        assert superuser_cursor.rowcount == (0 if protected else 1)
        if protected:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                superuser_cursor.execute(insert, {"path": path})
        else:
            superuser_cursor.execute(insert, {"path": path})
        superuser_cursor.execute("ROLLBACK")


def test_refreshed_by_turns_and_never_stale_in_silence(told: World, moment: Moment) -> None:
    with told.system("a"):
        first = boarding.known()
        assert len(first) == 24 and len(set(first.values())) <= 24
        ages = {month: NOON - timedelta(hours=at) for at, month in enumerate(boarding.wanted(LAST))}
        assert boarding.due(ages, LAST) == [LAST, Month(2026, 10), Month(2024, 12), Month(2025, 1)]
        assert boarding.due({}, LAST) == boarding.wanted(LAST)
    client = client_of(told, "community-a11")
    assert "没有重算" not in client.get("/board/").text
    moment.passes(hours=5)
    client = client_of(told, "community-a11")
    page = client.get("/board/").text
    assert "数字停在 2026-11-28 13:00，5 小时没有重算" in page
    refresh_board()
    assert "没有重算" not in client.get("/board/").text
    moment.at = datetime(2026, 12, 5, 4, 0, tzinfo=UTC)
    refresh_board()
    with told.system("a"):
        kept = boarding.known()
        assert len(kept) == 24 and Month(2026, 12) in kept and Month(2024, 12) not in kept


def test_before_the_first_hour_it_says_so(world: World) -> None:
    assert "还没有数字" in client_of(world, "community-a11").get("/board/").text
