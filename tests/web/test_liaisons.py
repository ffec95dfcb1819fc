"""The board of liaisons, the proposal, handing over: whose it is, what is done, what everybody sees afterwards."""

import re

import pytest

from registry.domain import accounts, members, studies
from registry.lib import clock
from registry.models import LiaisonAssignment, LiaisonProfile, Member, Posting, User
from tests.counting import queries
from tests.domain.test_liaisons import colleague, give, held
from tests.web.staff import client_of, text_of
from tests.world import World

BOARD, PROPOSAL = "/liaisons/", "/liaisons/proposal/"
OWNER, LIAISON = "community-a11", "liaison-a11"
OUTSIDERS = ("community-a12", "street-a2", "district-b")


def profile_of(world: World, user: User) -> LiaisonProfile:
    with world.system():
        return LiaisonProfile.objects.get(user=user)


def pairs(page: str) -> dict[str, str]:
    """What a browser would send: the ticked rows, each with the first choice of its box."""
    keys = re.findall(r'name="chosen"\s+value="([^"]+)"\s+checked', page)
    firsts = dict(re.findall(r'name="to-([^"]+)"[^>]*>\s*<option value="([^"]+)"', page))
    return {"chosen": keys} | {f"to-{key}": firsts[key] for key in keys}


def names(world: World, account: str, query: str = "") -> list[str]:
    return [row["name"] for row in client_of(world, account).get(BOARD + query).context["rows"]]


def test_the_board_is_for_those_who_assign_and_shows_their_own_subtree(world: World) -> None:
    for number in range(1, 5):
        give(world, world.member("a11", number), world.users[LIAISON])
    mine, below = [world.users[LIAISON].name], [world.users["liaison-a12"].name]
    assert names(world, OWNER) == mine
    assert names(world, "street-a1") == mine + below
    assert names(world, "street-a1", "?state=over") == mine
    assert names(world, "street-a1", "?state=room") == below
    assert names(world, "street-a1", f"?org={world.nodes['a12'].pk}") == below
    assert names(world, "street-a1", "?kind=steward") == names(world, "street-a1", "?q=没有这个人") == []
    page = text_of(client_of(world, OWNER).get(BOARD))
    assert "4/3" in page and "超出 1 位" in page
    own = f"/liaisons/{profile_of(world, world.users[LIAISON]).pk}/"
    shown = text_of(client_of(world, OWNER).get(own))
    assert shown.count("何小山") >= 4 and "比上限多 1 位" in shown
    for name in OUTSIDERS:
        client = client_of(world, name)
        assert world.users[LIAISON].name not in text_of(client.get(BOARD)), name
        assert client.get(own).status_code == 404
        for url in (own + "edit/", f"/liaisons/{world.users[LIAISON].pk}/handover/"):
            assert client.get(url).status_code == client.post(url, {"kind": "", "capacity": 9}).status_code == 404
    for name in (LIAISON, "auditor-a", "system_admin-a"):
        for url in (BOARD, PROPOSAL, own, "/liaisons/new/"):
            assert client_of(world, name).get(url).status_code == 403, (name, url)


def test_what_is_known_of_a_liaison_is_changed_and_staff_may_take_members_on(world: World) -> None:
    client, profile = client_of(world, OWNER), profile_of(world, world.users[LIAISON])
    url = f"/liaisons/{profile.pk}/edit/"
    assert client.post(url, {"kind": "steward", "capacity": "5", "until": "2099-12-31"}).status_code == 302
    assert "红色管家" in text_of(client.get(BOARD)) and "0/5" in text_of(client.get(BOARD))
    assert "早于" in text_of(
        client.post(url, {"kind": "", "capacity": 5, "since": "2026-05-01", "until": "2026-04-01"})
    )
    assert client.post(url, {"kind": "nonsense", "capacity": 5}).status_code == 200
    offered = text_of(client.get("/liaisons/new/"))
    posting = world.postings[OWNER]
    assert str(posting.pk) in offered and str(world.postings["community-a12"].pk) not in offered
    for wrong in (world.postings["community-a12"], world.postings[LIAISON], world.postings["auditor-a"]):
        assert client.post("/liaisons/new/", {"posting": wrong.pk, "capacity": 2}).status_code == 200
    assert (
        client.post("/liaisons/new/", {"posting": posting.pk, "kind": "grid_worker", "capacity": 2}).status_code == 302
    )
    assert "网格员" in text_of(client.get(BOARD))


