"""The list of what is owed the home organisations: whose it is, what narrows it, where it leads."""

from datetime import timedelta
from typing import Any

import pytest

from registry.choices import HomeMatter
from registry.domain import contacts, members
from registry.lib import clock
from registry.models import Member
from tests.web.staff import client_of, text_of
from tests.world import World

LIST = "/contacts/home/"
OWNER, LIAISON = "community-a11", "liaison-a11"


@pytest.fixture
def member(world: World) -> Member:
    """Known and here for years, and nothing was ever told home; a liaison takes care."""
    member = world.member("a11", 1, home_org_name="中共独山县某村支部委员会")
    old = clock.now() - timedelta(days=800)
    with world.at(OWNER):
        members.assign_liaison(by=world.users[OWNER], member=member, liaison=world.users[LIAISON])
    with world.system():
        Member.objects.filter(pk=member.pk).update(created_at=old, reported_on=clock.local(old).date())
    return member


def shown(world: World, name: str, query: str = "") -> list[tuple[str, str]]:
    rows: list[Any] = client_of(world, name).get(LIST + query).context["rows"]
    return [(row["name"], row["cells"][0]["text"]) for row in rows]


def test_the_owner_her_superiors_and_the_liaison_see_it_and_nobody_else(world: World, member: Member) -> None:
    for name in (OWNER, LIAISON, "street-a1", "district-a"):
        page = text_of(client_of(world, name).get(LIST))
        assert "何小山" in page
        assert "中共独山县某村支部委员会" in page
        assert f"/members/{member.pk}/letters/receipt/" in page
        assert f"/members/{member.pk}/contacts/new/?side=home&amp;matter=receipt" in page
    for name in ("community-a12", "street-a2", "district-b", "liaison-a12"):
        answer = client_of(world, name).get(f"{LIST}?org={world.nodes['a11'].pk}")
        assert (answer.status_code, answer.context["rows"]) == (200, []), name
        assert "何小山" not in text_of(answer)
    for name in ("system_admin-a", "security_admin-a", "auditor-a"):
        assert client_of(world, name).get(LIST).status_code == 403, name


def test_what_narrows_it(world: World, member: Member) -> None:
    assert {matter for _, matter in shown(world, OWNER)} == {"身份核实", "回执", "情况通报", "民主评议情况反馈"}
    overdue = {"回执", "情况通报", "民主评议情况反馈"}
    assert {matter for _, matter in shown(world, OWNER, "?state=overdue")} >= overdue
    assert shown(world, OWNER, "?state=overdue&matter=receipt") == [("何小山", "回执")]
    assert shown(world, OWNER, "?matter=receipt&q=hexiaoshan") == [("何小山", "回执")]
    assert shown(world, OWNER, "?matter=receipt&q=zhangsan") == []
    assert shown(world, "street-a1", f"?matter=receipt&org={world.nodes['a12'].pk}") == []
    assert len(shown(world, OWNER, "?state=nonsense&matter=other")) == 4
    page = text_of(client_of(world, OWNER).get(f"{LIST}?state=unknown&matter=situation"))
    assert "没有符合条件的事项" in page
    assert "看所有没办的" in page


def test_what_is_told_home_leaves_the_list_and_the_first_page(world: World, member: Member) -> None:
    clerk, liaison = client_of(world, OWNER), client_of(world, LIAISON)
    figure = next(card for card in clerk.get("/").context["figures"] if card["label"] == "流出地事项逾期")
    assert int(figure["number"]) == len(clerk.get(figure["url"]).context["rows"]) >= 3
    assert f"流出地事项有 {figure['number']} 项过了期限" in text_of(liaison.get("/"))
    fields = {"happened_at": clock.now(), "side": "home", "channel": "letter", "outcome": "reached"}
    with world.at(OWNER):
        for matter in HomeMatter.values:
            contacts.record_contact(by=world.users[OWNER], member=member, fields=fields | {"matter": matter})
    assert shown(world, OWNER) == []
    page = text_of(clerk.get(LIST))
    assert "没有要办的流出地事项" in page
    assert "每半年通报情况" in page
    assert "项过了期限" not in text_of(liaison.get("/"))


def test_page_by_page_every_matter_stands_once(world: World) -> None:
    """The parts of the list have the same day for all their members: the next page begins behind the very row."""
    old = clock.now() - timedelta(days=800)
    for number in range(1, 34):
        world.member("a11", number)
    with world.system():
        Member.objects.update(created_at=old, reported_on=clock.local(old).date())
    clerk, seen, url, pages = client_of(world, OWNER), [], LIST, []
    while url:
        context = clerk.get(url).context
        seen += [(row["id"], row["cells"][0]["text"]) for row in context["rows"]]
        pages.append(context["rows"])
        url = context["next_url"]
    assert [len(rows) for rows in pages] == [50, 50, 32]
    assert len(set(seen)) == len(seen) == 33 * 4
    back = clerk.get(context["previous_url"]).context["rows"]
    assert [row["id"] for row in back] == [row["id"] for row in pages[1]]
