"""The first wall: nothing slips past the manager (A30); and each of the two inner walls holds alone (A26)."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch

from registry.lib.ids import uuid7
from registry.lib.scope import ScopeMissing
from registry.models import LiaisonAssignment, Member, Movement, MoveRequest, Organisation, User
from registry.models import scoped as scoped_module
from registry.models.scoped import InScope
from registry.models.unit import work
from tests.conftest import become_app, become_owner
from tests.faults.harness import FULL, by_turns
from tests.walls.canaries import Planted, planted_world, scoped_models
from tests.walls.questions import COUNTS, QUESTIONS, TURNS, M, my_questions

ROOT = Path(__file__).parents[2]
SAYS_SO = (ScopeMissing, PermissionDenied)


@pytest.fixture
def planted(db: None) -> Planted:
    """Rows of every scoped model at every node."""
    return planted_world()


# A30. Each question is asked of every scoped model and has to stay inside the scope, however it is put.


def own(planted: Planted, model: M, scope: Any) -> set:
    """Primary keys that the scope may see, as planting knows them."""
    rows = planted.rows[model.__name__]
    return {pk for label, pks in rows.items() if planted.visible(scope, label) for pk in pks}


def walled(model: M) -> bool:
    """The trail is the auditor's alone; an own account is seen from anywhere. Both are looked at elsewhere."""
    return model.__name__ not in ("AuditEvent", "User")


# Tokens are their owner's within the range: fewer rows than the scope, never others (tests/api has the exact rule).
# Secrets of channels are the security administrator's.
NARROWER = {"ApiToken", "ChannelSecret"}
ACCOUNTS = ["community-a11", "street-a1", "district-a", "liaison-a11", "auditor-a", "system_admin-a", "community-b22"]
# One wall alone, asked by all of them at full size.
ALONE = ACCOUNTS if FULL else ["community-a11", "liaison-a11", "system_admin-a"]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_question_reaches_beyond_the_scope(planted: Planted, account: str) -> None:
    scope, asked = planted.world.scope(account), 0
    for at, model in enumerate(filter(walled, scoped_models()), ACCOUNTS.index(account)):
        everything = [pk for pks in planted.rows[model.__name__].values() for pk in pks]
        seen = own(planted, model, scope)
        if scope.liaison and not (model.scope_office or model.scope_member or model.scope_shared_down):
            seen = set()
        with planted.world.at(account):
            for name, question in my_questions(QUESTIONS, at):
                found = {row.pk for row in question(model, everything)} & set(everything)
                # A join to a row out of sight may hide a row of the own scope; nothing may ever be added.
                loose = name == "select_related" or model.__name__ in NARROWER
                assert found <= seen if loose else found == seen, (model, name)
                asked += 1
            for name, question in my_questions(COUNTS, at):
                assert question(model, everything) >= len(seen) or model.__name__ in NARROWER, (model, name)
                assert question(model, everything) == model.objects.count(), (model, name)
                asked += 1
    assert asked > 300


def _foreign(planted: Planted, model: M) -> list[models.Model]:
    """Rows of another district, fetched where they are at home."""
    rows = planted.rows[model.__name__]
    foreign = next(rows[label] for label in ("b11u", "b11s", "b11o", "b11c", "b11x") if rows.get(label))
    with planted.world.system("b"):
        return list(model.objects.filter(pk__in=foreign))


def _attacks(row: models.Model) -> Iterator[Callable[[], Any]]:
    """Everything that could be done with a foreign row in the hand; each says how many rows it touched."""
    model = type(row)
    everything = model.objects.filter(pk=row.pk)
    yield lambda: everything.update(**{model.scope_path: F(model.scope_path)})
    yield lambda: everything.delete()[0]
    yield lambda: everything._raw_delete("default")
    yield lambda: model.objects.bulk_update([row], [model.scope_path])
    yield lambda: int(everything.exists())
    yield lambda: int(everything.contains(row))
    yield lambda: int(everything.select_for_update(of=("self",)).first() is not None)
    yield lambda: len(everything.explain(analyze=True)) * 0


def _loud_attacks(row: models.Model) -> Iterator[Callable[[], Any]]:
    """What has to raise."""
    model = type(row)
    yield lambda: row.save()
    yield lambda: row.save(force_update=True)
    yield lambda: row.delete()
    yield lambda: row.refresh_from_db()
    yield lambda: model.objects.get(pk=row.pk)
    yield lambda: model.objects.get_or_create(pk=row.pk, defaults={model.scope_path: getattr(row, model.scope_path)})
    yield lambda: model.objects.update_or_create(pk=row.pk, defaults={model.scope_path: getattr(row, model.scope_path)})
    yield lambda: model.objects.bulk_create([row])
    yield lambda: model.objects.bulk_create(
        [row], update_conflicts=True, update_fields=[model.scope_path], unique_fields=["id"]
    )


HOLDING = ["community-a11", "district-a", "system_admin-a"]


@pytest.mark.parametrize("account", HOLDING)
def test_a_foreign_row_in_the_hand_is_of_no_use(planted: Planted, account: str) -> None:
    tried = 0
    for at, model in enumerate(scoped_models(), HOLDING.index(account)):
        for row in _foreign(planted, model) if planted.rows[model.__name__] else ():
            for attack in by_turns([*_attacks(row)], at, TURNS):
                with planted.world.at(account):
                    assert not _touched(attack), (model, tried)
                tried += 1
            for attack in by_turns([*_loud_attacks(row)], at, TURNS):
                with planted.world.at(account), pytest.raises(_refusals(model)), transaction.atomic():
                    attack()
                tried += 1
    assert tried > 300
    with planted.world.system("b"):
        for model in filter(walled, scoped_models()):
            assert model.objects.filter(pk__in=planted.rows[model.__name__].get("b11u", [])).count() == len(
                planted.rows[model.__name__].get("b11u", [])
            )


