"""Merging keeps every record, and undoing it brings back what was."""

from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.choices import CloseReason, Direction, MovementKind
from registry.domain import custody, members, merging, movements, unmerging
from registry.domain.errors import Blocked
from registry.domain.merge_facts import MOVED, NEVER, TOPICS
from registry.lib import clock
from registry.models import (
    Attachment,
    AttachmentContent,
    ContactLog,
    LiaisonAssignment,
    LostProposal,
    Member,
    MemberLink,
    MemberMerge,
    Movement,
    MoveRequest,
    Revision,
    StudyReport,
)
from registry.models.custody import definer
from tests.world import World, id_number, phone

KINDS = (*MOVED, AttachmentContent, MemberLink, Member)
# Rows that only ever grow: what was there stays, what was done is added.
GROWING = (Movement, Revision)
# What an undoing may leave behind: a count of versions, a time, and requests that brought a record there and back.
UNCOUNTED = {"version", "updated_at"}
TODAY = clock.today()

ids = st.sampled_from(["", id_number(901), id_number(902)])
texts = st.sampled_from(["", "甲厂", "乙厂"])
children = st.fixed_dictionaries(
    {
        "contacts": st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=3),
        "studies": st.integers(0, 2),
        "files": st.integers(0, 2),
        "liaison": st.booleans(),
        "lost": st.booleans(),
        "enroll": st.sampled_from([False, False, False, True]),
        "lost_again": st.booleans(),
    }
)
people = st.tuples(
    st.fixed_dictionaries(
        {
            "employer": texts,
            "remark": texts,
            "other_phones": texts,
            "birth_on": st.sampled_from([None, date(1986, 3, 5)]),
            "is_migrant_worker": st.sampled_from([None, True, False]),
            "last_contact_on": st.sampled_from([None, TODAY - timedelta(days=3), TODAY - timedelta(days=20)]),
        }
    ),
    children,
)


def snapshot(*keys: Any) -> dict[str, dict[Any, dict[str, Any]]]:
    """All rows of these records, by model and key, opened and without versions."""
    found: dict[str, dict[Any, dict[str, Any]]] = {}
    for model in (*KINDS, *GROWING):
        name = "pk__in" if model is Member else "member_id__in"
        found[model.__name__] = {row.pk: _plain(row) for row in model.objects.filter(**{name: keys})}
    return found


def _plain(row: Any) -> dict[str, Any]:
    values = {item.attname: getattr(row, item.attname) for item in row._meta.concrete_fields}
    return {key: bytes(value) if isinstance(value, memoryview) else value for key, value in values.items()
            if key not in UNCOUNTED}  # fmt: skip


def raise_up(world: World, node: str, fields: dict[str, Any], wanted: dict[str, Any]) -> Member:
    """A member of `node` with these children."""
    by = world.users["community-a11"] if node == "a11" else world.users["community-a12"]
    with world.at(f"community-{node}"):
        member = members.register(
            by=by, organisation=world.nodes[node], direction=Direction.IN,
            fields={"name": "张伟", "phone": phone(1)} | fields, on=TODAY - timedelta(days=50),
        )  # fmt: skip
        if wanted["enroll"] or wanted["lost_again"]:
            day = TODAY - timedelta(days=49)
            movements.record_movement(by=by, member=member, kind=MovementKind.REPORTED_IN, effective_on=day)
        contacts = [_contact(member, by, *each) for each in wanted["contacts"]]
        if contacts:
            definer("registry_note_contact", member.pk)
        studies = [_study(member, by) for _ in range(wanted["studies"])]
        for at in range(wanted["files"]):
            _file(member, contacts[0] if contacts else None, studies[0] if studies and at else None)
        if wanted["liaison"]:
            liaison = world.users[f"liaison-{node}"]
            members.assign_liaison(by=by, member=member, liaison=liaison)
        if wanted["lost"]:
            LostProposal(owner_path=member.owner_path, member=member, proposed_on=TODAY).save(force_insert=True)
        if wanted["enroll"]:
            _ask_enroll(world, by, member)
        if wanted["lost_again"] and not wanted["enroll"]:
            movements.record_movement(by=by, member=member, kind=MovementKind.LOST, effective_on=TODAY)
        return Member.objects.get(pk=member.pk)


def _ask_enroll(world: World, by: Any, member: Member) -> None:
    branch = world.nodes["a11"]
    branch.kind = "branch"
    custody.ask_enroll(by=by, member=Member.objects.get(pk=member.pk), branch=branch, effective_on=TODAY)


