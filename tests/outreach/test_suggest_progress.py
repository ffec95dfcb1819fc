"""Following a suggestion by its code, the public list, and a member's own: who has no code learns nothing."""

import math
import statistics
import threading
import time
from collections import Counter
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outreach.domain.suggestions import assigning, codes, moves, told
from outreach.domain.suggestions.assigning import Charge
from outreach.entry import following
from outreach.models import Suggestion, SuggestionStep, SuggestionWord
from outreach.web.suggest.progress import code_in
from registry.lib import clock
from registry.lib.ids import uuid7
from tests.counting import queries
from tests.faults.harness import FULL, figure
from tests.outreach.herself import inside, linked, visitor
from tests.outreach.suggesting import LAMP, bare, code_of, kept, left, says
from tests.web.staff import text_of
from tests.world import World, clerk

HERE = "/suggest/progress/"


def answered(world: World) -> Suggestion:
    """The newest goes through the office, up to its answer."""
    row = kept(world)
    with world.at(clerk("a11")):
        row = moves.accept(by=None, label="赵", row=row, complexity="simple", on_list=True, title="修好东门路灯")
        row = assigning.assign(by=None, label="赵", row=row, charge=Charge(unit_name="市政所", handler_name="李工"))
        row = moves.step(by=None, label="李", row=row, kind="sign")
        moves.say(row, moves.WordKind.PRIVATE, "施工队说没有灯泡", label="李")
        moves.say(row, moves.WordKind.REPLY, "师傅下午就到", label="李工")
        return moves.answer(by=None, label="李", row=row, outcome="A", text="路灯已经修好。")


@pytest.mark.fault
def test_codes_are_random_and_none_comes_twice() -> None:
    """B01: 80 bits in 16 characters, each place even (χ² of 16 × 31 degrees, p > 0.01); a million with FAULTS=full."""
    count = 1_000_000 if FULL else 20_000
    made = {codes.code_of(uuid7()) for _ in range(count)}
    assert len(made) == count and all(len(code) == codes.LENGTH for code in made)
    expected = count / len(codes.ALPHABET)
    squares = 0.0
    for place in range(codes.LENGTH):
        found = Counter(code[place] for code in made)
        squares += sum((found[char] - expected) ** 2 / expected for char in codes.ALPHABET)
    free = codes.LENGTH * (len(codes.ALPHABET) - 1)
    # Wilson and Hilferty's normal approximation; 2.326 leaves one in a hundred.
    off = ((squares / free) ** (1 / 3) - (1 - 2 / (9 * free))) / math.sqrt(2 / (9 * free))
    figure("B01", "codes: how uneven (below 2.326)", round(off, 2), "σ", off < 2.326, n=count)
    # Switched off: numbers in a row would not pass.
    assert codes.code_of(uuid7())[:8] != codes.code_of(uuid7())[:8]


def _noted(questions: list[Any], ask: Any, function: str, *values: Any) -> Any:
    questions.append(function)
    return ask(function, *values)


def _answers(asked: Client, kinds: dict[str, str]) -> tuple[dict[str, tuple[int, int, str]], dict[str, list[Any]]]:
    """(status, length and words; the questions to the database) for each kind of code."""
    answers, work = {}, {}
    for kind, text in kinds.items():
        questions: list[Any] = []
        ask = partial(_noted, questions, told.definer)
        with pytest.MonkeyPatch.context() as patch, CaptureQueriesContext(connection) as captured:
            patch.setattr(told, "definer", ask)
            answer = asked.post(HERE, {"code": text})
        work[kind] = [*questions, len(captured.captured_queries)]
        answers[kind] = (answer.status_code, len(answer.content), bare(answer.content.decode()))
    return answers, work


def _without_looking(ask: Any, code: str) -> Any:
    """What anybody would write first: what can't be a code is not looked for."""
    return None if code == following.NONE else ask(code)


def test_wrong_absent_and_malformed_get_one_answer_after_the_same_work(world: World) -> None:
    """B03: same status, length and words; the same questions to the database, and so the same time."""
    code = left(visitor(), world)
    wrong = codes.shown(codes.code_of(uuid7()))
    asked = visitor()
    kinds = {"right": code, "wrong": wrong, "malformed": "……", "absent": ""}
    answers, work = _answers(asked, kinds)
    assert {status for status, _, _ in answers.values()} == {200}
    assert answers["wrong"] == answers["malformed"] == answers["absent"] != answers["right"]
    assert work["wrong"] == work["malformed"] == work["absent"] and work["wrong"][:-1] == [
        "outreach_suggestion_by_code"
    ]
    # Switched off: the work tells what can be a code.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(told, "progress", partial(_without_looking, told.progress))
        answers, work = _answers(asked, kinds)
    assert answers["wrong"] == answers["malformed"] and work["wrong"] != work["malformed"]
    for near in (code[:-1], code + "0", f"{code}-{code}"):
        assert "没有查到" in text_of(asked.post(HERE, {"code": near}))
    assert asked.get(f"{HERE}?code={code}").content.decode().count(LAMP) == 0
    for kept_as in (
        code.lower(),
        code.replace("-", ""),
        f"金点子查询码 {code}\n查询网址 http://x/",
        code.replace("0", "O"),
    ):
        assert code_in(kept_as) == codes.typed(code)


