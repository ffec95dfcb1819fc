"""Study materials and their hand-out: by owner, colleague, superior, liaison, outsiders and the member herself."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection
from django.test import Client

from outreach.domain import handouts, materials
from outreach.models import Handout, Material, MaterialFile
from registry.domain import custody, members
from registry.domain.errors import Conflict, Refused
from registry.domain.files import Prepared
from registry.lib import clock
from registry.models import AuditEvent, Member, SavedFilter
from registry.models.identity import member_scope
from registry.models.unit import work
from tests.conftest import become_app, become_owner
from tests.outreach.herself import inside, linked
from tests.outreach.herself import text_of as hers
from tests.walls.forging import sql
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

PDF = b"%PDF-1.4 about the charter %%EOF"
BOOK = {"title": "党章读本", "kind": "book", "year": "2026", "quarter": "0", "copies": "10", "subject": "党纪学习"}


def added(world: World, node: str = "a11", **fields: Any) -> Material:
    """A material of a node."""
    said = {"title": f"{node}读本", "kind": "book", "year": 2026} | fields
    user = world.users[clerk(node)]
    with world.at(clerk(node)):
        return materials.add_material(by=user, label=user.name, organisation=world.nodes[node], fields=said)


def given(world: World, material: Material, member: Member, node: str = "a11", **more: Any) -> Handout:
    """A hand-out by the clerk of a node."""
    facts = {"given_on": clock.today(), "channel": "in_person", "copies": 1} | more
    user, key = world.users[clerk(node)], facts.pop("client_key", None)
    with world.at(clerk(node)):
        return handouts.give(
            by=user, label=user.name, material=material, member=member, fields=facts, client_key=key
        )  # fmt: skip


def counted(world: World, **narrowed: Any) -> dict[str, int]:
    """The figures of the district."""
    with world.system():
        return Handout.objects.filter(**narrowed).figures()


def file_of(data: bytes = PDF, name: str = "读本.pdf") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, data, "application/pdf")


def test_the_life_of_a_material(world: World) -> None:
    page = client_of(world, "community-a11")
    sent = BOOK | {"organisation": str(world.nodes["a11"].pk), "link": "https://www.12371.cn/zc/"}
    assert "https://" in text_of(page.post("/materials/new/", sent | {"link": "http://user@example.com/"}))
    assert "另存为 PDF" in text_of(
        page.post("/materials/new/", sent | {"uploads": file_of(b"PK\x03\x04word", "a.docx")})
    )
    here = page.post("/materials/new/", sent | {"uploads": file_of()}).headers["Location"]
    assert "同名" in text_of(page.post("/materials/new/", sent))
    shown = text_of(page.get(here))
    assert "党章读本" in shown and "读本.pdf" in shown and "还剩 10 册" in shown
    with world.at("community-a11"):
        row, file = Material.objects.get(), MaterialFile.objects.get()
        assert PDF not in bytes(file.data)
    answer = page.get(f"/materials/files/{file.pk}/")
    assert (answer.content, answer.headers["Content-Disposition"][:10]) == (PDF, "attachment")
    changed = BOOK | {"title": "党章读本（修订）", "version": "1"}
    newer = changed | {"uploads": file_of(PDF + b"\n%%EOF")}
    assert page.post(f"{here}edit/", newer).headers["Location"] == here
    assert "有人改过" in text_of(page.post(f"{here}edit/", changed))
    gone = page.get(f"/materials/files/{file.pk}/")
    assert gone.status_code == 410
    assert "请写明为什么停用" in text_of(page.post(f"{here}standing/", {"action": "withdraw", "reason": " "}))
    page.post(f"{here}standing/", {"action": "withdraw", "reason": "有了新版"})
    assert "有了新版" in text_of(page.get(here))
    assert "党章读本" not in text_of(page.get("/materials/"))
    assert "已停用" in text_of(page.get("/materials/?all=1"))
    with pytest.raises(Refused, match="已经停用"):
        given(world, Material(pk=row.pk, withdrawn_on=clock.today()), world.member("a11", 7))
    page.post(f"{here}standing/", {"action": "restore"})
    with world.at("auditor-a"):
        said = [event.action for event in AuditEvent.objects.filter(action__startswith="material.").order_by("seq")]
    assert said == [
        "material.added", "material.attached", "material.opened", "material.changed", "material.attached",
        "material.withdrawn", "material.restored",
    ]  # fmt: skip


def test_who_sees_changes_and_hands_out(world: World) -> None:
    """What a street announces is handed out below it to one's own members; a neighbour's is nobody else's."""
    rows = {node: added(world, node) for node in ("a", "a1", "a11", "a12", "b11")}
    seen = {
        "community-a11": {"a", "a1", "a11"}, "liaison-a11": {"a", "a1", "a11"}, "community-a12": {"a", "a1", "a12"},
        "street-a1": {"a", "a1", "a11", "a12"}, "street-a2": {"a"}, "community-b11": {"b11"},
    }  # fmt: skip
    changed = {"street-a1": {"a1", "a11", "a12"}, "community-a11": {"a11"}, "street-a2": set[str]()}
    for account, nodes in seen.items():
        client = client_of(world, account)
        listed = text_of(client.get("/materials/"))
        for node, row in rows.items():
            assert (f"{node}读本" in listed) == (node in nodes), (account, node)
            assert client.get(f"/materials/{row.pk}/").status_code == (200 if node in nodes else 404)
            if account in changed:
                wanted = 200 if node in changed[account] else 404
                assert client.get(f"/materials/{row.pk}/edit/").status_code == wanted, (account, node)
                answer = client.post(f"/materials/{row.pk}/standing/", {"action": "restore"})
                assert answer.status_code == (302 if wanted == 200 else 404)
    for account, path in (("liaison-a11", "/materials/new/"), ("auditor-a", "/materials/")):
        assert client_of(world, account).get(path).status_code == 403
    member = world.member("a11", 1)
    form = {"client_key": str(uuid4()), "given_on": f"{clock.today()}", "channel": "in_person"}
    for account, status in (("liaison-a11", 404), ("community-a12", 404), ("community-b11", 404)):
        answer = client_of(world, account).post(f"/materials/to/{member.pk}/", form | {"material": str(rows["a"].pk)})
        assert answer.status_code == status, account
    _liaised(world, member)
    liaison = client_of(world, "liaison-a11")
    for node, status in (("a12", 200), ("a1", 302), ("a1", 302)):
        answer = liaison.post(f"/materials/to/{member.pk}/", form | {"material": str(rows[node].pk)})
        assert answer.status_code == status
    assert counted(world) == {"copies": 1, "times": 1, "members": 1, "read": 0}
    mine, theirs = _only(world), given(world, rows["a11"], member)
    assert liaison.get(f"/materials/handouts/{theirs.pk}/void/").status_code == 404
    assert liaison.post(f"/materials/handouts/{mine.pk}/void/", {"reason": "登错"}).status_code == 302
    assert client_of(world, "community-a12").get(f"/materials/handouts/{theirs.pk}/void/").status_code == 404


