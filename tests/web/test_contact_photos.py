"""A photograph taken on a visit goes with the card after it, and with what waits for a line."""

from django.core.files.uploadedfile import SimpleUploadedFile

from registry.domain import members
from registry.lib.ids import uuid7
from registry.models import Attachment, ContactLog
from tests.domain import pictures
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

CARD = {"outcome": "reached", "channel": "visit", "next": "none", "summary": "上门看过"}


def photo(name: str = "门口.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    """As a phone sends one."""
    return SimpleUploadedFile(name, data or pictures.talkative("JPEG"))


def test_the_card_takes_a_photograph(world: World) -> None:
    """By her liaison: kept with the contact, made anew; sent twice it is one; an outsider sees none of it."""
    member = world.member("a11", 1)
    with world.at(clerk("a11")):
        by = world.users[clerk("a11")]
        members.assign_liaison(by=by, member=member, liaison=world.users["liaison-a11"])
    client, url = client_of(world, "liaison-a11"), f"/members/{member.pk}/contacts/quick/"
    page = text_of(client.get(url))
    assert 'enctype="multipart/form-data"' in page and "拍张照" in page
    said = CARD | {"client_key": str(uuid7())}
    for _ in range(2):
        assert client.post(url, said | {"uploads": [photo()]}).status_code == 302
    with world.at(clerk("a11")):
        contact, [kept] = ContactLog.objects.get(), Attachment.objects.all()
        assert kept.contact_id == contact.pk and kept.media_type == "image/jpeg"
    assert client_of(world, "liaison-a12").get(f"/attachments/{kept.pk}/").status_code == 404


def test_what_is_no_photograph_is_said_and_nothing_is_lost(world: World) -> None:
    member, client = world.member("a11", 1), client_of(world, clerk("a11"))
    url = f"/members/{member.pk}/contacts/quick/"
    said = CARD | {"client_key": str(uuid7())}
    page = text_of(client.post(url, said | {"uploads": [photo("a.jpg", pictures.SCRIPT)]}))
    assert "网页" in page and "上门看过" in page and "选过的文件要重新选一次" in page
    with world.at(clerk("a11")):
        assert not ContactLog.objects.exists() and not Attachment.objects.exists()
