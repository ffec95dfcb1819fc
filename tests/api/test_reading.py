"""Reading through the API: whose rows, which columns, in which order, at which price (A04, A06, A08, A18, A34)."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.choices import ContactChannel, ContactOutcome, StudyForm
from registry.domain import contacts, custody, files, members, studies
from registry.intake import pipeline
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import LiaisonProfile, Member, Movement
from tests.api.caller import Caller, browser, program
from tests.walls.canary_facts import NUMBER
from tests.world import World, id_number, phone

PDF = b"%PDF-1.4\n%%EOF\n"
# To whom a member is offered: a neighbour of another street.
NEIGHBOURS = {"a11": "a21", "a12": "a22", "b11": "b21"}
SECRETS = {"name": "何小山", "other_phones": "0750-3861234、13900000001", "liaison_phone": "13900000002"}


def member_with_story(world: World, node: str = "a11", sequence: int = 1) -> dict[str, UUID]:
    """A member with one row of each kind, by resource; assigned to the node's liaison."""
    member = world.member(node, sequence, **SECRETS)
    clerk = f"community-{node}"
    user = world.users[clerk]
    with world.at(clerk):
        liaison = world.users[f"liaison-{node}"]
        held = members.assign_liaison(by=user, member=member, liaison=liaison)
        profile = LiaisonProfile.objects.get(user=liaison)
        call = {
            "channel": ContactChannel.PHONE, "outcome": ContactOutcome.REACHED, "happened_at": clock.now(),
            "summary": "近况平稳", "thoughts": "愿意参加活动",
        }  # fmt: skip
        contact = contacts.record_contact(by=user, member=member, fields=call)
        report = {"topic": "学习党章", "form": StudyForm.SELF_STUDY, "studied_on": clock.today(), "text": "心得一篇"}
        study = studies.file_study(by=user, member=member, fields=report)
        roster = f"姓名,身份证号\n李海,{id_number(sequence + 500)}\n".encode()
        intake = pipeline.receive(by=user, organisation=world.nodes[node], file_name="名册.csv", data=roster)
        movement = Movement.objects.get(member=member)
        kept = files.attach(by=user, member=member, contact=contact, upload=SimpleUploadedFile("回执.pdf", PDF))
        asked = custody.transfer_out(by=user, member=member, to_id=world.nodes[NEIGHBOURS[node]].pk, reason="换了工地")
    return {
        "members": member.pk,
        "movements": movement.pk,
        "liaisons": profile.pk,
        "assignments": held.pk,
        "contacts": contact.pk,
        "studies": study.pk,
        "files": kept.pk,
        "requests": asked.pk,
        "intakes": intake.pk,
        "organisations": world.nodes[node].pk,
    }


def answer(caller: Caller, path: str) -> tuple[int, str]:
    response = caller.ask("GET", path)
    return response.status_code, response.content.decode()


def test_owner_colleague_and_outsider_of_every_resource(world: World) -> None:
    story, other = member_with_story(world), member_with_story(world, "a12", 2)
    liaison_sees = {"members", "movements", "assignments", "contacts", "studies", "files"}
    for account in ("community-a11", "street-a1", "district-a", "liaison-a11"):
        caller = program(world, account)
        for resource, key in story.items():
            if account.startswith("liaison") and resource not in liaison_sees:
                assert answer(caller, f"{resource}/{key}/")[0] == 403
                continue
            assert caller.get(f"{resource}/{key}/")["id"] == str(key), (account, resource)
            assert str(key) in {row["id"] for row in caller.get(f"{resource}/")["results"]}
    for account in ("community-a12", "street-a2", "district-b", "liaison-a12"):
        caller = program(world, account)
        for resource, key in story.items():
            if account.startswith("liaison") and resource not in liaison_sees:
                continue
            foreign, missing = (answer(caller, f"{resource}/{found}/") for found in (key, uuid7()))
            assert foreign == missing and foreign[0] == 404, (account, resource)
            assert str(key) not in json.dumps(caller.get(f"{resource}/"))
    assert str(other["members"]) in json.dumps(program(world, "liaison-a12").get("members/"))


def test_a_liaison_sees_assigned_members_only(world: World) -> None:
    mine, unassigned = member_with_story(world), world.member("a11", 9)
    caller = program(world, "liaison-a11")
    assert [row["id"] for row in caller.get("members/?status=all")["results"]] == [str(mine["members"])]
    assert answer(caller, f"members/{unassigned.pk}/")[0] == 404
    assert caller.get(f"movements/?member={unassigned.pk}")["results"] == []
    assert caller.post(f"members/{unassigned.pk}/reveal-phone/").status_code == 404


def test_numbers_are_masked_wherever_one_looks(world: World) -> None:
    story = member_with_story(world)
    for account in ("community-a11", "district-a", "liaison-a11"):
        caller = program(world, account)
        shown = caller.get(f"members/{story['members']}/")
        assert (shown["id_number"], shown["phone"]) == ("4410**********0013", "138****0001")
        texts = [shown, *(caller.ask("GET", f"{name}/").json() for name in story)]
        assert NUMBER.findall(json.dumps(texts, ensure_ascii=False)) == []
        assert "39****" in shown["other_phones"] and shown["liaison_phone"] == "139****0002"


