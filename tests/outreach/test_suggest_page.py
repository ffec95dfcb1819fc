"""金点子 on the open street: one form is one suggestion, robots get nowhere, and nothing of its writer is kept.

Group B of the catalogue; what is tested of pictures alone stands in tests/domain. Each protection is also switched off
once, and what it keeps out comes in.
"""

import hashlib
import itertools
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client

from outreach.domain.suggestions import codes, receiving
from outreach.entry import doubts, tickets
from outreach.models import Suggestion
from registry.domain.errors import Refused
from registry.models import AuditEvent
from registry.models.sealed import blind_index
from registry.web.body_size import BodySizeMiddleware
from tests.faults.harness import figure, rounds
from tests.outreach.herself import visitor
from tests.outreach.suggesting import LAMP, bare, code_of, kept, left, says, ticket
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

HERE = "/suggest/"


def test_written_once_kept_sealed_and_found_by_its_code(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """B04, B16, B21: one row and one code however often it is sent; neither code, words nor address lie anywhere."""
    somebody = visitor()
    page = somebody.get(f"{HERE}?at={world.nodes['a11'].pk}")
    assert f'value="{world.nodes["a11"].pk}" selected' in text_of(page)
    assert page.headers["Cache-Control"] == "no-store" and "noindex" in page.headers["X-Robots-Tag"]
    said = says(world, name="何师傅", phone="13800138000", may_publish="on")
    answers = [visitor().post(HERE, said) for _ in range(3)]
    code = somebody.post(HERE, said) and code_of(somebody)
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, "/suggest/done/")}
    assert code_of(somebody) == code == codes.shown(codes.typed(code))
    assert not any(code in str(answer.cookies) or code in str(answer.headers) for answer in answers)
    row = kept(world)
    assert (row.content, row.proposer_name, row.suspicion, row.number) == (said["content"], "何师傅", "", 1)
    everything = rows_and_counters(world) + caplog.text
    for secret in (code, codes.typed(code), "13800138000", "何师傅", LAMP, somebody.defaults["REMOTE_ADDR"]):
        assert secret not in everything, secret
    # Without a key the hash would be worked out by whoever has the dump and a code to try.
    assert hashlib.sha256(codes.typed(code).encode()).digest() != bytes(row.code_digest)
    assert blind_index().of("suggestion-code-digest", codes.typed(code)) == bytes(row.code_digest)
    assert bytes(row.code_digest).hex() in everything  # what is looked through does hold the row
    with world.at("auditor-a"):
        [told] = AuditEvent.objects.filter(action="suggestion.received").values_list("detail", flat=True)
    assert "何" not in str(told)
    somebody.post("/suggest/done/")
    assert "不再显示" in text_of(somebody.get("/suggest/done/"))
    assert Client(enforce_csrf_checks=True).post(HERE, said).status_code == 403
    with pytest.MonkeyPatch.context() as patch:  # switched off, another site's form is taken
        patch.setattr(CsrfViewMiddleware, "process_view", lambda *_: None)
        assert Client(enforce_csrf_checks=True).post(HERE, said).status_code == 302


def rows_and_counters(world: World) -> str:
    """Every row of 金点子 and of the trail, and all that Redis holds, as text."""
    tables = ("outreach_suggestion", "outreach_suggestionstep", "outreach_suggestionfile", "registry_auditevent")
    with world.system(), connection.cursor() as cursor:
        found = [cursor.execute(f"SELECT string_agg(t::text, '|') FROM {name} t").fetchone()[0] for name in tables]
    redis = cache._cache.get_client()
    held = [repr((key, redis.get(key))) for key in redis.scan_iter("*") if redis.type(key) == b"string"]
    return "".join(map(str, found + held))


def test_a_form_that_was_open_for_too_long_keeps_its_words(world: World, settings) -> None:
    """With a script the fresh ticket is taken without asking; one that had come in before gets its answer still."""
    settings.SUGGEST_TICKET_SECONDS = -1
    said = says(world, title="东门的灯", name="何师傅")
    answer = visitor().post(HERE, said)
    fresh = answer.headers["X-Fresh-Token"]
    assert answer.status_code == 200 and fresh != said["token"] and fresh in text_of(answer)
    assert all(words in text_of(answer) for words in (said["content"], "东门的灯", "何师傅", "打开得太久"))
    settings.SUGGEST_TICKET_SECONDS = 7200
    assert tickets.read(fresh).begun == tickets.read(said["token"]).begun
    client = visitor()
    code = left(client, world, **said | {"token": fresh})
    settings.SUGGEST_TICKET_SECONDS = -1
    assert left(client, world, **said | {"token": fresh}) == code
    settings.SUGGEST_TICKET_SECONDS = 7200
    for forged in ("", "x", fresh[:-1] + ("a" if fresh[-1] != "a" else "b")):
        answer = visitor().post(HERE, said | {"token": forged})
        assert said["content"] in text_of(answer) and "X-Fresh-Token" not in answer.headers
    for wrong, words in (
        ({"consent": ""}, "同意以后才能提交"),
        ({"category": "x"}, "重新选一个类别"),
        ({"place": "x"}, "重新选一个地方"),
        ({"phone": "12"}, "手机"),
        ({"content": "灯"}, "具体一点"),
        ({"content": "灯" * 2001}, "2000"),
    ):
        assert words in text_of(visitor().post(HERE, says(world, **wrong))), wrong
    with world.at(clerk("a11")):
        assert Suggestion.objects.count() == 1


