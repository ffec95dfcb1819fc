"""A clock put back an hour: beat goes on, and work whose worker died just before is not left for an hour (D08)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from celery.beat import PersistentScheduler

from config import beat
from outreach.domain import outbox, reconciling
from registry.intake.staging import claims
from registry.models import Intake
from tests.faults.harness import figure
from tests.outreach.post import Moment, posted, states, work
from tests.pipeline.conftest import Clerk, person, send, sheet
from tests.world import World

pytestmark = pytest.mark.fault
MINUTE, HOUR = 60.0, timedelta(hours=1)


@pytest.fixture
def scheduler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[beat.Scheduler]:
    """Beat with one entry a minute, which ran "in an hour"."""
    monkeypatch.setattr(beat, "give_sign", lambda: None)
    app = Celery("clock", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {"each-minute": {"task": "none", "schedule": MINUTE}}
    made = beat.Scheduler(app=app, schedule_filename=str(tmp_path / "schedule"))
    for entry in made.schedule.values():
        entry.last_run_at = entry.default_now() + HOUR
    made.next_sign = float("inf")
    yield made
    made.close()


def test_beat_goes_on_after_a_step_back(scheduler: beat.Scheduler) -> None:
    waits = scheduler.tick()
    figure("D08", "the clock back an hour: until beat sends the next tick", round(waits), "s", waits <= MINUTE, n=1)


def test_celerys_own_beat_would_stand_still_for_an_hour(scheduler: beat.Scheduler) -> None:
    """The negative control."""
    assert PersistentScheduler.tick(scheduler) > MINUTE
    assert scheduler.schedule["each-minute"].is_due().next > 50 * MINUTE


@pytest.mark.django_db(transaction=True)
def test_what_was_under_way_is_taken_up_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = Moment(monkeypatch)
    clerk = Clerk(world.users["community-a21"], world.scope("community-a21"), world.nodes["a21"])
    intake, path = send(clerk, sheet(person(1))), world.nodes["a"].path
    with posted(world) as book:
        assert outbox.claim(path, outbox.senders_of(path))
        assert claims.claim(path)
        assert claims.claim(path) is None and reconciling.note_abandoned(path) == 0
        moment.passes(hours=-1)
        taken = claims.claim(path)
        assert taken and taken.attempt == 2
        work(world)
        assert states(world) == {"unknown": 1} or states(world) == {"queued": 1}
        moment.passes(hours=1, minutes=5)
        work(world)
        assert states(world) == {"sent": 1} and sum(book.delivered.values()) == 1
    with world.system():
        assert Intake.objects.get(pk=intake.pk).attempts == 2
