"""The verbs through the API: what they write, what they refuse, twice sent, two editors, and the trail."""

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import connection

from registry.choices import OrganisationKind
from registry.domain import tree
from registry.lib import clock
from registry.models import AuditEvent, DuplicatePair, Member
from tests.api.caller import program
from tests.world import World, id_number, phone


def person(world: World, sequence: int = 1, **more: Any) -> dict[str, Any]:
    """What a program sends to register somebody at a11."""
    sent = {"direction": "in", "name": "何小山", "id_number": id_number(sequence), "phone": phone(sequence)}
    return sent | {"organisation": str(world.nodes["a11"].pk)} | more


def test_a_member_from_the_register_to_the_end(world: World) -> None:
    caller = program(world, "community-a11")
    made = caller.post("members/", person(world, origin_text="贵州独山", flowed="2025.3", employer="某电商基地"))
    assert made.status_code == 201
    member = made.json()
    assert (member["origin_code"], member["flowed"], member["sex"]) == ("522726", "2025-03", "男")
    path = f"members/{member['id']}/"
    steps = [
        ("report-in/", {"effective_on": str(clock.today())}, "reported"),
        ("lost/", {"note": "打过三次电话，问过同事"}, "lost"),
        ("found-again/", {}, "reported"),
        ("close/", {"reason": "mistaken", "note": "登记错了"}, "closed"),
    ]
    for verb, body, status in steps:
        answer = caller.post(path + verb, body)
        assert (answer.status_code, answer.json()["status"]) == (200, status), answer.content
    again = caller.post(path + "returned/")
    assert (again.status_code, again.json()["code"]) == (409, "refused")
    moves = caller.get(f"movements/?member={member['id']}")["results"]
    assert sorted(row["kind"] for row in moves) == ["closed", "found_again", "lost", "registered", "reported_in"]
    closing = next(row["id"] for row in moves if row["kind"] == "closed")
    voided = caller.post(f"movements/{closing}/void/", {"reason": "结束错了"})
    assert (voided.status_code, voided.json()["voids"]) == (201, closing)
    assert caller.get(path)["status"] == "reported"
    for verb, status in (("moved-on", "moved_on"), ("transferred-in", "transferred_in"), ("returned", "returned")):
        key = caller.post("members/", person(world, 20 + len(verb))).json()["id"]
        assert caller.post(f"members/{key}/{verb}/").json()["status"] == status


def test_bad_input_is_named_field_by_field(world: World) -> None:
    caller = program(world, "community-a11")
    cases = {
        "id_number": (id_number(1)[:-1] + ("0" if id_number(1)[-1] != "0" else "1"), "抄错了一位"),
        "phone": ("0750-3861234", "座机"),
        "name": ("12345", "不像一个姓名"),
        "sex": ("女", "身份证号显示为男"),
        "joined": ("85.6", "年份只有两位"),
        "origin_text": ("朝阳区", "有几个地方同名"),
        "reported_on": ("2999-01-01", "不能晚于今天"),
    }
    for name, (value, said) in cases.items():
        answer = caller.post("members/", person(world) | {name: value})
        assert answer.status_code == 400, name
        assert said in str(answer.json()["errors"]), (name, answer.json())
    with world.at("district-a"):
        assert not Member.objects.exists()


def test_a_lead_is_verified(world: World) -> None:
    caller = program(world, "community-a11")
    lead = caller.post("members/", person(world, id_number="", phone="")).json()
    assert lead["status"] == "lead"
    path = f"members/{lead['id']}/verify-lead/"
    assert caller.post(path, {"version": lead["version"]}).status_code == 409
    assert caller.post(path, {"version": 999, "phone": phone(1)}).json()["code"] == "conflict"
    assert caller.post(path, {"version": lead["version"], "phone": phone(1)}).json()["status"] == "awaiting_report"


def test_two_editors_are_told_of_each_other(world: World) -> None:
    caller = program(world, "community-a11")
    member = caller.post("members/", person(world, employer="甲公司", flowed="2024.5")).json()
    path, version = f"members/{member['id']}/", member["version"]
    first = caller.patch(path, {"version": version, "employer": "乙公司", "flowed": "2024.6", "phone": phone(5)})
    assert (first.status_code, first.json()["employer"]) == (200, "乙公司")
    sent = {"version": version, "employer": "丙公司", "flowed": "2024.7", "phone": phone(6), "remark": "改"}
    late = caller.patch(path, sent)
    body = late.json()
    assert (late.status_code, body["code"]) == (409, "conflict")
    assert body["mine"] == {"employer": "丙公司", "flowed": "2024.7", "phone": "138****0006", "remark": "改"}
    expected = {"employer": "乙公司", "flowed": "2024-06", "phone": "138****0005", "remark": ""}
    assert body["theirs"] == expected | {"version": first.json()["version"]}
    assert body["original"] == {"employer": "甲公司", "flowed": "2024-05", "phone": "138****0001", "remark": ""}
    assert caller.get(path)["remark"] == ""
    kept = caller.patch(path, {"version": first.json()["version"], "remark": "改", "phone": ""}).json()
    assert (kept["remark"], kept["phone"], kept["id_number"]) == ("改", "", member["id_number"])


