"""匿名化: nothing of the person is left anywhere, and nobody erases what isn't his to erase (H12, A35)."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import ProgrammingError, transaction

from outreach.models import Suggestion
from registry.domain import erasing
from registry.lib import clock
from registry.models import Member
from registry.models.custody import definer
from registry.models.scoped import ScopedModel
from registry.models.sealed import SealedField, cipher, context_of
from tests.remembered import scoped_models
from tests.walls.canaries import Planted, planted_world
from tests.world import World

pytestmark = pytest.mark.usefixtures("data_dir")

# Texts that stay, and why: not one of them says who it was.
KEPT = Path(__file__).with_name("kept_after_erasing.csv")
HERS = ("a11m", "a11u")


def kept() -> set[tuple[str, str]]:
    """(model, field) of every text that may stay."""
    with KEPT.open(encoding="utf-8", newline="") as lines:
        return {(row["model"], row["field"]) for row in csv.DictReader(lines)}


@pytest.fixture
def planted(db: None) -> Planted:
    """Every text of every row says whose it is; the two members of a11 have ended, their cases are of help."""
    found = planted_world()
    with found.world.system():
        Member.objects.filter(pk__in=members_of(found)).update(
            is_open=False, status="returned", closed_on=clock.today()
        )
        Suggestion.objects.filter(member_id__in=members_of(found)).update(kind="help", published_at=None)
    return found


def members_of(planted: Planted) -> list[UUID]:
    return [key for label in HERS for key in planted.rows["Member"][label]]


def said(planted: Planted) -> Iterator[tuple[str, str, str]]:
    """(model, field, label) of every text in the database that says it is one of a11's members'."""
    with planted.world.system():
        for model in scoped_models():
            for row in model.objects.order_by("pk"):
                for item in model._meta.concrete_fields:
                    for label, _ in planted.labels(text_of(row, item)):
                        yield model.__name__, item.name, label


def hers_in(planted: Planted) -> set[tuple[str, str]]:
    """(model, field) of every text of a11's members in rows about a member. Labels name staff and organisations."""
    about = {model.__name__ for model in scoped_models() if is_about_a_member(model)}
    found = {(model, field) for model, field, label in said(planted) if label in HERS}
    return {(model, field) for model, field in found if model in about and not field.endswith("label")}


def is_about_a_member(model: type[ScopedModel]) -> bool:
    """Whether a row says something of one member: by a key of its own, or through the row that it hangs on."""
    if model is Member:
        return True
    targets = {item.related_model for item in model._meta.concrete_fields if item.is_relation} - {model}
    keys = {"member_id", "first_id"} & {item.attname for item in model._meta.concrete_fields}
    return bool(keys) or any(is_about_a_member(each) for each in targets if issubclass(each, ScopedModel))


def text_of(row: ScopedModel, item: Any) -> str:
    """A column as text, opened where it is sealed."""
    value = getattr(row, item.attname)
    if isinstance(item, SealedField) or not isinstance(value, bytes | memoryview):
        return "" if value is None else str(value)
    try:
        return cipher().open_bytes(bytes(value), context_of(row._meta.db_table, row.pk, item.name)).decode()
    except Exception:
        return bytes(value).decode("utf-8", "replace")


def test_nothing_of_the_person_is_left(planted: Planted) -> None:
    before = hers_in(planted)
    with planted.world.system():
        gone = erasing._erase(members_of(planted), erasing.EraseCause.RETENTION)
    assert set(gone) == set(members_of(planted))
    left = hers_in(planted)
    assert left - kept() == set(), (
        "a text of a member that stays: let it go too, or say in kept_after_erasing.csv why not"
    )
    assert kept() <= left, "signed for nothing"
    assert len(before - left) > 80


def test_the_neighbours_rows_stay_as_they_were(planted: Planted) -> None:
    before = sorted(each for each in said(planted) if each[2] not in HERS)
    with planted.world.system():
        erasing._erase(members_of(planted), erasing.EraseCause.RETENTION)
    assert sorted(each for each in said(planted) if each[2] not in HERS) == before


@pytest.mark.parametrize("account", ["community-a11", "street-a1", "liaison-a11", "auditor-a", "district-b"])
def test_the_function_erases_for_the_district_alone(planted: Planted, account: str) -> None:
    refused = account != "district-b"
    with planted.world.at(account):
        if refused:
            with pytest.raises(ProgrammingError, match="erased by their district"), transaction.atomic():
                definer("registry_erase", members_of(planted), clock.today(), "x")
        else:
            assert definer("registry_erase", members_of(planted), clock.today(), "x") == []
    with planted.world.system():
        assert not Member.objects.filter(pk__in=members_of(planted), erased_on__isnull=False).exists()


def test_what_outreach_knows_goes_only_with_the_record(planted: Planted) -> None:
    before = hers_in(planted)
    with planted.world.at("district-a"):
        definer("outreach_erase", members_of(planted), "x")
    assert hers_in(planted) == before
    with (
        planted.world.at("community-a11"),
        pytest.raises(ProgrammingError, match="erased by their district"),
        transaction.atomic(),
    ):
        definer("outreach_erase", members_of(planted), "x")


def test_who_is_on_the_register_is_not_erased(planted: Planted) -> None:
    with planted.world.system():
        Member.objects.filter(pk__in=members_of(planted)).update(is_open=True)
        assert definer("registry_erase", members_of(planted), clock.today(), "x") == []


def test_an_erased_record_is_not_written_to(planted: Planted) -> None:
    her = members_of(planted)[0]
    with planted.world.system():
        erasing._erase([her], erasing.EraseCause.RETENTION)
        with pytest.raises(ProgrammingError, match="registry_erase"), transaction.atomic():
            Member.objects.filter(pk=her).update(name="何小山")
        with pytest.raises(ProgrammingError, match="registry_erase"), transaction.atomic():
            Member.objects.filter(pk=her).update(erased_on=None)


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_it_is_written_to(world: World, owner_cursor: psycopg.Cursor) -> None:
    member = world.member("a11", 1)
    with world.system():
        Member.objects.filter(pk=member.pk).update(is_open=False, status="returned", closed_on=clock.today())
        erasing._erase([member.pk], erasing.EraseCause.RETENTION)
    owner_cursor.execute("ALTER TABLE registry_member DISABLE TRIGGER keep_erased")
    try:
        with world.system():
            assert Member.objects.filter(pk=member.pk).update(name="何小山") == 1
    finally:
        owner_cursor.execute("ALTER TABLE registry_member ENABLE TRIGGER keep_erased")
