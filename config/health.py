"""`/healthz`: this process lives. `/readyz`: it can do its work. Plain JSON, no personal data, no details of errors."""

from collections.abc import Callable
from threading import BoundedSemaphore, Thread

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from config import heartbeat
from config.celery_options import MESSAGES
from config.heartbeat import BEAT
from config.reach import require_redis

# Seconds for a question to the database: one that is frozen answers nobody and refuses nobody. At most so many are
# asked at once in a process, for each holds a connection until the server goes on.
PATIENCE, AT_ONCE = 3.0, 2
_asking = BoundedSemaphore(AT_ONCE)


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, Redis, migrations and worker are all well, else 503, with one word for each."""
    found = {name: _ask(question) for name, question in QUESTIONS.items()}
    ready = all(found.values())
    words = {name: "ok" if good else "failed" for name, good in found.items()}
    return JsonResponse({"status": "ok" if ready else "failed", **words}, status=200 if ready else 503)


def database_answers() -> bool:
    """One round trip."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def redis_answers() -> bool:
    """One PING."""
    require_redis(settings.REDIS_URL)
    return True


def migrations_applied() -> bool:
    """Whether the database has every migration this code brings."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def worker_lives() -> bool:
    """Whether a worker gave a sign of life lately."""
    return heartbeat.is_fresh(settings.REDIS_URL, settings.WORKER_SILENT_SECONDS)


def messenger_lives() -> bool:
    """The same of the worker that sends messages."""
    return heartbeat.is_fresh(settings.REDIS_URL, settings.WORKER_SILENT_SECONDS, MESSAGES)


def beat_lives() -> bool:
    """The same of beat, without which nothing is ever due."""
    return heartbeat.is_fresh(settings.REDIS_URL, settings.WORKER_SILENT_SECONDS, BEAT)


def _in_time(question: Callable[[], bool]) -> Callable[[], bool]:
    """The question asked in a thread of its own, which is left alone when it takes too long."""

    def asked() -> bool:
        answers: list[bool] = []
        thread = Thread(target=_alone, args=(question, answers), daemon=True)
        if _asking.acquire(timeout=PATIENCE):
            thread.start()
            thread.join(PATIENCE)
        return answers == [True]

    return asked


def _alone(question: Callable[[], bool], answers: list[bool]) -> None:
    try:
        answers.append(_ask(question))
    finally:
        connections.close_all()
        _asking.release()


QUESTIONS: dict[str, Callable[[], bool]] = {
    "database": _in_time(database_answers),
    "redis": redis_answers,
    "migrations": _in_time(migrations_applied),
    "worker": worker_lives,
    "messages": messenger_lives,
    "beat": beat_lives,
}


# They open no transaction and need nobody's scope: without a database they still answer.
for _view in (healthz, readyz):
    _view.own_units = True  # type: ignore[attr-defined]  # read by registry.web.middleware


def _ask(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except (Exception, SystemExit):
        return False
