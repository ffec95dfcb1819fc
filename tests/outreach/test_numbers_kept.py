"""Numbers that people write into texts: a title is not taken up with one, a sheet of paper shows none whole."""

from uuid import UUID

from outreach.models import Suggestion
from registry.domain import contacts
from registry.domain import members as registering
from registry.lib import clock
from registry.models import Member
from tests.outreach.suggestion_ground import PHONE, left, of
from tests.outreach.test_suggestion_entering import hers, typed
from tests.outreach.test_suggestion_pages import does
from tests.web.staff import client_of, text_of
from tests.world import World

CALLED = f"东门路灯坏了，请打{PHONE}找我。"


def of_hers(world: World, member: Member) -> UUID:
    """Entered for a member: its first sentence is its title."""
    form = typed(world, content=CALLED, name="何小山", member=member.pk, proposer_kind="in")
    assert client_of(world, "community-a11").post(f"/suggestions/new/?member={member.pk}", form).status_code == 302
    with world.at("community-a11"):
        key: UUID = Suggestion.objects.get().pk
        return key


def test_a_number_in_a_title_is_covered_and_not_taken_up(world: World) -> None:
    key, clerk = left(world, content=CALLED), client_of(world, "community-a11")
    page = text_of(clerk.get(f"/suggestions/{key}/"))
    assert 'value="东门路灯坏了，请打138****4321找我' in page
    facts = {"complexity": "simple", "category": "traffic"}
    assert "好像有电话号码" in does(clerk, key, "accept", title=CALLED, **facts)
    assert of(world, key).state == "received"
    assert "已受理" in does(clerk, key, "accept", title="修好东门路灯", **facts)


def test_the_sheet_shows_no_number_whole(world: World) -> None:
    member, by = hers(world), world.users["community-a11"]
    of_hers(world, member)
    with world.at("community-a11"):
        said = {
            "happened_at": clock.now(),
            "channel": "phone",
            "outcome": "reached",
            "summary": "他爱人电话13700001234",
        }
        contacts.record_contact(by=by, member=member, fields=said)
    clerk = client_of(world, "community-a11")
    paper = text_of(clerk.get(f"/members/{member.pk}/print/"))
    assert "请打138****4321找我" in paper and "他爱人电话137****1234" in paper
    assert PHONE not in paper and "13700001234" not in paper
    assert "13700001234" in text_of(clerk.get(f"/members/{member.pk}/")), "whoever calls needs it"


def test_whose_name_was_put_right_is_named_so_beside_what_she_wrote(world: World) -> None:
    member, clerk = hers(world), client_of(world, "community-a11")
    url = f"/suggestions/{of_hers(world, member)}/"
    assert "现在登记的姓名" not in text_of(clerk.get(url))
    with world.at("community-a11"):
        registering.update_details(by=world.users["community-a11"], member=member, changes={"name": "何晓山"})
    assert "现在登记的姓名是何晓山" in text_of(clerk.get(url))
