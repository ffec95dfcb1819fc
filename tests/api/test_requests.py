"""Requests through the API: who sees which, who may answer, and that an answer does what it says."""

from typing import Any
from uuid import UUID

import pytest

from registry.choices import OrganisationKind, Status
from registry.domain import tree
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import AuditEvent, Member, MoveRequest
from tests.api.caller import Caller, browser, program
from tests.world import World, id_number


def wanted(world: World, sequence: int = 7, **more: Any) -> dict[str, Any]:
    """What a11 sends to get somebody who is open elsewhere."""
    sent = {"direction": "in", "name": "何小山", "id_number": id_number(sequence), "reason": "已搬来"}
    return sent | {"organisation": str(world.nodes["a11"].pk)} | more


def taken_over(world: World) -> tuple[str, UUID]:
    """a11 asks for somebody whom a21 holds: the receiving half's key and the holding half's."""
    world.member("a21", 7)
    made = program(world, "community-a11").post("requests/", wanted(world))
    assert made.status_code == 201, made.content
    return made.json()["id"], half(world, "community-a21", "holding")


def half(world: World, account: str, side: str) -> UUID:
    with world.at(account):
        return MoveRequest.objects.get(side=side).pk


def names(caller: Caller, box: str) -> list[str]:
    return [row["name"] for row in caller.get(f"requests/?box={box}")["results"]]


def test_a_take_over_is_released_then_approved(world: World) -> None:
    receiving, holding = taken_over(world)
    asker, holder = program(world, "community-a11"), program(world, "community-a21")
    superior, neighbour = program(world, "street-a1"), program(world, "street-a2")
    assert asker.get(f"requests/{receiving}/")["can"] == ["withdraw"]
    assert holder.get(f"requests/{holding}/")["can"] == ["release", "keep"]
    assert superior.get(f"requests/{receiving}/")["can"] == ["withdraw"]
    early = superior.post(f"requests/{receiving}/approve/")
    assert (early.status_code, "要等原管理组织先确认转出" in early.json()["detail"]) == (409, True)
    assert "请写明不同意的原因" in str(holder.post(f"requests/{holding}/keep/").json()["errors"])
    assert "请写明不同意的原因" in str(holder.post(f"requests/{holding}/keep/", {"answer": " "}).json()["errors"])
    assert "不是您这边提出的" in holder.post(f"requests/{holding}/withdraw/").json()["detail"]
    released = holder.post(f"requests/{holding}/release/", {"answer": "已搬走"}).json()
    assert (released["state"], released["can"]) == ("waiting_approval", [])
    assert superior.get(f"requests/{receiving}/")["can"] == ["approve", "refuse"]
    assert neighbour.post(f"requests/{receiving}/approve/").status_code == 404
    done = superior.post(f"requests/{receiving}/approve/", {"answer": "同意"}).json()
    assert (done["state"], done["answer"], done["can"]) == ("done", "同意", [])
    with world.at("community-a11"):
        assert str(Member.objects.get().pk) == done["member"]
    assert (names(superior, "done"), names(superior, "decide")) == (["何小山"], [])
    assert superior.post(f"requests/{receiving}/refuse/", {"answer": "晚了"}).status_code == 409
    with world.at("auditor-a"):
        told = set(AuditEvent.objects.filter(outcome="done").values_list("action", "actor"))
    assert told >= {
        ("request.asked", "community-a11"), ("request.released", "community-a21"), ("request.agreed", "street-a1"),
    }  # fmt: skip


@pytest.mark.parametrize("account", ["community-a12", "street-a2", "district-b"])
def test_outsiders_get_the_same_404(world: World, account: str) -> None:
    receiving, _ = taken_over(world)
    caller = program(world, account)
    verbs = ("release", "keep", "withdraw", *(() if account.startswith("community") else ("approve", "refuse")))
    for path in ("", *(f"{verb}/" for verb in verbs)):
        method = "POST" if path else "GET"
        foreign, missing = (
            caller.ask(method, f"requests/{key}/{path}", {"answer": "不行"}) for key in (receiving, uuid7())
        )
        assert (foreign.status_code, foreign.content) == (404, missing.content), path
    assert receiving not in str(caller.get("requests/")["results"])


