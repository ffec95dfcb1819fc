"""What goes wrong is said in one form, whoever finds it, and never with a 500 (RFC 9457)."""

import json
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.test.utils import override_settings

from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import Member
from tests.api.caller import BASE, Caller, browser, program, token_of
from tests.faults.harness import by_turns
from tests.world import World, id_number, phone

HUGE = "9" * 400
NASTY = ["\x00", "\ud800", "a\x00b", "𠮷" * 300, HUGE, "-1", "NaN", "' OR 1=1 --", "<script>", "", " ", "null", "🀄️"]
# Short enough for every field, so that the form behind the body has to read them.
SHORT = ["-1", "0", "🀄️", "²"]
NOT_TEXT: list[Any] = [None, True, 0, -1, 10**40, 1.5, [], {}, [[]], {"a": {"b": []}}]


def problem(response: Any, status: int) -> dict[str, Any]:
    """The body of a problem, after a look at its form."""
    body = response.json()
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json"), body
    assert {"type", "title", "status", "code", "detail"} <= set(body)
    assert body["status"] == status
    return body


def test_addresses_and_methods_that_are_not_there(world: World) -> None:
    caller = program(world, "community-a11")
    for path in ("nothing/", "members/1/", "members/%00/", "members/" + HUGE + "/", "members/" + "0" * 32 + "/x/"):
        problem(caller.ask("GET", path), 404)
    problem(caller.ask("PUT", "members/"), 405)
    problem(caller.ask("DELETE", f"members/{uuid7()}/"), 405)
    for method in ("GET", "POST", "PATCH"):
        problem(Caller(Client(), {}).ask(method, "members/"), 401)


def test_bodies_that_are_no_json(world: World) -> None:
    caller = program(world, "community-a11")
    url = BASE + "members/"
    bodies = [b"{", b"\xff\xfe", b'{"a": NaN}', b"[1,2", b'"\\ud800"', b"[" * 100_000, b"\x00"]
    for body in bodies:
        answer = caller.client.generic("POST", url, body, "application/json", headers=caller.headers)
        problem(answer, 400)
    for body in ([], "x", 1, None, [{}]):
        answer = caller.client.generic("POST", url, json.dumps(body), "application/json", headers=caller.headers)
        problem(answer, 400)
    for kind in ("text/plain", "application/xml", "multipart/form-data", "nonsense", "application/json; charset=xyz"):
        answer = caller.client.generic("POST", url, b'{"name": "x"}', kind, headers=caller.headers)
        assert problem(answer, answer.status_code)["status"] in (400, 415), kind
    large = caller.client.generic(
        "POST", url, b'{"name": "' + b"x" * 3_000_000 + b'"}', "application/json", headers=caller.headers
    )
    assert problem(large, large.status_code)["status"] in (400, 413)


def test_no_value_of_any_field_breaks_anything(world: World) -> None:
    member = world.member("a11", 1)
    caller = program(world, "community-a11")
    good = {"direction": "in", "organisation": str(world.nodes["a11"].pk), "name": "李大海"}
    fields = caller.get("/api/schema/")["components"]["schemas"]["RegisterBodyRequest"]["properties"]
    for value in [*NASTY, *NOT_TEXT]:
        assert caller.post("members/", dict.fromkeys(fields, value)).status_code == 400, value
    # Short of the full size every field gets two of them, by turns.
    for at, name in enumerate(fields):
        for value in by_turns(SHORT, at, 2):
            status = caller.post("members/", good | {name: value}).status_code
            assert status in (201, 400, 409), (name, value, status)
        assert caller.patch(f"members/{member.pk}/", {"version": 10**30, name: "x"}).status_code == 400
    with world.at("district-b"):
        assert not Member.objects.exists()


def test_headers_that_make_no_sense(world: World) -> None:
    caller = program(world, "community-a11")
    body = {"direction": "in", "organisation": str(world.nodes["a11"].pk), "name": "李大海"}
    assert problem(caller.post("members/", body, **{"Idempotency-Key": "no uuid"}), 400)["errors"]["Idempotency-Key"]
    assert caller.ask("GET", "members/", Accept="application/xml").status_code == 200
    assert caller.ask("GET", "members/", Accept="text/html").headers["Content-Type"] == "application/json"


