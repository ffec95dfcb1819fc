"""Study materials, hand-outs and the ledger for programs: once for each key, one's own members, the page's numbers."""

from uuid import uuid4

from outreach.models import Handout
from registry.lib import clock
from registry.models import AuditEvent
from tests.api.caller import browser, program
from tests.outreach.test_materials import added
from tests.world import World


def test_handed_out_once_and_counted(world: World) -> None:
    here, there = world.member("a11", 1, name="何在"), world.member("a12", 2, name="何邻")
    street, own = added(world, "a1", copies=9), added(world, "a12")
    caller, key = program(world, "community-a11"), str(uuid4())
    assert [row["title"] for row in caller.get("materials/?in_use=true&year=2026")["results"]] == ["a1读本"]
    body = {
        "member": str(here.pk), "material": str(street.pk), "given_on": f"{clock.today()}", "channel": "post",
        "copies": 2,
    }  # fmt: skip
    sent = [caller.post("handouts/", body, **{"Idempotency-Key": key}) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [201, 201]
    assert sent[0].json() == sent[1].json()
    for wrong in ({"member": str(there.pk)}, {"material": str(own.pk)}, {"channel": "pigeon"}, {"copies": 101}):
        assert caller.post("handouts/", body | wrong).status_code == 400, wrong
    assert caller.post("handouts/", body | {"channel": "wechat"}).json()["code"] == "refused"
    figures = {"copies": 2, "times": 1, "members": 1, "read": 0}
    assert caller.get(f"materials/{street.pk}/")["figures"] == figures
    given = sent[0].json()["id"]
    sheet = caller.get("study-sheet/")
    assert [(line["name"], line["copies"]) for line in sheet["lines"]] == [("何在", 2)]
    assert sheet["totals"]["materials"] == 1
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="study.sheet_read").count() == 1
        assert not AuditEvent.objects.filter(action="study.sheet").exists(), "nothing was printed"
    street_program = program(world, "street-a1")
    assert len(street_program.get("study-sheet/")["lines"]) == 2
    node = world.nodes["a12"].pk
    assert [line["name"] for line in street_program.get(f"study-sheet/?organisation={node}")["lines"]] == ["何邻"]
    for query in (f"?organisation={node}", "?quarter=soon", "?of=me"):
        assert caller.ask("GET", f"study-sheet/{query}").status_code == 400, query
    assert browser(world, "community-a12").ask("GET", f"handouts/{given}/").status_code == 404
    assert browser(world, "community-b11").ask("GET", f"materials/{street.pk}/").status_code == 404
    assert browser(world, "liaison-a11").get("handouts/")["results"] == []
    assert caller.post(f"handouts/{given}/void/", {"reason": "登记错了"}).json()["void_reason"] == "登记错了"
    assert caller.post(f"handouts/{given}/void/", {"reason": "登记错了"}).status_code == 409
    assert caller.get(f"materials/{street.pk}/")["figures"]["copies"] == 0
    assert caller.get("tasks/?missing=true")["results"] == []
    with world.system():
        assert Handout.objects.count() == 1