def test_nobody_decides_on_what_the_own_level_asked_for(world: World) -> None:
    receiving, _ = taken_over(world)
    for account, status in (("community-a11", 403), ("liaison-a11", 403)):
        assert program(world, account).post(f"requests/{receiving}/approve/").status_code == status
    assert browser(world, "auditor-a").ask("GET", "requests/").status_code == 403
    assert program(world, "liaison-a11").ask("GET", "requests/").status_code == 403
    withdrawn = program(world, "community-a11").post(f"requests/{receiving}/withdraw/")
    assert (withdrawn.status_code, withdrawn.json()["state"]) == (200, "withdrawn")
    world.member("a1", 8)
    street = program(world, "street-a1")
    own = street.post(f"members/{_only(world, 'street-a1')}/move/", {"to": str(world.nodes["a21"].pk)}).json()["id"]
    assert street.get(f"requests/{own}/")["can"] == ["withdraw"]
    assert "本级不能自己批准" in street.post(f"requests/{own}/approve/").json()["detail"]


def _only(world: World, account: str) -> UUID:
    with world.at(account):
        return Member.objects.get(organisation=world.nodes[account.rpartition("-")[2]]).pk


def test_an_enrolment_is_refused_and_approved(world: World) -> None:
    with world.system("a"):
        branch = tree.add_organisation(by=None, parent=world.nodes["a11"], kind=OrganisationKind.BRANCH, name="一支部")
    caller, street = program(world, "community-a11"), program(world, "street-a1")
    key = world.member("a11", 3).pk
    caller.post(f"members/{key}/report-in/")
    body = {"branch": str(branch.pk), "effective_on": str(clock.today())}
    first = caller.post(f"members/{key}/enroll/", body).json()["id"]
    assert (names(street, "decide"), names(caller, "asked"), names(caller, "decide")) == (["何小山"], ["何小山"], [])
    refused = street.post(f"requests/{first}/refuse/", {"answer": "先补材料"}).json()
    assert (refused["state"], caller.get(f"requests/{first}/")["answer"]) == ("refused", "先补材料")
    second = caller.post(f"members/{key}/enroll/", body).json()["id"]
    assert street.post(f"requests/{second}/approve/").json()["state"] == "done"
    assert caller.get(f"members/{key}/")["status"] == Status.ENROLLED


def test_who_asks_for_somebody_learns_nothing(world: World) -> None:
    world.member("b11", 7)
    caller = program(world, "community-a11")
    there, nowhere = (caller.post("requests/", wanted(world, number)) for number in (7, 8))
    different = ("id", "key", "asked_at")
    seen, unseen = (
        {name: value for name, value in answer.json().items() if name not in different} for answer in (there, nowhere)
    )
    assert seen == unseen and seen["member"] is None
    assert id_number(7) not in there.content.decode()
    again = caller.post("requests/", wanted(world, 7))
    assert (again.status_code, "不用再提" in again.json()["detail"]) == (409, True)
    wrong = caller.post("requests/", wanted(world, 9) | {"id_number": "4412", "name": "123"}).json()["errors"]
    assert set(wrong) == {"id_number", "name"}
    foreign, missing = (
        caller.post("requests/", wanted(world, 9, organisation=str(key))) for key in (world.nodes["b11"].pk, uuid7())
    )
    assert (foreign.status_code, foreign.content) == (400, missing.content)


def test_probing_is_rationed(world: World, settings: Any) -> None:
    settings.PROBE_LIMIT = (2, settings.PROBE_LIMIT[1])
    caller = program(world, "community-a11")
    for number in (7, 8):
        world.member("a21", number)
        assert caller.post("requests/", wanted(world, number)).status_code == 201
    assert caller.post("requests/", wanted(world, 9)).status_code == 429
