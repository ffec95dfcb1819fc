"""调整上级 on the page: who may, what is said before it is done, what happens to those who are at work there."""

import pytest
from django.test import Client
from django.urls import reverse

from registry.models import AuditEvent, Organisation
from tests.accounts.people import login
from tests.web.staff import client_of, text_of
from tests.world import World


def page(world: World, node: str) -> str:
    return reverse("organisation-move", args=[world.nodes[node].pk])


# A colleague of the own street may open the page and is told who can do it; the others find nothing there.
@pytest.mark.parametrize(
    ("name", "status", "word"),
    [
        ("district-a", 200, "新的上级"),
        ("system_admin-a", 200, "新的上级"),
        ("street-a1", 200, "没有别的上级可选"),
        ("street-a2", 404, ""),
        ("district-b", 404, ""),
        ("community-a11", 403, ""),
        ("auditor-a", 403, ""),
    ],
)
def test_who_may_open_it(world: World, name: str, status: int, word: str) -> None:
    answer = client_of(world, name).get(page(world, "a11"))
    assert answer.status_code == status
    assert word in text_of(answer)


def test_the_form_asks_before_and_moves_after(world: World) -> None:
    world.member("a11", 1)
    at_work = Client()
    login(at_work, "community-a11")
    assert at_work.get("/members/").status_code == 200
    district, wanted = client_of(world, "district-a"), {"parent": str(world.nodes["a2"].pk)}

    assert page(world, "a11") in text_of(
        district.get(reverse("admin:registry_organisation_change", args=[world.nodes["a11"].pk]))
    )
    asked = text_of(district.post(page(world, "a11"), wanted))
    assert "在册流动党员 1 名，在任账号 2 个" in asked and 'name="sure"' in asked
    with world.at("district-a"):
        assert Organisation.objects.get(pk=world.nodes["a11"].pk).parent_id == world.nodes["a1"].pk

    done = text_of(district.post(page(world, "a11"), wanted | {"sure": "1"}, follow=True))
    assert "现在由“a2街道”管理" in done
    with world.at("district-a"):
        assert Organisation.objects.get(pk=world.nodes["a11"].pk).parent_id == world.nodes["a2"].pk
    with world.at("auditor-a"):
        assert AuditEvent.objects.get(action="organisation.moved").actor == "district-a"

    ended = at_work.get("/members/")
    assert ended.status_code == 302 and "reason=posting" in ended.headers["Location"]
    login(at_work, "community-a11")
    assert "何小山" in text_of(at_work.get("/members/"))
    assert "何小山" in text_of(client_of(world, "street-a2").get("/members/"))
    assert "何小山" not in text_of(client_of(world, "street-a1").get("/members/"))


@pytest.mark.parametrize("parent", ["a1", "a12", "b1", "a11"])
def test_a_forged_superior_is_no_choice(world: World, parent: str) -> None:
    forged = {"parent": str(world.nodes[parent].pk), "sure": "1"}
    assert "选择" in text_of(client_of(world, "district-a").post(page(world, "a11"), forged))
    with world.at("district-a"):
        assert Organisation.objects.get(pk=world.nodes["a11"].pk).parent_id == world.nodes["a1"].pk


def test_a_colleague_who_forges_the_whole_request_moves_nothing(world: World) -> None:
    client_of(world, "street-a1").post(page(world, "a11"), {"parent": str(world.nodes["a2"].pk), "sure": "1"})
    with world.at("district-a"):
        assert Organisation.objects.get(pk=world.nodes["a11"].pk).parent_id == world.nodes["a1"].pk
