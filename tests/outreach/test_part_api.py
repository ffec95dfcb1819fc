"""作用发挥 for programs: the verbs of the pages; owner, colleague, liaison, another district."""

from registry.lib import clock
from tests.api.caller import browser, program
from tests.outreach.part_ground import wish_of
from tests.world import World

TODAY = f"{clock.today():%Y-%m-%d}"


def test_added_noted_ended_and_moved_along(world: World) -> None:
    member, other = world.member("a11", 1, name="何小山"), world.member("a12", 2, name="何邻")
    caller, who = program(world, "community-a11"), str(member.pk)
    body = {"member": who, "name": "暖企服务先锋岗", "awarded_on": TODAY, "unit": "电商", "commitment": "有求必应"}
    made = caller.post("pioneer-posts/", body)
    assert (made.status_code, made.json()["deeds"]) == (201, 0)
    assert caller.post("pioneer-posts/", body).status_code == 409
    assert caller.post("pioneer-posts/", body | {"member": str(other.pk)}).status_code == 400
    post = f"pioneer-posts/{made.json()['id']}/"
    assert caller.post(f"{post}notes/", {"happened_on": TODAY, "text": "帮企业办证"}).status_code == 201
    assert caller.post(f"{post}end/", {"on": TODAY, "reason": "调离"}).json()["deeds"] == 1
    seat = {"member": who, "community": str(world.nodes["a11"].pk), "appointed_on": TODAY, "term_from": TODAY}
    key = caller.post("council-seats/", seat).json()["id"]
    noted = caller.post(f"council-seats/{key}/notes/", {"kind": "meeting", "happened_on": TODAY})
    assert (noted.status_code, caller.get(f"council-seats/{key}/")["meetings"]) == (201, 1)
    served = {
        "member": who,
        "project": "巡河",
        "served_on": TODAY,
        "place": "河边",
        "content": "捡垃圾",
        "hours": "2.5",
    }
    key = caller.post("volunteer-services/", served).json()["id"]
    assert caller.post(f"volunteer-services/{key}/void/", {"reason": "记错了人"}).json()["void_reason"] == "记错了人"
    assert caller.get("volunteer-services/?voided=false")["results"] == []
    _wish(world, caller, who, str(other.pk))
    for account, status in (("community-a12", 404), ("community-b11", 404), ("liaison-a11", 404), ("street-a1", 200)):
        assert browser(world, account).ask("GET", post).status_code == status, account
    assert browser(world, "liaison-a11").ask("GET", "wishes/").status_code == 403


def _wish(world: World, caller, who: str, other: str) -> None:
    said = {
        "organisation": str(world.nodes["a11"].pk), "collected_on": TODAY, "category": "child", "kind": "goods",
        "content": "一个书包", "community": "永明社区", "wisher_name": "甘小苗",
    }  # fmt: skip
    assert caller.post("wishes/", said | {"shown_as": "小苗"}).status_code == 409
    made = caller.post("wishes/", said).json()
    assert made["can"] == ["verify", "refuse", "withdraw"]
    url = f"wishes/{made['id']}/"
    assert caller.patch(url, {"version": 9, "content": "两个书包"}).status_code == 409
    assert caller.patch(url, {"version": 1, "content": "两个书包"}).json()["content"] == "两个书包"
    assert caller.post(f"{url}steps/", {"step": "verify"}).status_code == 409
    caller.post(f"{url}steps/", {"step": "verify", "why": "上门看过", "version": 2})
    assert caller.post(f"{url}steps/", {"step": "publish"}).json()["state"] == "published"
    assert caller.post(f"{url}claim/", {"member": other}).status_code == 400
    answer = caller.post(f"{url}claim/", {"member": who})
    assert answer.json()["claim"]["member"] == who
    assert "甘小苗" not in answer.content.decode()
    elsewhere = wish_of(world, "a12")
    assert caller.ask("GET", f"wishes/{elsewhere.pk}/").status_code == 404