def test_a_proposal_is_looked_at_changed_and_applied(world: World) -> None:
    people = [world.member("a11", number, name=f"何{number}") for number in range(1, 4)]
    other = colleague(world, "乙")
    client = client_of(world, OWNER)
    page = text_of(client.get(PROPOSAL))
    sent = pairs(page)
    assert len(sent["chosen"]) == 3 and "就在a11社区任职；现有 0 位，上限 3 位。" in page
    first, second, third = (str(member.pk) for member in people)
    sent[f"to-{first}"], sent["chosen"] = str(other.pk), [first, second]
    give(world, people[1], world.users[LIAISON])  # meanwhile, by somebody else
    done = text_of(client.post(PROPOSAL, sent | {"action": "chosen"}))
    assert "办好 1 位，1 位没有办" in done and f"刚刚已经由 {world.users[LIAISON].name} 联系" in done
    assert held(world, people[0]) == [("乙", False, "")]
    forged = {"action": "chosen", "chosen": [third, "nonsense"], f"to-{third}": str(world.users["liaison-a12"].pk)}
    assert "不在这位党员所在的组织任职" in text_of(client.post(PROPOSAL, forged))
    for name in OUTSIDERS:
        answer = text_of(client_of(world, name).post(PROPOSAL, forged))
        assert "何3" not in answer and "办好 0 位" in answer
    assert held(world, people[2]) == []
    assert "还没有选人" in text_of(client.post(PROPOSAL, {"action": "chosen"}, follow=True))


def test_the_whole_plan_is_applied_as_it_was_seen(world: World) -> None:
    people = [world.member("a11", number) for number in range(1, 4)]
    client = client_of(world, "street-a1")
    here = f"{PROPOSAL}?org={world.nodes['a11'].pk}"
    seen = client.get(here).context["seen"]
    late = world.member("a11", 9)
    assert "建议跟着变了" in text_of(client.post(here, {"action": "whole", "seen": seen}, follow=True))
    assert held(world, late) == []
    seen = client.get(here).context["seen"]
    assert "办好 4 位。" in text_of(client.post(here, {"action": "whole", "seen": seen}))
    assert all(held(world, member) == [(world.users[LIAISON].name, False, "")] for member in (*people, late))
    assert client.get(here).context["rows"] == []


def test_whom_nobody_has_room_for_is_proposed_and_not_ticked(world: World) -> None:
    """One click gives nobody more than the limit; whoever wants that ticks it."""
    people = [world.member("a11", number, name=f"何{number}") for number in range(1, 6)]
    client = client_of(world, OWNER)
    page = text_of(client.get(PROPOSAL))
    sent = pairs(page)
    assert len(sent["chosen"]) == 3 and "有 2 位排下去，联络员就超过上限了" in page
    client.post(PROPOSAL, sent | {"action": "chosen"})
    assert sum(bool(held(world, member)) for member in people) == 3
    rest = [str(member.pk) for member in people if not held(world, member)]
    wanted = {f"to-{key}": str(world.users[LIAISON].pk) for key in rest}
    page = text_of(client.post(PROPOSAL, wanted | {"action": "chosen", "chosen": rest}))
    assert "办好 2 位。" in page and f"{world.users[LIAISON].name}现在联系 5 位，上限 3 位" in page


@pytest.fixture
def left(world: World) -> Member:
    """A member whose liaison's account was switched off."""
    member = world.member("a11", 1)
    give(world, member, world.users[LIAISON])
    with world.system():
        user = User.objects.get(pk=world.users[LIAISON].pk)
        accounts.set_active(by=world.users["system_admin-a"], user=user, active=False)
    return member


