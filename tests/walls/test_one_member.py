"""The scope of one member, come by a personal link: her own rows, however asked; nothing written but what she may.

Each inner wall is tried alone, and with both down the same questions leak.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from outreach.models import Message, MessageAnswer, OptOut, PersonalLink, WishEvidence
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.lib.scope import Scope
from registry.models import AuditEvent, Member
from registry.models.custody import definer
from registry.models.identity import member_scope
from registry.models.scoped import InScope, OutOfScope, ScopedModel
from registry.models.unit import record, work
from tests.conftest import become_app, become_owner
from tests.remembered import scoped_models
from tests.walls.canaries import Planted, planted_world
from tests.walls.forging import refused, sql
from tests.walls.questions import QUESTIONS, my_questions


@pytest.fixture
def planted(db: None) -> Planted:
    """Rows of every scoped model at every node."""
    return planted_world()


def scope_of(planted: Planted, label: str = "a11m") -> Scope:
    """The scope that a link of the member planted under that label opens."""
    return member_scope(planted.world.nodes[label[:-1]].path, planted.rows["Member"][label][0])


def hers(planted: Planted, model: type[ScopedModel], label: str = "a11m") -> set:
    """Keys of the rows that name her, as planting knows them."""
    if model.scope_office or not model.scope_member:
        return set()
    return set(planted.rows[model.__name__].get(label, []))


def beyond(planted: Planted, label: str = "a11m") -> int:
    """How many planted rows that aren't hers her link's questions answer."""
    found = 0
    for at, model in enumerate(scoped_models()):
        everything = {pk for pks in planted.rows[model.__name__].values() for pk in pks}
        with work(scope_of(planted, label)):
            for name, question in my_questions(QUESTIONS, at):
                if name not in ("select_related", "raw"):
                    found += len(
                        {row.pk for row in question(model, list(everything))} & everything - hers(planted, model)
                    )
    return found


@pytest.mark.django_db
def test_every_scoped_table_is_narrowed(say) -> None:
    """A new table without its call of registry_narrow() fails here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT polrelid::regclass::text, polpermissive, polcmd::text, pg_get_expr(polqual, polrelid)"
            " FROM pg_policy WHERE polname = 'one_member'"
        )
        found = {table: rest for table, *rest in cursor.fetchall()}
    for model in scoped_models():
        permissive, command, text = found[model._meta.db_table]
        assert not permissive, model
        assert command == ("r" if model.__name__ == "AuditEvent" else "*"), model
        columns = {item.attname: item.column for item in model._meta.concrete_fields}
        named = f"{columns[model.scope_member]} = " if model.scope_member else ""
        asked = "SELECT ((registry_member() IS NULL) OR NULL::boolean)" in text
        assert asked and (named in text if named else " = " not in text), model
    say(f"one member: {len(found)} tables narrowed")


def test_a_link_answers_with_her_own_rows_alone(planted: Planted) -> None:
    asked = 0
    for model in scoped_models():
        everything = [pk for pks in planted.rows[model.__name__].values() for pk in pks]
        wanted = hers(planted, model)
        with work(scope_of(planted)):
            for name, question in QUESTIONS.items():
                found = {row.pk for row in question(model, everything)} & set(everything)
                assert found <= wanted if name == "select_related" else found == wanted, (model, name)
                asked += 1
            assert model.objects.count() == len(wanted), model
    assert asked > 300
    assert sum(len(hers(planted, model)) for model in scoped_models()) > 12


