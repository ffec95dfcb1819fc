"""金点子 entered on behalf, told back by the liaison, handed on together, exported; the node's own days and texts."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from outreach.domain.suggestions import assigning, extending, moves, publishing
from outreach.models import ReplyTemplate, Suggestion, SuggestionExtension, SuggestionTerms
from registry.domain import contacts, members
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import AuditEvent, Member
from tests.conftest import become_app, become_owner
from tests.domain.pictures import photo
from tests.outreach.suggestion_ground import PHONE, left, of, taken
from tests.outreach.test_suggestion_pages import does
from tests.walls.forging import sql
from tests.web.staff import client_of, text_of
from tests.world import World

IDEA = "希望晚上也开夜校，教大家开网店。"
CALL_BACK = Path("outreach/migrations/sql/call_back.sql")
TODAY = f"{clock.today():%Y-%m-%d}"


def typed(world: World, **more: object) -> dict[str, object]:
    """What a clerk types on somebody's behalf."""
    return {
        "key": uuid7(), "source": "phone", "collected_on": TODAY, "content": IDEA, "category": "skills",
        "organisation": world.nodes["a11"].pk, "name": "甘有田", "phone": PHONE, "proposer_kind": "other",
    } | more  # fmt: skip


def hers(world: World, sequence: int = 1) -> Member:
    """A member whom the liaison looks after."""
    member = world.member("a11", sequence, name="何小山")
    with world.at("community-a11"):
        by = world.users["community-a11"]
        members.assign_liaison(by=by, member=member, liaison=world.users["liaison-a11"])
    return member


def test_entered_once_with_a_slip_to_hand_over(world: World) -> None:
    """The same form twice is one; the code is on the slip alone, each look at it on the trail."""
    clerk, form = client_of(world, "community-a11"), typed(world)
    assert "请选" in text_of(clerk.post("/suggestions/new/", form | {"category": ""}))
    urls = {clerk.post("/suggestions/new/", form).headers["Location"] for _ in range(2)}
    assert urls == {f"/suggestions/{form['key']}/"}
    [url] = urls
    page = text_of(clerk.get(url))
    assert IDEA in page and "代为录入" in page and PHONE not in page
    code = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", text_of(clerk.get(f"{url}slip/")))
    assert code and code[0] not in page
    elsewhere = typed(world, organisation=world.nodes["a12"].pk)
    assert clerk.post("/suggestions/new/", elsewhere).status_code == 200
    with world.at("community-a12"):
        assert not Suggestion.objects.exists()
    assert "不能晚于今天" in text_of(clerk.post("/suggestions/new/", typed(world, collected_on="2099-01-01")))
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="suggestion.code_opened").count() == 1


def test_from_a_contact_and_told_back_by_the_liaison(world: World) -> None:
    """One tap from the contact; she sees her member's alone; the call back is on her day until she has said so."""
    member, other = hers(world), world.member("a11", 2, name="罗大海")
    with world.at("liaison-a11"):
        said = {"outcome": "reached", "channel": "phone", "happened_at": clock.now(), "side": "member", "ideas": IDEA}
        contact = contacts.record_contact(by=world.users["liaison-a11"], member=member, fields=said)
    liaison, clerk = client_of(world, "liaison-a11"), client_of(world, "community-a11")
    link = f"/suggestions/new/?contact={contact.pk}"
    assert link in text_of(liaison.get(f"/contacts/{contact.pk}/"))
    assert f"/suggestions/new/?member={member.pk}" in text_of(liaison.get(f"/members/{member.pk}/contacts/quick/"))
    assert f"/suggestions/new/?member={member.pk}" in text_of(clerk.get(f"/members/{member.pk}/"))
    page = text_of(liaison.get(link))
    assert IDEA in page and "何小山" in page
    key = uuid7()
    form = {"key": key, "source": "phone", "collected_on": TODAY, "content": IDEA, "category": "skills"}
    form["uploads"] = SimpleUploadedFile("灯.jpg", photo(), "image/jpeg")
    assert liaison.post(link, form).headers["Location"] == f"/suggestions/{key}/"
    row = of(world, key)
    assert (row.member_id, row.contact_id, row.proposer_kind, str(row.proposer_name)) == (
        member.pk, contact.pk, "in", "何小山",
    )  # fmt: skip
    assert liaison.get(f"/suggestions/new/?member={other.pk}").status_code == 404
    assert "代录时上传" in text_of(clerk.get(f"/suggestions/{key}/")), "not by herself"
    assert "您代录时附的会列在这里" not in text_of(liaison.get(f"/suggestions/{key}/")), "it is listed"
    assert "何小山" in text_of(liaison.get("/suggestions/new/"))
    left(world)
    page = text_of(liaison.get("/suggestions/?view=all"))
    assert IDEA[:8] in page and "路灯" not in page
    assert IDEA[:8] in text_of(liaison.get(f"/members/{member.pk}/?kind=ideas"))
    page = text_of(liaison.get(f"/suggestions/{key}/"))
    assert IDEA in page and "/do/accept/" not in page
    assert liaison.post(f"/suggestions/{key}/do/accept/", {}).status_code == 302
    assert of(world, key).state == "received"
    _answered(world, key)
    day = text_of(liaison.get("/"))
    assert "回访：何小山提的" in day
    assert "请选是怎么反馈的" in does(liaison, key, "feed_back", why="很高兴")
    does(liaison, key, "feed_back", way="phone", why="很高兴")
    row = of(world, key)
    assert (row.state, row.feedback_way) == ("fed_back", "phone")
    assert "回访：" not in text_of(liaison.get("/"))
    with world.at("community-a11"):
        assert row.steps.order_by("-seq")[0].label


