"""The day of a movement: before the record began, before what is written down already; what a refusal says to do."""

from datetime import date, timedelta

import pytest

from registry.choices import Direction, MovementKind, Status
from registry.domain import members, movements
from registry.lib import clock
from registry.models import Member, Movement
from tests.web.staff import client_of, text_of
from tests.world import World, clerk, id_number, phone

TODAY = clock.today()
BEFORE = TODAY - timedelta(days=15)


def registered(world: World, on: date, **fields: str) -> Member:
    """何小山, on the register since a day."""
    values = {"name": "何小山", "id_number": id_number(1), "phone": phone(1)} | fields
    with world.at(clerk("a11")):
        return members.register(
            by=None, organisation=world.nodes["a11"], direction=Direction.IN, fields=values, on=on
        )  # fmt: skip


@pytest.mark.parametrize("kind", ["returned", "moved_on", "transferred_in"])
def test_who_left_before_he_was_registered_is_noted_with_his_day(world: World, kind: str) -> None:
    member = registered(world, TODAY)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/"
    page = text_of(client.post(f"{url}move/{kind}/", {"effective_on": str(BEFORE)}, follow=True))
    assert f"实际日期 {BEFORE} 早于登记" in page
    with world.at("community-a11"):
        row = Movement.objects.get(kind=kind)
        assert (row.effective_on, row.detail) == (TODAY, {"happened_on": str(BEFORE)})
        assert Member.objects.get().closed_on == TODAY
        # He comes and goes with the same day: 上月末 + 新增 − 减少 = 月末 holds for every month.
        assert movements.state_on(member, TODAY - timedelta(days=1)).status is None
    assert f"{BEFORE}（早于登记，统计从登记那天算起）" in text_of(client.get(url))


def test_who_left_since_is_noted_as_of_that_day(world: World) -> None:
    member = registered(world, TODAY - timedelta(days=30))
    client_of(world, "community-a11").post(f"/members/{member.pk}/move/returned/", {"effective_on": str(BEFORE)})
    with world.at("community-a11"):
        row = Movement.objects.get(kind="returned")
        assert (row.effective_on, row.detail) == (BEFORE, {})


def test_reporting_in_before_the_registration_says_what_to_do(world: World) -> None:
    member = registered(world, TODAY)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/move/reported_in/"
    page = text_of(client.post(url, {"effective_on": str(BEFORE)}))
    assert f"从 {TODAY} 起才登记" in page and "实际日期写在说明里" in page


def test_an_ending_before_what_is_written_down_names_it(world: World) -> None:
    member = registered(world, TODAY - timedelta(days=30))
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/move/"
    client.post(url + "reported_in/", {"effective_on": str(TODAY)})
    page = text_of(client.post(url + "returned/", {"effective_on": str(BEFORE)}))
    assert f"后面已经记下的“报到”（{TODAY}）合不上" in page


def test_what_others_stand_on_is_voided_after_them(world: World) -> None:
    member = world.member("a11", 1, id_number="", phone="")
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/"
    with world.at("community-a11"):
        members.verify_lead(by=world.users["community-a11"], member=member, changes={"phone": phone(3)})
    client.post(url + "move/reported_in/", {"effective_on": str(TODAY)})
    with world.at("community-a11"):
        rows = dict(Movement.objects.values_list("kind", "pk"))
    voiding = {kind: f"/movements/{key}/void/" for kind, key in rows.items()}
    page = text_of(client.post(voiding[MovementKind.REGISTERED], {"reason": "记错了"}))
    assert "请先作废“报到”，再作废这一条“登记”" in page
    assert "是这条记录的开头，不能作废" in text_of(client.post(voiding[MovementKind.FOUND], {"reason": "记错了"}))
    for kind in (MovementKind.REPORTED_IN, MovementKind.REGISTERED):
        assert client.post(voiding[kind], {"reason": "记错了"}).status_code == 302
    with world.at("community-a11"):
        assert Member.objects.get().status == Status.LEAD


def test_reporting_in_together_says_of_each_why_not(world: World) -> None:
    reported, lead = world.member("a11", 1), world.member("a11", 2, id_number="", phone="", name="何线索")
    client = client_of(world, "community-a11")
    client.post(f"/members/{reported.pk}/move/reported_in/", {"effective_on": str(TODAY)})
    chosen = {"action": "report", "chosen": [str(reported.pk), str(lead.pk)]}
    page = text_of(client.post("/members/together/", chosen))
    assert "这位党员已经报到过" in page
    assert "还是“线索”" in page and "用“其他原因结束”" in page
