"""The contact log: what counts as a contact, what is refused, what a correction leaves behind, who may write."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.choices import CloseReason, ContactOutcome, ContactSide, HomeMatter
from registry.domain import contacts, members, movements, revisions
from registry.domain.contact_state import ContactState, contact_state
from registry.domain.errors import Conflict, Refused
from registry.lib import clock
from registry.models import AuditEvent, ContactLog, Member, Revision
from registry.models.sealed import opened
from registry.models.unit import work
from tests.domain.calls import LIAISON, NOW, OWNER, day, moment, noted
from tests.world import World

FAILURES = [outcome for outcome in ContactOutcome if outcome != ContactOutcome.REACHED]


def last_contact(member: Member) -> date | None:
    return Member.objects.get(pk=member.pk).last_contact_on


def assigned(world: World, sequence: int = 1) -> Member:
    """A member whom the community's liaison keeps in touch with."""
    member = world.member("a11", sequence)
    with world.at(OWNER):
        members.assign_liaison(by=world.users[OWNER], member=member, liaison=world.users[LIAISON])
    return member


def test_only_a_success_with_the_member_resets_the_clock(world: World) -> None:
    member = world.member("a11")
    with world.at(OWNER):
        for outcome in FAILURES:
            noted(world, member, 3, outcome)
        noted(world, member, 2, side=ContactSide.HOME, matter=HomeMatter.IDENTITY)
        assert last_contact(member) is None
        reached = noted(world, member, 5)
        assert last_contact(member) == day(5)
        contacts.void_contact(by=world.users[OWNER], contact=reached, reason="打给了别人")
        assert last_contact(member) is None
        assert ContactLog.objects.valid().count() == len(FAILURES) + 1


step = st.one_of(
    st.tuples(st.just("record"), st.integers(0, 20), st.sampled_from(["reached", "no_answer"])),
    st.tuples(st.just("correct"), st.integers(0, 20), st.sampled_from(["reached", "refused"])),
    st.tuples(st.just("void"), st.integers(0, 20), st.just("")),
    st.tuples(st.just("ledger"), st.integers(0, 20) | st.none(), st.just("")),
)


class Oracle:
    """last_contact_on by the book: the later of what was said last and of the successes that were not voided."""

    def __init__(self) -> None:
        self.said: date | None = None
        self.log: list[tuple[ContactLog, int, str]] = []

    def last(self) -> date | None:
        reached = [day(ago) for _, ago, outcome in self.log if outcome == "reached"]
        return max(filter(None, [self.said, *reached]), default=None)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, max_size=9), sequence=st.integers(1, 10**6))
def test_last_contact_is_what_the_oracle_says(world: World, steps: list[tuple], sequence: int) -> None:
    member, user, oracle = (
        world.member("a11", phone="", id_number="", name=f"何{sequence}"),
        world.users[OWNER],
        Oracle(),
    )
    with world.at(OWNER):
        for kind, ago, outcome in steps:
            if kind == "record":
                oracle.log.append((noted(world, member, ago, outcome), ago, outcome))
            elif kind == "ledger":
                said = None if ago is None else day(ago)
                oracle.said = said if said != oracle.last() else oracle.said
                members.update_details(by=user, member=member, changes={"last_contact_on": said})
            elif oracle.log:
                number = ago % len(oracle.log)
                contact = oracle.log.pop(number)[0]
                if kind == "void":
                    contacts.void_contact(by=user, contact=contact, reason="记错了")
                else:
                    changes = {"happened_at": moment(ago), "outcome": outcome}
                    oracle.log.append(
                        (contacts.correct_contact(by=user, contact=contact, changes=changes), ago, outcome)
                    )
            assert last_contact(member) == oracle.last()
        assert contact_state(Member.objects.get(pk=member.pk)).last_on == oracle.last()


MISMATCHES: list[tuple[dict[str, Any], str]] = [
    ({"happened_at": NOW + timedelta(hours=1)}, "不能晚于现在"),
    ({"happened_at": datetime(202, 1, 1, tzinfo=clock.SHANGHAI)}, "请核对年份"),
    ({"next_on": day(1)}, "不能早于这次联系"),
    ({"next_on": date(2062, 1, 1)}, "超过两年"),
    ({"matter": "review"}, "请不要选事项"),
    ({"channel": "letter"}, "“信函”只用于"),
    ({"channel": "visit", "outcome": "unreachable"}, "“走访”联系，结果不会是“停机或空号”"),
    ({"channel": "talk", "outcome": "no_answer"}, "“座谈”联系，结果不会是“无人接听”"),
    ({"side": "home"}, "请选一项“事项”"),
    ({"side": "home", "matter": "receipt", "outcome": "left"}, "说的是党员本人"),
    ({"side": "home", "matter": "receipt", "channel": "letter", "outcome": "unreachable"}, "“信函”联系"),
    ({"ideas": "好" * 2001}, "最多写 2000 个字"),
]