@pytest.mark.fault
@pytest.mark.timeout(1800)
def test_no_answer_takes_longer_than_another(world: World, settings) -> None:
    """B03: the middle of the times of wrong, absent and malformed codes, asked by turns; 10,000 with FAULTS=full."""
    settings.LINK_LIMITS = settings.LINK_LIMITS | dict.fromkeys(("suggest-wrong", "suggest-look"), (10**9, 3600))
    asked, rounds = visitor(), 3334 if FULL else 10
    kinds = {"wrong": codes.shown(codes.code_of(uuid7())), "malformed": "……", "absent": ""}
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(rounds):
        for kind, text in kinds.items():
            begun = time.perf_counter()
            asked.post(HERE, {"code": text})
            times[kind].append(time.perf_counter() - begun)
    middles = [1000 * statistics.median(each) for each in times.values()]
    apart, most = max(middles) - min(middles), 2 if FULL else math.inf
    figure("B03", "wrong, absent, malformed code: medians apart", apart, "ms", apart <= most, n=3 * rounds)


def test_guessing_is_not_listened_to_for_long(world: World, settings) -> None:
    """B02, short: 12 addresses with 15 guesses each; 0 hits, two in three refused; a citizen elsewhere is served."""
    code = left(visitor(), world)
    settings.LINK_LIMITS = settings.LINK_LIMITS | {"suggest-wrong": (5, 3600), "suggest-look": (120, 3600)}
    refused = hits = 0
    for _ in range(12):
        robot = visitor()
        for _ in range(15):
            answer = robot.post(HERE, {"code": codes.shown(codes.code_of(uuid7()))})
            refused += answer.status_code == 429
            hits += LAMP in answer.content.decode()
    assert (hits, refused) == (0, 12 * 10)
    # One that guessed is not told even of a right one: no oracle behind the limit.
    assert robot.post(HERE, {"code": code}).status_code == 429
    assert LAMP in text_of(visitor().post(HERE, {"code": code}))
    settings.LINK_LIMITS = settings.LINK_LIMITS | {"suggest-wrong": (10**9, 3600)}
    assert {robot.post(HERE, {"code": "0" * 16}).status_code for _ in range(12)} == {200}


def test_what_whoever_has_the_code_may_do(world: World) -> None:
    """Reads, adds a word once, rates, has it reopened once; private notes and names show nowhere."""
    asked = visitor()
    code = left(asked, world, name="何师傅", phone="13800138000")
    answered(world)
    page = text_of(asked.post(HERE, {"code": code}))
    assert all(words in page for words in ("已经答复，等您评价", "市政所", "路灯已经修好", "师傅下午就到", "JDZ-"))
    assert not any(words in page for words in ("没有灯泡", "13800138000", "李工", "何师傅"))
    row = kept(world)
    assert (row.state, row.feedback_way) == ("fed_back", "online")
    word = {"code": code, "action": "word", "key": str(uuid7()), "text": "右边第二根"}
    assert [text_of(asked.post(HERE, word)).count("右边第二根") for _ in range(2)] == [1, 1]
    assert "请选" in text_of(asked.post(HERE, {"code": code, "action": "rate", "rating": "x"}))
    assert "谢谢您的评价" in text_of(asked.post(HERE, {"code": code, "action": "rate", "rating": "not", "sure": "1"}))
    assert "现在不能这样做" in text_of(
        asked.post(HERE, {"code": code, "action": "rate", "rating": "content", "sure": "1"})
    )
    assert "请写明" in text_of(asked.post(HERE, {"code": code, "action": "reopen", "text": " "}))
    assert "会重新办理" in text_of(asked.post(HERE, {"code": code, "action": "reopen", "text": "还有一盏"}))
    assert "现在不能这样做" in text_of(asked.post(HERE, {"code": code, "action": "reopen", "text": "还有一盏"}))
    assert "没有查到" in text_of(asked.post(HERE, {"code": "0" * 16, "action": "word", "text": "x"}))
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(HERE, {"code": code}).status_code == 403
    with world.at(clerk("a11")):
        assert SuggestionWord.objects.filter(kind="word").count() == 1
        steps = list(SuggestionStep.objects.filter(suggestion=row).order_by("seq").values_list("move", flat=True))
    assert steps[-3:] == ["feed_back", "rate", "reopen"]