def _liaised(world: World, member: Member) -> None:
    with world.at("community-a11"):
        members.assign_liaison(
            by=world.users["community-a11"], member=member, liaison=world.users["liaison-a11"]
        )  # fmt: skip


def _only(world: World) -> Handout:
    with world.system():
        return Handout.objects.get()


def test_to_many_after_a_look_and_once(world: World) -> None:
    """The count that was shown is what is written; the same form sent again writes nothing; a changed list is told."""
    book = added(world, "a1", title="街道读本", copies=3)
    people = [world.member("a11", number, name=f"何{number}") for number in (1, 2)] + [world.member("a12", 3)]
    elsewhere = world.member("a21", 4)
    given(world, book, people[0])
    page, url = client_of(world, "street-a1"), f"/materials/{book.pk}/give/"
    with world.at("street-a1"):
        kept = SavedFilter(
            owner_path=world.nodes["a1"].path, owner=world.users["street-a1"], name="a11的", shared=True,
            query={"org": str(world.nodes["a11"].pk)},
        )  # fmt: skip
        kept.save()
    form = {"client_key": str(uuid4()), "given_on": f"{clock.today()}", "channel": "post", "copies": "2"}
    shown = text_of(page.post(url, form | {"saved": str(kept.pk)}))
    assert "将登记发给 1 人" in shown and "另有 1 人已经有这份资料" in shown
    assert "共 2 册" in shown and "还剩 2 册" in shown
    shown = text_of(page.post(url, form))
    assert "将登记发给 2 人" in shown and "册数不够" in shown
    seal = shown.split('name="seen" value="')[1].split('"')[0]
    late = world.member("a12", 5)
    answer = text_of(page.post(url, form | {"seen": seal}))
    assert "和您刚才看到的不一样" in answer and "将登记发给 3 人" in answer
    seal = answer.split('name="seen" value="')[1].split('"')[0]
    for _ in range(2):
        assert page.post(url, form | {"seen": seal}).status_code == 302
    assert counted(world, material=book) == {"copies": 7, "times": 4, "members": 4, "read": 0}
    assert "没有要发的人" in text_of(page.post(url, form | {"client_key": str(uuid4())}))
    with world.system():
        assert not Handout.objects.filter(member=elsewhere).exists()
        assert Handout.objects.get(member=late).node_at_event == world.nodes["a12"].path
        assert set(Handout.objects.counts()) == {world.nodes["a11"].path, world.nodes["a12"].path}
        many = AuditEvent.objects.unscoped("查留痕").filter(action="handout.given_many")
    with world.at("auditor-a"):
        assert [event.detail["rows"] for event in many] == [3]
    listed = text_of(page.get("/materials/handouts/"))
    assert "街道读本" in listed and ">7<" in listed.replace(" ", "")
    assert ">1<" in text_of(client_of(world, "community-a11").get("/materials/handouts/?channel=in_person"))
    assert "没有符合条件" in text_of(page.get(f"/materials/handouts/?until={clock.today() - timedelta(days=1)}"))
    # The file says of which material it is, to whoever may see that one.
    asked = f"/exports/of/handouts/?quarter=all&material={book.pk}"
    assert "资料：街道读本" in text_of(page.get(asked))
    assert "一份看不到的资料" in text_of(page.get(asked.replace(str(book.pk), str(uuid4()))))
    assert client_of(world, "liaison-a11").get(url).status_code == 403
    with world.at("street-a1"), pytest.raises(Conflict):
        handouts.give_many(
            by=world.users["street-a1"], label="何", material=book, query={}, client_key=uuid4(), seen="forged",
            fields={"given_on": clock.today(), "channel": "post", "copies": 1},
        )  # fmt: skip