@pytest.mark.fault
def test_so_many_an_hour_and_no_forged_address_helps(world: World, settings) -> None:
    """B06: 60 posts with forged X-Forwarded-For: 3 taken without the work, 10 with it; more where it is trusted."""
    real = {"suggest": (10, 3600), "suggest-bare": (3, 3600), "suggest-try": (10**6, 3600)}
    settings.LINK_LIMITS = settings.LINK_LIMITS | real
    forged = itertools.count()

    def taken(client: Client, times: int, *, work: bool) -> int:
        answers = []
        for _ in range(times):
            said = says(world)
            said["nonce"] = tickets.prove(said["token"]) if work else "0x"
            header = f"203.0.113.{next(forged) % 250}, 198.51.100.{next(forged) % 250}"
            answers.append(client.post(HERE, said, HTTP_X_FORWARDED_FOR=header))
        assert {answer.status_code for answer in answers} <= {302, 429}
        assert all(said["content"] in text_of(answer) for answer in answers[-1:] if answer.status_code == 429)
        return sum(answer.status_code == 302 for answer in answers)

    one = visitor()
    assert taken(one, 8, work=False) == 3
    assert taken(one, 12, work=True) == 7
    tried = rounds(20, 980)
    more = taken(one, tried, work=False)
    figure("B06", "posts with forged addresses: taken beyond the limit", more, "", more == 0, n=20 + tried)
    settings.PROXY_COUNT = 1  # one proxy of ours: what it saw counts, what its client wrote before that does not
    assert visitor().post(HERE, says(world), HTTP_X_FORWARDED_FOR="1.2.3.4, 192.0.2.201").status_code == 302
    # Switched off: a proxy that is believed and is not there.
    assert taken(visitor(), 15, work=True) == 15
    settings.PROXY_COUNT, settings.LINK_LIMITS = 0, settings.LINK_LIMITS | {"suggest": (10**6, 3600)}
    assert taken(one, 15, work=True) == 15


def test_one_device_has_its_own_bound_and_a_node_its_fill(world: World, settings, monkeypatch) -> None:
    """B18: a phone that changes its address is one phone; a node takes so many a day, and says so."""
    settings.LINK_LIMITS = settings.LINK_LIMITS | {"suggest-device": (2, 3600)}
    phone, addresses = visitor(), itertools.count(10)
    phone.get(HERE)
    cookie = phone.cookies[settings.SUGGEST_DEVICE_NAME]
    assert (cookie["httponly"], cookie["path"]) == (True, HERE)
    statuses = [
        phone.post(HERE, says(world), REMOTE_ADDR=f"198.51.100.{next(addresses)}").status_code for _ in range(4)
    ]
    assert statuses == [302, 302, 429, 429]
    phone.cookies[settings.SUGGEST_DEVICE_NAME] = "forged:x"
    assert phone.post(HERE, says(world)).status_code == 302
    monkeypatch.setattr(receiving, "MOST_A_DAY", 4)
    assert visitor().post(HERE, says(world)).status_code == 302
    full = visitor().post(HERE, says(world))
    assert full.status_code == 200 and "没有收下" in text_of(full)
    assert visitor().post(HERE, says(world, "a12")).status_code == 302
    monkeypatch.setattr(receiving, "MOST_A_DAY", 500)
    assert visitor().post(HERE, says(world)).status_code == 302