def test_the_public_list_shows_what_staff_made_public(world: World) -> None:
    """By category and place, page by page at one cost; without consent, or not published, nothing."""
    asked = visitor()
    for consent in ("on", ""):
        left(asked, world, name="何师傅", may_publish=consent)
    left(asked, world, "a12", may_publish="on")
    assert "还没有公开的" in text_of(asked.get("/suggest/list/"))
    with world.at(clerk("a11")):
        Suggestion.objects.filter(may_publish=True).update(
            published_at=clock.now(), public_title="修好东门路灯", public_text="灯坏了", public_result="下周修"
        )
    page = text_of(asked.get("/suggest/list/"))
    assert page.count("修好东门路灯") == 1 and "正在办理" in page
    assert "何师傅" not in page and LAMP not in page
    a11, a12 = world.nodes["a11"].pk, world.nodes["a12"].pk
    narrowed = {
        f"at={a11}": 1, f"at={world.nodes['a1'].pk}": 1, f"at={a12}": 0, "about=traffic": 1, "about=care": 0,
        "about=x&at=y&before=z": 1, "before=2020-01-01T00:00:00%2B08:00": 0,
    }  # fmt: skip
    for query, wanted in narrowed.items():
        assert text_of(asked.get(f"/suggest/list/?{query}")).count("修好东门路灯") == wanted, query
    assert "修好东门路灯" in text_of(asked.post("/suggest/similar/", {"content": LAMP}))
    assert "修好" not in text_of(asked.post("/suggest/similar/", {"content": "完全是另外一件事情，关于食堂"}))
    assert asked.get("/suggest/similar/").status_code == 405
    few = queries(asked, "/suggest/list/")
    for _ in range(25):
        left(visitor(), world, may_publish="on")
    with world.at(clerk("a11")):
        for at, row in enumerate(Suggestion.objects.filter(may_publish=True, published_at=None)):
            Suggestion.objects.filter(pk=row.pk).update(published_at=clock.now(), public_title=f"第 {at} 条")
    assert len(queries(asked, "/suggest/list/")) == len(few)
    first = text_of(asked.get("/suggest/list/"))
    assert first.count("suggest__row") == 20 and "更早的" in first
    more = first.partition('block" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert text_of(asked.get(more)).count("suggest__row") == 6


def test_a_member_writes_as_herself_and_reads_her_answer(world: World, settings) -> None:
    """Hers alone: written under her record, answered on her page, rated there; another member has no hand in it."""
    member, _, token = linked(world)
    _, _, others = linked(world, 2)
    client, other = inside(token), inside(others)
    assert "还没有提过" in client.get("/me/").content.decode()
    said = {"client_key": str(uuid7()), "content": says(world)["content"], "category": "traffic"}
    assert "请写下您的想法" in client.post("/me/suggest/", said | {"content": ""}).content.decode()
    for _ in range(2):
        assert client.post("/me/suggest/", said).headers["Location"] == "/me/?done=idea"
    row = kept(world)
    assert (row.member_id, row.source, row.proposer_kind, row.number) == (member.pk, "link", "in", 1)
    answered(world)
    few = len(queries(client, "/me/"))
    assert "看答复" in client.get("/me/").content.decode()
    act = f"/me/suggest/{row.pk}/"
    assert (
        other.post(act, {"rating": "not"}).status_code == 404 and "修好东门" not in other.get("/me/").content.decode()
    )
    assert visitor().post(act, {"rating": "not"}).status_code == 404
    client.post(act, {"action": "read"})
    assert "路灯已经修好" in client.get("/me/").content.decode() and kept(world).state == "fed_back"
    assert client.post(act, {"rating": "not", "sure": "1"}).headers["Location"] == "/me/?done=idea-rated"
    assert client.post(act, {"rating": "not", "sure": "1"}).headers["Location"] == "/me/?done=idea-late"
    assert client.post(act, {"action": "reopen", "text": "还有一盏"}).headers["Location"] == "/me/?done=idea-reopened"
    for number in range(3):
        client.post("/me/suggest/", said | {"client_key": str(uuid7()), "content": f"{LAMP}{number}"})
    assert len(queries(client, "/me/")) == few


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_are_one(world: World, settings) -> None:
    """B05: 50 requests at once with one ticket, on connections of their own, of whom ten may: one row, one code."""
    settings.LINK_LIMITS = settings.LINK_LIMITS | {"suggest": (10, 3600), "suggest-bare": (3, 3600)}
    said, gate, found = says(world), threading.Barrier(50), []
    address = visitor().defaults["REMOTE_ADDR"]

    def send() -> None:
        try:
            client = Client(REMOTE_ADDR=address)
            gate.wait(60)
            answer = client.post("/suggest/", said)
            found.append((answer.status_code, code_of(client)))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 50 and len(set(found)) == 1 and found[0][0] == 302
    with world.at(clerk("a11")):
        rows = Suggestion.objects.count()
    figure("B05", "50 posts of one form at once: rows beside the one", rows - 1, "", rows == 1, n=len(found))
    # Switched off: a key for each sending makes a row for each, as far as the bound lets them.
    for _ in range(3):
        Client(REMOTE_ADDR=address).post("/suggest/", said | {"token": says(world)["token"]})
    with world.at(clerk("a11")):
        assert Suggestion.objects.count() == 3
