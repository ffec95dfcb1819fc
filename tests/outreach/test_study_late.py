"""The late list and the ledger: derived from tasks and reports, the same numbers on page, paper, lists and reminder."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from outreach.domain import activities, attendance, batches, checks, handouts, materials, study_sheet
from outreach.domain.quarters import Quarter
from outreach.models import Message, MessageBatch, Task
from registry.choices import StudyState
from registry.domain import members as registering
from registry.domain import studies
from registry.lib import clock
from registry.models import AuditEvent, Member, StudyReport
from reports.figures import table
from reports.figures.month import Month
from reports.figures.standing import Asked
from tests.outreach.assembly import planned
from tests.outreach.ground import Days, known, only, start, tick
from tests.reports.test_lists import lines, taken
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

QUARTER = Quarter(2026, 1)
AFTER = date(2026, 4, 20)
LATE = "/materials/late/"


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    """March 2026: the first quarter's reports are asked for."""
    return Days(monkeypatch)


def three(world: World, days: Days) -> list[Member]:
    """Two members of a11, the first with a liaison, and one of a12; on 20 April nobody has handed in."""
    start(world)
    only(world, "study")
    found = [known(world, 1, None, name="何一"), known(world, 2, None, name="何二")]
    found.append(known(world, 3, None, "a12", name="何三"))
    tick(world)
    with world.at("community-a11"):
        registering.assign_liaison(
            by=world.users["community-a11"], member=found[0], liaison=world.users["liaison-a11"]
        )  # fmt: skip
    days.to(AFTER)
    tick(world)
    return found


def filed(world: World, member: Member, node: str = "a11", **more: Any) -> StudyReport:
    """A report about March, taken down by the clerk of a node."""
    facts = {"topic": "党章", "form": "self_study", "studied_on": date(2026, 3, 10)} | more
    with world.at(clerk(node)):
        return studies.file_study(by=world.users[clerk(node)], member=member, fields=facts)


def names(client: Client, query: str = "") -> set[str]:
    """Who is on the list."""
    return {row["name"] for row in client.get(LATE + query).context["rows"]}


def on_the_board(world: World) -> int:
    """How many the board calls late with their report, a minute later."""
    asked = Asked(Month.of(clock.today()), clock.now() + timedelta(minutes=1))
    with world.system("a"):
        return sum(int(numbers["late_studies"]) for numbers in table.board(asked, code="440704").values())


def test_who_is_late_and_for_whom(world: World, days: Days) -> None:
    first, second, _ = three(world, days)
    community, street = client_of(world, "community-a11"), client_of(world, "street-a1")
    assert names(community) == {"何一", "何二"}
    assert names(client_of(world, "community-a12")) == {"何三"}
    assert names(street) == {"何一", "何二", "何三"} and on_the_board(world) == 3
    assert names(client_of(world, "community-b11")) == set()
    for account in ("liaison-a11", "auditor-a", "system_admin-a"):
        assert client_of(world, account).get(LATE).status_code == 403, account
    for query, found in (
        (f"?liaison={world.users['liaison-a11'].pk}", {"何一"}), ("?liaison=none", {"何二", "何三"}),
        (f"?org={world.nodes['a12'].pk}", {"何三"}), ("?quarter=2026-2", set()), ("?standing=ahead", set()),
        ("?standing=every&quarter=2026-1", {"何一", "何二", "何三"}), ("?q=何二", {"何二"}),
    ):  # fmt: skip
        assert names(street, query) == found, query
    listed = text_of(community.get(LATE))
    assert "20 天" in listed and "2026-03-31" in listed and "没有交过" in listed and "138****0001" in listed
    assert str(first.phone) not in listed and f"/members/{first.pk}/" in listed
    filed(world, second)  # before anybody has settled the task
    assert names(community) == {"何一"} and on_the_board(world) == 2
    days.to(date(2026, 5, 10))
    tick(world)
    with world.system():
        assert Task.objects.get(member=first).state == "lapsed"
    community, street = client_of(world, "community-a11"), client_of(world, "street-a1")  # the old sessions are over
    assert names(community) == {"何一"} and on_the_board(world) == 2, "nobody asks for it any more, and it is missing"
    sheet = text_of(street.get(f"{LATE}sheet/?org={world.nodes['a12'].pk}"))
    assert "何三" in sheet and "何一" not in sheet and "138****0003" in sheet and "管理组织：" in sheet
    with world.at("auditor-a"):
        assert AuditEvent.objects.get(action="study.late").detail == {"rows": 1, "quarter": "2026-1"}
    filed(world, first)  # later than anybody asks for it
    assert names(community) == set() and on_the_board(world) == 1


def test_one_reminder_to_exactly_these(world: World, days: Days) -> None:
    first, second, _ = three(world, days)
    page = client_of(world, "street-a1")
    url = f"{LATE}chase/?org={world.nodes['a11'].pk}"
    assert "发给名单上的 2 人" in text_of(page.get(url))
    sent = {"name": "催交", "channel": "wechat", "body": "{姓名}同志，请交学习汇报{链接}"}
    there = page.post(url, sent).headers["Location"]
    assert "将发给 2 人" in text_of(page.get(there))
    filed(world, second)
    with world.at("street-a1"):
        batch = MessageBatch.objects.get()
        assert (batch.query["quarter"], batch.filter_name) == ("2026-1", "学习汇报逾期名单：2026年第一季度")
        seen = batches.preview(batch)
        assert seen.count == 1
        batches.approve(by=world.users["street-a1"], label="何", batch=batch, seen=seen.seal)
        message = Message.objects.select_related("member", "batch").get()
        assert (message.member_id, checks.objection(message, clock.now())) == (first.pk, "")
    filed(world, first)
    with world.at("street-a1"):
        assert checks.objection(message, clock.now()) == "handed_in"
    by_hand = text_of(client_of(world, "community-a11").get("/messages/by-hand/"))
    assert "学习汇报已经交了，不用再催" in by_hand and "请交学习汇报" not in by_hand
    assert client_of(world, "liaison-a11").get(url).status_code == 403
    forged = client_of(world, "community-a12").get(f"{LATE}chase/?org={world.nodes['a11'].pk}")
    assert "发给名单上的 1 人" in text_of(forged)  # what is not its own to choose counts as not chosen