def test_what_does_not_go_together_is_refused_in_words(world: World) -> None:
    member = world.member("a11")
    with world.at(OWNER):
        kept = noted(world, member)
        for fields, words in MISMATCHES:
            with pytest.raises(Refused, match=words):
                noted(world, member, **fields)
            with pytest.raises(Refused, match=words):
                contacts.correct_contact(by=world.users[OWNER], contact=kept, changes=fields)
        assert (ContactLog.objects.count(), Revision.objects.count()) == (1, 0)


def test_ended_records_and_outflow_members(world: World) -> None:
    user, ended, away = world.users[OWNER], world.member("a11", 1), world.member("a11", 2, direction="out")
    with world.at(OWNER):
        kept = noted(world, ended, 1)
        movements.close(by=user, member=ended, reason=CloseReason.DECEASED, effective_on=day(0))
        with pytest.raises(Refused, match=r"已经结束（其他结束）"):
            noted(world, ended)
        # A mistake may still be put right.
        contacts.void_contact(by=user, contact=kept, reason="不是这一位")
        assert last_contact(ended) is None
        with pytest.raises(Refused, match="流出党员的组织关系就在本地"):
            noted(world, away, side="home", matter="situation")


def test_the_same_key_is_one_contact(world: World) -> None:
    member, key = world.member("a11"), uuid4()
    fields = {"happened_at": moment(0), "channel": "phone", "outcome": "reached"}
    with world.at(OWNER):
        first, again = (
            contacts.record_contact(by=world.users[OWNER], member=member, fields=fields, client_key=key) for _ in "12"
        )
        assert (first.pk, ContactLog.objects.count()) == (again.pk, 1)
        noted(world, member)
        assert ContactLog.objects.count() == 2
        # Sent again after the record has ended: still the same answer.
        movements.close(by=world.users[OWNER], member=member, reason=CloseReason.OTHER, effective_on=day(0))
        sent = contacts.record_contact(by=world.users[OWNER], member=member, fields=fields, client_key=key)
        assert sent.pk == first.pk
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="contact.recorded").count() == 2


def test_a_correction_keeps_the_old_values_and_two_editors_meet(world: World) -> None:
    member, user = world.member("a11"), world.users[OWNER]
    with world.at(OWNER):
        contact = noted(world, member, 2, summary="一切都好", thoughts=" 稳定 ")
        assert (contact.thoughts, contact.contact_person_id, contact.node_at_event) == (
            "稳定",
            user.pk,
            member.owner_path,
        )
        changes = {"outcome": "no_answer", "summary": "没有打通", "contact_person": world.users[LIAISON]}
        saved = contacts.correct_contact(by=user, contact=contact, changes=changes, version=1, reason="记反了")
        assert (saved.version, saved.summary, saved.contact_label) == (2, "没有打通", "a11联络员")
        with pytest.raises(Conflict):
            contacts.correct_contact(by=user, contact=contact, changes={"ideas": "x"}, version=1)
        with pytest.raises(Conflict):
            contacts.void_contact(by=user, contact=contact, reason="不对", version=1)
        kept = Revision.objects.get()
        old = opened(kept.old)
        assert (kept.reason, old["outcome"], old["summary"], old["contact_label"]) == (
            "记反了",
            "reached",
            "一切都好",
            contact.recorded_label,
        )
        assert revisions.values_at(saved, 1, ["summary"]) == {"summary": "一切都好"}
        assert contacts.correct_contact(by=user, contact=saved, changes={"outcome": "no_answer"}).version == 2
        gone = contacts.void_contact(by=user, contact=saved, reason=" 重复了 ")
        assert (gone.void_reason, gone.version, Revision.objects.count()) == ("重复了", 3, 2)
        for again in (
            lambda: contacts.void_contact(by=user, contact=gone, reason="再来"),
            lambda: contacts.correct_contact(by=user, contact=gone, changes={"ideas": "x"}),
        ):
            with pytest.raises(Refused, match="已经作废"):
                again()
    with world.at("auditor-a"):
        events = AuditEvent.objects.filter(action__startswith="contact.").order_by("seq")
        assert [event.action for event in events] == ["contact.recorded", "contact.corrected", "contact.voided"]
        told = str([event.detail for event in events])
        assert not any(words in told for words in ("一切都好", "没有打通", "记反了", "重复了", "何小山"))


