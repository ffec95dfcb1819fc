"""Production settings, checked as they would run."""

import os
import runpy
import subprocess
import sys

import pytest

from tests.faults.harness import CHECKOUT

ENVIRONMENT = runpy.run_path(str(CHECKOUT / ".ci" / "deploy_check.py"))["environment"]

PRINT_SETTINGS = """
import json
from django.conf import settings
names = ["DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
         "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SECURE_PROXY_SSL_HEADER"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


# The browser tests of the same process set it for themselves.
SURROUNDINGS = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}


def _run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=CHECKOUT, env=SURROUNDINGS | ENVIRONMENT() | variables, capture_output=True,
        text=True, check=False,
    )  # fmt: skip


def test_check_deploy_is_clean():
    done = subprocess.run(
        [sys.executable, ".ci/deploy_check.py"],
        cwd=CHECKOUT,
        env=SURROUNDINGS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.fixture(scope="module")
def wanting() -> subprocess.CompletedProcess[str]:
    """The same with a short key and with nobody who could open a backup, as far as it is about safety."""
    check = ("manage.py", "check", "--deploy", "--fail-level", "WARNING", "--tag", "security")
    return _run(*check, SECRET_KEY="short", BACKUP_RECIPIENTS="")


def test_check_deploy_can_fail(wanting):
    assert wanting.returncode != 0
    assert "W009" in wanting.stderr


def test_production_is_closed():
    import json

    done = _run("-c", PRINT_SETTINGS)
    found = json.loads(done.stdout)
    assert found.pop("DEBUG") is False
    assert found.pop("SESSION_COOKIE_NAME").startswith("__Host-")
    assert found.pop("CSRF_COOKIE_NAME").startswith("__Host-")
    assert found.pop("SECURE_PROXY_SSL_HEADER") == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert all(found.values())


def test_without_a_proxy_no_header_is_believed():
    done = _run("-c", "from django.conf import settings; print(settings.SECURE_PROXY_SSL_HEADER)", PROXY_COUNT="0")
    assert done.stdout.strip() == "None"


@pytest.mark.parametrize(
    "name",
    [
        "nginx.conf",
        "buduanxian-web.service",
        "buduanxian-worker.service",
        "buduanxian-messages.service",
        "buduanxian-backup.service",
        "buduanxian-backup.timer",
    ],
)
def test_deploy_files_exist(name):
    assert (CHECKOUT / "deploy" / name).stat().st_size > 200


def test_the_example_environment_names_all_that_production_needs_and_holds_no_secret():
    text = (CHECKOUT / "deploy" / "production.env.example").read_text("utf-8")
    named = {line.split("=")[0]: line.split("=", 1)[1] for line in text.splitlines() if "=" in line and line[0] != "#"}
    assert set(ENVIRONMENT()) <= set(named) | {"DJANGO_SETTINGS_MODULE"}
    for secret in ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "AUDIT_KEY"):
        assert named[secret] == ""


def test_check_deploy_warns_when_nobody_could_open_a_backup(wanting):
    assert wanting.returncode != 0
    assert "ground.W001" in wanting.stderr
    assert "BACKUP_RECIPIENTS is not set" in wanting.stderr


def test_the_nightly_backup_is_hardened_as_its_neighbours():
    unit = (CHECKOUT / "deploy" / "buduanxian-backup.service").read_text("utf-8")
    neighbour = (CHECKOUT / "deploy" / "buduanxian-beat.service").read_text("utf-8")
    hardened = {
        line for line in neighbour.splitlines() if line.startswith(("NoNew", "Private", "Protect", "UMask", "User"))
    }
    assert hardened and hardened <= set(unit.splitlines())
    assert "manage.py backup /var/backups/buduanxian --keep" in unit
    assert "Persistent=true" in (CHECKOUT / "deploy" / "buduanxian-backup.timer").read_text("utf-8")