def test_a_mistake_is_voided_and_custody_takes_the_rest_along(world: World) -> None:
    book, member = added(world, "a11"), world.member("a11", 1)
    key = uuid4()
    row, wrong = given(world, book, member, client_key=key), given(world, book, member, copies=5)
    assert given(world, book, member, client_key=key).pk == row.pk
    page = client_of(world, "community-a11")
    assert "请写明为什么作废" in text_of(page.post(f"/materials/handouts/{wrong.pk}/void/", {"reason": ""}))
    assert page.post(f"/materials/handouts/{wrong.pk}/void/", {"reason": "登记错了人"}).status_code == 302
    assert page.get(f"/materials/handouts/{wrong.pk}/void/").status_code == 404
    assert counted(world) == {"copies": 1, "times": 1, "members": 1, "read": 0}
    story = text_of(page.get(f"/members/{member.pk}/?kind=materials"))
    assert "发放《a11读本》" in story and "登记错了人" in story
    by = world.users["community-a11"]
    with world.at("community-a11"):
        request = custody.transfer_out(by=by, member=member, to_id=world.nodes["a12"].pk)
    with world.at("street-a1"):
        custody.decide(by=world.users["street-a1"], request=request, agreed=True)
    with world.at("community-a12"):
        moved = Handout.objects.all().valid().get()
        assert (moved.title, moved.node_at_event) == ("a11读本", world.nodes["a11"].path)
        assert not Material.objects.exists()
    assert "发放《a11读本》" in text_of(client_of(world, "community-a12").get(f"/members/{member.pk}/"))
    assert "没有符合条件" in text_of(page.get("/materials/handouts/"))
    with pytest.raises(Refused, match="它自己和下级"), world.at("street-a1"):
        facts = {"given_on": clock.today(), "channel": "post", "copies": 1}
        here = Member.objects.get(pk=member.pk)
        handouts.give(by=world.users["street-a1"], label="何", material=book, member=here, fields=facts)
    member = world.member("a11", 2)
    for facts, words in (
        ({"copies": 0}, "册数填 1"), ({"channel": "wechat"}, "册数请填 0"),
        ({"given_on": clock.today() + timedelta(days=1)}, "晚于今天"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            given(world, book, member, **facts)


def test_the_database_holds_what_the_pages_hold(transactional_db: None, world: World) -> None:
    """Past the manager: nothing of a neighbour, nothing rewritten, nothing removed; with the walls down it would be."""
    street, member = added(world, "a1"), world.member("a11", 1)
    row = given(world, street, member)
    rewrite = "UPDATE outreach_handout SET copies = 9 WHERE id = %s"
    for account, seen in (("community-a11", 1), ("community-a12", 0), ("liaison-a11", 0), ("auditor-a", 0)):
        with world.at(account):
            assert sql("SELECT id FROM outreach_handout") == seen, account
            assert sql("UPDATE outreach_material SET title = 'x' WHERE id = %s", street.pk) == 0
            assert sql("DELETE FROM outreach_handout") == 0
            if seen:
                with pytest.raises(ProgrammingError, match="never rewritten"):
                    sql(rewrite, row.pk)
                connection.set_rollback(True)
    foreign = added(world, "a12")
    forged = "INSERT INTO outreach_handout SELECT (jsonb_populate_record(h, %s)).* FROM outreach_handout h"
    with world.at("street-a1"):
        with pytest.raises(ProgrammingError, match="row-level security"):
            sql(forged, f'{{"id": "{uuid4()}", "material_id": "{foreign.pk}"}}')
        connection.set_rollback(True)
    become_owner()
    try:
        with world.at("street-a1"):
            assert sql(rewrite, row.pk) == 1
            assert sql(forged, f'{{"id": "{uuid4()}", "material_id": "{foreign.pk}"}}') == 1
    finally:
        become_app()


def test_on_her_own_page(world: World) -> None:
    """She sees what she was given, opens link and file, says once that she has studied it; nothing of anybody else."""
    member, _, token = linked(world)
    other, _, _ = linked(world, 2)
    book = added(world, "a1", link="https://www.12371.cn/", description="学第一章")
    user = world.users["street-a1"]
    with world.at("street-a1"):
        pdf = Prepared("读本.pdf", "application/pdf", PDF)
        materials.change_material(by=user, label="何", material=book, fields={}, upload=pdf)
    page = inside(token)
    assert "我收到的学习资料" not in hers(page)
    row, theirs = given(world, book, member), given(world, book, other)
    shown = hers(page)
    assert "学第一章" in shown and "https://www.12371.cn/" in shown and shown.count("我已学习") == 1
    assert page.get(f"/me/materials/{row.pk}/file/").content == PDF
    for _ in range(2):
        assert page.post(f"/me/materials/{row.pk}/").headers["Location"] == "/me/?done=material"
    assert "我已学习" not in hers(page) and "已记下" in hers(page, "/me/?done=material")
    for path in (f"/me/materials/{theirs.pk}/", f"/me/materials/{uuid4()}/"):
        assert page.post(path).status_code == 404
        assert page.get(f"{path}file/").status_code == 404
    assert Client().get(f"/me/materials/{row.pk}/file/").status_code == 404
    assert counted(world)["read"] == 1
    with work(member_scope(member.owner_path, member.pk)):
        assert [found.pk for found in Handout.objects.all()] == [row.pk]
        assert not Material.objects.exists() and not MaterialFile.objects.exists()
        assert sql("SELECT id FROM outreach_materialfile") == sql("SELECT id FROM outreach_material") == 0
        assert sql("UPDATE outreach_handout SET voided_at = now()") == 0
    with world.at("street-a1"):
        materials.withdraw_material(by=user, material=book, reason="有误")
    assert page.get(f"/me/materials/{row.pk}/file/").status_code == 404
    shown = hers(page)
    assert "已经停用" in shown and "https://www.12371.cn/" not in shown
