"""金点子 at size: forms per second through the real stack, and how a code is looked up among `--held` suggestions.

Two gunicorn workers on PostgreSQL take forms as browsers send them (ticket, proof of work, CSRF, an address each), with
all bounds, encryption, numbering and the trail. The peer is a bare Django view, without any middleware, that inserts
the same fields, under the same gunicorn with the same client; the two are asked by turns. Then codes are looked up by
POST, one in four a wrong one. Run: `python -m bench.suggest [--held 1000000] [--forms 800]`.
"""

import argparse
import http.client
import os
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import psycopg

from bench import population
from bench.common import conclude
from bench.search import set_up

FOLDER = "bench-suggest"
CLIENTS, ROUNDS, KNOWN = 8, 3, 200
RATIO, LOOKUP_MS = 0.6, 100.0
TEXT = "红星小区东门的路灯坏了两个星期，晚上下班骑车看不清路，希望尽快修好。"
# As the public page leaves them; the words are noise, since only those looked up are ever opened.
HELD = """
INSERT INTO outreach_suggestion (
    id, owner_path, node_at_event, kind, state, state_at, version, year, number, label, place_label, source,
    collected_on, category, title, content, grams, proposer_name, proposer_phone, proposer_kind, may_publish, notice,
    code_digest, suspicion, submitted_at, entered_label, on_list, complexity, lead_label, handler_name, extensions,
    outcome, feedback_way, rating, reopened, result, remark, touched_at, published_at, published_label, public_title,
    public_text, public_result)
SELECT gen_random_uuid(), path, path, 'idea', 'closed', now(), 1, 2025, n, 'JDZ-2025-x-' || n, '社区', 'scan',
    now()::date - 400, 'traffic', '路灯', '\\x00',
    CASE WHEN n %% 20 = 0 THEN ARRAY(SELECT (random() * 60000)::int FROM generate_series(1, 8) WHERE n > 0)
        ELSE '{}' END, '', '', 'other', n %% 20 = 0, '',
    sha256(n::text::bytea), '', now() - interval '400 days', '', false, '', '', '', 0, 'A', 'online', 'content', false,
    '', '', now(), CASE WHEN n %% 20 = 0 THEN now() - n * interval '1 second' END, '', '路灯', '路灯坏了', '修好了'
FROM (SELECT n, (%s::text[])[1 + n %% %s] AS path FROM generate_series(%s::int, %s::int) AS n) AS row
"""


def main() -> int:
    """Grow, send, look up, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", type=int, default=1_000_000)
    parser.add_argument("--forms", type=int, default=800)
    options = parser.parse_args()
    population.prepare(FOLDER)
    with population.owner() as connection:
        organisations, _ = set_up()
        grow(connection, [path for _, path in organisations], options.held)
        codes = known(organisations)
    ours, peers = taken(organisations, options.forms)
    times = looked_up(codes)
    ratio = statistics.median(ours) / statistics.median(peers)
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    print(f"forms taken: {_listed(ours)} per second; a bare insert: {_listed(peers)}; {ratio:.2f} of it")
    print(f"a code among {options.held:,}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    held = ratio >= RATIO and p95 <= LOOKUP_MS
    return conclude("suggest", statistics.median(ours), "forms/s", ratio, "a bare Django view that inserts", held)


def _listed(rates: list[float]) -> str:
    return ", ".join(f"{rate:.0f}" for rate in rates)


def grow(connection: psycopg.Connection[Any], paths: list[str], wanted: int) -> None:
    """So many old suggestions, spread over the nodes."""
    held = connection.execute("SELECT count(*) FROM outreach_suggestion WHERE year = 2025").fetchone()[0]  # type: ignore[index]
    if held < wanted:
        began = time.perf_counter()
        connection.execute(HELD, (paths, len(paths), held + 1, wanted))
        connection.execute("VACUUM ANALYZE outreach_suggestion")
        print(f"loaded {wanted - held:,} suggestions in {time.perf_counter() - began:.0f} s", flush=True)
    # What an earlier run sent today would fill the nodes' day.
    connection.execute("UPDATE outreach_suggestion SET submitted_at = now() - interval '3 days' WHERE year <> 2025")


def known(organisations: list[tuple[Any, str]]) -> list[str]:
    """The codes of a few that were really written."""
    from outreach.domain.suggestions import receiving
    from outreach.domain.suggestions.receiving import Idea
    from registry.lib.ids import uuid7
    from registry.models.unit import NOBODY, work

    codes = []
    for number in range(KNOWN):
        with work(NOBODY):
            idea = Idea(content=TEXT, category="traffic", node=organisations[number % len(organisations)][0])
            left = receiving.leave(key=uuid7(), idea=idea)
            assert left is not None
            codes.append(left.code)
    return codes


def taken(organisations: list[tuple[Any, str]], forms: int) -> tuple[list[float], list[float]]:
    """Forms per second of ours and of the peer, by turns."""
    from django.conf import settings

    peer = os.environ | {"PEER_DATABASE_URL": settings.ENVIRONMENT.migration_database_url}
    made = "import bench.plain_insert as p; p.create()"
    subprocess.run([sys.executable, "-c", made], env=peer, check=True)
    rates: dict[str, list[float]] = {"ours": [], "peer": []}
    with served(["-c", "python:config.gunicorn", "config.wsgi"], _own_environment()) as own:
        plain = ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "bench.plain_insert:application"]
        with served([*plain, "--log-level", "warning"], peer) as other:
            for _ in range(ROUNDS):
                rates["ours"].append(rate(own, bodies(organisations, forms)))
                peers = bodies(organisations, forms, work=False)
                rates["peer"].append(rate(other, peers))
    return rates["ours"], rates["peer"]


def _own_environment() -> dict[str, str]:
    """Two workers behind one proxy, whose word on addresses lets every form be another network's."""
    return os.environ | {"WEB_WORKERS": "2", "PROXY_COUNT": "1", "LOG_LEVEL": "WARNING"}


