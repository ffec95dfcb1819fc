"""The differences of two rosters through the API: read, decided on one by one and by kind, by whom."""

import pytest

from registry.choices import Status
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import AuditEvent, Member, RosterDifference
from tests.api.caller import Caller, browser, program
from tests.web.intake_clerk import Clerk, clerk, sheet
from tests.web.intake_place import Place, build
from tests.world import id_number, phone

PEOPLE = [
    f"{name},{id_number(n)},{phone(n)},永明超市" for n, name in enumerate(("何山", "钟立", "覃远", "冼贤", "单安"))
]


@pytest.fixture
def compared(transactional_db: None) -> Clerk:
    """Last month four people; this month one with another employer, one the same, two missing, one new."""
    place: Place = build()
    who = clerk(place, "yongming")
    who.written(sheet(*PEOPLE[:4]), "十月.csv")
    who.written(sheet(PEOPLE[0].replace("永明超市", "甲厂"), PEOPLE[1], PEOPLE[4]), "十一月.csv")
    return who


def test_differences_are_read_and_decided_on(compared: Clerk) -> None:
    caller, path = program(compared.place, "yongming"), f"intakes/{compared.intake().pk}/"
    page = caller.get(path + "differences/")
    assert {kind: number["total"] for kind, number in page["counts"].items()} == {
        "added": 1, "absent": 2, "changed": 1, "same": 1,
    }  # fmt: skip
    (changed,) = caller.get(path + "differences/?kind=changed")["results"]
    assert (changed["name"], changed["fields_changed"], changed["decision"]) == ("何山", ["工作单位"], "open")
    first, second = (row["id"] for row in caller.get(path + "differences/?kind=absent&decision=open")["results"])
    assert caller.get(path + "differences/?kind=absent&limit=1&offset=1")["results"][0]["id"] == second
    with compared.place.at("yongming"):
        assert Member.objects.filter(is_open=True).count() == 5, "absent never means gone"
    day = str(clock.today())
    one = caller.post(path + "decide/", {"decision": "returned", "differences": [first, str(uuid7())], "on": day})
    assert one.json() == {"done": 1, "left": 1, "reasons": []}
    rest = caller.post(path + "decide/", {"decision": "keep", "kind": "absent"})
    assert rest.json() == {"done": 1, "left": 0, "reasons": []}
    with compared.place.at("yongming"):
        assert Member.objects.filter(status=Status.RETURNED).count() == 1
        decided = RosterDifference.objects.filter(kind="absent").values_list("decision", flat=True)
        assert sorted(decided) == ["keep", "returned"]
    with compared.place.at("auditor"):
        assert AuditEvent.objects.filter(action="intake.differences_decided", actor="yongming").count() == 2
    for body in (
        {"decision": "keep"}, {"decision": "keep", "kind": "absent", "differences": [first]}, {"decision": "gone"},
        {"decision": "returned", "kind": "absent", "on": "2999-01-01"}, {"decision": "keep", "differences": []},
    ):  # fmt: skip
        assert caller.post(path + "decide/", body).status_code == 400, body
    assert caller.ask("GET", path + "differences/?member=1").status_code == 400
    unfit = caller.post(path + "decide/", {"decision": "returned", "kind": "changed"})
    assert (unfit.status_code, unfit.json()["code"]) == (409, "refused")


def test_owner_colleague_and_outsider(compared: Clerk) -> None:
    key = compared.intake().pk
    paths = {"GET": f"intakes/{key}/differences/", "POST": f"intakes/{key}/decide/"}
    body = {"decision": "keep", "kind": "absent"}
    for account in ("neighbour", "waihai"):
        caller = program(compared.place, account)
        for method, path in paths.items():
            sent = body if method == "POST" else None
            foreign, missing = (caller.ask(method, path.replace(str(key), str(k)), sent) for k in (key, uuid7()))
            assert (foreign.status_code, foreign.content) == (404, missing.content), (account, path)
    for caller in (program(compared.place, "liaison"), browser(compared.place, "auditor")):
        assert {caller.ask(method, path, body if method == "POST" else None).status_code
                for method, path in paths.items()} == {403}  # fmt: skip
    assert [row["decision"] for row in _absent(program(compared.place, "jiangnan"), key)] == ["open", "open"]
    colleague = program(compared.place, "colleague")
    assert colleague.post(paths["POST"], body).json()["done"] == 2
    colleague.post(f"intakes/{key}/undo/")
    assert "没有可以处理的对比" in colleague.post(paths["POST"], body).json()["detail"]


def test_who_is_out_of_reach_is_not_named(compared: Clerk) -> None:
    """A member handed on since stays in the roster's numbers, without name and key."""
    key = compared.intake().pk
    caller = program(compared.place, "yongming")
    gone = _absent(caller, key)[0]
    move = caller.post(f"members/{gone['member']}/move/", {"to": str(compared.place.nodes["yongxian"].pk)})
    assert move.status_code == 201, move.content
    request = next(
        row["id"]
        for row in program(compared.place, "jiangnan").get("requests/")["results"]
        if row["side"] == "receiving"
    )
    assert program(compared.place, "jiangnan").post(f"requests/{request}/approve/").status_code == 200
    (row,) = (row for row in _absent(caller, key) if row["id"] == gone["id"])
    assert (row["name"], row["member"]) == ("", None)
    left = caller.post(f"intakes/{key}/decide/", {"decision": "check", "differences": [gone["id"]]}).json()
    assert (left["done"], left["left"], len(left["reasons"])) == (0, 1, 1)


def _absent(caller: Caller, key: object) -> list[dict[str, str]]:
    found: list[dict[str, str]] = caller.get(f"intakes/{key}/differences/?kind=absent")["results"]
    return found
