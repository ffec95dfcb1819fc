"""Activities for programs: the announcement from below, one's own members, a tick as on the page."""

from outreach.models import Participation
from tests.api.caller import browser, program
from tests.outreach.assembly import planned
from tests.world import World


def test_read_and_ticked(world: World) -> None:
    here, there = world.member("a11", 1, name="何在"), world.member("a12", 2, name="何邻")
    street, own = planned(world, "a1", title="街道党课", hours=0.5), planned(world, "a12", title="邻居的党日")
    caller = program(world, "community-a11")
    assert [row["title"] for row in caller.get("activities/")["results"]] == ["街道党课"]
    assert caller.get("activities/?state=held")["results"] == []
    found = caller.get(f"activities/{street.pk}/")
    assert (found["place"], found["figures"]["guests"]) == ("江海广场红色驿站", 0)
    url = f"activities/{street.pk}/attendance/"
    ticked = caller.post(url, {"member": str(here.pk), "attendance": "late"})
    assert (ticked.status_code, ticked.json()["attendance_role"]) == (200, "guest")
    assert caller.get(url)["total"] == 1
    assert caller.get(f"activities/{street.pk}/")["figures"]["guests"] == 1
    for member, said in ((there, 400), (here, 400)):
        body = {"member": str(member.pk), "attendance": "late" if said == 400 and member is there else "vip"}
        assert caller.post(url, body).status_code == said
    assert caller.ask("GET", f"activities/{own.pk}/").status_code == 404
    assert (
        caller.post(f"activities/{own.pk}/attendance/", {"member": str(here.pk), "attendance": ""}).status_code == 404
    )
    superior = browser(world, "street-a1")
    body = {"member": str(here.pk), "attendance": "late"}
    assert superior.post(f"activities/{own.pk}/attendance/", body).status_code == 409
    assert superior.get(url)["results"][0]["attendance"] == "late"
    liaison = browser(world, "liaison-a11")
    assert liaison.get(f"activities/{street.pk}/")["title"] == "街道党课"
    assert liaison.ask("GET", url).status_code == 403
    assert browser(world, "community-b11").ask("GET", f"activities/{street.pk}/").status_code == 404
    with world.system():
        assert Participation.objects.count() == 1