def test_a_caseload_left_behind_is_on_the_first_page_and_one_click_away(world: World, left: Member) -> None:
    other, url = colleague(world, "乙"), f"/liaisons/{world.users[LIAISON].pk}/handover/"
    for name in (OWNER, "street-a1", "district-a"):
        page = text_of(client_of(world, name).get("/"))
        assert "1 位党员的联络员已离岗，请移交" in page and f'href="{url}"' in page, name
    for name in OUTSIDERS:
        assert "已离岗" not in text_of(client_of(world, name).get("/")), name
        assert client_of(world, name).post(url, {"action": "whole", "to": str(other.pk)}).status_code == 404
    client = client_of(world, OWNER)
    assert names(world, OWNER, "?state=left") == [world.users[LIAISON].name]
    page = text_of(client.get(url))
    assert "已经离岗" in page and "乙 0/3（联络员，a11社区）" in page
    assert "还没有选好" in text_of(client.post(url, {"action": "whole", "to": ""}, follow=True))
    assert "办好 1 位。" in text_of(client.post(url, {"action": "whole", "to": str(other.pk)}))
    assert held(world, left) == [(world.users[LIAISON].name, False, "left"), ("乙", False, "")]
    assert "已离岗，请移交" not in text_of(client.get("/"))
    assert "名下已经没有" in text_of(client.get(url, follow=True))
    story = text_of(client.get(f"/members/{left.pk}/?kind=liaisons"))
    assert "联络员离岗" in story and "联络员：乙" in story


def test_the_member_page_says_that_the_liaison_has_left_and_leads_to_another(world: World, left: Member) -> None:
    page, way = f"/members/{left.pk}/", f"/members/{left.pk}/liaison/"
    for name in (OWNER, "street-a1"):
        client = client_of(world, name)
        shown = text_of(client.get(page))
        assert "联络员已不在岗，请改派" in shown and f'href="{way}"' in shown and "起，已不在岗）" in shown, name
        assert "联系不了他了，请改派" in text_of(client.get(way)), name
        assert "起，已不在岗）" in text_of(client.get(page + "print/")), name
    assert client_of(world, "community-a12").get(page).status_code == 404
    give(world, left, colleague(world, "乙"))
    assert "不在岗" not in text_of(client_of(world, OWNER).get(page))


def test_where_nobody_can_take_it_over_there_is_no_button(world: World, left: Member) -> None:
    """Said what to do instead, until there is a colleague."""
    client, url = client_of(world, OWNER), f"/liaisons/{world.users[LIAISON].pk}/handover/"
    alone = text_of(client.get(url))
    assert "眼下交不出去" in alone and "移交打勾的" not in alone
    colleague(world, "乙")
    helped = text_of(client.get(url))
    assert "眼下交不出去" not in helped and "移交打勾的" in helped


def test_row_by_row_to_whom_the_proposal_says(world: World) -> None:
    people = [world.member("a11", number, name=f"何{number}") for number in range(1, 4)]
    for member in people:
        give(world, member, world.users[LIAISON])
    others = [colleague(world, name, capacity=2) for name in ("乙", "丙")]
    client, url = client_of(world, OWNER), f"/liaisons/{world.users[LIAISON].pk}/handover/"
    sent = pairs(text_of(client.get(url)))
    page = text_of(client.post(url, sent | {"action": "chosen"}))
    assert "办好 3 位。" in page and "超过上限" not in page
    assert {row[-1][0] for row in (held(world, member) for member in people)} == {user.name for user in others}
    assert held(world, people[0])[0] == (world.users[LIAISON].name, False, "handover")


