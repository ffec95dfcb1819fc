"""失联 proposals and 摸排: lists, decisions, visits, coverage; for owner, superior and outsider."""

from datetime import timedelta
from uuid import UUID

import pytest

from registry.choices import Status
from registry.domain import contacts, lost
from registry.lib import clock
from registry.models import AuditEvent, Canvass, CanvassFind, CanvassVisit, LostProposal, Member, Site
from tests.web.staff import client_of, text_of
from tests.world import World, id_number

TODAY = str(clock.today())


def proposed(world: World) -> UUID:
    """Somebody of a11 who was silent for long."""
    member = world.member("a11", 6)
    with world.system():
        Member.objects.filter(pk=member.pk).update(created_at=clock.now() - timedelta(days=200))
        lost.propose_lost(day=clock.today())
        return LostProposal.objects.get().pk


def test_a_person_decides_with_a_reason(world: World) -> None:
    url = f"/lost/{proposed(world)}/"
    client = client_of(world, "community-a11")
    assert "何小山" in text_of(client.get("/lost/"))
    assert "必填" in text_of(client.post(url, {"action": "lost"}))
    assert "请点" in text_of(client.post(url, {"note": "空号"}))
    assert client.post(url, {"action": "lost", "note": "空号，问过同乡"}).status_code == 302
    assert "已经有了结论" in text_of(client.post(url, {"action": "found", "note": "再试"}))
    with world.at("community-a11"):
        assert Member.objects.get().status == Status.LOST
    assert "空号，问过同乡" in text_of(client.get("/lost/?tab=done"))


def test_a_proposal_is_dismissed(world: World) -> None:
    client = client_of(world, "street-a1")
    assert client.post(f"/lost/{proposed(world)}/", {"action": "found", "note": "接通了"}).status_code == 302
    with world.at("community-a11"):
        assert LostProposal.objects.get().state == "dismissed"


def tried(world: World, member: Member, days: range) -> None:
    """Calls that nobody took, on so many days."""
    with world.at("community-a11"):
        for day in days:
            happened = clock.now() - timedelta(days=day)
            fields = {"happened_at": happened, "channel": "phone", "outcome": "no_answer"}
            contacts.record_contact(by=world.users["community-a11"], member=member, fields=fields)


def test_who_was_heard_of_lately_is_found_lost_only_by_somebody_who_is_sure(world: World) -> None:
    member = world.member("a11", 1)
    client, url = client_of(world, "community-a11"), f"/members/{member.pk}/move/lost/"
    page = text_of(client.get(url))
    for said in ("半年以上没有联系", f"登记是 {TODAY}，到今天 0 天", "没有试过联系不上的记录", "可以先打个电话"):
        assert said in page, said
    lost = {"effective_on": TODAY, "note": "空号"}
    assert "请先核对上面说的情况" in text_of(client.post(url, lost))
    assert client.post(url, lost | {"sure": "on"}).status_code == 302


def test_the_day_of_the_registration_is_that_of_the_story(world: World) -> None:
    earlier, url, node = clock.today() - timedelta(days=6), "/members/new/", str(world.nodes["a11"].pk)
    person = {"direction": "in", "name": "何小山", "id_number": id_number(1), "organisation": node}
    client = client_of(world, "community-a11")
    assert client.post(url, person | {"reported_on": str(earlier), "action": "save"}).status_code == 302
    with world.at("community-a11"):
        member = Member.objects.get()
    assert f"登记是 {earlier}（{TODAY} 才录入，从录入算起），到今天 0 天" in text_of(
        client.get(f"/members/{member.pk}/move/lost/")
    )


def test_nothing_is_asked_about_who_was_long_silent_and_called_in_vain(world: World) -> None:
    member = world.member("a11", 1)
    with world.system():
        Member.objects.filter(pk=member.pk).update(created_at=clock.now() - timedelta(days=200))
    url = f"/members/{member.pk}/move/lost/"
    tried(world, member, range(3))
    client = client_of(world, "community-a11")
    assert "sure" not in client.get(url).context["form"].fields
    assert client.post(url, {"effective_on": TODAY, "note": "空号"}).status_code == 302


def test_a_proposal_that_no_silence_brought_asks_too(world: World) -> None:
    member = world.member("a11", 1)
    with world.at("community-a11"):
        LostProposal(owner_path=member.owner_path, member=member, proposed_on=clock.today()).save(force_insert=True)
        url = f"/lost/{LostProposal.objects.get().pk}/"
    client = client_of(world, "community-a11")
    assert "不满半年（180 天）" in text_of(client.get(url))
    assert "请先核对上面说的情况" in text_of(client.post(url, {"action": "lost", "note": "空号"}))
    assert client.post(url, {"action": "lost", "note": "空号", "sure": "on"}).status_code == 302