def _answered(world: World, key: UUID) -> None:
    with world.at("community-a11"):
        row = Suggestion.objects.get(pk=key)
        row = moves.accept(by=None, label="赵", row=row, complexity="simple", on_list=True)
        row = assigning.assign(
            by=None, label="赵", row=row, charge=assigning.Charge(unit_name="学校", handler_name="李")
        )
        row = moves.step(by=None, label="李", row=row, kind="sign")
        moves.answer(by=None, label="李", row=row, outcome="B", text="下月开班。")


def test_a_liaison_reaches_no_other(world: World) -> None:
    """The function of the database asks whose member it is; a member of hers who moves on is hers no more."""
    member = hers(world)
    key = left(world, member=None)
    _answered(world, key)
    args = [key, ["answered"], "fed_back", "phone", "", "她", clock.now()]
    with world.at("liaison-a11"), transaction.atomic():
        assert _calls_back(args) is False  # 没有分给她
        assert not Suggestion.objects.exists()
    with world.at("liaison-a11"), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO outreach_suggestionword (id, owner_path, suggestion_id, kind, text, at, label)"
                       " VALUES (%s, %s, %s, 'private', '', now(), '')", [uuid7(), member.owner_path, key])  # fmt: skip
    assert of(world, key).state == "answered"


@pytest.mark.django_db(transaction=True)
def test_each_protection_is_what_holds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With it off, the same attack goes through: whose member, whose say, what is text, what is public."""
    key, clerk = left(world, content="=1+1+22"), client_of(world, "community-a11")
    _answered(world, key)
    function = CALL_BACK.read_text().replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    try:
        _as_owner(function.replace("AND EXISTS (", "AND true OR EXISTS ("))
        with world.at("liaison-a11"), transaction.atomic():
            assert _calls_back([key, ["answered"], "fed_back", "phone", "", "她", clock.now()])
    finally:
        _as_owner(function)
    other = taken(world)
    until = of(world, other).due_on + timedelta(days=3)  # type: ignore[operator]
    does(clerk, other, "extend", until=until, why="等灯泡")
    with world.at("community-a11"):
        asked = SuggestionExtension.objects.get()
        with pytest.raises(Refused):
            extending.decide(by=None, label="自己批", extension=asked, granted=True)
        monkeypatch.setattr(extending, "may_decide", lambda row: True)
        assert extending.decide(by=None, label="自己批", extension=asked, granted=True).extensions == 1
    monkeypatch.setattr(publishing, "holds_number", lambda text: False)
    assert "已公开" in does(clerk, other, "publish", title="灯", text=f"打{PHONE}")


def _as_owner(statement: str) -> None:
    become_owner()
    try:
        sql(statement.replace("%", "%%"))
    finally:
        become_app()


def _calls_back(args: list[object]) -> bool:
    with connection.cursor() as cursor:
        cursor.callproc("outreach_call_back_suggestion", args)
        return bool(cursor.fetchone()[0])


def test_handed_on_together(world: World) -> None:
    """All, or why not, a line each; a neighbour's key is as good as none."""
    ready, raw, far = taken(world, "accept"), left(world), taken(world, "accept", node="a12")
    clerk, street = client_of(world, "community-a11"), client_of(world, "street-a1")
    sent = {"chosen": [ready, raw, far], "unit_name": "市政所", "handler_name": "李工", "confirmed": "yes"}
    assert "还没有选" in text_of(clerk.post("/suggestions/together/", {}, follow=True))
    page = text_of(clerk.post("/suggestions/together/", {"chosen": [ready, raw, far]}))
    assert "一起交办 2 条" in page
    assert "请选主办单位" in text_of(clerk.post("/suggestions/together/", sent | {"unit_name": ""}))
    page = text_of(clerk.post("/suggestions/together/", sent))
    assert "交办了 1 条，1 条没有办" in page and "不能“交办”" in page
    wrong = sent | {"unit": world.nodes["a11"].pk, "handler": world.users["community-a12"].pk}
    assert "看不到这一条" in text_of(street.post("/suggestions/together/", wrong))
    assert (of(world, ready).state, of(world, raw).state, of(world, far).state) == ("assigned", "received", "accepted")
    hand = {"chosen": [far], "unit": world.nodes["a11"].pk, "handler_name": "何", "confirmed": "yes"}
    assert "交办了 1 条" in text_of(street.post("/suggestions/together/", hand))
    assert of(world, far).owner_path == world.nodes["a11"].path


