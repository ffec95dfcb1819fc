"""What staged rows say lies in sealed packs: found by position, and of no use anywhere else."""

import pytest

from registry.intake import pipeline
from registry.intake.staging import packs
from registry.intake.staging.packs import PACK, Lines
from registry.lib.crypto import CipherError
from registry.models import IntakePack, IntakeRow
from registry.models.sealed import cipher, context_of
from tests.pipeline.conftest import again, check, person, put_in, sheet, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_row_finds_its_own_line_across_packs(district):
    people = [person(number, 工作单位=f"第{number}电子厂") for number in range(1, PACK + 4)]
    intake = check(district, sheet(*people))
    work_off(district)
    with district.at_work():
        assert list(IntakePack.objects.order_by("number").values_list("number", flat=True)) == [0, 1]
        page = pipeline.rows(again(intake), offset=PACK - 2, limit=4)
        assert [row.values["employer"] for row in page.items] == [f"第{PACK - 1 + at}电子厂" for at in range(4)]


def test_packs_change_places_with_none(district):
    first, second = put_in(district, sheet(person(1))), put_in(district, sheet(person(2)))
    with district.at_work():
        assert Lines(first).payload(1)["v"]["name"] == person(1)[0]
        stolen = IntakePack.objects.get(intake=second).payload
        pack = IntakePack.objects.get(intake=first)
        IntakePack.objects.filter(pk=pack.pk).update(payload=stolen)
        with pytest.raises(CipherError):
            Lines(first).payload(1)
        IntakePack.objects.filter(pk=pack.pk).update(payload=pack.payload, number=1)
        with pytest.raises(CipherError):
            Lines(first).payload(1 + PACK)


def test_control_sealed_without_its_place_a_pack_opens_anywhere(district, monkeypatch):
    """Negative control: with one context for all packs, another roster's people are shown."""
    monkeypatch.setattr(packs, "_context", lambda pk, number: context_of("registry_intakepack", "", "payload"))
    first, second = put_in(district, sheet(person(1))), put_in(district, sheet(person(2)))
    with district.at_work():
        IntakePack.objects.filter(intake=first).update(payload=IntakePack.objects.get(intake=second).payload)
        assert Lines(first).payload(1)["v"]["name"] == person(2)[0]


def test_without_its_pack_a_row_is_not_written(district):
    """Rows staged by another version, or a pack removed by hand: nothing is guessed, nobody half written."""
    intake = check(district, sheet(person(1)))
    work_off(district)
    with district.at_work():
        IntakePack.objects.all().delete()
        pipeline.apply(by=district.user, intake=intake)
    work_off(district)
    assert again(intake).state == "failed" and "重新上传" in again(intake).problem
    with district.at_work():
        assert set(IntakeRow.objects.values_list("state", flat=True)) == {"staged"}


def test_a_clear_line_is_nowhere_in_the_table(district):
    put_in(district, sheet(person(1)))
    with district.at_work():
        payload = bytes(IntakePack.objects.get().payload)
        clear = cipher().open_bytes(payload, packs._context(IntakePack.objects.get().pk, 0))
    assert person(1)[1].encode() in clear and person(1)[1].encode() not in payload
