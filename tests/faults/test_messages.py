"""Messages under faults: dispatchers at once, a dispatcher killed between the provider's yes and our commit (D12)."""

import random
import threading
from datetime import timedelta

import psutil
import pytest
from django.db import connection
from django.db.models import Min

from outreach.channels import wire
from outreach.channels.contract import Verdict
from outreach.channels.gateway import Gateway
from outreach.domain import outbox, reconciling
from outreach.models import Message
from tests.faults import message_worker
from tests.faults.forked import Forked
from tests.faults.harness import FULL, figure, kill_tree, until
from tests.outreach.post import Moment, posted, states, work
from tests.world import World

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
MANY = 400 if FULL else 32
DISPATCHERS = 8
LETTERS = 40 if FULL else 10  # 阿里云's stand-in remembers fifty
FAULTS = ("500", "429", "hang", "reset", "reset_after_accept", "reset_mid_body", "bad_json", "500_after_accept")


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    return Moment(monkeypatch)


def start_dispatcher(path: str, moment: Moment) -> Forked:
    """A dispatcher process on this test's database."""
    return Forked(message_worker.main, str(connection.settings_dict["NAME"]), path, moment.at.isoformat())


def dispatch(path: str, errors: list[BaseException]) -> None:
    """One dispatcher, in a thread with a connection of its own."""
    try:
        outbox.work_off(path)
    except BaseException as error:
        errors.append(error)
    finally:
        connection.close()


def test_many_dispatchers_send_each_message_once(world: World, moment: Moment) -> None:
    """阿里云 drops no second letter: what it got is what was sent."""
    with posted(world, provider="aliyun", members=MANY) as book:
        errors: list[BaseException] = []
        threads = [threading.Thread(target=dispatch, args=(world.nodes["a"].path, errors)) for _ in range(DISPATCHERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        once = states(world) == {"sent": MANY} and sorted(book.posts.values()) == [1] * MANY
    figure("D12", f"{DISPATCHERS} dispatchers over {MANY} messages: letters at the provider", sum(book.posts.values()),
           "letters", once, n=MANY)  # fmt: skip


@pytest.mark.parametrize("provider", ["gateway", "aliyun"])
def test_a_dispatcher_killed_after_the_provider_said_yes(world: World, moment: Moment, provider: str) -> None:
    with posted(world, provider=provider) as book:
        book.go_wrong("hang_after_accept")
        worker = start_dispatcher(world.nodes["a"].path, moment)
        until(lambda: book.delivered, 90, "the provider's yes")
        kill_tree(psutil.Process(worker.process.pid))
        worker.end()
        assert states(world) == {"sending": 1}
        assert work(world) == 0  # the lease holds
        moment.passes(seconds=outbox.LEASE.total_seconds() + 1)
        work(world)
        took = outbox.LEASE.total_seconds() + 1
        assert states(world) == {"sent": 1}
        assert sum(book.posts.values()) == 1
    figure("D12", f"killed after the yes of {provider}: until it is known to be sent", took, "s", took <= 900, n=1)


@pytest.mark.parametrize("provider", ["gateway", "aliyun"])
def test_faults_of_a_provider_one_after_the_other(
    world: World, moment: Moment, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of all letters meet a fault: errors, "later", silence, a connection cut before or after the yes."""
    monkeypatch.setattr(wire.deadline.__wrapped__, "__defaults__", (0.3,))
    dice, path, longest = random.Random(12), world.nodes["a"].path, timedelta(0)
    with posted(world, provider=provider, members=LETTERS) as book:
        for _ in range(LETTERS):
            if dice.random() < 0.5:
                book.go_wrong(dice.choice(FAULTS))
            outbox.work_off(path, 1)
        for _ in range(600):
            if not states(world).keys() & {"queued", "sending", "unknown"}:
                break
            moment.passes(minutes=1)
            work(world)
            with world.system():
                since = Message.objects.filter(state="unknown", needs_person=False).aggregate(at=Min("unknown_since"))
            longest = max(longest, moment.at - since["at"]) if since["at"] else longest
        found = states(world)
        twice = sum(book.delivered.values()) - len(book.delivered)
        lost = LETTERS - found["sent"]
    what = f"half of the letters to {provider} meet a fault: lost or sent twice"
    figure("D12", what, lost + twice, "letters", found == {"sent": LETTERS} and not twice, n=LETTERS)
    assert longest <= timedelta(minutes=15)


def test_without_asking_it_would_be_sent_twice(world: World, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: whoever takes "unknown" for "not sent" delivers twice where no key is taken."""
    with posted(world, provider="aliyun") as book:
        book.go_wrong("reset_after_accept")
        outbox.work_off(world.nodes["a"].path)
        monkeypatch.setattr(reconciling, "_verdict", lambda sender, letter: Verdict("absent"))
        for _ in range(6):
            moment.passes(minutes=2)
            work(world)
        assert sum(book.delivered.values()) == 2
    assert Gateway.takes_key


def test_a_slow_dispatcher_changes_nothing_that_was_settled_meanwhile(world: World, moment: Moment) -> None:
    """It slept through its lease; the message was found to be sent, and a person's word stands."""
    with posted(world) as book:
        path = world.nodes["a"].path
        held = outbox.claim(path, outbox.senders_of(path))
        moment.passes(minutes=3)
        assert reconciling.note_abandoned(path) == 1
        work(world)  # never arrived, so it goes back into the queue
        moment.passes(minutes=2)
        work(world)
        assert states(world) == {"sent": 1}
        assert outbox.deliver(held) == "lease lost"
        assert states(world) == {"sent": 1}
        with world.system():
            assert Message.objects.get().attempts == 2
        assert sum(book.delivered.values()) == 1