def test_the_nodes_own_days_and_texts(world: World) -> None:
    """Defaults shown; the street's hold below it; texts from above are read, not written."""
    street, clerk, other = (client_of(world, name) for name in ("street-a1", "community-a11", "community-b11"))
    page = text_of(clerk.get("/suggestions/terms/"))
    assert "系统默认的" in page and "默认 15" in page
    days = dict.fromkeys(
        ("review_days", "assign_days", "sign_days", "simple_days", "complex_days", "opinion_days", "feedback_days"), 4
    )
    assert "请填 1 到 366" in text_of(street.post("/suggestions/terms/", days | {"normal_days": 0}))
    street.post("/suggestions/terms/", days | {"normal_days": 9})
    assert "上级设的" in text_of(clerk.get("/suggestions/terms/"))
    assert "系统默认的" in text_of(other.get("/suggestions/terms/"))
    clerk.post("/suggestions/terms/", days | {"normal_days": 8})
    with world.at("street-a1"):
        assert sorted(SuggestionTerms.objects.values_list("normal_days", flat=True)) == [8, 9]
    clerk.post("/suggestions/terms/", {"drop": "yes"})
    assert "上级设的" in text_of(clerk.get("/suggestions/terms/"))
    street.post("/suggestions/templates/", {"name": "列入计划", "text": "您的建议已列入计划。"})
    again = text_of(street.post("/suggestions/templates/", {"name": "列入计划", "text": "再来一篇。"}))
    assert "已经有一篇叫" in again
    with world.at("street-a1"):
        text = ReplyTemplate.objects.get()
    key = taken(world)
    for verb in ("reply", "answer"):
        page = text_of(clerk.get(f"/suggestions/{key}/?template={text.pk}&verb={verb}"))
        begun = page.partition(f'name="{verb}-text"')[2].partition("</textarea>")[0]
        assert page.count("您的建议已列入计划。") == begun.count("您的建议已列入计划。") == 1
        assert f"verb={verb}#{verb}" in page.replace("&amp;", "&")
    for path in (f"/suggestions/templates/{text.pk}/", f"/suggestions/templates/{text.pk}/drop/"):
        assert clerk.post(path, {"name": "x", "text": "y"}).status_code == 404
    assert "建议已列入计划。" not in text_of(other.get("/suggestions/templates/"))
    street.post(f"/suggestions/templates/{text.pk}/", {"name": "列入计划", "text": "已列入明年计划。"})
    street.post(f"/suggestions/templates/{text.pk}/drop/")
    assert "已列入明年计划。" not in text_of(clerk.get("/suggestions/templates/"))
    for account in ("liaison-a11", "auditor-a"):
        assert client_of(world, account).get("/suggestions/terms/").status_code == 403


def test_lists_narrow_and_cost_the_same(world: World) -> None:
    """By state, category, unit, person and text; what waits for me is mine alone."""
    keys = [left(world), taken(world, "accept"), taken(world), taken(world, "answer")]
    clerk, street = client_of(world, "community-a11"), client_of(world, "street-a1")

    def found(client: object, query: str) -> set[str]:
        return set(re.findall(r"JDZ-\d+-a11-\d+", text_of(client.get(f"/suggestions/?{query}"))))  # type: ignore[attr-defined]

    labels = [of(world, key).label for key in keys]
    assert found(clerk, "view=all&state=in_progress") == {labels[2]}
    assert found(clerk, "view=all&unit=市政") == set(labels[2:]) == found(clerk, "view=all&handler=李工")
    assert found(clerk, f"view=all&q={labels[1]}") == {labels[1]}
    assert found(clerk, "view=all&category=medical") == set()
    assert found(clerk, "view=listed") == set(labels[1:])
    assert found(clerk, "view=all&due=later") == {labels[2]} and found(clerk, "view=all&due=late") == set()
    assert found(clerk, "view=all&due=week") == set(labels) - {labels[2]}
    by_due = re.findall(r"JDZ-\d+-a11-\d+", text_of(clerk.get("/suggestions/?view=all&order=due")))
    assert by_due[-1] == labels[2] and by_due != sorted(by_due, reverse=True)
    assert found(clerk, "") == set(labels)  # 没有账号的责任人：由本组织办
    assert found(street, "") == set()
    assert found(street, f"view=all&org={world.nodes['a12'].pk}") == set()
    does(street, keys[2], "assign", unit=world.nodes["a11"].pk, handler=world.users["street-a1"].pk)
    assert labels[2] in found(street, "") and labels[2] not in found(clerk, "")
    does(clerk, keys[2], "return", why="不归我们管")
    assert labels[2] in found(street, "") and labels[2] in found(clerk, "")