def _touched(attack: Callable[[], Any]) -> Any:
    """What the attack reached; a refusal by the database reached nothing."""
    try:
        with transaction.atomic():
            return attack()
    except (DatabaseError, PermissionDenied):
        return 0


def _refusals(model: Any) -> tuple[type[Exception], ...]:
    return (PermissionDenied, DatabaseError, model.DoesNotExist)


def test_relations_do_not_lead_out(planted: Planted) -> None:
    """Descriptors, reverse relations, prefetching and joins over a key that points across (a forged one)."""
    member = planted.rows["Member"]["b11u"][0]
    with planted.world.at("district-a"):
        forged = Movement(member_id=member)
        with pytest.raises(Member.DoesNotExist):
            _ = forged.member
        stranger = Member(pk=member)
        assert list(stranger.movements.all()) == []
        assert stranger.movements.count() == 0
        assert list(LiaisonAssignment.objects.filter(member__pk=member)) == []
        node = Organisation(pk=planted.world.nodes["b11"].pk)
        assert list(node.members.all()) + list(node.children.all()) + list(node.postings.all()) == []
        models.prefetch_related_objects(
            [stranger], "movements", "assignments", Prefetch("requests", MoveRequest.objects.all())
        )
        assert not stranger.movements.all() and not stranger.assignments.all() and not stranger.requests.all()
        assert Organisation.objects.aggregate(n=Count("members"))["n"] == Member.objects.count()
        assert Member.objects.aggregate(last=Max("organisation__path"))["last"].startswith(
            planted.world.nodes["a"].path
        )
        assert User.objects.filter(postings__organisation__path__gte=planted.world.nodes["b"].path).count() == 0


def test_a_subquery_over_another_model_keeps_its_own_scope(planted: Planted) -> None:
    """Inside EXISTS the condition is about the inner rows, not a second time about the outer ones."""
    inner = Movement.objects.filter(member=OuterRef("pk"))
    for account in ("community-a11", "liaison-a11"):
        with planted.world.at(account):
            asked = Member.objects.filter(Exists(inner))
            sql = str(asked.query)
            assert 'U0."owner_path" >=' in sql
            assert 'U0."member_id" IN' in sql if account.startswith("liaison") else True
            assert {member.pk for member in asked} <= {member.pk for member in Member.objects.all()}


def test_without_a_scope_everything_raises(planted: Planted) -> None:
    """Also inside a transaction whose settings were declared before, and never an empty answer."""
    asked = 0
    for model in scoped_models():
        rows = [uuid7()]
        for name, question in (QUESTIONS | COUNTS).items():
            if name == "raw":
                continue
            with pytest.raises(ScopeMissing):
                question(model, rows)
            asked += 1
        row = model(pk=uuid7(), **{model.scope_path: "0001"})
        for attempt in (
            row.save,
            row.delete,
            row.refresh_from_db,
            lambda row=row: type(row).objects.bulk_create([row]),
        ):
            with pytest.raises(ScopeMissing):
                attempt()
            asked += 1
        for change in (
            lambda model=model: model.objects.update(id=F("id")),
            lambda model=model: model.objects.all().delete(),
        ):
            with pytest.raises(ScopeMissing):
                change()
            asked += 1
    assert asked > 500


def test_raw_sql_without_a_scope_sees_nothing(planted: Planted) -> None:
    """After units of work in the same transaction: the settings were emptied, and emptied means nothing."""
    with planted.world.at("district-a"):
        assert Member.objects.exists()
    for model in scoped_models():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
            assert cursor.fetchone() == (0,), model


# A26 and the negative controls: one wall down, the other holds; both down, rows leak.


@pytest.fixture
def manager_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The manager's condition is always true."""
    monkeypatch.setattr(InScope, "as_sql", lambda self, compiler, connection: ("TRUE", ()))


def leaks(planted: Planted, account: str) -> int:
    """How many foreign rows that account's questions answer."""
    scope, found = planted.world.scope(account), 0
    for at, model in enumerate(filter(walled, scoped_models()), ALONE.index(account)):
        seen = own(planted, model, scope)
        everything = {pk for pks in planted.rows[model.__name__].values() for pk in pks}
        with work(scope):
            for name, question in my_questions(QUESTIONS, at):
                if name not in ("select_related", "raw"):
                    found += len(({row.pk for row in question(model, list(everything))} & everything) - seen)
    return found


@pytest.mark.parametrize("account", ALONE)
def test_row_level_security_alone_holds(planted: Planted, manager_off: None, account: str) -> None:
    assert leaks(planted, account) == 0


@pytest.fixture
def committed(transactional_db: None) -> Planted:
    """The same rows, committed, so that another role's connection sees them."""
    return planted_world()


def test_the_manager_alone_holds_and_without_both_rows_leak(committed: Planted, say) -> None:
    become_owner()
    try:
        assert sum(leaks(committed, account) for account in ALONE) == 0
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(scoped_module.InScope, "as_sql", lambda self, compiler, connection: ("TRUE", ()))
            leaked = leaks(committed, "community-a11")
    finally:
        become_app()
    say(f"manager alone: 0 leaks; manager and row-level security both off: {leaked} rows leaked")
    assert leaked > 1000