def test_row_level_security_alone_holds(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(InScope, "as_sql", lambda self, compiler, connection: ("TRUE", ()))
    assert beyond(planted) == 0


def test_the_restrictive_policies_alone_hold(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if a mistake declared the member and forgot that she is shut out of what a liaison is."""
    monkeypatch.setattr(InScope, "as_sql", lambda self, compiler, connection: ("TRUE", ()))
    with work(scope_of(planted)):
        for name, value in {"liaison": "", "office_low": "0", "office_high": "~", "role": "system"}.items():
            sql("SELECT set_config(%s, %s, true)", f"buduanxian.{name}", value)
        for model in scoped_models():
            assert {row.pk for row in model.objects.all()} <= hers(planted, model), model
        # Without the declaration the same settings show everybody's: the negative control.
        sql("SELECT set_config('buduanxian.member', '', true)")
        assert Member.objects.count() > 1


def test_the_manager_alone_holds_and_without_both_rows_leak(transactional_db: None, say) -> None:
    planted = planted_world()
    become_owner()
    try:
        assert beyond(planted) == 0
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(InScope, "as_sql", lambda self, compiler, connection: ("TRUE", ()))
            leaked = beyond(planted)
    finally:
        become_app()
    say(f"one member, manager alone: 0 rows beyond her own; both walls down: {leaked}")
    assert leaked > 1000


def test_what_she_may_write(planted: Planted) -> None:
    """An answer and an opt-out of her own. Nothing else is added, changed or removed, and nothing for another."""
    message = planted.rows["Message"]["a11m"][0]
    own, other = (planted.rows["Member"][label][0] for label in ("a11m", "a11u"))
    path = planted.world.nodes["a11"].path
    with work(scope_of(planted)):
        said = {"owner_path": path, "message_id": message, "text": "收到", "answered_at": clock.now()}
        MessageAnswer.objects.create(member_id=own, **said)
        OptOut.objects.create(owner_path=path, member_id=own, channel="", since=clock.now(), via="link")
        with pytest.raises(OutOfScope):
            MessageAnswer.objects.create(member_id=other, **said)
        for forged in (
            MessageAnswer(id=uuid7(), member_id=other, **said),
            OptOut(id=uuid7(), owner_path=path, member_id=other, since=clock.now(), via="link"),
            _evidence_for(planted, claim="a11u"),
            _evidence_for(planted, member="a11u"),
        ):
            with refused():
                _past_the_manager(forged)
        for model in scoped_models():
            if model.__name__ not in ("MessageAnswer", "OptOut", "AuditEvent"):
                _changes_nothing(model)
            if model.__name__ not in ("MessageAnswer", "OptOut", "AuditEvent", "WishEvidence"):
                _adds_nothing(planted, model)
        assert MessageAnswer.objects.update(seen_label="我") == OptOut.objects.update(undone_label="我") == 0


def _past_the_manager(row: ScopedModel) -> None:
    super(ScopedModel, row).save(force_insert=True)


def _evidence_for(planted: Planted, claim: str = "a11m", member: str = "a11m") -> WishEvidence:
    """What shows that a wish was fulfilled, for the claim or in the name of somebody else."""
    row = WishEvidence.objects.get(pk=planted.rows["WishEvidence"]["a11m"][0])
    row.pk, row.claim_id = uuid7(), planted.rows["WishClaim"][claim][0]
    row.member_id = planted.rows["Member"][member][0]
    return row


def _changes_nothing(model: type[ScopedModel]) -> None:
    """No row is changed, none removed."""
    table = model._meta.db_table
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                assert cursor.rowcount == 0, (model, statement)
        except DatabaseError as error:
            assert "permission denied" in str(error), (model, statement)


def _adds_nothing(planted: Planted, model: type[ScopedModel]) -> None:
    """A copy of a row of hers is not added."""
    for wanted in hers(planted, model):
        row: Any = model.objects.get(pk=wanted)
        row.pk = uuid7()
        with pytest.raises(DatabaseError, match=r"row-level security|permission denied"), transaction.atomic():
            _past_the_manager(row)


def test_an_answer_belongs_to_a_message_of_her_organisation(planted: Planted) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), work(scope_of(planted)):
        MessageAnswer.objects.create(
            owner_path=planted.world.nodes["a11"].path, member_id=planted.rows["Member"]["a11m"][0], text="收到",
            message_id=planted.rows["Message"]["b11u"][0], answered_at=clock.now(),
        )  # fmt: skip
        sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_no_function_tells_her_more(planted: Planted) -> None:
    member = planted.rows["Member"]["a11m"][0]
    other = planted.rows["PersonalLink"]["a11u"][0]
    with work(scope_of(planted)):
        assert definer("registry_covers", planted.world.nodes["a11"].path) == [(False,)]
        assert definer("registry_liaises", member) == [(False,)]
        assert definer("registry_directory", "", 10) == []
        assert definer("registry_audit_heads") == []
        assert definer("registry_link_halves", [member]) == [(0,)]
        with refused():
            definer("registry_note_contact", member)
        definer("outreach_note_link", other)
    with planted.world.at("community-a11"):
        assert PersonalLink.objects.get(pk=other).used_at is None


def test_the_trail_says_that_it_was_a_link(planted: Planted) -> None:
    with work(scope_of(planted)):
        record("message.answered", on=Message.objects.get(), chars=2)
        assert not AuditEvent.objects.exists()
    with planted.world.at("auditor-a"):
        event = AuditEvent.objects.get(action="message.answered")
        assert (event.actor, event.role, event.actor_id) == ("member link", "member", None)


def test_a_unit_of_work_of_a_link_leaves_nothing_declared(planted: Planted) -> None:
    """Nested in a clerk's unit and after it, the clerk sees her own again: the settings are put back."""
    seen: Callable[[], int] = Member.objects.count
    with planted.world.at("community-a11"):
        before = seen()
        with work(scope_of(planted)):
            assert seen() == 1
        assert seen() == before > 1
