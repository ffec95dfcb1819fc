"""Every task, called twice in a row and by two at once: nothing is doubled. The tasks are those that are registered."""

import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from config.celery import app
from registry.lib import clock
from registry.models import DuplicatePair, Intake, Member
from tests.all_rows import all_rows
from tests.faults.harness import figure
from tests.outreach.ground import STARTED, start
from tests.outreach.post import MORNING, Moment, approved, set_up
from tests.outreach.provider import Book, http_provider
from tests.pipeline.conftest import Clerk, person, send, sheet
from tests.walls.test_errands import our_tasks
from tests.world import World

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
# What says when something was done, not what: signs of life, and the rows of the jobs themselves.
# By then nobody has logged in for long.
LATER = MORNING + timedelta(days=400)
WHEN = {"Sign", "Job", "Alarm"}


def work_for_all(world: World, address: str) -> None:
    """Something to do for every task: twins, silent people, rules, letters, rosters to read and to purge."""
    set_up(world, address)
    start(world)
    long_ago = clock.today() - timedelta(days=400)
    for number in range(1, 5):
        world.member("a11", number, name="何小山", phone="13800000001", joined_on=long_ago)
        world.member("a12", 10 + number, name=f"单小山{number}", phone=f"1380000010{number}")
    with world.system():
        Member.objects.update(last_contact_on=long_ago, created_at=clock.midnight(STARTED))
        DuplicatePair.objects.all().delete()  # for the nightly search to find again
    approved(world, "a12")
    clerk = Clerk(world.users["community-a21"], world.scope("community-a21"), world.nodes["a21"])
    send(clerk, sheet(person(50), person(51)), "新.xlsx")
    old = send(clerk, sheet(person(60)), "旧.xlsx")
    with world.system():
        Intake.objects.filter(pk=old.pk).update(state="applied", purge_after=long_ago)


def rows(world: World) -> Counter[str]:
    """How many rows of each kind there are in either district, those of the trail among them."""
    found: Counter[str] = Counter()
    for letter in "ab":
        with world.system(letter):
            found.update(all_rows(WHEN))
    return found


def call(name: str, failed: list[BaseException]) -> None:
    """As the worker does, in a connection of its own."""
    try:
        result = app.tasks[name].apply()
        assert result.successful(), result.traceback
    except BaseException as error:
        failed.append(error)
    finally:
        connection.close()


def two_at_once(name: str) -> None:
    failed: list[BaseException] = []
    threads = [threading.Thread(target=call, args=(name, failed)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def doubled(world: World, book: Book, name: str) -> tuple[Counter[str], Counter[str]]:
    """What a task adds when it is called again after two at once did it, and letters that came twice; all that is there
    after that."""
    two_at_once(name)
    once = rows(world)
    two_at_once(name)
    app.tasks[name].apply()
    again = rows(world)
    more = again.copy()
    more.subtract(once)
    more["letters"] = sum(book.posts.values()) - len(book.posts)
    return Counter({what: number for what, number in more.items() if number}), again


@pytest.mark.timeout(300)
def test_no_task_doubles_anything(world: World, monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    moment, found, did = Moment(monkeypatch, LATER), {}, Counter()
    assert moment.at == clock.now()
    with http_provider() as (book, address):
        work_for_all(world, address)
        before = rows(world)
        for name in sorted(our_tasks()):
            wrong, after = doubled(world, book, name)
            if wrong:
                found[name] = wrong
            did[name] = sum(abs(number) for number in (after - before).values())
            before = after
    assert found == {}
    assert book.posts
    # What was there to be done was done, so that "nothing doubled" says something.
    worked = ("tick_planner", "tick_messages", "tick_intake", "find_duplicates", "propose_lost", "tidy_accounts")
    for name in (*worked, "draft_months", "refresh_board"):
        assert did[next(full for full in did if full.endswith(name))], (name, did)
    figure("D09", "every task twice and by two at once: rows doubled", 0, "", True, n=len(did))
