"""A contact that was declared a mistake by mistake: what follows is said before and after, and it is noted anew."""

from datetime import timedelta

import pytest

from outreach.domain import rules, ticking
from outreach.models import Rule, Task
from registry.choices import MovementKind
from registry.domain import home_duties, members, movements
from registry.lib import clock
from registry.models import ContactLog, Member
from tests.web.calls import LIAISON, OWNER, TODAY, noted
from tests.web.staff import client_of, text_of
from tests.world import World

EARLIER = TODAY - timedelta(days=40)


@pytest.fixture
def member(world: World) -> Member:
    """A member who has reported in, and whom the liaison keeps in touch with; last spoken to forty days ago."""
    member = world.member("a11", 1, home_org_name="中共独山县某村支部委员会")
    with world.at(OWNER):
        user = world.users[OWNER]
        movements.record_movement(by=user, member=member, kind=MovementKind.REPORTED_IN, effective_on=TODAY)
        members.assign_liaison(by=user, member=member, liaison=world.users[LIAISON])
    with world.system():
        Member.objects.filter(pk=member.pk).update(last_contact_on=EARLIER, contact_said_on=EARLIER)
    return member


def test_a_matter_of_home_is_owed_again_and_that_is_said_before_and_after(world: World, member: Member) -> None:
    contact = noted(world, member, side="home", matter="identity", channel="letter")
    client, url = client_of(world, OWNER), f"/contacts/{contact.pk}/"
    with world.at(OWNER):
        assert "identity" not in [each.matter for each in home_duties.home_duties(member) if not each.done]
        due = next(each.due_on for each in home_duties.home_duties(member) if each.matter == "identity")
    said = f"又算没有办，期限 {due}"
    assert said in text_of(client.get(f"{url}void/"))
    page = text_of(client.post(f"{url}void/", {"reason": "点错了"}, follow=True))
    assert said in page and "照这一条重新记" in page
    with world.at(OWNER):
        assert "identity" in [each.matter for each in home_duties.home_duties(member) if not each.done]


def test_not_where_another_contact_has_done_the_same(world: World, member: Member) -> None:
    contact = noted(world, member, side="home", matter="identity", channel="letter")
    noted(world, member, side="home", matter="identity", channel="phone")
    assert "又算没有办" not in text_of(client_of(world, OWNER).get(f"/contacts/{contact.pk}/void/"))


def test_the_last_contact_goes_back_and_a_task_is_asked_for_again(world: World, member: Member) -> None:
    with world.system():
        rules.ensure_rules(world.nodes["a"].path, day=TODAY - timedelta(days=100))
        Rule.objects.exclude(code="contact").update(is_active=False)
    ticking.tick(world.nodes["a"].path)
    contact = noted(world, member, summary="聊了聊")
    ticking.tick(world.nodes["a"].path)
    with world.at(OWNER):
        task = Task.objects.get()
        assert task.state == "done"
    said = (f"从 {TODAY} 退回 {EARLIER}", f"“日常联系”（应办 {task.due_on}）")
    client, url = client_of(world, OWNER), f"/contacts/{contact.pk}/void/"
    before = text_of(client.get(url))
    after = text_of(client.post(url, {"reason": "点错了"}, follow=True))
    for words in said:
        assert words in before and words in after, words
    ticking.tick(world.nodes["a"].path)
    with world.at(OWNER):
        assert Task.objects.get().state == "open"
        assert Member.objects.get().last_contact_on == EARLIER


def test_an_attempt_and_what_a_later_contact_says_too_change_nothing(world: World, member: Member) -> None:
    failed, early = noted(world, member, outcome="no_answer"), noted(world, member)
    noted(world, member, happened_at=clock.now())
    client = client_of(world, OWNER)
    for contact in (failed, early):
        assert "作废以后：" not in text_of(client.get(f"/contacts/{contact.pk}/void/"))


def test_it_is_noted_anew_with_the_same_facts(world: World, member: Member) -> None:
    contact = noted(world, member, LIAISON, summary="聊了聊", thoughts="想家", channel="visit")
    url = f"/members/{member.pk}/contacts/new/?like={contact.pk}"
    client = client_of(world, LIAISON)
    assert "照这一条重新记" not in text_of(client.get(f"/contacts/{contact.pk}/"))
    page = text_of(client.post(f"/contacts/{contact.pk}/void/", {"reason": "点错了"}, follow=True))
    assert url in page
    initial = client.get(url).context["form"].initial
    assert (initial["summary"], initial["thoughts"], initial["channel"]) == ("聊了聊", "想家", "visit")
    assert initial["happened_at"] == contact.happened_at
    other = world.member("a12", 2)
    foreign = client_of(world, "community-a12").get(f"/members/{other.pk}/contacts/new/?like={contact.pk}")
    assert foreign.status_code == 200 and "聊了聊" not in text_of(foreign)
    assert client_of(world, "community-a12").get(url).status_code == 404
    with world.at(OWNER):
        assert ContactLog.objects.get().voided_at
