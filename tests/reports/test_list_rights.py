"""A right that went, and a role that may not see the list: no file."""

import pytest
from django.urls import reverse

from registry.choices import Role
from registry.models import Posting
from registry.policies import Action, rights
from registry.policies.rights import RIGHTS
from reports.models import Export
from reports.web import export_words
from reports.workbook import listing, making
from tests.planting import plant
from tests.web.staff import client_of as signed_in
from tests.world import World, clerk


def test_a_right_that_went_before_it_was_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Her role changes between asking and making: refused, and said on its row; without the question it is made."""
    plant(world, "a11", times=1)
    owner, door = signed_in(world, clerk("a11")), reverse("export-listed", args=["tasks"])
    asked = [owner.post(door).headers["Location"].split("/")[-2] for _ in range(2)]
    with world.system():
        Posting.objects.filter(user=world.users[clerk("a11")]).update(role=Role.LIAISON)
        Export.objects.filter(pk=asked[1]).update(state="cancelled")
    assert making.work_off(world.nodes["a"].path) == 0
    with world.system():
        row = Export.objects.get(pk=asked[0])
        assert row.state == "failed" and "权限变了" in row.problem and not row.parts.exists()
        Export.objects.filter(pk=asked[1]).update(state="queued")
    monkeypatch.setattr(listing, "_check_right", lambda *args: None)
    assert making.work_off(world.nodes["a"].path) == 1


def test_a_list_that_the_role_may_not_see(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page, bar and file of a colleague's list ask for the right to the list; without the question they are given."""
    plant(world, "a11", times=1)
    owner = signed_in(world, clerk("a11"))
    here = owner.post(reverse("export-listed", args=["tasks"])).headers["Location"]
    assert making.work_off(world.nodes["a"].path) == 1
    places = [here, f"{here}part/", f"{here}file/", f"/api/v1/exports/{here.split('/')[-2]}/"]
    without = {role: held - {Action.TASK_ASSIGN} for role, held in RIGHTS.items()}
    with monkeypatch.context() as patch:
        patch.setattr(rights, "RIGHTS", without)
        assert [owner.get(place).status_code for place in places] == [403] * 4
        patch.setattr(export_words, "check_reader", lambda row: None)
        given = owner.get(places[2])
        assert b"".join(given.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
