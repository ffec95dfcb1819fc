"""Corrections: asked for by the member herself, answered once by staff, with the old value kept."""

from typing import Any

import pytest
from django.test import Client

from outreach.domain import corrections
from outreach.models import Correction
from registry.domain import members
from registry.lib import clock
from registry.models import AuditEvent, Member, Revision
from registry.models.identity import member_scope
from registry.models.scoped import ScopedModel
from registry.models.unit import work
from tests.api.caller import browser, program
from tests.conftest import become_app, become_owner
from tests.counting import queries
from tests.outreach.herself import inside, linked, text_of
from tests.outreach.post import Moment
from tests.walls.forging import refused, sql
from tests.web.staff import client_of
from tests.web.staff import text_of as page_of
from tests.world import World, phone


@pytest.fixture
def pair(world: World) -> tuple[Member, Client]:
    """A member with a liaison, and the browser in which her page is open."""
    member, _, token = linked(world, employer="旧单位")
    with world.at("community-a11"):
        members.assign_liaison(by=world.users["community-a11"], member=member, liaison=world.users["liaison-a11"])
    return member, inside(token)


def asked(world: World, hers: Client, field: str = "employer", wanted: str = "新单位") -> Correction:
    """She asks."""
    sent = hers.post("/me/correct/", {"field": field, "wanted": wanted, "why": "换了"})
    assert sent.headers["Location"] == "/me/?done=correct"
    with world.system():
        return Correction.objects.order_by("-id")[0]


def test_asked_for_and_answered_in_every_way(world: World, pair: tuple[Member, Client]) -> None:
    """Accepted, in part, refused: written with a revision, and she sees state and answer."""
    member, hers = pair
    staff = client_of(world, "community-a11")
    for field, wanted, words in (
        ("employer", "旧单位", "不用更正"), ("phone", "12345", "手机号"), ("joined", "3021", "时间"),
        ("id_number", "1", "选"),
    ):  # fmt: skip
        answer = hers.post("/me/correct/", {"field": field, "wanted": wanted, "why": ""})
        assert answer.status_code == 200 and words in answer.content.decode(), field
    for field, wanted, words in (
        ("phone", "0750-3501234", "由村（社区）在资料里改"), ("phone", f"{phone(5)} {phone(6)}", "只写一个手机号"),
        ("joined", "不记得了", "知道多少写多少"),
    ):  # fmt: skip
        said = hers.post("/me/correct/", {"field": field, "wanted": wanted, "why": ""}).content.decode()
        summary = said[said.index("data-error-summary") :].split("</ul>")[0]
        assert words in summary and "其他电话" not in said and "原文已保留" not in said
    work_row, tel = asked(world, hers), asked(world, hers, "phone", phone(77))
    day = asked(world, hers, "joined", "2019.7")
    assert "已经申请过" in hers.post("/me/correct/", {"field": "employer", "wanted": "又一个"}).content.decode()
    mine = text_of(hers)
    assert mine.count("待处理") == 3 and phone(77) not in mine
    listed = page_of(staff.get("/corrections/"))
    assert member.name in listed and "新单位" not in listed
    liaison = client_of(world, "liaison-a11")
    assert member.name in page_of(liaison.get("/corrections/"))
    seen = page_of(liaison.get(f"/corrections/{work_row.pk}/"))
    assert "新单位" not in seen and "更正为" not in seen
    liaison.post(f"/corrections/{work_row.pk}/", {"action": "accept", "value": "别的"})
    for account in ("community-a12", "liaison-a12", "community-b11"):
        assert client_of(world, account).get(f"/corrections/{work_row.pk}/").status_code == 404
    here = f"/corrections/{work_row.pk}/"
    page = page_of(staff.get(here))
    assert "旧单位" in page and 'value="新单位"' in page
    with world.at("community-a11"):
        version = Member.objects.get(pk=member.pk).version
    stale = staff.post(here, {"action": "accept", "value": "新单位", "version": version - 1})
    assert stale.status_code == 200 and "有人改过" in page_of(stale)
    assert f'name="version" value="{version}"' in page_of(stale), "whoever has compared may send it again"
    assert staff.post(here, {"action": "accept", "value": "新单位", "version": version}).status_code == 302
    assert "已经处理过" in page_of(staff.post(here, {"action": "refuse", "answer": "不"}, follow=True))
    there = f"/corrections/{tel.pk}/"
    assert "写明原因" in page_of(staff.post(there, {"action": "accept", "value": phone(78), "answer": ""}))
    staff.post(there, {"action": "accept", "value": phone(78), "answer": "您又换了一次"})
    last = f"/corrections/{day.pk}/"
    assert "说明原因" in page_of(staff.post(last, {"action": "refuse", "answer": " "}))
    staff.post(last, {"action": "refuse", "answer": "档案里是 2018 年"})
    with world.at("community-a11"):
        now = Member.objects.get(pk=member.pk)
        assert (now.employer, now.phone, now.joined_on) == ("新单位", phone(78), None)
        assert set(Revision.objects.filter(member=member).values_list("reason", flat=True)) == {"本人申请更正"}
    mine = text_of(hers)
    for said in ("已更正", "部分更正", "您又换了一次", "没有更正", "档案里是 2018 年"):
        assert said in mine
    assert asked(world, hers, "joined", "2018").state == "open"
    with world.at("auditor-a"):
        events = AuditEvent.objects.filter(action__startswith="correction.").exclude(action="correction.opened")
        assert events.count() == 7
        told = str(list(events.values_list("detail", flat=True)))
        assert "单位" not in told and phone(77) not in told


