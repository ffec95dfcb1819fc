"""Liaisons and assignments through the API: whose they are, given, ended, handed over."""

from registry.domain import accounts
from registry.models import Member, User
from tests.api.caller import program
from tests.domain.test_liaisons import colleague, give, held
from tests.world import World

OWNER, LIAISON = "community-a11", "liaison-a11"
OUTSIDERS = ("community-a12", "street-a2", "district-b")


def test_what_a_liaison_is_and_who_else_takes_members_on(world: World) -> None:
    give(world, world.member("a11", 1), world.users[LIAISON])
    caller = program(world, OWNER)
    (row,) = caller.get("liaisons/")["results"]
    assert (row["user"], row["load"], row["capacity"], row["kind"], row["present"]) == (
        str(world.users[LIAISON].pk), 1, 3, "", True,
    )  # fmt: skip
    changed = caller.ask("PATCH", f"liaisons/{row['id']}/", {"kind": "steward", "until": "2020-01-01"}).json()
    assert (changed["kind"], changed["capacity"], changed["present"]) == ("steward", 3, False)
    assert [one["id"] for one in caller.get("liaisons/?kind=steward")["results"]] == [row["id"]]
    assert caller.ask("PATCH", f"liaisons/{row['id']}/", {"since": "2021-01-01"}).status_code == 409
    body = {"user": str(world.users[OWNER].pk), "organisation": str(world.nodes["a11"].pk), "kind": "grid_worker"}
    assert caller.post("liaisons/", body).json()["capacity"] == 3
    assert caller.post("liaisons/", body).status_code == 409
    assert caller.post("liaisons/", body | {"user": str(world.users["community-a12"].pk)}).status_code == 400
    for name in OUTSIDERS:
        other = program(world, name)
        assert row["id"] not in {one["id"] for one in other.get("liaisons/")["results"]}, name
        assert other.ask("PATCH", f"liaisons/{row['id']}/", {"capacity": 9}).status_code == 404, name


def test_given_read_and_ended(world: World) -> None:
    member, caller = world.member("a11", 1), program(world, OWNER)
    body = {"member": str(member.pk), "liaison": str(world.users[LIAISON].pk)}
    given = caller.post("assignments/", body)
    assert given.status_code == 201, given.content
    assert caller.post("assignments/", body | {"backup": True}).status_code == 409
    for wrong in ({"liaison": str(world.users["liaison-a12"].pk)}, {"member": str(world.member("a12", 2).pk)}):
        assert caller.post("assignments/", body | wrong).status_code == 400, wrong
    key = given.json()["id"]
    mine = program(world, LIAISON)
    assert [row["id"] for row in mine.get("assignments/?current=true&backup=false")["results"]] == [key]
    assert mine.post(f"assignments/{key}/end/").status_code == 403
    for name in ("liaison-a12", *OUTSIDERS):
        other = program(world, name)
        assert other.get(f"assignments/?member={member.pk}")["results"] == [], name
        assert other.ask("GET", f"assignments/{key}/").status_code == 404, name
        assert other.post(f"assignments/{key}/end/").status_code in (403, 404), name
    assert caller.post(f"assignments/{key}/end/").json()["end_reason"] == "stopped"
    assert caller.post(f"assignments/{key}/end/").status_code == 409
    assert mine.get("assignments/")["results"] == []
    assert mine.ask("GET", f"members/{member.pk}/").status_code == 404
    assert [row["id"] for row in caller.get("assignments/?current=false")["results"]] == [key]


def test_a_caseload_is_handed_over(world: World) -> None:
    people: list[Member] = [world.member("a11", number) for number in range(1, 5)]
    for member in people:
        give(world, member, world.users[LIAISON])
    others = [colleague(world, name, capacity=2) for name in ("乙", "丙")]
    caller, leaving = program(world, OWNER), str(world.users[LIAISON].pk)
    assert caller.get("assignments/?left=true")["results"] == []
    with world.system():
        user = User.objects.get(pk=leaving)
        accounts.set_active(by=world.users["system_admin-a"], user=user, active=False)
    assert len(caller.get("assignments/?left=true")["results"]) == 4
    for name in OUTSIDERS:
        refused = program(world, name).post("assignments/handover/", {"liaison": leaving, "to": str(others[0].pk)})
        assert refused.status_code == 400, name
    wrong = caller.post("assignments/handover/", {"liaison": leaving, "to": str(world.users["liaison-a12"].pk)}).json()
    assert ([row["done"] for row in wrong["results"]], wrong["left"]) == ([False] * 4, 4)
    told = caller.post("assignments/handover/", {"liaison": leaving}).json()
    assert ([row["done"] for row in told["results"]], told["left"]) == ([True] * 4, 0)
    now = [held(world, member)[-1][0] for member in people]
    assert sorted(now) == ["丙", "丙", "乙", "乙"]
    assert caller.post("assignments/handover/", {"liaison": leaving}).status_code == 400
