"""失联 proposals that nobody has to decide on any more."""

from datetime import timedelta

from registry.domain import contacts, lost
from registry.domain.members import assign_liaison
from registry.lib import clock
from registry.models import LostProposal, Member
from tests.web.staff import client_of, text_of
from tests.world import World

TODAY = str(clock.today())


def test_what_was_overtaken_is_asked_of_nobody(world: World) -> None:
    """She was reached after all, her record ended, or she was found lost on her own page."""
    client, ends = (
        client_of(world, "community-a11"),
        {"reached": "dismissed", "ended": "dismissed", "lost": "confirmed"},
    )
    members = {how: world.member("a11", number, name=f"何{how}") for number, how in enumerate((*ends, "silent"), 6)}
    with world.system():
        Member.objects.update(created_at=clock.now() - timedelta(days=200))
        assert lost.propose_lost(day=clock.today()) == len(members)
    assert all(member.name in text_of(client.get("/lost/")) for member in members.values())
    with world.at("community-a11"):
        fields = {"happened_at": clock.now(), "channel": "phone", "outcome": "reached"}
        contacts.record_contact(by=world.users["community-a11"], member=members["reached"], fields=fields)
    for how, kind in (("ended", "returned"), ("lost", "lost")):
        said = {"effective_on": TODAY, "note": "问过", "sure": "on"}
        assert client.post(f"/members/{members[how].pk}/move/{kind}/", said).status_code == 302
    text_of(client.get("/"))  # where it is said what was done
    page = text_of(client.get("/lost/"))
    assert [how for how in members if f"何{how}" in page] == ["silent"]
    with world.system():
        assert lost.propose_lost(day=clock.today()) == 0
        found = dict(LostProposal.objects.values_list("member_id", "state"))
    assert {how: found[member.pk] for how, member in members.items()} == ends | {"silent": "open"}
    assert "程序结束这条核实" in text_of(client.get("/lost/?tab=done"))


def agreed_days(world: World) -> list[str]:
    """Of whom the first page, the list and a liaison's list say that an agreed day went by."""
    figures = client_of(world, "community-a11").get("/").context["figures"]
    number = {figure["label"]: figure["number"] for figure in figures}["约好的日子过了"]
    shown = []
    for name in ("community-a11", "liaison-a11"):
        rows = client_of(world, name).get("/contacts/?due=overdue").context["rows"]
        shown.append(sorted(row["name"] for row in rows))
    assert shown[0] == shown[1] and str(len(shown[0])) == number
    return shown[0]


def test_who_is_lost_is_looked_for_and_has_no_appointment(world: World) -> None:
    """The day agreed with her is none any more; found again, it stands where it stood."""
    by, members = world.users["community-a11"], [world.member("a11", number, name=f"何{number}") for number in (6, 7)]
    with world.at("community-a11"):
        for member in members:
            assign_liaison(by=by, member=member, liaison=world.users["liaison-a11"])
            said = {"happened_at": clock.now() - timedelta(days=9), "channel": "phone", "outcome": "no_answer"}
            contacts.record_contact(by=by, member=member, fields=said | {"next_on": clock.today() - timedelta(days=5)})
    assert agreed_days(world) == ["何6", "何7"]
    client = client_of(world, "community-a11")
    said = {"effective_on": TODAY, "note": "问过", "sure": "on"}
    assert client.post(f"/members/{members[0].pk}/move/lost/", said).status_code == 302
    assert agreed_days(world) == ["何7"]
    assert client.post(f"/members/{members[0].pk}/move/found_again/", said).status_code == 302
    assert agreed_days(world) == ["何6", "何7"]