@pytest.mark.parametrize(("name", "status"), [("community-a12", 404), ("district-b", 404), ("liaison-a11", 403)])
def test_outsiders_do_not_decide(world: World, name: str, status: int) -> None:
    url = f"/lost/{proposed(world)}/"
    client = client_of(world, name)
    assert client.get(url).status_code == status
    assert client.post(url, {"action": "lost", "note": "乱改"}).status_code == status
    assert "何小山" not in text_of(client.get("/lost/"))


def campaign(world: World, node: str = "a11") -> UUID:
    """A campaign of a node with two sites on its list."""
    client = client_of(world, f"community-{node}")
    place = str(world.nodes[node].pk)
    names = "江海区某电商基地\r\n\r\n某快递站点\n 某快递站点 "
    assert client.post("/canvass/sites/", {"organisation": place, "kind": "station", "names": names}).status_code == 302
    data = {"name": "冬季摸排", "organisation": place, "starts_on": TODAY}
    assert client.post("/canvass/new/", data).status_code == 302
    with world.at(f"community-{node}"):
        assert Site.objects.count() == 2
        return Canvass.objects.get().pk


def test_a_campaign_from_pasted_names_to_coverage(world: World) -> None:
    member = world.member("a11", 1)
    foreign = world.member("a12", 2, name="别处的")
    key = campaign(world)
    client = client_of(world, "community-a11")
    with world.at("community-a11"):
        site = Site.objects.get(name="某快递站点").pk
    visit = f"/canvass/{key}/visit/"
    data = {"site": str(site), "visited_on": TODAY, "channel": "phone", "q": "hxs"}
    looked = text_of(client.post(visit, data | {"action": "search"}))
    assert f'value="{member.pk}"' in looked
    found = {"found": [str(member.pk), str(foreign.pk), "x"], "action": "save", "found_count": "3"}
    assert client.post(visit, data | found).status_code == 302
    with world.at("community-a11"):
        assert CanvassVisit.objects.get().found_count == 3
        assert [find.member_id for find in CanvassFind.objects.all()] == [member.pk]
    page = client.get(f"/canvass/{key}/")
    assert [stat["number"] for stat in page.context["stats"]] == ["2", "1", "1", "1"]
    assert [row["cells"][2]["text"] for row in client.get("/canvass/").context["rows"]] == ["1 / 2"]
    phone_row = page.context["channels"][0]
    assert [cell["text"] for cell in phone_row["cells"]] == ["1", "1", "3"]


def test_ticked_people_stay_while_one_looks_on(world: World) -> None:
    member = world.member("a11", 1)
    other = world.member("a11", 2, name="王五")
    key = campaign(world)
    page = client_of(world, "community-a11").post(
        f"/canvass/{key}/visit/", {"action": "search", "q": "王五", "found": [str(member.pk)]}
    )
    assert [(person["id"], person["ticked"]) for person in page.context["people"]] == [
        (member.pk, True),
        (other.pk, False),
    ]


def test_mistakes_in_a_visit(world: World) -> None:
    key = campaign(world)
    client = client_of(world, "community-a11")
    with world.at("community-a11"):
        site = str(Site.objects.first().pk)
    late = {"site": site, "visited_on": "2999-01-01", "channel": "visit", "found_count": "0", "action": "save"}
    assert "摸排日期不能晚于今天" in text_of(client.post(f"/canvass/{key}/visit/", late))


@pytest.mark.parametrize(("name", "status"), [("community-a12", 404), ("district-b", 404), ("liaison-a11", 403)])
def test_a_campaign_of_others(world: World, name: str, status: int) -> None:
    key = campaign(world)
    client = client_of(world, name)
    for url in (f"/canvass/{key}/", f"/canvass/{key}/visit/"):
        assert client.get(url).status_code == status
    assert "冬季摸排" not in text_of(client.get("/canvass/"))
    assert "某快递站点" not in text_of(client.get("/canvass/sites/"))


def test_a_site_of_another_node_is_no_option(world: World) -> None:
    key = campaign(world)
    world.member("a12", 3, employer="隔壁公司")
    with world.at("community-a12"):
        foreign = str(Site.objects.get().pk)
    data = {"site": foreign, "visited_on": TODAY, "channel": "visit", "action": "save"}
    assert client_of(world, "community-a11").post(f"/canvass/{key}/visit/", data).status_code == 200
    with world.at("district-a"):
        assert not CanvassVisit.objects.exists()


