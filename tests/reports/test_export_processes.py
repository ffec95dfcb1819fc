"""Exports among real processes: another time zone, a worker that is killed, an intake at the same time."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from registry.lib import clock
from registry.models import Job, Member
from reports.domain import exports
from reports.figures.month import Month
from reports.models import Export, ExportPart
from reports.workbook import book, making
from tests.faults.harness import CHECKOUT
from tests.reports import books, form_rows
from tests.world import World, clerk

# A process of its own at the test's database, in the app role.
START = """
import sys, django
django.setup()
from config.roles import become
become("app")
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
"""
DIGEST = """
import hashlib, io
from datetime import date, datetime
from registry.models.identity import system_scope
from registry.models.unit import work
from reports.figures.month import Month
from reports.workbook import book
from reports.workbook.spec import Spec
out, path = io.BytesIO(), sys.argv[2]
month, known = Month.parse(sys.argv[3]), datetime.fromisoformat(sys.argv[4])
spec = Spec(path, "a11社区", "440704", month, 0, known, date(2026, 4, 2))
with work(system_scope(path[:4])):
    book.make(spec, out)
print(hashlib.sha256(out.getvalue()).hexdigest())
"""
FORM = """
from reports.models import Export, OfficialForm
from reports.workbook import kinds
year, month = map(int, sys.argv[3].split("-"))
out = io.BytesIO()
with work(system_scope(sys.argv[5])):
    form = OfficialForm.objects.get()
    export = Export(
        owner_path=form.owner_path, organisation=form.organisation, kind="form", year=year, month=month,
        known_at=datetime.fromisoformat(sys.argv[4]), options={"form": str(form.pk)},
    )
    kinds.write(export, "440704", out, None)
print(hashlib.sha256(out.getvalue()).hexdigest())
"""
STUCK = """
import time
from reports.workbook import kinds, making
def write(export, code, out, told):
    out.write(b"half a file"); out.flush()
    print("writing", flush=True)
    time.sleep(60)
kinds.write = write
making.work_off(sys.argv[2])
"""


def process(code: str, *arguments: str, zone: str = "UTC") -> subprocess.Popen[str]:
    """A program of ours, at the present test's database."""
    environment = os.environ | {"TZ": zone, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    name = str(connection.settings_dict["NAME"])
    return subprocess.Popen(
        [sys.executable, "-c", START + code, name, *arguments], cwd=CHECKOUT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_among_processes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 4):
        world.member("a11", number)
    month, path = Month.of(clock.today()), world.nodes["a"].path
    form_rows.taken(world)
    _time_zones(world, month)
    _killed(world, month, path)
    assert _with_an_intake_beside(world, month, path, monkeypatch) == 3
    monkeypatch.setattr(making, "snapshot", nullcontext)
    assert _with_an_intake_beside(world, month, path, monkeypatch) == 5, "without the snapshot it is torn"


def _time_zones(world: World, month: Month) -> None:
    """The same bytes wherever the machine thinks it is."""
    known = (clock.now() + timedelta(minutes=1)).isoformat()
    arguments = (world.nodes["a11"].path, str(month), known, world.nodes["a"].path)
    started = [process(DIGEST + FORM, *arguments, zone=zone) for zone in ("UTC", "America/Los_Angeles")]
    told = [each.communicate(timeout=60) for each in started]
    assert len({out for out, _ in told}) == 1, told
    assert [len(digest) for digest in told[0][0].split()] == [64, 64], told


def _killed(world: World, month: Month, path: str) -> None:
    """Killed in the middle of writing: nothing is offered, and the next one makes it."""
    export = _asked(world, month)
    worker = process(STUCK, path)
    assert worker.stdout is not None and worker.stdout.readline() == "writing\n"
    worker.kill()
    worker.communicate(timeout=60)
    with world.system("a"):
        export.refresh_from_db()
        assert export.state == "running" and not ExportPart.objects.exists()
    assert making.work_off(path) == 0, "the lease of the dead still runs"
    with world.system("a"):
        Job.objects.filter(name="make_export").update(again_at=clock.now() - timedelta(seconds=1))
    assert making.work_off(path) == 1
    with world.system("a"):
        export.refresh_from_db()
        assert export.state == "done" and ExportPart.objects.filter(export=export).exists()


def _asked(world: World, month: Month) -> Export:
    with world.at(clerk("a11")):
        return exports.ask(by=world.users[clerk("a11")], organisation=world.nodes["a11"], kind="workbook", month=month)


def _with_an_intake_beside(world: World, month: Month, path: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Somebody is registered and committed while the file is being made; how many the roster has."""
    export, gather = _asked(world, month), book.gather

    def beside(spec: Any) -> Any:
        found = gather(spec)
        _in_a_thread(lambda: _register(world))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(book, "gather", beside)
        patch.setattr(making, "_known", lambda row: clock.now() + timedelta(minutes=1))
        assert making.work_off(path) == 1
    with world.system("a"):
        export.refresh_from_db()
        with exports.open_file(by=None, export=export) as file:
            return len(books.texts(books.read(file.read())["花名册"])) - 3


def _register(world: World) -> None:
    with world.system("a"):
        number = Member.objects.count() + 1
    world.member("a11", number)
    connection.close()


def _in_a_thread(act: Callable[[], None]) -> None:
    thread = Thread(target=act)
    thread.start()
    thread.join(30)