def test_the_ledger_says_what_the_lists_say(world: World, days: Days) -> None:
    first, second, third = three(world, days)
    read = filed(world, first, hours=Decimal("2.5"))
    filed(world, first, hours=Decimal(1))
    filed(world, third, "a12", studied_on=date(2026, 4, 2))
    early = known(world, 4, None, "a12", name="何四", created_at=clock.now())
    filed(world, early, "a12")
    _read(world, read)
    _given_and_came(world, days, second)
    with world.at("street-a1"):
        found = study_sheet.sheet(path=world.nodes["a1"].path, quarter=QUARTER)
        summed = {name: sum(line.numbers[name] for line in found.lines) for name in study_sheet.NONE}
        assert summed == found.totals
        numbers = {line.member.name: line.numbers for line in found.lines}
    assert (numbers["何一"]["reports"], numbers["何一"]["read"], numbers["何一"]["waiting"]) == (2, 1, 1)
    assert (str(numbers["何一"]["hours"]), numbers["何一"]["missing"], numbers["何一"]["owed"]) == ("3.5", 0, 1)
    assert (numbers["何二"]["copies"], numbers["何二"]["materials"], numbers["何二"]["came"]) == (2, 1, 1)
    assert (numbers["何三"]["reports"], numbers["何三"]["missing"]) == (0, 1)
    assert (numbers["何四"]["owed"], numbers["何四"]["missing"], found.totals["owed"]) == (1, 0, 4)
    page = client_of(world, "street-a1")
    answer = page.get("/materials/ledger/?quarter=2026-1")
    shown = text_of(answer)
    assert "2026年第一季度学习台账" in shown and "合计（4 人）" in shown
    assert "138****0001" in shown and str(first.phone) not in shown
    _same_as_the_lists(page, answer.context["totals"])
    assert "何三" not in text_of(client_of(world, "community-a11").get("/materials/ledger/?quarter=2026-1"))
    narrowed = text_of(page.get(f"/materials/ledger/?quarter=2026-1&org={world.nodes['a12'].pk}"))
    assert "何三" in narrowed and "何一" not in narrowed
    for account in ("liaison-a11", "auditor-a"):
        assert client_of(world, account).get("/materials/ledger/").status_code == 403


def _read(world: World, report: StudyReport) -> None:
    with world.at("community-a11"):
        studies.review_study(by=world.users["community-a11"], study=report, state=StudyState.READ)


def _given_and_came(world: World, days: Days, member: Member) -> None:
    """In March: two copies by hand, one of them a mistake; an activity that took place."""
    days.to(date(2026, 3, 20))
    activity, by = planned(world, "a1", hours=0.5), world.users["community-a11"]
    with world.at("street-a1"):
        user = world.users["street-a1"]
        said = {"title": "读本", "kind": "book", "year": 2026}
        book = materials.add_material(by=user, label="何", organisation=world.nodes["a1"], fields=said)
    facts = {"given_on": clock.today(), "channel": "in_person", "copies": 2}
    with world.at("community-a11"):
        for _ in range(2):
            row = handouts.give(by=by, label="何", material=book, member=member, fields=facts)
        handouts.void(by=by, label="何", handout=row, reason="登记了两次")
        attendance.tick(by=by, label="何", activity=activity, member=member, sign="present")
    days.to(AFTER)
    with world.at("street-a1"):
        activities.move(by=user, label="何", activity=activity, to="held")


def _same_as_the_lists(page: Client, totals: list[dict[str, str]]) -> None:
    """Each total that leads to a list is what the list counts."""
    linked = [total for total in totals if total["url"]]
    assert len(linked) == 6
    for total in linked:
        answer = page.get(total["url"])
        listed = answer.context.get("stats")
        if "handouts" in total["url"]:
            assert total["text"] in {stat["number"] for stat in listed[:2]}, total
        else:
            assert answer.context["total"] == total["text"], total


def test_quarters() -> None:
    assert (QUARTER.first, QUARTER.last, QUARTER.before.label) == (
        date(2026, 1, 1), date(2026, 3, 31), "2025年第四季度",
    )  # fmt: skip
    assert Quarter.of(QUARTER.last + timedelta(days=1)) == QUARTER.next == Quarter.read("2026-2")
    assert Quarter.read("2026-5") == Quarter.of(clock.today())


def test_the_list_as_a_file(world: World, days: Days) -> None:
    """What the page shows, with the numbers masked, and of the street's nodes only those asked for."""
    first, _, _ = three(world, days)
    street = client_of(world, "street-a1")
    for query, found in (
        ({}, ["何一", "何二", "何三"]),
        ({"org": str(world.nodes["a12"].pk)}, ["何三"]),
        ({"q": "何二"}, ["何二"]),
    ):
        told = lines(taken(street, world, "study-late", query)[1])
        assert sorted(row[0] for row in told) == sorted(found), query
        assert all(row[3] == "20" and "没有交过" in row and str(first.phone) not in row for row in told)
