"""The page that leaves nothing of the person in a record: the district's alone."""

from uuid import UUID

import pytest

from registry.choices import MovementKind
from registry.domain import movements
from registry.lib import clock
from registry.models import Member
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

SURE = {"cause": "asked", "sure": "on"}

pytestmark = pytest.mark.usefixtures("data_dir")


def ended(world: World) -> UUID:
    member = world.member("a11", 1, remark="住在厂里")
    with world.at(clerk("a11")):
        movements.record_movement(by=None, member=member, kind=MovementKind.RETURNED, effective_on=clock.today())
    return member.pk


def test_the_district_erases_once_it_is_sure(world: World) -> None:
    key = ended(world)
    client, page, url = client_of(world, "district-a"), f"/members/{key}/", f"/members/{key}/erase/"
    assert url in client.get(page).content.decode()
    shown = text_of(client.get(url))
    assert "不能撤回" in shown and "会清除" in shown and "会留下" in shown
    assert "请先核对是不是这个人" in text_of(client.post(url, {"cause": "asked"}))
    assert "何小山" in text_of(client.get(page))
    answer = client.post(url, SURE, follow=True)
    assert "已匿名化" in text_of(answer) and "何小山" not in text_of(client.get(page))
    assert url not in client.get(page).content.decode() and "更正作废" not in text_of(client.get(page))
    assert "已经匿名化" in text_of(client.get(url))
    assert "已经匿名化" in text_of(client.post(url, SURE))
    with world.system():
        her = Member.objects.get(pk=key)
    assert (her.name, her.remark, str(her.id_number), her.pinyin) == ("（已匿名化）", "", "", "")
    assert "没有" in text_of(client.get("/members/?q=何小山"))


def test_who_is_on_the_register_has_no_button(world: World) -> None:
    member, client = world.member("a11", 1), client_of(world, "district-a")
    assert f"/members/{member.pk}/erase/" not in client.get(f"/members/{member.pk}/").content.decode()
    assert "还在册" in text_of(client.post(f"/members/{member.pk}/erase/", SURE))


@pytest.mark.parametrize(
    ("name", "status"), [("community-a11", 403), ("street-a1", 403), ("liaison-a11", 403), ("district-b", 404)]
)
def test_others_do_not_erase(world: World, name: str, status: int) -> None:
    url, client = f"/members/{ended(world)}/erase/", client_of(world, name)
    assert client.get(url).status_code == status
    assert client.post(url, SURE).status_code == status
    with world.system():
        assert Member.objects.get().erased_on is None
