"""金点子 for a mini-program: the same form, bounds and answers as on the public pages, without a token."""

import base64
from typing import Any

from outreach.domain.suggestions import codes
from outreach.entry import tickets
from outreach.models import SuggestionFile
from registry.lib.ids import uuid7
from registry.web.body_size import BodySizeMiddleware
from tests.api.caller import Caller
from tests.domain import pictures
from tests.outreach.herself import visitor
from tests.outreach.suggesting import kept, says, ticket
from tests.outreach.test_suggest_progress import answered
from tests.web.staff import text_of
from tests.world import World, clerk


def program() -> Caller:
    """A mini-program at an address of its own."""
    return Caller(visitor(), {})


def body(world: World, **more: Any) -> dict[str, Any]:
    """What somebody writes in it."""
    said = says(world)
    wanted = {name: said[name] for name in ("content", "category", "place")} | {"ticket": ticket(), "consent": True}
    return wanted | more


def test_written_followed_rated_and_reopened(world: World) -> None:
    asked = program()
    form = asked.get("suggest/form/")
    assert {place["id"] for place in form["places"]} >= {str(world.nodes["a11"].pk)}
    photo = base64.b64encode(pictures.talkative("JPEG")).decode()
    said = body(world, photos=[photo], name="何师傅", phone="13800138000", nonce=tickets.prove(form["ticket"]))
    answers = [asked.post("suggest/", said) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201} and answers[0]["Cache-Control"] == "no-store"
    [code] = {answer.json()["code"] for answer in answers}
    row = kept(world)
    with world.at(clerk("a11")):
        assert SuggestionFile.objects.filter(suggestion=row).count() == 1
    assert (row.source, row.suspicion, row.proposer_name) == ("program", "", "何师傅")
    answered(world)
    found = asked.post("suggest/progress/", {"code": code}).json()["found"]
    assert found["state"] == "fed_back" and found["unit"] == "市政所" and "13800138000" not in str(found)
    key = str(uuid7())
    for _ in range(2):
        found = asked.post("suggest/word/", {"code": code, "key": key, "text": "右边第二根"}).json()["found"]
    assert [word["text"] for word in found["words"]] == ["师傅下午就到", "路灯已经修好。", "右边第二根"]
    assert asked.post("suggest/rate/", {"code": code, "rating": "not"}).json()["found"]["may_reopen"]
    assert asked.post("suggest/rate/", {"code": code, "rating": "not"}).status_code == 409
    assert asked.post("suggest/reopen/", {"code": code, "why": "还有一盏"}).json()["found"]["state"] == "in_progress"
    assert asked.post("suggest/similar/", {"content": said["content"]}).json() == {"results": []}
    assert "路灯已经修好" in text_of(asked.client.post("/suggest/progress/", {"code": code}))


def test_the_same_defences(world: World, settings, monkeypatch) -> None:
    """Bounds together with the page's, doubts, bodies refused by their head; wrong codes are one answer."""
    asked = program()
    wrong = [asked.post("suggest/progress/", {"code": code}) for code in (codes.code_of(uuid7()), "……", "0" * 16)]
    assert {(answer.status_code, answer.content) for answer in wrong} == {(200, b'{"found":null}')}
    for more, name in (
        ({"consent": False}, "consent"), ({"place": str(uuid7())}, "place"), ({"phone": "12"}, "phone"),
        ({"photos": ["……"]}, "photos"), ({"photos": [""] * 7}, "photos"), ({"ticket": "x"}, "ticket"),
        ({"photos": [base64.b64encode(pictures.pdf()).decode()]}, "photos"), ({"content": "x\x00灯坏了"}, "content"),
    ):  # fmt: skip
        answer = asked.post("suggest/", body(world, **more))
        assert answer.status_code == 400 and name in str(list(answer.json()["errors"])), more
    asked.post("suggest/", body(world, ticket=ticket(0)))
    assert kept(world).suspicion == "haste"
    settings.LINK_LIMITS = settings.LINK_LIMITS | {"suggest": (3, 3600), "suggest-bare": (2, 3600)}
    asked = program()
    statuses = [asked.post("suggest/", body(world)).status_code for _ in range(3)]
    assert statuses == [201, 201, 429]
    assert asked.client.post("/suggest/", says(world)).status_code == 429
    settings.SUGGEST_TICKET_SECONDS = -1
    assert program().post("suggest/", body(world)).status_code == 409
    large = {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(100 << 20)}
    answer = visitor().generic("POST", "/api/v1/suggest/", **large)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    monkeypatch.setattr(BodySizeMiddleware, "process_view", lambda *_: None)
    assert visitor().generic("POST", "/api/v1/suggest/", **large).status_code != 413
    settings.LINK_LIMITS = settings.LINK_LIMITS | {"suggest-wrong": (2, 3600)}
    guesses = [asked.post("suggest/progress/", {"code": "0" * 16}).status_code for _ in range(4)]
    assert guesses == [200, 200, 429, 429]


def test_a_phone_that_changes_its_address_is_one_phone(world: World, settings) -> None:
    """B18 by program: the number that the form gave is counted; a forged one is none; without it there is no bound."""
    settings.LINK_LIMITS = settings.LINK_LIMITS | {"suggest-device": (2, 3600)}
    device = program().get("suggest/form/")["device"]

    def statuses(**more: str) -> list[int]:
        return [program().post("suggest/", body(world, **more)).status_code for _ in range(4)]

    assert statuses(device=device) == [201, 201, 429, 429]
    assert statuses(device=device[:-1] + "?") == statuses() == [201] * 4
