"""Photographs of a 金点子 that a liaison entered on behalf: she sees her own."""

from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outreach.models import SuggestionFile
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import LiaisonAssignment, Member
from tests.domain.pictures import photo
from tests.outreach.test_suggestion_entering import IDEA, TODAY, hers
from tests.outreach.test_suggestion_pages import _photo
from tests.walls.forging import sql
from tests.web.staff import client_of, text_of
from tests.world import World


def entered(world: World, liaison: Client) -> tuple[Member, UUID]:
    """What a liaison entered for her member, with a photograph."""
    member, key = hers(world), uuid7()
    form = {"key": key, "source": "phone", "collected_on": TODAY, "content": IDEA, "category": "skills"}
    form["uploads"] = SimpleUploadedFile("灯.jpg", photo(), "image/jpeg")
    assert liaison.post(f"/suggestions/new/?member={member.pk}", form).headers["Location"] == f"/suggestions/{key}/"
    return member, key


def test_a_liaison_sees_the_photograph_that_she_sent_along_and_no_other(world: World) -> None:
    """As long as the member is hers; what staff added, and what another liaison sent, stays closed to her."""
    liaison = client_of(world, "liaison-a11")
    member, key = entered(world, liaison)
    client_of(world, "community-a11").post(f"/suggestions/{key}/do/attach/", {"attach-uploads": _photo()})
    with world.system():
        own, further = SuggestionFile.objects.filter(suggestion=key).order_by("-from_proposer")
    page = text_of(liaison.get(f"/suggestions/{key}/"))
    assert f"/suggestions/files/{own.pk}/" in page and str(further.pk) not in page and "代录时上传" in page
    assert liaison.get(f"/suggestions/files/{own.pk}/").headers["Content-Type"] == "image/jpeg"
    other = client_of(world, "liaison-a12")
    assert {
        liaison.get(f"/suggestions/files/{further.pk}/").status_code,
        other.get(f"/suggestions/files/{own.pk}/").status_code,
        liaison.get(f"/suggestions/files/{key}/").status_code,
    } == {404}
    with world.at("liaison-a11"):
        assert not SuggestionFile.objects.exists() and sql("SELECT 1 FROM outreach_suggestionfile") == 0
        assert sql("SELECT 1 FROM outreach_entered_files(%s)", key) == 1
    with world.at("community-a11"):
        held = LiaisonAssignment.objects.get(member=member)
        LiaisonAssignment.objects.filter(pk=held.pk).update(ended_on=clock.today())
    assert liaison.get(f"/suggestions/files/{own.pk}/").status_code == 404, "no longer hers"
    with world.at("community-a11"):
        LiaisonAssignment.objects.filter(pk=held.pk).update(ended_on=None)
