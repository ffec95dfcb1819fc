"""Those who send a byte now and then, through nginx as it is shipped and through gunicorn alone (B08)."""

from collections.abc import Iterator

import pytest

from tests.faults.front import NGINX, Dribble, Front, asked, waited
from tests.faults.harness import figure, rounds
from tests.faults.street import SECONDS, Street

pytestmark = [
    pytest.mark.fault, pytest.mark.timeout(900), pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not NGINX, reason="no nginx here (.ci/nginx fetches one)"),
]  # fmt: skip
PAGE = "/suggest/list/"


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Street]:
    """gunicorn on the tests' database."""
    found = Street(tmp_path_factory.mktemp("street"))
    yield found
    found.close()


@pytest.fixture
def front(street: Street, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """nginx before it."""
    found = Front(tmp_path_factory.mktemp("front"), street.port)
    yield found
    found.close()


def test_slow_clients_keep_nobody_waiting(street: Street, front: Front) -> None:
    """B08: 500 lines with a byte every ten seconds for five minutes (short: 60 with one a second)."""
    lines, pause, length = rounds(60, 500), rounds(1, 10), rounds(6, 300)
    slow = Dribble(front.port, lines, pause, tls=True)
    slow.start()
    times, wrong = waited(front.port, PAGE, length, tls=True)
    assert slow.stop() > lines
    p95 = sorted(times)[int(0.95 * (len(times) - 1))]
    figure("B08", f"{lines} slow lines: a page of others, p95", p95, "s", p95 < SECONDS, n=len(times))
    figure("B08", f"{lines} slow lines: errors of others", len(wrong), "", not wrong, n=len(times))


def test_without_nginx_they_would(street: Street) -> None:
    """gunicorn's threads wait for whoever has begun to speak: forty slow lines, and it is deaf."""
    assert asked(street.port, PAGE, tls=False, patience=20) == b"200"
    slow = Dribble(street.port, 40, 1, tls=False)
    slow.start()
    times, wrong = waited(street.port, PAGE, 3, tls=False, patience=3)
    slow.stop()
    assert wrong, times
