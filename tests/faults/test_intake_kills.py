"""Workers that die while they read, check, write or undo: nothing is lost, nothing is there twice."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest
from django.db import connection

from bench import ledger
from registry.intake import pipeline
from registry.models import AuditEvent, Intake, IntakeRow, Member, Movement
from tests.faults import intake_worker
from tests.faults.forked import Forked
from tests.faults.harness import FULL, figure, kill_tree, rounds, until
from tests.pipeline.conftest import Clerk, again, district, send, staff

__all__ = ["district", "staff"]

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PEOPLE = 3_000 if FULL else 300


def start_worker(path: str) -> Forked:
    """A worker process on this test's database."""
    worker = Forked(intake_worker.main, str(connection.settings_dict["NAME"]), path)
    until(lambda: worker.said("ready") or worker.has_ended(), 90, "the worker's start")
    return worker


def finish(path: str, who: Clerk, intake: Intake, *states: str) -> None:
    """Let workers work until the intake is in one of `states`."""

    def there() -> bool:
        worker = start_worker(path)
        assert worker.end(240) == 0
        return again(intake).state in states

    until(there, 300, f"{states}")


def kill_in(stage: str, path: str, intake: Intake, dice: random.Random, times: int = 2) -> int:
    """Kill the worker at a random moment of a stage, `times` over; how often it was really at work then."""
    hits = 0
    for _ in range(times):
        worker = start_worker(path)
        until(partial(_is_at, stage, intake, worker), 60, stage)
        time.sleep(dice.random() * 0.7)
        hits += again(intake).state == stage
        if not worker.has_ended():
            kill_tree(psutil.Process(worker.process.pid))
        worker.end()
        time.sleep(1.6)  # the lease
    return hits


def _is_at(stage: str, intake: Intake, worker: Forked) -> bool:
    return again(intake).state == stage or worker.has_ended()


@pytest.fixture
def roster(tmp_path: Path) -> Iterator[bytes]:
    yield ledger.write(tmp_path / "ledger.xlsx", PEOPLE).read_bytes()


def people(who: Clerk, auditor: Clerk, intake: Intake) -> dict[str, object]:
    """What an application must have left behind."""
    with who.at_work():
        members = list(Member.objects.values_list("id_index", "name", "status", "version"))
        kinds = Counter(Movement.objects.values_list("kind", flat=True))
        rows = Counter(IntakeRow.objects.filter(intake=intake).values_list("state", flat=True))
    with auditor.at_work():
        events = AuditEvent.objects.filter(action="intake.rows_applied", object_id=str(intake.pk))
        batches = sum(event.detail["rows"] for event in events)
    people = sorted((bytes(number), name, status, version) for number, name, status, version in members)
    return {"people": people, "kinds": kinds, "rows": rows, "batches": batches}


def test_a_worker_killed_at_any_stage_loses_and_doubles_nothing(district, staff, roster):
    jiangnan, auditor = staff("jiangnan"), staff("auditor")
    path = jiangnan.node.path[:4]
    clean = None
    hits = 0
    dice = random.Random(20261123)
    for number in range(rounds(1, 10) + 1):
        times = 0 if number == 0 else rounds(1, 2)
        intake = send(jiangnan, roster)
        hits += kill_in("reading", path, intake, dice, times)
        finish(path, jiangnan, intake, "mapping")
        with jiangnan.at_work():
            pipeline.start_check(by=jiangnan.user, intake=intake)
            pipeline.apply(by=jiangnan.user, intake=intake)
        hits += kill_in("applying", path, intake, dice, times)
        finish(path, jiangnan, intake, "applied")
        found = people(jiangnan, auditor, intake)
        assert len(found["people"]) == PEOPLE and found["batches"] == PEOPLE
        clean = clean or found
        assert found == clean
        with jiangnan.at_work():
            pipeline.undo(by=jiangnan.user, intake=intake)
        hits += kill_in("undoing", path, intake, dice, times)
        finish(path, jiangnan, intake, "undone")
        with jiangnan.at_work():
            assert not Member.objects.exists() and not Movement.objects.exists()
    what = "kill -9 of the intake's worker while it reads, writes, undoes: rows lost or doubled"
    figure("C12", what, 0, f"of {PEOPLE:,} rows", hits > 0, n=hits)


def test_three_deaths_set_an_intake_aside_and_it_can_be_tried_again(district, staff, roster):
    jiangnan = staff("jiangnan")
    path = jiangnan.node.path[:4]
    intake = send(jiangnan, roster)
    kill_in("reading", path, intake, random.Random(1), 3)
    if again(intake).state == "reading":
        start_worker(path).end(120)
        intake = again(intake)
        assert intake.state == "failed" and "三次" in intake.problem
        with jiangnan.at_work():
            assert pipeline.progress(intake).can_retry
            pipeline.retry(by=jiangnan.user, intake=intake)
    finish(path, jiangnan, intake, "mapping")
    with jiangnan.at_work():
        rows = IntakeRow.objects.filter(intake=intake).count()
    figure("D11", "three deaths set an intake aside; read again after that", rows, "rows", rows == PEOPLE, n=3)


def test_two_rosters_with_the_same_people_at_once_make_nobody_twice(district, staff, roster):
    jiangnan = staff("jiangnan")
    path = jiangnan.node.path[:4]
    intakes = [send(jiangnan, roster, f"{number}.xlsx") for number in range(rounds(2, 8))]
    for intake in intakes:
        finish(path, jiangnan, intake, "mapping")
    for intake in intakes:
        with jiangnan.at_work():
            pipeline.start_check(by=jiangnan.user, intake=intake)
            pipeline.apply(by=jiangnan.user, intake=intake)
    workers = [start_worker(path) for _ in intakes]
    assert [worker.end(240) for worker in workers] == [0] * len(workers)
    for intake in intakes:
        finish(path, jiangnan, intake, "applied")
    with jiangnan.at_work():
        numbers = [bytes(number) for number in Member.objects.values_list("id_index", flat=True)]
        assert len(numbers) == len(set(numbers)) == PEOPLE
        states = [Counter(IntakeRow.objects.filter(intake=i).values_list("state", flat=True)) for i in intakes]
    applied = sum(state["applied"] for state in states)
    assert applied == PEOPLE and all(state["applied"] + state["conflict"] == PEOPLE for state in states)
    figure("C14", "the same roster at once: people twice", 0, f"of {PEOPLE:,}", True, n=len(intakes))