def test_a_correction_looks_for_the_same_person(world: World) -> None:
    world.member("a11", 1)
    other = world.member("a11", 2, name="李大海", id_number="")
    caller = program(world, "community-a11")
    body = {"version": other.version, "name": "何小山", "phone": phone(1)}
    assert caller.patch(f"members/{other.pk}/", body).status_code == 200
    with world.at("community-a11"):
        assert other.pk in DuplicatePair.objects.values_list("first_id", "second_id").get()


def test_asking_a_superior(world: World) -> None:
    with world.system("a"):
        branch = tree.add_organisation(
            by=None, parent=world.nodes["a11"], kind=OrganisationKind.BRANCH, name="第一党支部"
        )
    caller = program(world, "community-a11")
    key = caller.post("members/", person(world, reported_on=str(clock.today()))).json()["id"]
    asked = caller.post(f"members/{key}/enroll/", {"branch": str(branch.pk)})
    assert (asked.status_code, asked.json()["state"]) == (201, "waiting_approval")
    assert caller.get(f"members/{key}/")["status"] == "reported"
    assert caller.post(f"members/{key}/enroll/", {"branch": str(branch.pk)}).status_code == 409
    for wrong in (world.nodes["b11"].pk, world.nodes["a11"].pk, uuid4()):
        assert caller.post(f"members/{key}/enroll/", {"branch": str(wrong)}).status_code == 400
    named = caller.get("organisations/directory/?kind=community")["results"]
    assert [set(row) for row in named] == [{"id", "kind", "name"}] * 2, "names of the own district, nothing else"
    assert named[1]["id"] == str(world.nodes["a21"].pk)
    assert caller.ask("GET", "organisations/directory/?parent=1").status_code == 400
    moved = caller.post(f"members/{key}/move/", {"to": named[1]["id"], "reason": "换了工地"})
    assert (moved.status_code, moved.json()["kind"]) == (201, "transfer")
    foreign, missing = (caller.post(f"members/{key}/move/", {"to": str(to)}) for to in (world.nodes["b11"].pk, uuid4()))
    assert (foreign.status_code, foreign.content) == (400, missing.content)


def test_a_liaison_is_given(world: World) -> None:
    member = world.member("a11", 1)
    caller = program(world, "community-a11")
    offered = caller.get(f"members/{member.pk}/liaisons/")
    assert [row["name"] for row in offered] == [world.users["liaison-a11"].name]
    assert program(world, "community-a12").ask("GET", f"members/{member.pk}/liaisons/").status_code == 404
    given = caller.post(f"members/{member.pk}/assign-liaison/", {"liaison": offered[0]["id"]})
    assert given.json()["liaison"] == world.users["liaison-a11"].name
    for wrong in ("liaison-a12", "liaison-b11", "community-a11"):
        body = {"liaison": str(world.users[wrong].pk)}
        assert caller.post(f"members/{member.pk}/assign-liaison/", body).status_code == 400, wrong


