"""失联 members who are heard of again: the first page, the list, their own page and the lead say so, to their own."""

import pytest

from outreach.domain import attendance, links
from outreach.models import PersonalLink
from registry.domain import movements
from registry.lib import clock
from registry.models import Member
from tests.outreach.assembly import planned
from tests.outreach.herself import inside, linked
from tests.outreach.test_leads import left, opened
from tests.web.staff import client_of, text_of
from tests.world import World, clerk, phone

pytestmark = pytest.mark.django_db
LIST, TOLD = "/lost/heard/", "失联的人有了消息"
OUTSIDERS = ("community-a12", "street-a2", "district-b")


def lose(world: World, member: Member, node: str = "a11") -> None:
    with world.at(clerk(node)):
        found = Member.objects.get(pk=member.pk)
        movements.record_movement(
            by=world.users[clerk(node)], member=found, kind="lost", effective_on=clock.today(), note="打过电话"
        )


def names(world: World, account: str = "community-a11") -> list[str]:
    return [row["name"] for row in client_of(world, account).get(LIST).context["rows"]]


def test_at_a_registration_point(world: World) -> None:
    point, member = opened(world), world.member("a11", 7, name="何失联")
    left(world, point)  # before 失联: no sign
    lose(world, member)
    assert names(world) == []
    lead = left(world, point)
    for account in ("community-a11", "street-a1", "district-a"):
        client = client_of(world, account)
        figures = {figure["label"]: figure["number"] for figure in client.get("/").context["figures"]}
        assert figures[TOLD] == "1" and names(world, account) == ["何失联"], account
    page = text_of(client.get(f"/members/{member.pk}/"))
    assert "在a11报到点扫码登记了。请核实" in page and f'href="/members/{member.pk}/move/found_again/"' in page
    assert "先恢复联系" in text_of(client.get(f"/leads/{lead.pk}/"))
    for account in OUTSIDERS:
        assert names(world, account) == [], account
        assert client_of(world, account).get(f"/members/{member.pk}/").status_code == 404
    assert client_of(world, "liaison-a11").get(LIST).status_code == 403
    client_of(world, "community-a11").post(
        f"/members/{member.pk}/move/found_again/", {"effective_on": f"{clock.today()}", "note": ""}
    )
    assert names(world) == []
    assert TOLD not in text_of(client_of(world, "community-a11").get(f"/members/{member.pk}/"))


def test_with_another_number_the_list_of_leads_names_her(world: World) -> None:
    point, member = opened(world), world.member("a11", 7, name="何失联")
    lose(world, member)
    left(world, point, name="何失联", phone=phone(99))
    left(world, point, name="何别人", phone=phone(98))
    page = text_of(client_of(world, "community-a11").get("/leads/"))
    assert page.count("有一位同名的党员失联了，请核实。") == 1
    assert names(world) == [], "a name alone is no sign"


def test_through_her_own_page_and_at_an_activity(world: World) -> None:
    member, link, token = linked(world, 7)
    inside(token)
    lose(world, member)
    assert names(world) == [], "before 失联"
    with world.system():  # the database's own clock stands still within a test
        PersonalLink.objects.filter(pk=link.pk).update(used_at=clock.now())
    assert "打开了个人页面" in text_of(client_of(world, "community-a11").get(LIST))
    with world.at("community-a11"):
        found = PersonalLink.objects.get(pk=link.pk)
        links.revoke(by=world.users["community-a11"], link=found, label="何")
    assert names(world) == [], "not hers: the link is revoked"
    activity = planned(world, hours=-1)
    user = world.users["community-a11"]
    with world.at("community-a11"):
        attendance.tick(by=user, label="何", activity=activity, member=Member.objects.get(pk=member.pk), sign="present")
    page = text_of(client_of(world, "community-a11").get(f"/members/{member.pk}/"))
    assert "参加了活动“七月主题党日”。请核实" in page and "打开了" not in page
