"""Who may open which page of an intake: owner, colleague, superior, neighbour, and those without the right."""

import pytest
from django.test import Client

from registry.web.intake_urls import urlpatterns
from tests.faults.harness import FULL, by_turns
from tests.web.intake_clerk import clerk, roster, sheet, url
from tests.web.intake_place import Place, build
from tests.world import id_number, phone

GETS = ("show", "progress", "progress-part", "columns", "check", "done", "undo", "cancel", "differences")
POSTS = ("columns", "accept", "apply", "cancel", "retry", "undo", "decide", "leave-out")
WITHOUT_INTAKE = ("list", "new")
WRONG = sheet(f"何小山,{id_number(1)},{phone(1)},甲厂", f",{id_number(2)},{phone(2)},乙厂")


@pytest.fixture
def place(db: None) -> Place:
    return build()


def test_every_address_is_looked_at_here() -> None:
    names = {pattern.name for pattern in urlpatterns}
    assert names == {*GETS, *POSTS, *WITHOUT_INTAKE, "failed-rows"}


@pytest.mark.parametrize("stage", ["brought", "checked", "written"])
def test_colleague_and_superiors_see_what_the_owner_sees(place: Place, stage: str) -> None:
    intake = getattr(clerk(place, "yongming"), stage)(WRONG)
    for at, who in enumerate(("yongming", "colleague", "jiangnan", "district")):
        # Short of the full size every one of them opens every other page.
        for name in by_turns(GETS, at, 2):
            status = clerk(place, who).get(name, intake.pk).status_code
            assert status in (200, 204, 302), (who, name, status)


@pytest.mark.parametrize(
    ("stage", "who"),
    [("brought", "neighbour"), ("checked", "waihai"), ("written", "neighbour")]
    + [("brought", "waihai"), ("checked", "neighbour"), ("written", "waihai")] * FULL,
)
def test_the_neighbour_finds_nothing(place: Place, stage: str, who: str) -> None:
    intake = getattr(clerk(place, "yongming"), stage)(WRONG)
    other = clerk(place, who)
    for name in (*GETS, "failed-rows"):
        assert other.get(name, intake.pk).status_code == 404, name
    for name in POSTS:
        assert other.post(name, intake.pk).status_code == 404, name
    assert intake.file_name not in other.get("list").content.decode()
    assert clerk(place, "yongming").intake().state == intake.state


@pytest.mark.parametrize("who", ["liaison", "auditor"])
def test_without_the_right_nothing_opens(place: Place, who: str) -> None:
    intake = clerk(place, "yongming").checked(WRONG)
    other = clerk(place, who)
    for name in (*GETS, "failed-rows"):
        assert other.get(name, intake.pk).status_code == 403, name
    for name in POSTS:
        assert other.post(name, intake.pk).status_code == 403, name
    for name in WITHOUT_INTAKE:
        assert other.get(name).status_code == 403, name


def test_without_a_login_everything_leads_to_the_login(place: Place) -> None:
    intake = clerk(place, "yongming").checked(WRONG)
    for name in (*GETS, "failed-rows"):
        answer = Client().get(url(name, intake.pk))
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/login/"), name


def test_the_failed_rows_are_the_uploaders_alone(place: Place) -> None:
    owner = clerk(place, "yongming")
    intake = owner.checked(WRONG)
    assert owner.get("failed-rows", intake.pk).status_code == 200
    for who in ("colleague", "jiangnan", "district"):
        assert clerk(place, who).get("failed-rows", intake.pk).status_code in (403, 404), who
        assert "failed-rows" not in clerk(place, who).get("check", intake.pk).content.decode(), who


def test_the_street_sees_the_intakes_of_its_communities(place: Place) -> None:
    clerk(place, "yongming").brought(roster("branch-inflow.xls"), "永明名册.xls")
    assert "永明名册.xls" in clerk(place, "jiangnan").get("list").content.decode()