def test_who_may_write(world: World) -> None:
    member, other = assigned(world), world.member("a11", 2)
    with world.at(LIAISON):
        own = contacts.record_contact(
            by=world.users[LIAISON],
            member=member,
            fields={"happened_at": moment(1), "channel": "visit", "outcome": "reached"},
        )
        assert last_contact(member) == day(1)
        assert contacts.correct_contact(by=world.users[LIAISON], contact=own, changes={"work": "换了工作"}).version == 2
        assert Revision.objects.count() == 1
        with pytest.raises(Member.DoesNotExist):
            noted(world, other)
    for name in ("community-a12", "street-a2", "district-b", "auditor-a", "system_admin-a"):
        with world.at(name):
            assert not ContactLog.objects.exists()
            with pytest.raises(Member.DoesNotExist):
                noted(world, member)
    for name in (OWNER, "street-a1", "district-a"):
        with world.at(name):
            contacts.record_contact(
                by=world.users[name],
                member=member,
                fields={"happened_at": moment(0), "channel": "phone", "outcome": "refused"},
            )
            contacts.correct_contact(by=world.users[name], contact=own, changes={"family": name})


def test_a_liaison_changes_only_what_she_wrote(world: World) -> None:
    """Refused by the verb, and by the database where the verb is gone round; without the flag the same act succeeds."""
    member = assigned(world)
    with world.at(OWNER):
        theirs = noted(world, member, 1, summary="社区记的")
    with world.at(LIAISON):
        assert not contacts.may_change(theirs)
        with pytest.raises(Refused, match="别人记的"):
            contacts.correct_contact(by=world.users[LIAISON], contact=theirs, changes={"summary": "改了"})
        with pytest.raises(Refused, match="别人记的"):
            contacts.void_contact(by=world.users[LIAISON], contact=theirs, reason="不想要")
        assert ContactLog.objects.filter(pk=theirs.pk).update(void_reason="绕过") == 0
    with work(replace(world.scope(LIAISON), liaison=False)):
        changed = contacts.correct_contact(by=world.users[LIAISON], contact=theirs, changes={"summary": "改了"})
        assert changed.version == 2


def test_how_a_member_and_we_stand(world: World) -> None:
    member = world.member("a11")
    with world.at(OWNER):

        def present() -> ContactState:
            return contact_state(Member.objects.get(pk=member.pk))

        assert (present().last_on, present().attempts, present().next_on) == (None, 0, None)
        first = noted(world, member, 20, next_on=day(6))
        assert (present().last, present().next_on, present().overdue_days) == (first, day(6), 6)
        for ago in (5, 4, 4):
            noted(world, member, ago, "no_answer")
        state = present()
        assert (state.last_on, state.attempts, state.failed_days, state.hard_to_reach) == (day(20), 3, 2, False)
        assert not ContactLog.objects.all().failing().exists()
        tried = noted(world, member, 3, "refused", next_on=day(-7))
        state = present()
        assert (state.attempts, state.hard_to_reach, state.next_on, state.overdue_days) == (4, True, day(-7), 0)
        assert list(ContactLog.objects.all().failing()) == [{"member_id": member.pk, "days": 3}]
        assert list(ContactLog.objects.all().pending()) == [tried]
        noted(world, member, 2, side="home", matter="receipt", next_on=day(-3))
        assert present().next_on == day(-7)
        noted(world, member, 1)
        state = present()
        assert (state.last_on, state.attempts, state.next_on) == (day(1), 0, None)
        assert [row.side for row in ContactLog.objects.all().pending()] == ["home"]
        assert not ContactLog.objects.all().failing().exists()


def test_a_ledger_that_knows_more_settles_it_too(world: World) -> None:
    member = world.member("a11")
    with world.at(OWNER):
        noted(world, member, 20, next_on=day(6))
        for ago in (10, 9, 8):
            noted(world, member, ago, "no_answer")
        members.update_details(by=world.users[OWNER], member=member, changes={"last_contact_on": day(7)})
        noted(world, member, 2, "no_answer")
        state = contact_state(Member.objects.get(pk=member.pk))
        assert (state.last_on, state.last, state.attempts, state.next_on) == (day(7), None, 1, None)
        assert not ContactLog.objects.all().pending().exists()
        assert not ContactLog.objects.all().failing().exists()
