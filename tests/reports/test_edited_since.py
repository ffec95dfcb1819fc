"""A month says of a person what her record said when the report was handed up: who edits it afterwards adds nothing
late to the month and corrects nothing in it. What was really entered late is there, whole."""

import io
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from docx import Document

from outreach.domain.suggestions import extending
from outreach.models import Suggestion
from registry.choices import Direction
from registry.domain import members
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Member
from reports.domain import checks, cycle, drafting
from reports.domain.looking import look
from reports.figures.month import Month
from reports.figures.valued import Valued
from reports.models import MonthlyReport
from reports.workbook import brief, facts
from tests.api.caller import browser
from tests.outreach.post import Moment
from tests.outreach.suggestion_ground import taken
from tests.reports import books
from tests.reports.test_cycle import WRITTEN, hand_up, report_of
from tests.web.staff import client_of, text_of
from tests.world import World, clerk, id_number, phone

NODE, HTTP_OK = "a11", 200
# What the record says first, and what somebody makes of it: each moves a figure.
FIRST: dict[str, Any] = {
    "origin_code": "510100", "birth_on": date(1999, 5, 1), "education_code": "20", "political_status": "probationary",
    "new_employment_type": "courier", "contact_status": "hard_to_reach",
}  # fmt: skip
LATER: dict[str, Any] = {
    "origin_code": "440600", "birth_on": date(1960, 5, 1), "education_code": "60", "political_status": "member",
    "new_employment_type": "", "contact_status": "",
}  # fmt: skip
MOVED = ("other_province", "other_city", "young", "college", "probationary", "new_employment", "hard_to_reach")
# Another county of the district's own city.
NEXT_COUNTY = {"origin_code": "440783"}


@pytest.fixture
def closed(world: World, moment: Moment) -> Month:
    """A month that is over, in which one member was there; handed up and closed."""
    world.member(NODE, 1, name="何小山", **FIRST)
    month = Month.of(clock.today())
    moment.passes(days=(month.next().first - clock.today()).days + 1)
    with world.system("a"):
        drafting.draft(month, now=clock.now())
    hand_up(world, NODE)
    moment.passes(hours=1)
    with world.at("district-a"):
        cycle.close(by=None, label="区", month=month, why="其余的还没有报")
    moment.passes(days=1)
    return month


def late_member(world: World, day: date) -> None:
    """Entered now, registered on a day of the month that is closed."""
    with world.at(clerk(NODE)):
        members.register(
            by=world.users[clerk(NODE)], organisation=world.nodes[NODE], direction=Direction.IN, on=day,
            fields={"name": "秦德胜", "id_number": id_number(2), "phone": phone(2), **FIRST},
        )  # fmt: skip


def edit(world: World, changes: Mapping[str, Any], name: str = "何小山") -> None:
    """Somebody puts her record right."""
    with world.at(clerk(NODE)):
        members.update_details(by=world.users[clerk(NODE)], member=Member.objects.get(name=name), changes=changes)


def late(world: World, month: Month) -> dict[str, tuple[str, str]]:
    """What the night's look notes of the report: figure → (was, is)."""
    with world.system("a"):
        drafting.draft(month, now=clock.now() + timedelta(minutes=1))
        return {each["key"]: (each["before"], each["after"]) for each in report_of(world, NODE).late}


def seen(world: World, month: Month, *, now: bool = False) -> dict[str, tuple[Any, int]]:
    """Of each of the figures what was reported, and how many rows stand behind it."""
    with world.at(clerk(NODE)):
        found = {
            name: look(month, name, node=world.nodes[NODE].path, own=False, now=now)
            for name in (*MOVED, "other_county")
        }
    return {name: (each.reported, each.behind.rows) for name, each in found.items()}


def test_an_edit_after_the_close_is_not_late(world: World, moment: Moment, closed: Month) -> None:
    """Neither listed nor corrected, on the night after or later; the rows behind are as many as was reported."""
    before = seen(world, closed)
    assert {name for name, (number, _) in before.items() if number == 1} == set(MOVED) - {"other_city"}
    edit(world, LATER)
    edit(world, NEXT_COUNTY)
    assert late(world, closed) == {} and seen(world, closed) == before
    edit(world, {"political_status": "probationary", "origin_code": "440700"})
    assert late(world, closed) == {}
    assert seen(world, closed) == seen(world, closed, now=True) == before
    with world.at("district-a"), pytest.raises(Refused, match="没有差别"):
        cycle.revise(by=None, label="区", month=closed, why="核对")


def test_what_was_entered_late_is_whole(world: World, moment: Moment, closed: Month) -> None:
    """With everything that is known of the person; and the correction has it, beside what had been edited."""
    edit(world, LATER)
    late_member(world, closed.last)
    found = late(world, closed)
    assert {name: found[name] for name in ("total", "new", "other_province", "probationary", "young")} == {
        "total": ("1", "2"), "new": ("1", "2"), "other_province": ("1", "2"), "probationary": ("1", "2"),
        "young": ("1", "2"),
    }  # fmt: skip
    assert "other_city" not in found
    moment.passes(minutes=2)
    with world.at("district-a"):
        made = cycle.revise(by=None, label="区", month=closed, why="补登一人")
    assert {change["key"] for change in made.changes} == set(found)
    moment.passes(minutes=2)
    edit(world, LATER, "秦德胜")
    assert late(world, closed) == {}, "the next version stands as the first did"


