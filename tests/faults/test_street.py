"""金点子 under attack, through the real gunicorn: who guesses codes, sends what is too large, or sends slowly."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from config.settings import base
from outreach.domain.suggestions import codes
from registry.lib.ids import uuid7
from tests.faults.harness import FULL, figure, rounds, until
from tests.faults.pouring import MULTIPART, fields, files, noise, photographs, pour
from tests.faults.street import FORM, SECONDS, Caller, Citizen, Street, Watch
from tests.outreach.herself import visitor
from tests.outreach.suggesting import LAMP, left
from tests.world import World

pytestmark = [pytest.mark.fault, pytest.mark.timeout(3600), pytest.mark.django_db(transaction=True)]

SERVED = "已经收到，等工作人员审核"
HERE = "/suggest/"
WINDOW = 3600


@pytest.fixture(scope="module")
def open_street(tmp_path_factory, django_db_setup: None) -> Iterator[Street]:
    """Opened once for this file."""
    found = Street(tmp_path_factory.mktemp("street"))
    yield found
    found.close()


@pytest.fixture
def street(open_street: Street, world: World) -> Street:
    """On this test's rows."""
    return open_street


def guess(street: Street, address: str, times: int, code: str = "") -> Counter[str]:
    """So many guesses from one address, or a code that is none: what became of them."""
    found = Counter[str]()
    with Caller(street.port, address) as caller:
        for _ in range(times):
            status, page = caller.look_up(code or codes.shown(codes.code_of(uuid7())))
            found["hit" if LAMP in page or SERVED in page else str(status)] += 1
    return found


def guessed(street: Street, network: str, addresses: int, times: int) -> Counter[str]:
    """All addresses of a network, sixteen at a time."""
    with ThreadPoolExecutor(16) as pool:
        done = pool.map(lambda at: guess(street, f"{network}.{at}", times), range(addresses))
        return sum(done, Counter[str]())


def test_who_guesses_codes_is_soon_not_heard_and_a_citizen_is(street: Street, world: World) -> None:
    """B02: 105,000 guesses from 50 addresses (short: 4 with 40 each); as many are heard as the limit says."""
    code = left(visitor(), world)
    addresses, times = (50, 2100) if FULL else (4, 40)
    if FULL and WINDOW - time.time() % WINDOW < 900:  # all of it within one window of the limit
        time.sleep(WINDOW - time.time() % WINDOW)
    citizen = Citizen(street.port, code, SERVED, pause=rounds(100, 250) / 1000)
    citizen.start()
    found = guessed(street, "192.0.2", addresses, times)
    waited = citizen.stop()
    n, heard = addresses * times, base.LINK_LIMITS["suggest-wrong"][0] * addresses
    assert sum(found.values()) == n and set(found) <= {"200", "429"}, found
    least = 99 if FULL else 100 * (n - heard) / n
    refused = 100 * found["429"] / n
    figure("B02", f"guesses from {addresses} addresses: refused by the limit", refused, "%", refused >= least, n=n)
    figure("B02", "guesses that opened something", found["hit"], "", found["hit"] == 0, n=n)
    figure("B02", "a citizen's lookup among the guesses, p95", waited, "s", waited < SECONDS, n=len(citizen.times))
    assert not citizen.wrong, citizen.wrong
    # Switched off, each is heard; and that a hit would have been seen, the code itself shows.
    with street.without("uncounted"):
        assert guessed(street, "192.0.2", 2, 30) == {"200": 60}
        assert guess(street, "192.0.2.1", 1, code) == {"hit": 1}


def test_bodies_beyond_the_limit_cost_nothing(street: Street) -> None:
    """B07: a gigabyte declared, in chunks (short: 4 MB), JSON, fields, files; refused within a second, kept nowhere."""
    large, json = rounds(4, 1024) << 20, rounds(21, 100) << 20
    many, photos = fields(10_001), files(101)
    with Caller(street.port, "192.0.2.77") as caller, Watch(street) as watch:
        refused = {
            "declared": pour(caller, HERE, MULTIPART, noise(large), 1 << 30),
            "in chunks": pour(caller, HERE, MULTIPART, noise(large), None),
            "JSON": pour(caller, "/api/v1/suggest/", "application/json", noise(json), json),
            "JSON in chunks": pour(caller, "/api/v1/suggest/", "application/json", noise(large), None),
            "fields": pour(caller, HERE, FORM, iter([many]), len(many)),
            "files": pour(caller, HERE, MULTIPART, iter([photos]), len(photos)),
        }
    assert {name: one.status for name, one in refused.items()} == {
        "declared": 413, "in chunks": 400, "JSON": 413, "JSON in chunks": 400, "fields": 400, "files": 400,
    }  # fmt: skip
    slowest, n = max(one.seconds for one in refused.values()), len(refused)
    figure("B07", "bodies beyond the limit: until the slowest is refused", slowest, "s", slowest < SECONDS, n=n)
    figure("B07", "bodies beyond the limit: the workers' growth", watch.grown, "MB", watch.grown <= 50, n=n)
    figure("B07", "bodies beyond the limit: temporary files", watch.stored, "MB", watch.stored <= 62, n=n)
    # Switched off, the same is read to its end and kept meanwhile.
    with Caller(street.port, "192.0.2.77") as caller:
        stored = [_stored(street, caller), 0.0]
        with street.without("unbounded"):
            stored[1] = _stored(street, caller)
    assert stored[0] < 1 and stored[1] > 62, stored
    until(lambda: street.on_disk() == 0, 30, "the end of what was kept")


def _stored(street: Street, caller: Caller) -> float:
    """Megabytes that lie on the disk at most while photographs of 66 MB together (full: 520) come in."""
    pieces = photographs(rounds(2, 10), rounds(33, 52) << 20)
    with Watch(street) as watch:
        pour(caller, HERE, MULTIPART, iter(pieces), sum(map(len, pieces)))
    return watch.stored
