"""What every test stands on: a real PostgreSQL and a real Valkey of the tests' own, and the two database roles.

The database is made, migrated and dropped by the owner. In between everything runs as the app role, as in production;
only what empties it after a transactional test is another, for the app role may not.
"""

import contextlib
import gc
import os
import time
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.test import client as test_client
from django.test.utils import ContextList
from hypothesis import HealthCheck
from hypothesis import settings as drawing
from psycopg import sql

from config.roles import become
from config.servers.postgres import SUPERUSER
from outreach.domain.suggestions import public
from registry.domain import calendar, district
from tests import midnight
from tests.faults.harness import FULL, Book
from tests.flushing import flush, let_go
from tests.lanes import Lanes
from tests.migrated import migrated
from tests.widths import told_again
from tests.world import World, build

_OWNER = settings.DATABASE_ROLES["owner"]
# No test asserts on time: what draws examples must not either, on a machine with other work.
drawing.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
drawing.load_profile("suite")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The order in which files are handed out; within a file it stays."""
    if spared := told_again(items):
        config.hook.pytest_deselected(items=spared)
        items[:] = [item for item in items if item not in spared]
    places = {path: place for place, path in enumerate(in_turn(items))}
    items.sort(key=lambda item: places[item.path])


def in_turn(items: list[pytest.Item]) -> list[Path]:
    """Files that may take longest come first: no worker begins one of them when the others have finished."""
    longest: dict[Path, float] = {}
    for item in items:
        mark = item.get_closest_marker("timeout")
        longest[item.path] = max(longest.get(item.path, 0.0), float(mark.args[0]) if mark else 0.0)
    return sorted(longest, key=lambda path: -longest[path])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Lanes:
    """Which worker gets which file."""
    return Lanes(config, log)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays."""
    settle()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Between two files the heap is tidied."""
    if nextitem is None or nextitem.path != item.path:
        settle()


def _store_the_first(store: dict[str, Any], template: Any, context: Any, **more: Any) -> None:
    """What the test client keeps of an answer: the page's own context, not a copy for each of its hundred parts."""
    if "context" not in store:
        store["context"] = ContextList([copy(context)])
    store.setdefault("templates", []).append(template)


test_client.store_rendered_templates = _store_the_first


def settle() -> None:
    """Clear away cycles, and let the collector pass over what is left: it took a third of the time.

    A process that has loaded everything holds a million objects that never go; each full collection walked them all.
    """
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Figures say how long their test took; the day may have changed since the tests were loaded; who makes faults
    finds no connection but the test's own."""
    if item.get_closest_marker("fault"):
        let_go()
    Book.began = time.monotonic()
    midnight.noticed()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run at full size that made no figure has shown nothing."""
    if FULL and session.exitstatus == 0 and not Book.noted:
        session.exitstatus = 1
        session.config.get_terminal_writer().line("\nFAULTS=full：没有一项数字（no figure was made）")


@pytest.fixture(autouse=True)
def _district_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process remembers the district's name and calendar for a while; each test has a district of its own, and none
    has a query more because a minute of the clock is over."""
    for module in (district, calendar, public):
        monkeypatch.setattr(module, "KEPT_SECONDS", 10**9)
    district._named.cache_clear()
    calendar.forget()
    public.forget()


@pytest.fixture
def data_dir(settings: Any, tmp_path: Path) -> Path:
    """What is kept outside the database, of this test alone."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Drop what killed runs left behind before a new database is made, and let it be a copy of a migrated one."""
    _drop_orphans()
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated(_OWNER)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Run the session as the app role, and give the database back to the owner for its removal."""
    become_app()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush)
        yield
    let_go()
    become_owner()


def become_app() -> None:
    """Let the next connection of this process be the app role's."""
    become("app")


def become_owner() -> None:
    """Let the next connection of this process be the owner's, who passes row-level security."""
    become("owner")


@pytest.fixture
def owner_connection(db: None) -> Iterator[psycopg.Connection]:
    """A connection of its own to the test's database, as its owner (passes row-level security), committing at once.

    It does not see what the test did inside its open transaction: use it in `transaction=True` tests, or to write.
    """
    with _connect(_OWNER["USER"], _OWNER["PASSWORD"]) as found:
        yield found


@pytest.fixture
def owner_cursor(owner_connection: psycopg.Connection) -> Iterator[psycopg.Cursor]:
    """A cursor of `owner_connection`."""
    with owner_connection.cursor() as cursor:
        yield cursor


@pytest.fixture
def superuser_cursor(db: None) -> Iterator[psycopg.Cursor]:
    """A cursor of the server's superuser in the test's database; skipped where the server isn't ours."""
    if os.environ.get("DATABASE_URL"):
        pytest.skip("the database server is not ours: there is no superuser to be")
    with _connect(SUPERUSER, "") as found, found.cursor() as cursor:
        yield cursor


def _connect(user: str, password: str) -> psycopg.Connection:
    here = connection.settings_dict
    return psycopg.connect(
        host=here["HOST"] or None,
        port=here["PORT"] or None,
        dbname=here["NAME"],
        user=user,
        password=password or None,
        autocommit=True,
    )


def _drop_orphans() -> None:
    """Databases are named after the process that made them; one without a process has no owner left."""
    with psycopg.connect(
        host=_OWNER["HOST"] or None, port=_OWNER["PORT"] or None, dbname="postgres",
        user=_OWNER["USER"], password=_OWNER["PASSWORD"] or None, autocommit=True,
    ) as maintenance:  # fmt: skip
        rows = maintenance.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test_buduanxian_%'").fetchall()
        for (name,) in rows:
            if not _alive(name.split("_")[2]):
                with contextlib.suppress(psycopg.Error):
                    maintenance.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        return True
    return True


@pytest.fixture
def world(db: None) -> World:
    """Two districts with two streets with two communities each, and an account for every role at every node."""
    return build()