def test_before_it_is_handed_up_the_record_is_right(world: World, moment: Moment) -> None:
    """A mistake that is found while the draft is open is mended in it; another node's report changes nothing here."""
    world.member(NODE, 1, name="何小山", **FIRST)
    month = Month.of(clock.today())
    moment.passes(days=(month.next().first - clock.today()).days + 1)
    with world.system("a"):
        drafting.draft(month, now=clock.now())
    hand_up(world, "a12")
    moment.passes(hours=1)
    edit(world, LATER)
    with world.system("a"):
        drafting.draft(month, now=clock.now())
        figures = report_of(world, NODE).figures
    assert (figures["other_province"], figures["other_city"], figures["college"]) == ("0", "1", "0")


def test_without_the_history_the_edit_would_be_late(
    world: World, moment: Moment, closed: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Switched off, the list says of every one of them that it was entered late."""
    edit(world, LATER)
    monkeypatch.setattr(Valued, "at", classmethod(lambda cls, moments: cls({})))
    assert set(late(world, closed)) == set(MOVED)
    edit(world, NEXT_COUNTY)
    assert set(late(world, closed)) == {*MOVED, "other_county"} - {"other_city"}


def test_time_granted_after_the_month_was_none_in_it(world: World, moment: Moment) -> None:
    """An idea that was overdue at the month's end stays so in it, whatever was granted since."""
    key = taken(world, node=NODE)
    month = Month.of(clock.today())
    with world.system("a"):
        Suggestion.objects.filter(pk=key).update(due_on=month.last - timedelta(days=2))
    with world.at(clerk(NODE)):
        row = Suggestion.objects.get(pk=key)
        assert row.due_on is not None
        asked = extending.ask(by=None, label="赵", row=row, until=row.due_on + timedelta(days=60), why="等材料")
    moment.passes(days=(month.next().first - clock.today()).days + 1)
    with world.system("a"):
        drafting.draft(month, now=clock.now())
        assert report_of(world, NODE).figures["ideas_overdue"] == "1"
    moment.passes(hours=1)
    with world.at("street-a1"):
        extending.decide(by=None, label="街道", extension=asked, granted=True)
    with world.system("a"):
        drafting.draft(month, now=clock.now())
        assert MonthlyReport.objects.get(owner_path=world.nodes[NODE].path).figures["ideas_overdue"] == "1"


def test_what_last_month_ended_with_is_compared(world: World, moment: Moment, closed: Month) -> None:
    """Somebody is entered for the closed month: the next one begins with another number than that one ended with, and
    says so, with both, until somebody explains it."""
    late_member(world, closed.last)
    moment.passes(days=(closed.next().next().first - clock.today()).days + 1)
    with world.system("a"):
        drafting.draft(closed.next(), now=clock.now())
    with world.at(clerk(NODE)):
        row = MonthlyReport.objects.get(year=closed.next().year, month=closed.next().number)
        last = checks.last_of(row)
        found = {problem.key: problem.text for problem in checks.problems(row, last)}
        assert "上月末流入党员数”是 2，上个月报的“本月末”是 1" in found["before"]
        page = text_of(client_of(world, clerk(NODE)).get(f"/months/reports/{row.pk}/"))
        assert "和上个月报的“本月末”对不上的原因" in page and "上月末流入党员数”变动超过" not in page
        row = cycle.write(
            by=None, report=row, fields=WRITTEN | {"explained": dict.fromkeys(found, "补登一人")}, revision=row.revision
        )
        assert checks.problems(row, last) == []
    _who_it_is(world, row)
    with world.at(clerk(NODE)):
        moment.passes(days=3)
        cycle.submit(by=None, label="何", report=row, revision=row.revision)
    page = text_of(client_of(world, clerk(NODE)).get(f"/months/reports/{row.pk}/"))
    assert "补登一人" in page and "上月末流入党员数" in page and "上月 1，本月 2" in page and "看上月末差在谁" in page
    with world.system("a"):
        spec = books.spec_of(world, closed.next(), NODE)
        [told] = [each for each in facts.gather(spec).changes if each.figure == "基本情况：上月末流入党员数"]
        out = io.BytesIO()
        brief.make(spec, out)
    assert (told.version, told.why, told.before, told.after) == ("比上月", "补登一人", "1", "2")
    assert "补登一人" in [cell.text for table in Document(out).tables for row in table.rows for cell in row.cells]


def _who_it_is(world: World, row: MonthlyReport) -> None:
    """The report leads to the one who was entered late, and to nobody else: for its own staff and who is above."""
    page = text_of(client_of(world, clerk(NODE)).get(f"/months/reports/{row.pk}/"))
    assert f'href="/months/reports/{row.pk}/since/"' in page and "看上月末差在谁" in page
    for name, status in ((clerk(NODE), 200), ("street-a1", 200), ("district-a", 200), ("community-a12", 404),
                         ("street-a2", 404), ("district-b", 404)):  # fmt: skip
        answer = client_of(world, name).get(f"/months/reports/{row.pk}/since/")
        assert answer.status_code == status, name
        if status == HTTP_OK:
            page = text_of(answer)
            assert "多出来的（1 位）" in page and "秦德胜" in page, name
            assert "少了的" not in page and "何小山" not in page, name
        assert browser(world, name).ask("GET", f"reports/{row.pk}/since/").status_code == status, name
    told = browser(world, clerk(NODE)).ask("GET", f"reports/{row.pk}/since/").json()
    with world.at(clerk(NODE)):
        assert told["more"] == {"members": [str(Member.objects.get(name="秦德胜").pk)], "elsewhere": 0}
    assert (told["was"], told["now"], told["fewer"]["members"]) == ("1", "2", [])