def _contact(member: Member, by: Any, days: int, reached: bool) -> ContactLog:
    row = ContactLog(
        owner_path=member.owner_path, node_at_event=member.owner_path, member=member, channel="phone",
        happened_at=clock.now() - timedelta(days=days), outcome="reached" if reached else "no_answer",
        summary=f"谈话 {days}", recorded_at=clock.now(), recorded_by=by,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def _study(member: Member, by: Any) -> StudyReport:
    row = StudyReport(
        owner_path=member.owner_path, node_at_event=member.owner_path, member=member, topic="党课", form="online",
        studied_on=TODAY, text="心得", channel="paper", recorded_at=clock.now(), recorded_by=by,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def _file(member: Member, contact: ContactLog | None, study: StudyReport | None) -> None:
    row = Attachment(
        owner_path=member.owner_path, member=member, contact=contact, study=study, name="照片.jpg",
        media_type="image/jpeg", digest="0" * 64, added_at=clock.now(),
    )  # fmt: skip
    row.save(force_insert=True)
    AttachmentContent(owner_path=member.owner_path, attachment=row, member=member, data=b"x").save(force_insert=True)


def test_every_column_and_every_kind_of_row_has_its_place() -> None:
    """Enumerated: a column or a kind of row added later moves or stays by decision."""
    chosen = {column for columns in TOPICS.values() for column in columns}
    assert chosen.isdisjoint(NEVER)
    assert chosen | NEVER == {item.name for item in Member._meta.concrete_fields}
    referring = {model for model in apps.get_app_config("registry").get_models() for item in model._meta.concrete_fields
                 if item.related_model is Member}  # fmt: skip
    assert referring == {*KINDS, *GROWING, MemberMerge}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    one=people,
    two=people,
    numbers=st.sampled_from([0, 1, 2]),
    take=st.sets(st.sampled_from(sorted(TOPICS)), max_size=6),
    apart=st.booleans(),
    other_half=st.booleans(),
)
def test_merging_and_undoing_gives_back_every_row(
    world: World, one: Any, two: Any, numbers: int, take: set[str], apart: bool, other_half: bool
) -> None:
    """A random pair with random children → merge → undo: equal rows; in between nothing is lost."""
    known = [("", id_number(901)), (id_number(902), id_number(901)), (id_number(902), "")][numbers]
    with RolledBack():
        kept = raise_up(world, "a11", one[0] | {"id_number": known[0]}, one[1])
        gone = raise_up(world, "a12" if apart else "a11", two[0] | {"id_number": known[1]}, two[1])
        if other_half and known[1]:
            world.member("b11", name="张伟", id_number=known[1], phone="", direction=Direction.OUT)
        with world.at("street-a1"):
            _there_and_back(world, kept, gone, take)


def _there_and_back(world: World, kept: Member, gone: Member, take: set[str]) -> None:
    by = world.users["street-a1"]
    before = snapshot(kept.pk, gone.pk)
    versions = (kept.version, gone.version)
    try:
        with transaction.atomic():
            merge = merging.merge(by=by, kept=kept, absorbed=gone, take=take, versions=versions, reason="同一人")
            _keys_hold()
    except Blocked as blocked:
        assert "等批准" in str(blocked) or "线索" in str(blocked)
        assert snapshot(kept.pk, gone.pk) == before
        return
    during = snapshot(kept.pk, gone.pk)
    for name in {model.__name__ for model in (*KINDS, *GROWING)} - {"MoveRequest", "MemberLink"}:
        assert set(before[name]) <= set(during[name]), name
    after = Member.objects.get(pk=gone.pk)
    assert (after.is_open, after.merged_into_id, after.close_reason) == (False, kept.pk, CloseReason.DUPLICATE)
    for model in (ContactLog, StudyReport, Attachment, AttachmentContent, LiaisonAssignment):
        assert not model.objects.filter(member=gone).exists()
    assert merging.absorbed_keys(kept) == [gone.pk]
    unmerging.undo_merge(by=by, merge=merge, reason="看错了")
    _keys_hold()
    _same_again(before, snapshot(kept.pk, gone.pk))


def _same_again(before: dict[str, Any], after: dict[str, Any]) -> None:
    for model in KINDS:
        name = model.__name__
        known = {key: row for key, row in after[name].items() if key in before[name] or model is not MoveRequest}
        assert known == before[name], name
    for model in GROWING:
        name = model.__name__
        assert {key: row for key, row in after[name].items() if key in before[name]} == _at(before[name], after, name)


def _at(rows: dict[Any, Any], after: dict[str, Any], name: str) -> dict[Any, Any]:
    assert set(rows) <= set(after[name])
    return rows


def _keys_hold() -> None:
    """Deferred keys speak now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class RolledBack:
    """Everything in the block is taken back: each example begins with the same world."""

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, *error: Any) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(*error)
