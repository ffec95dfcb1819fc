"""Somebody who writes herself down twice at a node before anybody called is one lead, with all that she wrote."""

import pytest

from outreach.domain import heard, lead_joining, leads, ticking
from outreach.models import Lead, RegistrationPoint
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import AuditEvent
from tests.api.caller import program
from tests.outreach.post import Moment
from tests.outreach.test_heard import lose
from tests.outreach.test_leads import left, opened
from tests.walls.forging import refused, sql
from tests.web.staff import client_of, text_of
from tests.world import World, clerk, phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def twice(world: World, moment: Moment) -> tuple[RegistrationPoint, Lead, Lead]:
    """(the point, the first, the second) of one person who wrote twice."""
    point = opened(world)
    first = left(world, point, employer="明星电子", home_org="")
    moment.passes(hours=1)
    second = left(world, point, employer="礼乐五金", home_org="独山县某支部")
    return point, first, second


def joined(world: World, district: str = "a") -> int:
    with world.system(district):
        return lead_joining.join()


def test_the_second_is_part_of_the_first_and_nothing_is_lost(world: World, twice: tuple) -> None:
    _, first, second = twice
    with world.system():
        assert Lead.objects.all().waiting().count() == 2
    ticking.tick(world.nodes["a"].path)
    assert joined(world) == 0, "once"
    for account in ("community-a11", "street-a1"):
        staff = client_of(world, account)
        rows = staff.get("/leads/").context["rows"]
        assert [row["id"] for row in rows] == [first.pk] and "又填过 1 次" in text_of(staff.get("/leads/"))
        assert (
            staff.get("/").context["figures"]
            and {figure["label"]: figure["number"] for figure in staff.get("/").context["figures"]}["报到线索待处理"]
            == "1"
        )
    page = text_of(staff.get(f"/leads/{first.pk}/"))
    assert "明星电子" in page and "又填了一次" in page and "礼乐五金" in page and "独山县某支部" in page
    assert "同一个手机号还有别的线索" not in page
    assert text_of(staff.get(f"/leads/{second.pk}/")) and staff.get(f"/leads/{second.pk}/").context["lead"] == first
    form = text_of(staff.get(f"/leads/{first.pk}/register/"))
    assert "礼乐五金" in form and "独山县某支部" in form, "the later of what was written twice"
    assert [row["id"] for row in program(world, "community-a11").get("leads/")["results"]] == [str(first.pk)]
    for account in ("community-a12", "community-b11"):
        assert client_of(world, account).get(f"/leads/{second.pk}/").status_code == 404
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="lead.joined").count() == 1


def test_who_is_not_the_same_stays_a_lead_of_its_own(world: World, moment: Moment) -> None:
    """Another name, another number, another node, and whoever writes again after the answer."""
    here, there = opened(world), opened(world, "a12")
    first = left(world, here)
    for point, more in ((here, {"name": "何别人"}), (here, {"phone": phone(8)}), (there, {})):
        moment.passes(minutes=1)
        left(world, point, **more)
    assert joined(world) == 0
    staff = client_of(world, "community-a11")
    staff.post(f"/leads/{first.pk}/dismiss/", {"reason": "unreachable"})
    moment.passes(minutes=1)
    left(world, here)
    assert joined(world) == 0


def test_answered_and_emptied_together(world: World, twice: tuple, moment: Moment) -> None:
    _, first, second = twice
    joined(world)
    user = world.users[clerk("a11")]
    with world.at("community-a11"):
        with pytest.raises(Refused, match="同一个人又填的一次"):
            leads.dismiss(by=user, label="何", lead=Lead.objects.get(pk=second.pk), reason="no_member")
        with refused():
            sql("UPDATE outreach_lead SET joined_to_id = NULL WHERE id = %s", second.pk)
        leads.dismiss(by=user, label="何", lead=Lead.objects.get(pk=first.pk), reason="no_member")
        assert set(Lead.objects.values_list("state", "reason")) == {("dismissed", "no_member")}
    assert [row["id"] for row in client_of(world, "community-a11").get("/leads/?view=done").context["rows"]] == [
        first.pk
    ]
    moment.passes(days=leads.KEEP_DAYS + 1)
    with world.system():
        assert leads.purge() == 2
        assert set(Lead.objects.values_list("said", "phone_index")) == {("", None)}


def test_what_nobody_answers_lapses_after_the_last_that_she_wrote(world: World, moment: Moment) -> None:
    point = opened(world)
    left(world, point)
    moment.passes(days=leads.LAPSE_DAYS - 1)
    left(world, point)
    joined(world)
    moment.passes(days=2)
    with world.system():
        assert leads.purge() == 0
    moment.passes(days=leads.LAPSE_DAYS)
    with world.system():
        assert leads.purge() == 2


def test_a_later_word_of_who_is_lost_by_then_is_heard(world: World, moment: Moment) -> None:
    point, member = opened(world), world.member("a11", 7, name="何新来")
    left(world, point)
    moment.passes(hours=1)
    lose(world, member)
    moment.passes(hours=1)
    left(world, point)
    joined(world)
    with world.at("community-a11"):
        [found] = heard.heard()
        assert found.wrote_at == clock.now()
