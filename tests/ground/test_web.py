"""Health pages, headers, proxies: what holds for every answer."""

import threading
import time

import pytest
import redis
from django.contrib import admin
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from config import health, heartbeat, proxies
from config.headers import HeadersMiddleware

GOLDEN = {
    "Cache-Control": "no-store, private",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
    "manifest-src": "'self'",
}


def _policy(response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


@pytest.fixture
def client_of_nobody():
    """Somebody who is not logged in."""
    return Client()


@pytest.fixture
def living_worker(settings):
    """A worker that gave a sign of life just now."""
    heartbeat.beat(settings.REDIS_URL)
    heartbeat.beat(settings.REDIS_URL, "messages")
    heartbeat.beat(settings.REDIS_URL, heartbeat.BEAT)


def _forget_worker(url: str) -> None:
    with redis.Redis.from_url(url) as server:
        server.delete(heartbeat.KEY)


@pytest.mark.django_db
def test_healthz_says_that_the_process_lives(client_of_nobody):
    answer = client_of_nobody.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_says_that_all_is_well(client_of_nobody, living_worker):
    answer = client_of_nobody.get("/readyz")
    well = ("status", "database", "redis", "migrations", "worker", "messages", "beat")
    assert answer.json() == dict.fromkeys(well, "ok")
    assert answer.status_code == 200


@pytest.mark.django_db
def test_readyz_without_a_worker(client_of_nobody, settings):
    _forget_worker(settings.REDIS_URL)
    answer = client_of_nobody.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["worker"] == "failed"


@pytest.mark.django_db
def test_readyz_with_a_worker_that_went_silent(client_of_nobody, settings):
    with redis.Redis.from_url(settings.REDIS_URL) as server:
        server.set(heartbeat.KEY, repr(time.time() - settings.WORKER_SILENT_SECONDS - 1))
    assert client_of_nobody.get("/readyz").json()["worker"] == "failed"


@pytest.mark.django_db
def test_readyz_without_redis(client_of_nobody, settings):
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    answer = client_of_nobody.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["redis"], answer.json()["worker"], answer.json()["database"]) == ("failed", "failed", "ok")


@pytest.mark.django_db
def test_readyz_with_a_migration_missing(client_of_nobody, owner_connection, living_worker):
    row = owner_connection.execute(
        "DELETE FROM django_migrations WHERE app = 'sessions' RETURNING app, name, applied"
    ).fetchone()
    try:
        assert client_of_nobody.get("/readyz").json()["migrations"] == "failed"
    finally:
        owner_connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)
    assert client_of_nobody.get("/readyz").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_without_a_database_readyz_says_so_and_healthz_still_answers(client_of_nobody):
    connection.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", "/nowhere")
        answer = client_of_nobody.get("/readyz")
        assert client_of_nobody.get("/healthz").status_code == 200
    assert answer.status_code == 503
    assert (answer.json()["database"], answer.json()["migrations"]) == ("failed", "failed")


@pytest.mark.django_db
def test_readyz_waits_for_no_frozen_database(client_of_nobody, monkeypatch, living_worker):
    """E16: a server that is stopped answers nobody; whoever asks each second would take all threads with them."""
    thaw = threading.Event()
    monkeypatch.setattr(health, "PATIENCE", 0.3)
    monkeypatch.setitem(health.QUESTIONS, "database", health._in_time(lambda: thaw.wait(60)))
    monkeypatch.setitem(health.QUESTIONS, "migrations", health._in_time(lambda: thaw.wait(60)))
    began = threading.active_count()
    for _ in range(5):
        answer = client_of_nobody.get("/readyz").json()
        assert (answer["database"], answer["migrations"], answer["redis"]) == ("failed", "failed", "ok")
    assert threading.active_count() <= began + health.AT_ONCE
    thaw.set()
    assert client_of_nobody.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_health_pages_only_answer_questions(client_of_nobody):
    assert client_of_nobody.post("/healthz").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/healthz", "/readyz", "/no-such-page"])
def test_every_answer_has_the_golden_headers(client_of_nobody, page):
    answer = client_of_nobody.get(page)
    assert {name: answer.headers.get(name) for name in GOLDEN} == GOLDEN
    assert _policy(answer) == POLICY
    assert "Server" not in answer.headers


urlpatterns = [path("admin/", admin.site.urls)]


@override_settings(ROOT_URLCONF=__name__)
def test_the_admin_may_evaluate_but_not_run_inline_scripts(rf):
    from csp.middleware import CSPMiddleware

    chain = CSPMiddleware(HeadersMiddleware(lambda _: HttpResponse()))
    policy = _policy(chain(rf.get("/admin/registry/member/")))
    assert policy["script-src"] == "'self' 'unsafe-eval'"
    assert policy["style-src"] == "'self' 'unsafe-inline'"
    assert _policy(chain(rf.get("/members/"))) == POLICY


def test_a_view_may_let_its_answer_be_kept():
    answer = HeadersMiddleware(lambda _: HttpResponse(headers={"Cache-Control": "max-age=60"}))(
        RequestFactory().get("/x")
    )
    assert answer["Cache-Control"] == "max-age=60"


@pytest.mark.parametrize(
    ("count", "forwarded", "expected"),
    [
        (0, "198.51.100.1", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "192.0.2.1"),
    ],
)
def test_what_a_client_writes_into_the_forwarded_header_never_counts(settings, count, forwarded, expected):
    settings.PROXY_COUNT = count
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert proxies.client_address(request) == expected