def test_pasting_nothing_and_too_much(world: World) -> None:
    client, place = client_of(world, "community-a11"), str(world.nodes["a11"].pk)
    data = {"organisation": place, "kind": "station"}
    assert "没有读到名称" in text_of(client.post("/canvass/sites/", data | {"names": " ，\n "}))
    many = "\n".join(f"单位{number}" for number in range(301))
    assert "一次最多 300 个" in text_of(client.post("/canvass/sites/", data | {"names": many}))


def visited(world: World, key: UUID, **fields: str) -> CanvassVisit:
    """A search of the first site of the list, written down by a11."""
    with world.at("community-a11"):
        site = str(Site.objects.order_by("name").first().pk)
    data = {
        "site": site,
        "visited_on": TODAY,
        "channel": "visit",
        "found_count": "2",
        "note": "问过店长",
        "action": "save",
    }
    assert client_of(world, "community-a11").post(f"/canvass/{key}/visit/", data | fields).status_code == 302
    with world.at("community-a11"):
        return CanvassVisit.objects.order_by("-id").first()


def test_what_was_written_down_is_read_again_and_a_mistake_taken_back(world: World) -> None:
    key = campaign(world)
    visit = visited(world, key)
    client, here = client_of(world, "community-a11"), f"/canvass/{key}/visits/"
    page = text_of(client.get(here))
    assert "问过店长" in page and f"/canvass/visits/{visit.pk}/void/" in page
    assert "问过店长" in text_of(client.get(f"{here}?site={visit.site_id}"))
    for other in ("00000000-0000-7000-8000-000000000000", "nonsense"):
        assert "还没有摸排记录" in text_of(client.get(f"{here}?site={other}"))
    url = f"/canvass/visits/{visit.pk}/void/"
    assert "必填" in text_of(client.post(url, {"reason": " "}))
    assert client.post(url, {"reason": "记错了单位"}).status_code == 302
    assert "已经作废" in text_of(client.post(url, {"reason": "再来一次"}))
    page = text_of(client.get(here))
    assert "已作废" in page and "记错了单位" in page and url not in page
    assert [row["cells"][2]["text"] for row in client.get("/canvass/").context["rows"]] == ["0 / 2"]
    shown = client.get(f"/canvass/{key}/").context
    assert shown["stats"][1]["number"] == "0" and {site["last"] for site in shown["sites"]} == {""}
    assert {channel["cells"][2]["text"] for channel in shown["channels"]} == {"0"}
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="canvass.visit_voided").count() == 1


def test_a_site_is_corrected_and_taken_off_the_list(world: World) -> None:
    campaign(world)
    client = client_of(world, "community-a11")
    with world.at("community-a11"):
        first, second = Site.objects.order_by("name")
    url = f"/canvass/sites/{first.pk}/"
    assert first.name in text_of(client.get(url))
    known = {
        "name": first.name,
        "kind": "station",
        "address": "东海路 8 号",
        "contact_name": "陈店长",
        "to_canvass": "on",
    }
    assert client.post(url, known | {"contact_phone": "0750-3860000"}).status_code == 302
    page = text_of(client.get("/canvass/sites/"))
    assert "东海路 8 号" in page and "陈店长 0750-3860000" in page and url in page
    assert "清单里已经有" in text_of(client.post(url, known | {"name": second.name}))
    assert "不能只有标点" in text_of(client.post(url, known | {"name": "——"}))
    with world.at("community-a11"):
        assert Site.objects.get(pk=first.pk).name == first.name
    del known["to_canvass"]
    assert client.post(url, known).status_code == 302
    assert url not in text_of(client.get("/canvass/sites/"))
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="site.changed").count() == 2


@pytest.mark.parametrize(("name", "status"), [("community-a12", 404), ("district-b", 404), ("liaison-a11", 403)])
def test_visits_and_sites_of_others(world: World, name: str, status: int) -> None:
    key = campaign(world)
    visit, client = visited(world, key), client_of(world, name)
    urls = (f"/canvass/{key}/visits/", f"/canvass/visits/{visit.pk}/void/", f"/canvass/sites/{visit.site_id}/")
    assert [client.get(url).status_code for url in urls] == [status] * 3
    assert [
        client.post(url, {"reason": "乱改", "name": "乱改", "kind": "station"}).status_code for url in urls[1:]
    ] == [status] * 2
    with world.at("community-a11"):
        assert CanvassVisit.objects.get().voided_at is None
        assert not Site.objects.filter(name="乱改").exists()
    assert client_of(world, "street-a1").get(urls[0]).status_code == 200, "who stands above"