def test_revealing_is_an_act_with_a_line_in_the_trail(world: World) -> None:
    from registry.models import AuditEvent

    key = member_with_story(world)["members"]
    caller = program(world, "community-a11")
    assert caller.post(f"members/{key}/reveal-id/").status_code == 400
    assert caller.post(f"members/{key}/reveal-id/", {"reason": "核对介绍信"}).json() == {"id_number": id_number(1)}
    assert program(world, "liaison-a11").post(f"members/{key}/reveal-phone/").json() == {"phone": phone(1)}
    with world.at("auditor-a"):
        seen = AuditEvent.objects.filter(action__in=("member.id_revealed", "member.phone_revealed"))
        assert sorted(seen.values_list("action", "actor")) == [
            ("member.id_revealed", "community-a11"),
            ("member.phone_revealed", "liaison-a11"),
        ]


@pytest.mark.parametrize(
    "asked",
    [
        "members/?id_number__startswith=4410", "members/?member__id_number=1", "members/?id_index=x",
        "members/?ordering=id_number", "members/?o=1", "members/?name__regex=.", "members/?owner_path=0001",
        "members/?expand=organisation", "members/?fields=id_number", "members/?page=2", "members/?format=api",
        "movements/?member__name=何小山", "contacts/?summary__contains=近", "studies/?text__contains=心",
        "intakes/?uploaded_by=1", "organisations/?contact_phone=1", "members/?status=nonsense", "members/?limit=0",
        "members/?limit=201", "members/?limit=９", "members/?after=0001.x", "members/?since=2026-13-01",
        "members/?organisation=1", "members/?branch=x", "members/?q=%00", "members/?after=%00." + "0" * 32,
        "requests/?name=何小山", "requests/?box=all", "files/?name=照片", "files/?digest=0", "files/?removed=maybe",
        "contacts/?voided=maybe", "studies/?since=yesterday", "members/?limit=99999999999999999999",
    ],
)  # fmt: skip
def test_only_the_listed_filters_are_taken(world: World, asked: str) -> None:
    """Whatever else is asked is refused, not ignored: an ignored filter shows everything, an open one is an oracle."""
    world.member("a11", 1)
    response = program(world, "district-a").ask("GET", asked)
    assert response.status_code == 400, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["errors"]


def test_filters_tell_nothing_of_foreign_rows(world: World) -> None:
    own, foreign = member_with_story(world), member_with_story(world, "b11", 7)
    caller = program(world, "community-a11")
    asked = {
        "movements/?member={members}", "contacts/?member={members}", "studies/?member={members}",
        "files/?member={members}", "files/?contact={contacts}", "files/?study={studies}", "requests/?member={members}",
        "members/?organisation={organisations}", "intakes/?organisation={organisations}",
        "organisations/?parent={organisations}", "members/?branch={organisations}",
    }  # fmt: skip
    for path in asked:
        there, nowhere = (answer(caller, path.format(**keys)) for keys in (foreign, dict.fromkeys(foreign, uuid7())))
        assert there == nowhere, path
        assert json.loads(there[1])["results"] == []
    for text in (id_number(7), phone(7), phone(7)[-4:], "何小山", "hxs"):
        found = caller.get(f"members/?q={text}")["results"]
        assert {row["id"] for row in found} <= {str(own["members"])}


def test_the_search_box_reads_what_is_typed(world: World) -> None:
    member = world.member("a11", 1, employer="江海区某电商基地", origin_code="522726")
    world.member("a11", 2, name="李大海")
    caller = program(world, "community-a11")
    for text in ("何小山", "小山", "hexiaoshan", "hxs", id_number(1), phone(1), "0001", "电商基地", "贵州"):
        assert [row["id"] for row in caller.get(f"members/?q={text}")["results"]] == [str(member.pk)], text


def fill(world: World, count: int) -> list[str]:
    """Members at three nodes; their keys in the order of the list."""
    for number in range(count):
        world.member(("a11", "a12", "a21")[number % 3], 100 + number)
    with world.at("district-a"):
        return [str(key) for key in Member.objects.order_by("owner_path", "-id").values_list("pk", flat=True)]


def test_cursor_pages_forth_and_back_while_rows_come_and_go(world: World) -> None:
    keys = fill(world, 9)
    caller = program(world, "district-a")
    first = caller.get("members/?limit=4&direction=in")
    assert first["previous"] is None and "direction=in" in first["next"]
    newest = world.member("a11", 900)
    second = caller.get(first["next"])
    third = caller.get(second["next"])
    walked = [row["id"] for page in (first, second, third) for row in page["results"]]
    assert (walked, third["next"]) == (keys, None)
    back = caller.get(third["previous"])
    assert back["results"] == second["results"]
    again = caller.get(caller.get(back["previous"])["previous"])
    assert [row["id"] for row in again["results"]] == [str(newest.pk)]
    foreign = world.member("b11", 901)
    stolen = caller.get(f"members/?after={foreign.owner_path}.{foreign.pk.hex}")
    assert stolen["results"] == []


def test_the_clock_of_a_list_is_shanghai(world: World) -> None:
    member_with_story(world)
    (row,) = program(world, "community-a11").get("contacts/")["results"]
    assert row["happened_at"].endswith("+08:00")
    tomorrow = clock.today() + timedelta(days=1)
    caller = program(world, "community-a11")
    assert caller.get(f"contacts/?since={clock.today()}&until={clock.today()}")["results"] == [row]
    assert caller.get(f"contacts/?since={tomorrow}")["results"] == []
    assert caller.get("contacts/?until=9999-12-31")["results"] == [row]


def test_a_browser_reads_with_its_session(world: World) -> None:
    key = world.member("a11", 1).pk
    assert browser(world, "community-a11").get(f"members/{key}/")["name"] == "何小山"
