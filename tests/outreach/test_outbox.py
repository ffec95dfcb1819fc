"""The outbox: what is approved goes out once, and what happened on the way is said of each message (D12, D21, D22)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.channels import wire
from outreach.domain import batches, breaker, messages, opt_outs, outbox, quiet, reconciling
from outreach.models import Channel, Message, MessageBatch, PersonalLink
from registry.domain import movements
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import AuditEvent, Member
from tests.outreach.post import MORNING, Moment, approved, only, posted, states, work
from tests.walls.forging import refused, sql
from tests.world import World, clerk


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire.deadline.__wrapped__, "__defaults__", (0.3,))


def test_a_batch_goes_out_once_and_its_links_are_hashes_afterwards(world: World, moment: Moment) -> None:
    with posted(world, members=3) as book:
        assert work(world) == 3
        assert work(world) == 0
    assert states(world) == {"sent": 3}
    assert sorted(book.delivered.values()) == [1, 1, 1]
    (text, *_) = book.texts.values()
    token = text.partition("/m/")[2].rstrip("/")
    assert len(token) == 16
    with world.system():
        kept = [str(message.content) for message in Message.objects.all()]
        assert not any(token in content for content in kept)
        assert all("……" in content for content in kept)
        assert PersonalLink.objects.count() == 3
        assert {message.address_hint for message in Message.objects.all()} == {
            f"138****{number:04d}" for number in (1, 2, 3)
        }
    with world.at("auditor-a"):
        actions = AuditEvent.objects.values_list("action", flat=True)
        assert list(actions).count("message.sent") == 3
        assert "batch.approved" in actions


# What each fault of the provider comes to, for one that takes our key and for one that doesn't: (state, deliveries).
ONCE = ("500", "429", "hang", "reset", "reset_after_accept", "reset_mid_body", "bad_json", "500_after_accept")
OUTCOMES = dict.fromkeys(ONCE, ("sent", 1)) | {"ok_with_error": ("failed", 0)}


@pytest.mark.parametrize("provider", ["gateway", "aliyun"])
@pytest.mark.parametrize("fault", OUTCOMES)
def test_every_fault_ends_well_and_nothing_is_delivered_twice(
    world: World, moment: Moment, provider: str, fault: str
) -> None:
    with posted(world, provider=provider) as book:
        book.go_wrong(fault)
        work(world)
        began = moment.at
        while states(world).keys() & {"queued", "unknown", "sending"} and moment.at - began < timedelta(minutes=15):
            moment.passes(minutes=1)
            work(world)
        state, deliveries = OUTCOMES[fault]
        assert states(world) == {state: 1}, (fault, moment.at - began)
        assert sum(book.delivered.values()) == deliveries
        if fault == "429":
            assert moment.at - began >= timedelta(seconds=60)


def test_three_tries_then_a_dead_letter_that_a_person_sends_again(world: World, moment: Moment) -> None:
    with posted(world) as book:
        book.go_wrong("429", times=3)
        for _ in range(8):
            work(world)
            moment.passes(minutes=2)
        message = only(world)
        assert (message.state, message.attempts, message.reason) == ("failed", 3, "gave_up:http_429")
        key = message.key
        with world.at("community-a11"):
            messages.retry(by=world.users["community-a11"], message=message)
            with pytest.raises(Refused):
                messages.retry(by=world.users["community-a11"], message=message)
        work(world)
        assert states(world) == {"sent": 1}
        assert only(world).key != key
        assert sum(book.delivered.values()) == 1


def test_retry_after_is_honoured(world: World, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire.Answer, "retry_after", lambda self: 1800.0)
    with posted(world) as book:
        book.go_wrong("429")
        work(world)
        assert only(world).due_at == moment.at + timedelta(minutes=30)


def test_what_nobody_can_find_out_is_left_to_a_person(world: World, moment: Moment) -> None:
    """The provider is down for a quarter of an hour: unknown, never sent again by itself."""
    with posted(world) as book:
        book.go_wrong("reset_after_accept")
        work(world)
        assert states(world) == {"unknown": 1}
        book.go_wrong("ask_down", times=10**6)
        for _ in range(16):
            moment.passes(minutes=1)
            work(world)
        message = only(world)
        assert (message.state, message.needs_person, message.reason) == ("unknown", True, "nobody_knows")
        with world.at("community-a11"):
            messages.settle(by=world.users["community-a11"], label="何", message=message)
        assert states(world) == {"sent": 1}
        assert sum(book.posts.values()) == 1


def test_the_breaker_opens_after_five_and_one_tries_after_the_rest(world: World, moment: Moment) -> None:
    with posted(world, members=12) as book:
        book.go_wrong("401", times=10**6)
        work(world)
        with world.system():
            channel = Channel.objects.get()
            tried = Message.objects.filter(attempts=1).count()
        assert (channel.failures, tried) == (breaker.BREAKS_AT, breaker.BREAKS_AT)
        assert channel.open_until > moment.at
        moment.passes(seconds=61)
        assert outbox.work_off(world.nodes["a"].path) == 1  # one tries, and fails
        moment.passes(seconds=61)
        assert outbox.work_off(world.nodes["a"].path) == 0  # the second rest is longer
        book.go_wrong("", times=0)
        moment.passes(minutes=10)
        work(world)
        assert states(world)["sent"] == 12
        with world.system():
            assert Channel.objects.get().failures == 0


def test_opted_out_ended_and_stopped_between_queueing_and_sending(world: World, moment: Moment) -> None:
    with posted(world, members=4) as book:
        user = world.users["community-a11"]
        with world.at("community-a11"):
            gone, ended, moved_on, stays = Member.objects.order_by("id")
            opt_outs.by_staff(by=user, label="何", member=gone, channel="sms", note="本人来电")
            opt_outs.by_staff(by=user, label="何", member=moved_on, channel="", note="本人来电")
            movements.record_movement(by=user, member=ended, kind="closed", effective_on=clock.today())
        work(world)
        with world.system():
            found = {message.member_id: message.reason for message in Message.objects.filter(state="cancelled")}
        assert found == {gone.pk: "opted_out", moved_on.pk: "opted_out", ended.pk: "member_ended"}
        assert sum(book.delivered.values()) == 1
        with world.at("community-a11"):
            row = gone.opt_outs.get()
            with pytest.raises(Refused):
                opt_outs.undo(by=user, label="何", opt_out=row, reason=" ")
            opt_outs.undo(by=user, label="何", opt_out=row, reason="本人要求恢复")
        approved(world)  # the next batch asks again: two may be written to
        work(world)
        assert sum(book.delivered.values()) == 3
        assert stays.pk not in found


def test_a_stopped_batch_sends_nothing_more(world: World, moment: Moment) -> None:
    with posted(world, members=3) as book:
        with world.at("community-a11"):
            batch = MessageBatch.objects.get()
            assert batches.stop(by=world.users["community-a11"], label="何", batch=batch) == 3
            assert batches.stop(by=world.users["community-a11"], label="何", batch=batch) == 0
        work(world)
        assert states(world) == {"cancelled": 3}
        assert not book.delivered


# Quiet hours


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))
def test_the_next_allowed_moment_is_never_quiet_and_never_early(moment: datetime) -> None:
    allowed = quiet.next_allowed(moment)
    local = allowed.astimezone(clock.SHANGHAI)
    assert 8 <= local.hour < 21
    assert not quiet.is_quiet(allowed)
    assert timedelta(0) <= allowed - moment <= timedelta(hours=11, minutes=1)
    hour = moment.astimezone(clock.SHANGHAI).hour
    assert quiet.is_quiet(moment) or 8 <= hour < 21


def test_nothing_is_sent_in_quiet_hours(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = Moment(monkeypatch, datetime(2026, 3, 20, 13, 0, tzinfo=UTC))  # nine in the evening
    with posted(world) as book:
        for _ in range(22):
            assert outbox.work_off(world.nodes["a"].path) == 0
            moment.passes(minutes=29)
        assert not book.delivered
        moment.at = datetime(2026, 3, 21, 0, 0, tzinfo=UTC)  # eight in the morning
        assert outbox.work_off(world.nodes["a"].path) == 1
        # The negative control: with the protection off the evening's message goes.
        monkeypatch.setattr(outbox, "is_quiet", lambda moment: False)
        moment.at = datetime(2026, 3, 21, 15, 0, tzinfo=UTC)
        approved(world)
        assert outbox.work_off(world.nodes["a"].path) == 1


def test_a_liaison_writes_by_hand_to_her_own_members(world: World, moment: Moment) -> None:
    from registry.domain import members

    own, other = world.member("a11", 1), world.member("a11", 2)
    liaison = world.users["liaison-a11"]
    with world.at("community-a11"):
        members.assign_liaison(by=world.users[clerk("a11")], member=own, liaison=liaison)
    with world.at("liaison-a11"):
        message = messages.write_one(
            by=liaison, label="联络员", member=Member.objects.get(), title="问候", body="{姓名}，您好"
        )
        assert messages.copy_text(message).startswith("何小山，您好")
        messages.mark_sent(by=liaison, label="联络员", message=message)
        with refused():
            sql("UPDATE outreach_message SET member_id = %s", other.pk)
        with refused():
            Message.objects.create(
                owner_path=own.owner_path, node_at_event=own.owner_path, member=own, channel="sms", title="x",
                due_at=moment.at, queued_at=moment.at, created_by=liaison,
            )  # fmt: skip
    assert states(world) == {"sent": 1}
    assert moment.at == MORNING
    assert reconciling.note_abandoned(world.nodes["a"].path) == 0
