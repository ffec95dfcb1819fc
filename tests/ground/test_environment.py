"""The environment is read once, typed, and refused in one line."""

import base64
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config import env, env_values
from config.refusal import Refusal
from tests.faults.harness import CHECKOUT, by_turns, environment, free_port

KEY = base64.b64encode(bytes(range(32))).decode()
COMPLETE = {
    "DATABASE_URL": "postgresql://app:$ecret%40@db.example:5433/registry?sslmode=require",
    "MIGRATION_DATABASE_URL": "postgresql://owner:x@db.example/registry",
    "REDIS_URL": "redis://cache.example:6379/0",
    "SECRET_KEY": "$begins-with-a-dollar",
    "FIELD_KEYS": f"k2:{KEY},k1:{KEY}",
    "INDEX_KEY": KEY,
    "AUDIT_KEY": KEY,
    "ALLOWED_HOSTS": "a.example, b.example",
}


def test_a_complete_environment_is_taken_as_it_stands():
    found = env.read("production", COMPLETE)
    assert found.secret_key == "$begins-with-a-dollar"
    assert found.allowed_hosts == ["a.example", "b.example"]
    assert (found.proxy_count, found.port, found.log_level) == (1, 8000, "INFO")
    assert found.servers == ()


def test_a_database_url_is_read_as_libpq_reads_it():
    found = env_values.database_settings(COMPLETE["DATABASE_URL"])
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("app", "$ecret@", "db.example", "5433")
    assert (found["NAME"], found["OPTIONS"]) == ("registry", {"sslmode": "require"})


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "AUDIT_KEY", "ALLOWED_HOSTS"]
)
def test_production_makes_nothing_up(name):
    with pytest.raises(Refusal, match=name):
        env.read("production", COMPLETE | {name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://app@db/registry"),
        ("DATABASE_URL", "postgresql://app@db"),
        ("DATABASE_URL", "postgresql://app@db:port/registry"),
        ("REDIS_URL", "http://cache"),
        ("REDIS_URL", "redis://cache:many/0"),
        ("FIELD_KEYS", "k1"),
        ("FIELD_KEYS", f"k1:{KEY},k1:{KEY}"),
        ("FIELD_KEYS", "k1:c2hvcnQ="),
        ("FIELD_KEYS", ","),
        ("INDEX_KEY", "not base64!"),
        ("AUDIT_KEY", base64.b64encode(b"short").decode()),
        ("AUDIT_KEY", f"a2:{KEY},{KEY}"),
        ("AUDIT_KEY", f"a2:{KEY},a2:{KEY[::-1]}"),
        ("AUDIT_KEY", f"a_long_name_indeed:{KEY}"),
        ("PROXY_COUNT", "-1"),
        ("PROXY_COUNT", "一"),
        ("PORT", "65536"),
        ("LOG_LEVEL", "LOUD"),
        ("DISTRICT_COLOUR", "red"),
        ("DISTRICT_COLOUR", "#ffcc00"),
    ],
)
def test_a_wrong_value_is_one_line_with_the_name_and_without_the_value(name, value):
    with pytest.raises(Refusal) as refused:
        env.read("production", COMPLETE | {name: value})
    said = str(refused.value)
    assert name in said
    assert "\n" not in said
    assert len(value) < 3 or value not in said


def test_local_secrets_are_made_once_and_only_their_user_may_read_them(tmp_path):
    local = {name: value for name, value in COMPLETE.items() if name.endswith("_URL")} | {"DATA_DIR": str(tmp_path)}
    first, second = env.read("local", local), env.read("local", local)
    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600
    assert (first.secret_key, first.field_keys) == (second.secret_key, second.field_keys)
    assert len({first.secret_key, first.field_keys, first.index_key, first.audit_key}) == 4


def test_a_secret_that_is_set_wins_over_the_made_one(tmp_path):
    local = COMPLETE | {"DATA_DIR": str(tmp_path), "INDEX_KEY": ""}
    assert env.read("local", local).secret_key == COMPLETE["SECRET_KEY"]
    assert env.read("local", local).index_key != KEY


@pytest.mark.parametrize(
    ("argv", "role"),
    [
        (["manage.py", "migrate"], "owner"),
        (["manage.py", "makemigrations", "--check"], "owner"),
        (["manage.py", "flush"], "owner"),
        (["manage.py", "rotate_keys", "--check"], "owner"),
        (["manage.py", "load_demo"], "app"),
        (["manage.py", "shell"], "app"),
        (["gunicorn", "-c", "python:config.gunicorn"], "app"),
        (["celery", "worker"], "app"),
        (["manage.py"], "app"),
    ],
)
def test_the_role_follows_the_command(argv, role):
    assert env.role_of(argv) == role


def _run(tmp_path: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    surroundings = environment(tmp_path) | COMPLETE | variables
    return subprocess.run(
        [sys.executable, *command], cwd=CHECKOUT, env=surroundings, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


def _is_one_line(done: subprocess.CompletedProcess[str], word: str) -> None:
    said = done.stderr.strip().splitlines()
    assert done.returncode != 0
    assert len(said) == 1, done.stderr
    assert word in said[0]
    assert "Traceback" not in done.stdout


NOBODY_LISTENS = f"postgresql://app:geheim@127.0.0.1:{free_port()}/registry"
WAYS_IN = [
    ("manage.py", "migrate"),
    ("manage.py", "shell", "-c", "1"),
    ("-W", "ignore:You're running the worker", "-m", "celery", "-A", "config.celery", "worker", "--pool", "solo"),
    ("-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"),
    ("-m", "config.run", "migrate"),
]


NAMES = ["migrate", "shell", "worker", "web", "all"]


@pytest.mark.parametrize("command", WAYS_IN, ids=NAMES)
def test_an_unreachable_database_is_one_line(tmp_path, command):
    done = _run(tmp_path, *command, DATABASE_URL=NOBODY_LISTENS, MIGRATION_DATABASE_URL=NOBODY_LISTENS)
    _is_one_line(done, "连不上数据库")
    assert "geheim" not in done.stderr


@pytest.mark.parametrize("command", by_turns(WAYS_IN, 0, 4), ids=by_turns(NAMES, 0, 4))
def test_a_wrong_database_url_is_one_line(tmp_path, command):
    """One way through Django and the one that starts before it; at full size all of them."""
    _is_one_line(_run(tmp_path, *command, DATABASE_URL="mysql://app@db/x"), "DATABASE_URL")


def test_an_unreachable_redis_is_one_line(tmp_path, settings):
    database = settings.DATABASES["default"]
    url = f"postgresql://{database['USER']}@/postgres?host={database['HOST']}"
    redis_url = f"redis://:geheim@127.0.0.1:{free_port()}/0"
    if os.environ.get("DATABASE_URL"):
        url = os.environ["DATABASE_URL"]
    done = _run(tmp_path, "manage.py", "shell", "-c", "1", DATABASE_URL=url, REDIS_URL=redis_url)
    _is_one_line(done, "连不上 Redis")
    assert "geheim" not in done.stderr


def test_migrate_without_its_role_is_one_line(tmp_path):
    _is_one_line(_run(tmp_path, "manage.py", "migrate", MIGRATION_DATABASE_URL=""), "MIGRATION_DATABASE_URL")