@contextmanager
def served(arguments: list[str], environment: dict[str, str]) -> Iterator[int]:
    """gunicorn on a free port, until the block ends."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", *arguments, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, env=environment)
    try:
        for _ in range(200):
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def bodies(organisations: list[tuple[Any, str]], count: int, *, work: bool = True) -> list[tuple[str, dict[str, str]]]:
    """Forms with their headers, the work done for each beforehand; the peer does not look at it."""
    from django.conf import settings

    from outreach.entry import tickets
    from registry.lib import clock

    begun, csrf = int(clock.now().timestamp()) - 60, secrets.token_hex(16)
    found = []
    for number in range(count):
        ticket = tickets.issue(begun)
        said = {
            "csrfmiddlewaretoken": csrf, "token": ticket, "consent": "on",
            "nonce": tickets.prove(ticket) if work else "12345",
            "content": f"{TEXT}{secrets.token_hex(4)}", "category": "traffic", "title": "", "name": "", "phone": "",
            "place": str(organisations[number % len(organisations)][0]),
        }  # fmt: skip
        headers = {"X-Forwarded-For": _address(), "Cookie": f"{settings.CSRF_COOKIE_NAME}={csrf}"}
        found.append((urlencode(said), headers))
    return found


def _address() -> str:
    return ".".join(str(part) for part in (10, *secrets.token_bytes(3)))


def rate(port: int, forms: list[tuple[str, dict[str, str]]]) -> float:
    """Forms per second with CLIENTS browsers at once; each must be sent on to its answer."""

    def run(share: list[tuple[str, dict[str, str]]]) -> None:
        client = http.client.HTTPConnection("127.0.0.1", port)
        for body, headers in share:
            assert send(client, "/suggest/", body, headers) == 302

    for body, headers in forms[: CLIENTS * 4]:
        send(http.client.HTTPConnection("127.0.0.1", port), "/suggest/", body, headers)
    rest = forms[CLIENTS * 4 :]
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(run, [rest[at::CLIENTS] for at in range(CLIENTS)]))
    return len(rest) / (time.perf_counter() - began)


def send(client: http.client.HTTPConnection, path: str, body: str, headers: dict[str, str]) -> int:
    """One POST of a form; the status."""
    client.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})
    answer = client.getresponse()
    answer.read()
    return answer.status


def looked_up(codes: list[str]) -> list[float]:
    """Milliseconds of each lookup through the same stack, one after the other."""
    from django.conf import settings

    from outreach.domain.suggestions import codes as made
    from registry.lib.ids import uuid7

    csrf = secrets.token_hex(16)
    wrong: Callable[[], str] = lambda: made.shown(made.code_of(uuid7()))  # noqa: E731
    times = []
    with served(["-c", "python:config.gunicorn", "config.wsgi"], _own_environment()) as port:
        client = http.client.HTTPConnection("127.0.0.1", port)
        for number in range(4 * KNOWN):
            code = wrong() if number % 4 == 0 else codes[number % len(codes)]
            headers = {"X-Forwarded-For": _address(), "Cookie": f"{settings.CSRF_COOKIE_NAME}={csrf}"}
            body = urlencode({"csrfmiddlewaretoken": csrf, "code": code})
            began = time.perf_counter()
            assert send(client, "/suggest/progress/", body, headers) == 200
            times.append((time.perf_counter() - began) * 1000)
    return times[20:]


if __name__ == "__main__":
    sys.exit(main())