def test_a_foreign_organisation_is_answered_like_a_missing_one(world: World) -> None:
    caller = program(world, "community-a11")
    body = {"direction": "in", "name": "李大海", "id_number": id_number(3), "phone": phone(3)}
    keys = (world.nodes["a12"].pk, world.nodes["b11"].pk, uuid7())
    answers = [problem(caller.post("members/", body | {"organisation": str(key)}), 400) for key in keys]
    assert answers[0] == answers[1] == answers[2]
    member = world.member("a11", 1)
    for field in ("organisation", "owner_path", "status", "is_open", "id", "created_by", "direction"):
        value = str(world.nodes["b11"].pk)
        assert problem(caller.patch(f"members/{member.pk}/", {"version": 2, field: value}), 400)["errors"][field]
    assert caller.patch(f"members/{member.pk}/", {"version": 2}).json()["version"] == 2
    with world.at("community-a11"):
        assert Member.objects.get(pk=member.pk).owner_path == world.nodes["a11"].path
    with world.at("district-b"):
        assert not Member.objects.exists()


def test_a_browser_needs_its_csrf_token_and_a_program_none(world: World) -> None:
    member = world.member("a11", 1)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser(world, "community-a11").client.cookies
    path = f"{BASE}members/{member.pk}/report-in/"
    refused = problem(strict.post(path, {}, content_type="application/json"), 403)
    assert "X-CSRFToken" in refused["detail"]
    token = token_of(world, "community-a11")
    bare = Client(enforce_csrf_checks=True)
    sent = bare.post(path, {}, content_type="application/json", headers={"Authorization": f"Token {token}"})
    assert sent.status_code == 200


def test_a_session_that_lacks_a_step_is_told_so(world: World, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    answer = problem(browser(world, "district-a").ask("GET", "members/"), 401)
    assert "两步验证" in answer["detail"]


def test_a_wall_that_speaks_is_a_403(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a check of ours missing, the database refuses, and the answer is no 500."""
    from registry.api import bodies
    from registry.models import Organisation

    monkeypatch.setattr(
        bodies.OwnOrganisation, "to_internal_value", lambda self, data: Organisation(id=data, path=there, name="x")
    )
    there, caller = world.nodes["b11"].path, program(world, "community-a11")
    body = {"direction": "in", "name": "李大海", "organisation": str(world.nodes["b11"].pk)}
    problem(caller.post("members/", body), 403)


@time_machine.travel(clock.now(), tick=False)
# A window of its own, so that what other tests of this minute asked counts elsewhere.
@override_settings(API_RATES={"read": (3, 61), "write": (1, 61), "reveal": (1, 61)})
def test_too_many_requests_are_held_off_for_all_workers_together(world: World) -> None:
    member = world.member("a11", 1)
    one, two = program(world, "community-a11"), program(world, "community-a11")
    codes = [caller.ask("GET", "members/").status_code for caller in (one, two, one, two)]
    assert codes == [200, 200, 200, 429]
    late = one.ask("GET", "members/")
    assert problem(late, 429)["code"] == "throttled"
    assert 0 < int(late.headers["Retry-After"]) <= 61
    assert program(world, "liaison-a11").ask("GET", "members/").status_code == 200
    path = f"members/{member.pk}/reveal-phone/"
    assert [one.post(path).status_code for _ in range(2)] == [200, 429]


@override_settings(PROBE_LIMIT=(2, 3600))
def test_who_is_open_elsewhere_is_told_so_many_times_an_hour(world: World) -> None:
    for number in (1, 2, 3):
        world.member("b11", number)
    caller = program(world, "community-a11")
    body = {"direction": "in", "organisation": str(world.nodes["a11"].pk), "name": "何小山"}
    codes = [caller.post("members/", body | {"id_number": id_number(number)}).status_code for number in (1, 2, 3)]
    assert codes == [409, 409, 429]
    stopped = caller.post("members/", body | {"id_number": id_number(3)})
    assert "身份证号太多" in problem(stopped, 429)["detail"]
    assert int(stopped.headers["Retry-After"]) > 3000
    assert caller.post("members/", body).status_code == 201
