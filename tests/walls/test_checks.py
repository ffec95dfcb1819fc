"""The second wall: what is unclassified, unscoped or undeclared keeps the program from starting (A01, A02)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.test.utils import isolate_apps
from django.urls import path
from rest_framework.views import APIView

from registry import checks
from registry.models import Member, User
from registry.models.scoped import ScopedModel
from registry.web.access import login_only
from tests.conftest import become_app, become_owner

ROOT = Path(__file__).parents[2]


def ids(found: list) -> list[str]:
    return [message.id for message in found]


def test_everything_is_classified_and_declared(say) -> None:
    assert checks.check_models() == []
    assert checks.check_addresses() == []
    addresses = list(checks.addresses())
    say(
        f"checks: {len(checks.scoped_tables())} scoped models, {len(checks.UNSCOPED_MODELS)} listed,"
        f" {len(addresses)} addresses declared, {len(checks.UNDECLARED_VIEWS)} listed"
    )
    assert len(addresses) > 10


@pytest.mark.parametrize("listed", ["UNSCOPED_MODELS", "UNDECLARED_VIEWS", "UNSCOPED_ADMINS"])
def test_every_exemption_gives_a_reason(listed: str) -> None:
    assert all(len(reason) >= 2 for reason in getattr(checks, listed).values())


@isolate_apps("registry")
def test_an_unclassified_model_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Note(models.Model):
        class Meta:
            app_label = "registry"

        def __str__(self) -> str:
            return "note"

    assert ids(list(checks._model_problems(Note))) == ["registry.E001"]
    monkeypatch.setitem(checks.UNSCOPED_MODELS, "registry.Note", "试一试")
    assert ids(list(checks._model_problems(Note))) == []


@isolate_apps("registry")
def test_a_manager_without_a_scope_is_an_error() -> None:
    class Loose(ScopedModel):
        everything = models.Manager()

        class Meta:
            app_label = "registry"

    assert ids(list(checks._model_problems(Loose))) == ["registry.E003"]


def test_a_stale_exemption_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(checks.UNSCOPED_MODELS, "registry.Gone", "早就没有了")
    monkeypatch.setitem(checks.UNSCOPED_MODELS, "registry.Member", "带范围的也不许列")
    assert ids(checks.check_models()) == ["registry.E002", "registry.E002"]
    monkeypatch.setitem(checks.UNDECLARED_VIEWS, "registry.web.gone", "早就没有了")
    assert ids(checks.check_addresses()) == ["registry.E005"]


def open_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class LooseAdmin(admin.ModelAdmin):
    """Not derived from ours."""


class LooseView(APIView):
    """Not derived from ours."""


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        (path("x/", open_view), {"registry.E004"}),
        (path("x/", login_only(open_view)), set()),
        (path("x/", LooseView.as_view()), {"registry.E004", "registry.E007"}),
        (path("x/", login_only(LooseView.as_view())), {"registry.E007"}),
    ],
)
def test_an_undeclared_address_is_an_error(pattern, wanted: set[str]) -> None:
    assert set(ids(list(checks._address_problems("x/", pattern.callback)))) == wanted


@pytest.mark.parametrize("model", [Member, User, admin.models.LogEntry])
def test_an_unscoped_admin_class_is_an_error(model: type[models.Model]) -> None:
    site = admin.AdminSite("loose")
    site.register(model, LooseAdmin)
    found = set()
    for route, pattern in checks.addresses(site.get_urls()):
        found |= set(ids(list(checks._address_problems(route, pattern.callback))))
    assert found == {"registry.E006"}


@pytest.mark.django_db
def test_a_table_without_row_level_security_and_ties_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.check_database(databases=["default"]) == []
    monkeypatch.setattr(checks, "scoped_tables", lambda: ["registry_member", "django_session"])
    assert ids(checks.check_database(databases=["default"])) == ["registry.E008", "registry.E010"]


@pytest.mark.django_db(transaction=True)
def test_a_role_that_passes_the_walls_is_an_error() -> None:
    become_owner()
    try:
        assert ids(checks.check_database(databases=["default"])) == ["registry.E009"]
    finally:
        become_app()


@pytest.mark.django_db
def test_the_program_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("check", databases=["default"])
    monkeypatch.delitem(checks.UNSCOPED_MODELS, "sessions.Session")
    with pytest.raises(SystemCheckError, match=r"registry\.E001"):
        call_command("check")
    with pytest.raises(SystemCheckError, match=r"registry\.E001"):
        checks.require_sound()


START = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
import django
django.setup()
from registry import checks
{spoil}
import config.wsgi
"""


@pytest.mark.parametrize("spoil", ["", 'checks.UNSCOPED_MODELS.pop("sessions.Session")'])
def test_neither_does_the_web(spoil: str, tmp_path: Path) -> None:
    """gunicorn runs no manage.py command; the application asks for itself."""
    environment = os.environ | {"DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", START.format(spoil=spoil)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == bool(spoil), done.stderr
    assert ("registry.E001" in done.stderr) == bool(spoil)