def sights(world: World, account: str, member: Member) -> set[bool]:
    """Whether an account meets a member: on the page, in the list, in the search, in its own first page, by the API."""
    client, name = client_of(world, account), member.name
    pages = ["/members/", f"/members/?q={name[:2]}", "/studies/", "/api/v1/members/", f"/api/v1/members/?q={name[:2]}"]
    pages += ["/"] if client.get("/").templates[0].name.endswith("liaison.html") else []
    urls = (f"/members/{member.pk}/", f"/members/{member.pk}/print/", f"/api/v1/members/{member.pk}/")
    found = {client.get(url).status_code == 200 for url in urls}
    return found | {name in text_of(client.get(url)) for url in pages}


def test_sight_begins_and_ends_with_the_assignment_for_the_first_and_the_backup(world: World) -> None:
    member, backup = world.member("a11", 1, name="贺小松"), colleague(world, "乙")
    world.users["乙"] = backup
    with world.system():
        world.users["乙"].must_change_password = False
        world.users["乙"].save()
        studies.file_study(
            by=world.users[OWNER],
            member=member,
            fields={"topic": "学习", "form": "self_study", "studied_on": clock.today()},
        )
    first = give(world, member, world.users[LIAISON])
    second = give(world, member, backup, backup=True)
    session = client_of(world, "乙")
    assert sights(world, LIAISON, member) == sights(world, "乙", member) == {True}
    assert sights(world, OWNER, member) == {True}
    for name in ("liaison-a12", *OUTSIDERS):
        assert sights(world, name, member) == {False}, name
    assert session.get(f"/members/{member.pk}/").status_code == 200
    clerk = client_of(world, OWNER)
    for row in (first, second):
        assert client_of(world, "community-a12").post(f"/assignments/{row.pk}/end/").status_code == 404
        assert client_of(world, LIAISON).post(f"/assignments/{row.pk}/end/").status_code == 403
        assert clerk.post(f"/assignments/{row.pk}/end/").status_code == 302
    assert session.get(f"/members/{member.pk}/").status_code == 404
    assert sights(world, LIAISON, member) == sights(world, "乙", member) == {False}
    assert held(world, member) == [(world.users[LIAISON].name, False, "stopped"), ("乙", True, "stopped")]


def test_the_member_page_gives_a_first_and_a_backup(world: World) -> None:
    member, url = world.member("a11", 1), ""
    url, other = f"/members/{member.pk}/liaison/", colleague(world, "乙")
    client = client_of(world, OWNER)
    assert "建议" in text_of(client.get(url))
    assert client.post(url, {"liaison": str(other.pk)}).status_code == 302
    assert client.post(url, {"liaison": str(world.users[LIAISON].pk), "place": "backup"}).status_code == 302
    assert "已经是主要联络员" in text_of(client.post(url, {"liaison": str(other.pk), "place": "backup"}))
    page = text_of(client.get(f"/members/{member.pk}/"))
    assert "乙（" in page and f"{world.users[LIAISON].name}（后备，" in page


def test_a_liaison_of_the_street_is_named_where_her_account_is_out_of_sight(world: World) -> None:
    member, above = world.member("a11", 1), colleague(world, "街道的", "a1")
    with world.at("street-a1"):
        members.assign_liaison(by=world.users["street-a1"], member=member, liaison=above)
    with world.at(OWNER):
        assert not User.objects.filter(pk=above.pk).exists()
    client = client_of(world, OWNER)
    assert "街道的（" in text_of(client.get(f"/members/{member.pk}/"))
    assert client.get(f"/api/v1/members/{member.pk}/").json()["liaison"] == "街道的"


def test_pages_cost_the_same_for_any_number(world: World) -> None:
    urls = (BOARD, f"{BOARD}?state=over", f"{BOARD}?state=left", PROPOSAL)
    world.member("a11", 1)
    client = client_of(world, "street-a1")
    client.get(BOARD)
    few = [len(queries(client, url)) for url in urls]
    with world.system():
        assert Posting.objects.filter(role="liaison").count() == 4
    for number in range(2, 12):
        give(world, world.member("a11", number), colleague(world, f"第{number}位"))
        world.member("a12", 100 + number)
    assert [len(queries(client, url)) for url in urls] == few
    assert max(few) < 40
    with world.system():
        assert LiaisonAssignment.objects.count() == 10
