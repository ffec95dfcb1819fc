"""Registration points: anybody writes, nobody learns anything; staff register her, report her in, or neither."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from outreach.domain import leads, points, working_days
from outreach.models import Lead, RegistrationPoint
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.lib.masks import mask_phone
from registry.models import AuditEvent, Member, Movement
from registry.models.identity import system_scope
from registry.models.unit import work
from tests.api.caller import program
from tests.conftest import become_app, become_owner
from tests.counting import queries
from tests.outreach.herself import linked, visitor
from tests.outreach.post import Moment
from tests.outreach.test_venues import HALL, added
from tests.walls.forging import refused, sql
from tests.web.staff import client_of, text_of
from tests.world import World, clerk, id_number, phone


def opened(world: World, node: str = "a11") -> RegistrationPoint:
    """A point of a node with a code on its wall."""
    venue = added(world, node, name=f"{node}报到点", takes_reports=True, contact_phone="0750-3861234")
    with world.at(clerk(node)):
        return points.open_point(by=None, label="何", venue=venue)


def says(**more: str) -> dict[str, str]:
    """What somebody writes."""
    said = {"key": str(uuid7()), "name": "何新来", "phone": phone(7), "origin": "贵州独山", "home_org": "独山县某支部"}
    return said | {"employer": "明星电子", "joined": "2019.7", "relation": "not_transferred", "consent": "on"} | more


def left(world: World, point: RegistrationPoint, **more: str) -> Lead:
    """A lead that somebody left."""
    assert visitor().post(f"/register/{point.code}/", says(**more)).status_code == 302
    with world.system():
        return Lead.objects.order_by("-id")[0]


def bare(response) -> str:
    """A page without what differs from one asking to the next."""
    return re.sub(r'value="[^"]*"', "", response.content.decode())


def test_whoever_writes_gets_one_answer(world: World, settings) -> None:
    """A member, a stranger, a program: the same page; what is wrong is said; what is left is sealed and once."""
    world.member("a11", 7, name="何在册")
    point = opened(world)
    here = f"/register/{point.code}/"
    page = text_of(visitor().get(here))
    assert "3 个工作日" in page and "身份证号" in page and 'name="id_number"' not in page
    assert "不收身份证照片" in page and "a1街道a11社区会打这个电话联系您" in page
    answers = set()
    for more in ({}, {"name": "何在册"}, {"phone": phone(8)}, {"website": "http://spam.example"}):
        browser = visitor()
        sent = browser.post(here, says(**more))
        answers.add((sent.status_code, sent.headers["Location"], bare(browser.get(sent.headers["Location"]))))
    assert len(answers) == 1
    assert "已收到，a1街道a11社区会在 3 个工作日内联系您" in next(iter(answers))[2]
    twice = says(phone=phone(9))
    for _ in range(2):
        visitor().post(here, twice)
    with world.system():
        assert Lead.objects.count() == 4  # three people, the one who pressed twice; not the program
        assert Member.objects.count() == 1
        row = Lead.objects.get(pk=twice["key"])
        assert row.words["name"] == "何新来"
        assert (row.owner_path, row.notice) == (world.nodes["a11"].path, "2026-11")
    assert sql("SELECT 1 FROM outreach_lead") == 0
    for wrong in ({"consent": ""}, {"phone": "12345"}, {"origin": "x" * 201}):
        answer = visitor().post(here, says(employer="留着这句话", **wrong))
        assert answer.status_code == 200 and "留着这句话" in text_of(answer), wrong
    assert Client(enforce_csrf_checks=True).post(here, says()).status_code == 403
    with world.at("auditor-a"):
        told = AuditEvent.objects.filter(action="lead.left")
        assert told.count() == 4 and "何" not in str(list(told.values_list("detail", flat=True)))
    settings.LINK_LIMITS = settings.LINK_LIMITS | {"register": (3, 600)}
    one = visitor()
    assert [one.post(here, says()).status_code for _ in range(4)] == [302, 302, 302, 429]


def test_a_point_has_its_fill_and_an_old_poster_says_whom_to_ask(world: World, monkeypatch) -> None:
    point = opened(world)
    here = f"/register/{point.code}/"
    assert visitor().get("/register/0000000000000000/").status_code == 404
    monkeypatch.setattr(leads, "MOST_A_DAY", 1)
    assert visitor().post(here, says()).status_code == 302
    assert "没有保存" in visitor().post(here, says()).content.decode()
    staff, page = client_of(world, "community-a11"), f"/activities/venues/{point.venue_id}/point/"
    assert here in text_of(staff.get(page))
    assert "扫码登记 1 人次" in text_of(staff.get(page))
    staff.post(page, {"action": "renew"})
    gone = visitor().get(here)
    assert gone.status_code == 404 and "海报已经换过" in text_of(gone) and "0750-3861234" in text_of(gone)
    assert visitor().post(here, says()).status_code == 404
    with world.at("community-a11"):
        fresh = RegistrationPoint.objects.all().in_force().get()
    assert visitor().get(f"/register/{fresh.code}/").status_code == 200
    assert "请写明" in text_of(staff.post(page, {"action": "close", "reason": ""}, follow=True))
    staff.post(page, {"action": "close", "reason": "搬迁"})
    assert visitor().get(f"/register/{fresh.code}/").status_code == 404
    assert "搬迁" in text_of(staff.get(page))
    staff.post(page, {"action": "open"})
    staff.post(f"/activities/venues/{point.venue_id}/", HALL | {"version": "1", "takes_reports": ""})
    with world.at("community-a11"):
        assert visitor().get(f"/register/{RegistrationPoint.objects.all().in_force().get().code}/").status_code == 404
    for account, wanted in (("community-a12", 404), ("liaison-a11", 403), ("community-b11", 404), ("street-a1", 200)):
        assert client_of(world, account).get(page).status_code == wanted, account


def test_staff_register_report_in_and_dismiss(world: World) -> None:
    """One click to the filled form; a record that waits is reported in; each lead is answered once."""
    point, staff = opened(world), client_of(world, "community-a11")
    waits = world.member("a11", 3, name="何待报")
    new, known, none = left(world, point), left(world, point, name="何待报", phone=phone(3)), left(world, point)
    assert "何新来" in text_of(staff.get("/leads/")) and phone(7) not in text_of(staff.get("/leads/"))
    assert "同一个手机号还有别的线索" in text_of(staff.get(f"/leads/{new.pk}/"))
    assert f"/leads/{none.pk}/" in text_of(staff.get(f"/leads/{new.pk}/"))
    assert "同一个手机号还有别的线索" not in text_of(staff.get(f"/leads/{known.pk}/"))
    for lead in (new, known):
        for account, wanted in (
            ("community-a12", 404),
            ("liaison-a11", 403),
            ("community-b11", 404),
            ("auditor-a", 403),
        ):
            for path in ("", "register/"):
                assert client_of(world, account).get(f"/leads/{lead.pk}/{path}").status_code == wanted, account
    markup = left(world, point, name="<script>alert(1)</script>", employer="<b>")
    for path in (f"/leads/{markup.pk}/", f"/leads/{markup.pk}/register/", "/leads/"):
        assert "<script>alert" not in text_of(staff.get(path))
    here = f"/leads/{new.pk}/register/"
    form = text_of(staff.get(here))
    assert 'value="何新来"' in form and phone(7) in form and "明星电子" in form and "2019-07" in form
    node = str(world.nodes["a11"].pk)
    sent = {
        "name": "何新来", "phone": phone(7), "direction": "in", "organisation": node, "origin_text": "贵州独山",
        "id_number": id_number(7), "reported_on": f"{clock.today()}", "employer": "明星电子", "action": "save",
    }  # fmt: skip
    assert staff.post(here, sent | {"name": ""}).status_code == 200
    assert staff.post(here, sent).status_code == 302
    with world.at("community-a11"):
        made = Member.objects.get(name="何新来")
        assert (made.status, made.notice_acknowledged_on) == ("reported", clock.today())
        assert Lead.objects.get(pk=new.pk).member_id == made.pk
        assert "扫码报到" in Movement.objects.get(member=made, kind="registered").note
    assert staff.get(here).headers["Location"] == f"/leads/{new.pk}/"
    assert staff.post(here, sent | {"id_number": id_number(8)}).status_code == 302
    page = text_of(staff.get(f"/leads/{known.pk}/"))
    assert "手机号相同" in page and f'value="{waits.pk}"' in page
    assert staff.post(f"/leads/{known.pk}/report/", {"member": str(uuid4())}).status_code == 404
    staff.post(f"/leads/{known.pk}/report/", {"member": str(waits.pk)})
    with world.at("community-a11"):
        assert Member.objects.get(pk=waits.pk).status == "reported"
        assert "扫码报到" in Movement.objects.get(member=waits, kind="reported_in").note
        assert Member.objects.count() == 2
    again = staff.post(f"/leads/{known.pk}/dismiss/", {"reason": "duplicate"})
    assert "已经处理过" in text_of(again)
    assert "请写几个字" in text_of(staff.post(f"/leads/{none.pk}/dismiss/", {"reason": "other"}))
    staff.post(f"/leads/{none.pk}/dismiss/", {"reason": "unreachable", "note": "打了三次"})
    assert "打了三次" in text_of(staff.get("/leads/?view=done"))
    with world.at("auditor-a"):
        said = AuditEvent.objects.filter(action__in=("lead.registered", "lead.reported", "lead.dismissed"))
        assert said.count() == 3 and "打了" not in str(list(said.values_list("detail", flat=True)))


def test_overdue_is_derived_and_answered_ones_are_emptied(world: World, moment: Moment) -> None:
    """Three working days, then the first page says so; 30 days after the answer nothing of the person is left."""
    point, staff = opened(world), client_of(world, "community-a11")
    lead = left(world, point)
    with world.at("community-a11"):
        due = leads.due_on(lead)
    assert text_of(staff.get("/leads/?view=late")).count("何新来") == 0
    moment.passes(days=(due - clock.today()).days + 1)
    staff = client_of(world, "community-a11")
    assert "逾期未处理" in text_of(staff.get("/leads/?view=late"))
    figures = {figure["label"]: figure["number"] for figure in staff.get("/").context["figures"]}
    assert figures["报到线索逾期"] == figures["报到线索待处理"] == "1"
    staff.post(f"/leads/{lead.pk}/dismiss/", {"reason": "no_member"})
    moment.passes(days=leads.KEEP_DAYS - 1)
    with world.system():
        assert leads.purge() == 0
    moment.passes(days=2)
    with world.system():
        assert (leads.purge(), leads.purge()) == (1, 0)
        row = Lead.objects.get()
        assert (row.said, row.phone_index, row.state) == ("", None, "dismissed")
    assert "所填内容已经清除" in text_of(client_of(world, "community-a11").get(f"/leads/{lead.pk}/"))


def test_what_nobody_answers_goes_too(world: World, moment: Moment) -> None:
    """Half a year overdue, then emptied by the program, which says so; nobody else may give that reason."""
    lead = left(world, opened(world))
    staff = client_of(world, "community-a11")
    staff.post(f"/leads/{lead.pk}/dismiss/", {"reason": "lapsed"})
    moment.passes(days=leads.LAPSE_DAYS - 1)
    with world.system():
        assert leads.purge() == 0 and list(leads.overdue()) == [lead]
    moment.passes(days=2)
    with world.system():
        assert leads.purge() == 1
        row = Lead.objects.get()
        assert (row.said, row.state, row.reason, row.decided_label) == ("", "dismissed", "lapsed", "程序")


@pytest.mark.parametrize("today", [date(2026, 9, 30), date(2026, 10, 9), date(2026, 11, 29), date(2027, 3, 1)])
def test_a_deadline_is_past_exactly_when_its_day_is(world: World, today: date) -> None:
    """Day by day over holidays and weekends, both ways of reckoning agree."""
    with world.at("community-a11"):
        for count in (1, 3, 15):
            before = working_days.late_before(today, count)
            for back in range(60):
                day = today - timedelta(days=back)
                assert (working_days.due_on(day, count) < today) == (day < before), (day, count)


def test_the_database_holds_what_the_pages_hold(transactional_db: None, world: World) -> None:
    """No role but the program writes a lead or changes what was written; with the wall down it would."""
    point = opened(world)
    lead = left(world, point)
    member, _, _ = linked(world, 5)
    rewrite = "UPDATE outreach_lead SET left_at = now(), phone_index = NULL WHERE id = %s"
    for account, seen in (("community-a11", 1), ("street-a1", 1), ("liaison-a11", 0), ("community-a12", 0)):
        with world.at(account):
            assert sql("SELECT id FROM outreach_lead") == sql("SELECT id FROM outreach_registrationpoint") == seen
    with world.at("community-a11"):
        with refused():
            sql(rewrite, lead.pk)
        with refused():
            Lead(owner_path=lead.owner_path, point=point, left_at=clock.now()).save(force_insert=True)
        assert sql("DELETE FROM outreach_lead") == 0
        assert sql("SELECT outreach_leave_lead(%s, %s, '', NULL, '', now(), now(), 300)", "x" * 16, member.pk) == 1
    become_owner()
    try:
        with world.at("community-a11"):
            assert sql(rewrite, lead.pk) == 1
    finally:
        become_app()


def test_programs_answer_too_and_a_list_costs_the_same(world: World) -> None:
    point = opened(world)
    known, other = world.member("a11", 3), world.member("a12", 4)
    lead, none = left(world, point), left(world, point, origin="湖北")
    caller = program(world, "community-a11")
    shown = caller.get(f"leads/?state=open&venue={point.venue_id}")["results"]
    assert [row["said"]["phone"] for row in shown] == [f"{phone(7)[:3]}****{phone(7)[-4:]}"] * 2
    assert caller.get("leads/?overdue=true")["results"] == []
    assert caller.post(f"leads/{lead.pk}/report-in/", {"member": str(other.pk)}).status_code == 400
    done = caller.post(f"leads/{lead.pk}/report-in/", {"member": str(known.pk)})
    assert (done.json()["state"], done.json()["member"]) == ("reported", str(known.pk))
    assert caller.post(f"leads/{lead.pk}/dismiss/", {"reason": "duplicate"}).status_code == 409
    assert caller.post(f"leads/{none.pk}/dismiss/", {"reason": "no_member"}).json()["reason"] == "no_member"
    assert program(world, "community-a12").ask("GET", f"leads/{lead.pk}/").status_code == 404
    staff = client_of(world, "community-a11")
    staff.get("/leads/")
    few = len(queries(staff, "/leads/?view=done"))
    with world.system():
        for number in range(20):
            Lead(owner_path=point.owner_path, point=point, left_at=clock.now(), state="dismissed",
                 decided_at=clock.now(), note=f"{number}").save(force_insert=True)  # fmt: skip
    assert len(queries(staff, "/leads/?view=done")) == few < 20


def test_the_number_is_shown_whole_to_whoever_calls(world: World) -> None:
    """Masked like every number; a POST shows it and is on the trail."""
    lead, staff = left(world, opened(world)), client_of(world, "community-a11")
    page = text_of(staff.get(f"/leads/{lead.pk}/"))
    assert phone(7) not in page and mask_phone(phone(7)) in page and "tel:" not in page
    assert f'href="tel:{phone(7)}"' in text_of(staff.post(f"/leads/{lead.pk}/"))
    for account, wanted in (("community-a12", 404), ("liaison-a11", 403), ("district-b", 404)):
        assert client_of(world, account).post(f"/leads/{lead.pk}/").status_code == wanted, account
    with work(system_scope(world.nodes["a"].path)):
        shown = AuditEvent.objects.filter(action="lead.phone_revealed", object_id=str(lead.pk))
        assert shown.count() == 1
    staff.post(f"/leads/{lead.pk}/dismiss/", {"reason": "unreachable", "note": "打了三次"})
    assert phone(7) not in text_of(staff.post(f"/leads/{lead.pk}/"))