def test_overdue_is_derived_and_lists_cost_the_same(world: World, pair: tuple[Member, Client], moment: Moment) -> None:
    """The district's number of working days, then the first page says so; a list of many costs what one of few does."""
    _, hers = pair
    row = asked(world, hers)
    assert "逾期未处理" not in page_of(client_of(world, "community-a11").get("/corrections/"))
    with world.at("community-a11"):
        due = corrections.due_on(row)
    moment.passes(days=(due - clock.today()).days + 1)
    staff = client_of(world, "community-a11")
    assert "逾期未处理" in page_of(staff.get("/corrections/?view=late"))
    figures = {figure["label"]: figure["number"] for figure in staff.get("/").context["figures"]}
    assert figures["更正申请逾期"] == figures["更正申请待处理"] == "1"
    few = len(queries(staff, "/corrections/"))
    rows = [_bare(world.member("a11", 20 + number)) for number in range(12)]
    with world.system():
        Correction.objects.bulk_create(rows)
    assert len(queries(staff, "/corrections/")) == few < 20


def _bare(member: Member, **more: Any) -> Correction:
    own = {"owner_path": member.owner_path, "node_at_event": member.owner_path, "member": member, "field": "employer"}
    return Correction(**own | {"wanted": "新", "asked_at": clock.now()} | more)


def test_what_the_database_refuses(transactional_db: None, world: World, pair: tuple[Member, Client]) -> None:
    """Nobody asks in her name; she answers nothing; what she wrote stays. With the wall down it would not."""
    member, hers = pair
    other = world.member("a11", 2)
    row = asked(world, hers)
    with work(member_scope(member.owner_path, member.pk)):
        for forged in (
            _bare(other),
            _bare(member, field="name", state="accepted"),
            _bare(member, field="name", answer="好"),
        ):
            with refused():
                super(ScopedModel, forged).save(force_insert=True)
        assert sql("UPDATE outreach_correction SET state = 'accepted'") == 0
    for account in ("community-a11", "liaison-a11"):
        with world.at(account), refused():
            super(ScopedModel, _bare(member, field="name")).save(force_insert=True)
    with world.at("liaison-a11"):
        assert sql("SELECT id FROM outreach_correction") == 1
        assert sql("UPDATE outreach_correction SET state = 'refused'") == 0
    rewrite = "UPDATE outreach_correction SET field = 'name' WHERE id = %s"
    with world.at("community-a11"):
        with refused():
            sql(rewrite, row.pk)
        assert sql("DELETE FROM outreach_correction") == 0
    become_owner()
    try:
        with world.at("community-a11"):
            assert sql(rewrite, row.pk) == 1
    finally:
        become_app()


def test_programs_read_and_answer(world: World, pair: tuple[Member, Client]) -> None:
    _, hers = pair
    row, name = asked(world, hers), asked(world, hers, "name", "何小山山")
    caller = program(world, "community-a11")
    assert len(caller.get("corrections/?state=open&overdue=")["results"]) == 2
    assert [one["wanted"] for one in browser(world, "liaison-a11").get("corrections/?field=name")["results"]] == [""]
    assert caller.post(f"corrections/{row.pk}/accept/", {"version": 999}).json()["code"] == "conflict"
    assert caller.post(f"corrections/{row.pk}/accept/", {}).json()["state"] == "accepted"
    assert caller.post(f"corrections/{name.pk}/refuse/", {}).status_code == 400
    assert caller.post(f"corrections/{name.pk}/refuse/", {"answer": "请带证件来"}).json()["state"] == "refused"
    assert browser(world, "liaison-a11").ask("POST", f"corrections/{name.pk}/accept/").status_code == 403
    assert browser(world, "community-a12").ask("GET", f"corrections/{row.pk}/").status_code == 404