def test_contacts_and_reports(world: World) -> None:
    member = world.member("a11", 1)
    clerk = program(world, "community-a11")
    clerk.post(f"members/{member.pk}/assign-liaison/", {"liaison": str(world.users["liaison-a11"].pk)})
    liaison, other = program(world, "liaison-a11"), program(world, "liaison-a12")
    call = {
        "member": str(member.pk),
        "channel": "phone",
        "outcome": "no_answer",
        "happened_at": clock.now().isoformat(),
    }
    noted = liaison.post("contacts/", call)
    assert noted.status_code == 201, noted.content
    assert other.post("contacts/", call).json()["errors"] == {"member": ["没有这位党员，或者不在您的管理范围内。"]}
    assert clerk.get(f"members/{member.pk}/")["last_contact_on"] is None
    contact, version = noted.json()["id"], noted.json()["version"]
    mended = liaison.patch(f"contacts/{contact}/", {"version": version, "outcome": "reached", "summary": "接通了"})
    assert (mended.status_code, mended.json()["outcome"]) == (200, "reached")
    assert clerk.get(f"members/{member.pk}/")["last_contact_on"] == str(clock.today())
    late = liaison.patch(f"contacts/{contact}/", {"version": version, "summary": "没接"}).json()
    assert (late["mine"]["summary"], late["theirs"]["summary"], late["original"]["summary"]) == ("没接", "接通了", "")
    assert liaison.post(f"contacts/{contact}/void/", {"reason": "记错了人"}).json()["void_reason"] == "记错了人"
    report = {"member": str(member.pk), "topic": "学习党章", "form": "self_study", "studied_on": str(clock.today())}
    filed = liaison.post("studies/", report | {"hours": "2.0", "text": "心得"}).json()
    assert (filed["state"], filed["hours"], filed["text"]) == ("pending", "2.0", "心得")
    path = f"studies/{filed['id']}/"
    assert liaison.post(path + "review/", {"state": "read"}).status_code == 403
    assert clerk.post(path + "review/", {"state": "returned"}).status_code == 409
    assert clerk.post(path + "review/", {"state": "returned", "comment": "补上时间"}).json()["state"] == "returned"
    current = liaison.get(path)["version"]
    assert liaison.patch(path, {"version": current, "hours": "2.5"}).json()["state"] == "pending"
    assert clerk.post(path + "review/", {"state": "read"}).json()["state"] == "read"
    assert clerk.post(path + "void/", {"reason": "重复了"}).json()["void_reason"] == "重复了"


def test_a_key_sent_twice_is_one_row(world: World) -> None:
    caller, key = program(world, "community-a11"), str(uuid4())
    answers = [caller.post("members/", person(world), **{"Idempotency-Key": key}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.content for answer in answers}) == 1
    other = caller.post("members/", person(world, 2), **{"Idempotency-Key": key})
    assert (other.status_code, "别的内容" in other.json()["detail"]) == (409, True)
    assert caller.post("members/", person(world)).json()["code"] == "refused"
    member = answers[0].json()["id"]
    call = {"member": member, "channel": "phone", "outcome": "reached", "happened_at": clock.now().isoformat()}
    report = {"member": member, "topic": "学习党章", "form": "self_study", "studied_on": str(clock.today())}
    for path, body in (("contacts/", call), ("studies/", report)):
        rows = {caller.post(path, body, **{"Idempotency-Key": key}).json()["id"] for _ in range(2)}
        assert len(rows) == 1
        assert len(caller.get(path)["results"]) == 1
        changed = body | {"note" if path == "contacts/" else "text": "另一次"}
        other = caller.post(path, changed, **{"Idempotency-Key": key})
        assert (other.status_code, "没有记下" in other.json()["detail"]) == (409, True)
        assert caller.post(path, body, **{"Idempotency-Key": key}).status_code == 201, "the first is what it was"
        assert len(caller.get(path)["results"]) == 1


def test_a_key_whose_request_failed_may_be_used_again(world: World) -> None:
    caller, key = program(world, "community-a11"), {"Idempotency-Key": str(uuid4())}
    member, other = (str(world.member(node, number).pk) for number, node in enumerate(("a11", "a12"), 1))
    call = {"member": member, "channel": "phone", "outcome": "reached"}
    ahead = call | {"happened_at": (clock.now() + timedelta(days=2)).isoformat()}
    assert caller.post("contacts/", ahead, **key).status_code in (400, 409)
    made = caller.post("contacts/", call | {"happened_at": clock.now().isoformat()}, **key)
    assert made.status_code == 201, made.json()
    stranger = program(world, "community-a12")
    sent = call | {"member": other, "happened_at": clock.now().isoformat()}
    assert stranger.post("contacts/", sent, **key).status_code == 201, "somebody else's key is no matter of hers"


def test_the_same_key_at_the_same_time(transactional_db: None, world: World) -> None:
    caller, key = program(world, "community-a11"), str(uuid4())
    codes: list[tuple[int, str]] = []

    def send() -> None:
        try:
            answer = caller.post("members/", person(world), **{"Idempotency-Key": key})
            codes.append((answer.status_code, answer.json().get("id", answer.content.decode())))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _ in codes} == {201} and len({key for _, key in codes}) == 1, codes
    with world.at("community-a11"):
        assert Member.objects.count() == 1
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="member.registered").count() == 1


def test_a_refusal_stays_on_the_trail_and_its_rows_do_not(world: World) -> None:
    world.member("b11", 1)
    caller = program(world, "community-a11")
    answer = caller.post("members/", person(world))
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("这位党员在系统中已有在册记录")
    world.member("a12", 2)
    assert caller.post("members/", person(world, 2)).content == answer.content
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="member.register_refused").count() == 2
        program(world, "liaison-a11").post("members/", person(world))
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="request.refused", actor="liaison-a11").count() == 1
    with world.at("community-a11"):
        assert not Member.objects.exists()