def test_robots_get_the_same_answer_and_wait_in_the_queue(world: World, settings, monkeypatch) -> None:
    """The trap, haste, links, the same words again: taken without a number, the answer is that of everybody."""
    links = "看 http://a.top https://b.vip www.c.com 吧"
    same = says(world)["content"]
    doubtful: list[tuple[str, dict[str, Any]]] = [
        ("trap", {"website": "http://spam.example"}),
        ("haste", {"token": ticket(0)}),
        ("links", {"content": links}),
        ("repeated", {"content": f"  {same}！"}),
    ]
    pages = set()
    for wanted, more in [("", {"content": same}), *doubtful]:
        client = visitor()
        code = left(client, world, **more)
        row = kept(world)
        assert (row.suspicion, row.number is None, bool(row.label)) == (wanted, bool(wanted), not wanted)
        done = bare(text_of(client.get("/suggest/done/"))).replace(code, "CODE")
        assert "JDZ" not in done
        pages.add(done[: done.index("<path")] + done[done.index("</svg>") :])
        stands = text_of(client.post("/suggest/progress/", {"code": code}))
        assert "已经收到，等工作人员审核" in stands and "JDZ" not in stands
    assert len(pages) == 1
    # Switched off, they stand among the others.
    monkeypatch.setattr(doubts, "about", lambda **_: "")
    left(visitor(), world, website="http://spam.example", content=links)
    assert kept(world).number == 2


def test_bodies_that_are_too_large_are_not_read(world: World, monkeypatch, settings) -> None:
    """B07: a gigabyte declared, one in pieces, 10,001 fields, 101 files, seven photographs."""
    reads: list[int] = []

    class Endless:
        """A body that says how much of it was read."""

        def read(self, size: int = 1 << 16) -> bytes:
            reads.append(size)
            return b"x" * min(size, 1 << 16) if len(reads) < 50 else b""

        readline = read

    def declared(path: str, size: int) -> int:
        head = {"CONTENT_TYPE": "multipart/form-data; boundary=b", "CONTENT_LENGTH": str(size), "wsgi.input": Endless()}
        return visitor().generic("POST", path, **head).status_code

    for path in (HERE, "/suggest/similar/", "/suggest/progress/"):
        assert (declared(path, 1 << 30), reads) == (413, []), path
        assert visitor().generic("POST", path, HTTP_TRANSFER_ENCODING="chunked").status_code == 400, path
    monkeypatch.setattr(BodySizeMiddleware, "process_view", lambda *_: None)
    assert declared(HERE, 1 << 30) != 413 and reads
    monkeypatch.undo()
    many = says(world) | {f"f{number}": "" for number in range(10_001)}
    assert visitor().post(HERE, many).status_code == 400
    photos = [SimpleUploadedFile(f"{number}.jpg", b"x") for number in range(101)]
    assert visitor().post(HERE, says(world, uploads=photos)).status_code == 400
    remade: list[object] = []

    def refuse(upload: object) -> None:
        remade.append(upload)
        raise Refused("不收")

    monkeypatch.setattr("registry.web.file_field.prepare", refuse)
    seven = visitor().post(HERE, says(world, uploads=photos[:7]))
    assert seven.status_code == 400 and "最多 6 个" in text_of(seven) and not remade
    settings.LINK_LIMITS = settings.LINK_LIMITS | {"suggest-try": (1, 3600)}
    client = visitor()
    six = [client.post(HERE, says(world, uploads=photos[:6])).status_code for _ in range(2)]
    assert six[1] == 429 and len(remade) == 6  # who asks too often is not even listened to


def test_large_type_is_a_link_and_is_remembered(world: World) -> None:
    client = visitor()
    assert "suggest-big.css" not in text_of(client.get(HERE))
    big = client.get(f"{HERE}?at=x&big=1")
    assert "suggest-big.css" in text_of(big) and "at=x&amp;big=0" in text_of(big)
    assert "suggest-big.css" in text_of(client.get("/suggest/list/"))
    assert "suggest-big.css" not in text_of(client.get(f"{HERE}?big=0"))


def test_the_poster_is_for_those_who_enter_suggestions(world: World) -> None:
    page = text_of(client_of(world, "community-a11").get("/suggestions/poster/"))
    assert f"/suggest/?at={world.nodes['a11'].code or world.nodes['a11'].pk}" in page
    for account, wanted in (("street-a1", 200), ("liaison-a11", 200), ("auditor-a", 403)):
        assert client_of(world, account).get("/suggestions/poster/").status_code == wanted, account


def test_a_street_prints_the_posters_of_its_communities(world: World) -> None:
    """Chosen from its own; another street's is none: its own comes."""
    street, there, far = client_of(world, "street-a1"), world.nodes["a12"], world.nodes["a21"]
    page = text_of(street.get("/suggestions/poster/"))
    assert f"at={world.nodes['a1'].code or world.nodes['a1'].pk}" in page and "贴在哪里" in page
    assert f"at={there.code or there.pk}" in text_of(street.get(f"/suggestions/poster/?org={there.pk}"))
    for odd in (far.pk, "x", ""):
        assert f"at={world.nodes['a1'].code or world.nodes['a1'].pk}" in text_of(
            street.get(f"/suggestions/poster/?org={odd}")
        )
    assert "贴在哪里" not in text_of(client_of(world, "community-a11").get("/suggestions/poster/"))
