"""Files: what may be kept, what is left of it, who may open it (B09-B12, B17, H06, A19)."""

import io
import time
import warnings
from collections.abc import Callable

import pytest
from django import forms
from PIL import Image
from PIL.ExifTags import IFD

from registry.domain import files, members
from registry.domain.errors import Refused
from registry.lib import media, pictures
from registry.models import Attachment, AttachmentContent, AuditEvent
from tests.domain import pictures as made
from tests.world import World

BOMBS: dict[str, Callable[[], bytes]] = {
    "81 megapixels": lambda: made.flood(9000),
    "169 megapixels": lambda: made.flood(13_000, colour=0),
    "10,000 frames": made.endless_gif,
    "text chunks": made.texts,
    "Photoshop": lambda: b"8BPS\0\1" + bytes(6) + b"\0\3\0\0\x75\x30\0\0\x75\x30\0\x08\0\3" + bytes(500),
    "JPEG 2000": lambda: made.encoded(Image.new("RGB", (64, 64)), "JPEG2000"),
    "FITS": lambda: b"SIMPLE  =                    T" + b" " * 2850,
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9999999 9999999\n",
    "progressive": lambda: made.encoded(Image.new("L", (8000, 5100)), progressive=True),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_quickly_whatever_they_are_called(name: str) -> None:
    data = BOMBS[name]()
    begun = time.perf_counter()
    with pytest.raises(Refused, match=r"照片\.jpg"):
        files.prepare(made.upload(data))
    assert time.perf_counter() - begun < 5, "one second on a quiet machine"


def test_djangos_own_field_takes_what_we_refuse() -> None:
    """The attack with the protection off: the form field one would use otherwise lets the bombs in."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        for name in ("169 megapixels", "10,000 frames", "JPEG 2000"):
            assert forms.ImageField().clean(made.upload(BOMBS[name]())), name


def test_memory_stays_small_where_pillow_alone_takes_all() -> None:
    bomb = BOMBS["81 megapixels"]()
    answer, ours = made.measured(bomb, "png")
    assert b"pixels" in answer
    assert ours < 100
    assert made.measured(bomb, "png", naive=True)[1] > 300
    # The largest that is taken: 108 megapixels of a phone, decoded at a quarter of its size.
    answer, largest = made.measured(made.encoded(Image.new("RGB", (12_000, 9000)), quality=40), "jpeg")
    assert b"image/jpeg" in answer
    assert largest < 256


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_metadata_is_left(kind: str) -> None:
    data = made.talkative(kind)
    carried = [secret for secret in made.SECRETS if secret in data]
    assert {b"GPSCANARY", b"TRAILCANARY"} <= set(carried)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(IFD.GPSInfo), "without re-encoding the place is there"
    kept = files.prepare(made.upload(data))
    assert kept.media_type == f"image/{kind.lower()}"
    assert [secret for secret in [*carried, b"PAYLOAD", b"Exif", b"ICC", b"xpacket"] if secret in kept.data] == []
    picture = made.opened(kept.data)
    assert picture.size == (64, 48)
    assert dict(picture.getexif()) == {}
    assert set(picture.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "loop",
        "background",
        "timestamp",
        "duration",
    }


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright(orientation: int) -> None:
    picture = made.opened(files.prepare(made.upload(made.turned(orientation))).data)
    assert picture.size == (40, 20)
    for place in [(5, 3), (35, 3), (5, 17), (35, 17)]:
        wanted, got = made.corners().getpixel(place), picture.getpixel(place)
        assert max(abs(a - b) for a, b in zip(wanted, got, strict=True)) < 40, (orientation, place)


def test_polyglots_lose_their_other_half() -> None:
    zipped = b"PK\x03\x04" + b"PAYLOAD" * 9
    for data in (made.photo() + made.SCRIPT, made.photo() + zipped, made.photo("PNG") + made.SCRIPT):
        assert b"PAYLOAD" in data
        assert b"PAYLOAD" not in files.prepare(made.upload(data)).data
    page = forms.ImageField().clean(made.upload(made.photo() + made.SCRIPT))
    assert b"PAYLOAD" in page.read(), "without re-encoding the page is kept"
    for data in (made.SCRIPT, b'<svg xmlns="http://www.w3.org/2000/svg"/>', b"GIF89a" + zipped, zipped):
        with pytest.raises(Refused):
            files.prepare(made.upload(data))


def test_large_pictures_are_made_smaller_and_frames_are_dropped() -> None:
    panorama = made.opened(files.prepare(made.upload(made.photo(size=(6000, 700)))).data)
    assert panorama.size == (2560, 299)
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue")]
    moving = made.encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    still = made.opened(files.prepare(made.upload(moving)).data)
    assert getattr(still, "n_frames", 1) == 1
    assert still.convert("RGB").getpixel((9, 9))[0] > 200
    heavy = pictures.remade(made.photo("PNG"), "png", pictures.Bounds(heavy=100))
    assert heavy.media_type == "image/jpeg", "what is heavy without loss is kept with little loss"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(99), "HEIC"),
        (b"\0\0\0\x18ftypisom" + bytes(99), "截一张图"),
        (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", "另存为 PDF"),
        (b"", "空的"),
        (bytes(files.MAX_BYTES + 1), "10 MB"),
        (b"MZ" + bytes(99), "JPG、PNG、WEBP"),
        (made.photo()[:300], "没有传完整"),
        (made.pdf()[:-20], "没有传完整"),
    ],
)
def test_what_to_do_is_said(data: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        files.prepare(made.upload(data, "现场.heic"))
    assert "现场.heic" in str(refusal.value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\何\\照片.JPG", "照片.jpg"),
        ("心得\u202egpj.exe", "心得gpj.exe.jpg"),
        ("shell.php.jpg", "shell.php.jpg"),
        ("a\x00b\r\nSet-Cookie: x.png", "ab Set-Cookie_ x.jpg"),
        ("CON.png", "_CON.jpg"),
        ("  . .jpg", "附件.jpg"),
        ("𠮷田" * 60 + ".png", "𠮷田" * 48 + ".jpg"),
        ("", "附件.jpg"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert media.safe_name(given, "image/jpeg") == kept
    assert len(kept) <= 100


def test_the_bytes_lie_encrypted_and_bound_to_their_row(world: World) -> None:
    member = world.member("a11")
    user = world.users["community-a11"]
    with world.at("community-a11"):
        first, second = (
            files.attach(by=user, member=member, upload=made.upload(made.photo(size=(60 + n, 40)))) for n in (1, 2)
        )
        assert made.opened(files.open_attachment(by=user, attachment=first)).size == (61, 40)
        rows = {first: AttachmentContent.objects.get(attachment=first), second: second.content}
        sealed = bytes(rows[first].data)
        assert b"JFIF" not in sealed
        swapped = bytes(rows[second].data)
        for wrong in (swapped, sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), b"k9\0" + sealed, b""):
            rows[first].delete()
            rows[first].data = wrong
            rows[first].save(force_insert=True)
            with pytest.raises(Refused, match="对不上"):
                files.open_attachment(by=user, attachment=first)


def test_owner_colleague_and_outsider(world: World) -> None:
    member = world.member("a11")
    with world.at("community-a11"):
        files.attach(by=world.users["community-a11"], member=member, upload=made.upload(made.pdf(), "介绍信.pdf"))
        members.assign_liaison(by=None, member=member, liaison=world.users["liaison-a11"])
    seen = dict.fromkeys(world.users, 0) | dict.fromkeys(("community-a11", "street-a1", "district-a", "liaison-a11"), 1)
    for name, count in seen.items():
        with world.at(name):
            assert (Attachment.objects.count(), AttachmentContent.objects.count()) == (count, count), name
            stolen = AttachmentContent.objects.unscoped("the manager's wall is off: the database's own still stands")
            assert stolen.count() == count, name


def test_removing_deletes_the_bytes_and_says_who(world: World) -> None:
    member = world.member("a11")
    clerk, liaison = world.users["community-a11"], world.users["liaison-a11"]
    with world.at("community-a11"):
        members.assign_liaison(by=None, member=member, liaison=liaison)
        theirs = files.attach(by=clerk, member=member, upload=made.upload(made.pdf(), "介绍信.pdf"))
    with world.at("liaison-a11"):
        hers = files.attach(by=liaison, member=member, upload=made.upload(made.photo()))
        with pytest.raises(Refused, match="为什么"):
            files.remove(by=liaison, attachment=hers, reason=" ")
        with pytest.raises(Refused, match="别的同事"):
            files.remove(by=liaison, attachment=theirs, reason="传错")
        assert AttachmentContent.objects.filter(attachment=theirs).delete()[0] == 0, "the database holds it too"
        gone = files.remove(by=liaison, attachment=hers, reason="传错了人")
        assert (gone.removed_by, gone.remove_reason, gone.removed_label) == (
            liaison,
            "传错了人",
            "a1街道a11社区 a11联络员",
        )
        assert not AttachmentContent.objects.filter(attachment=hers).exists()
        for again in (files.open_attachment, lambda **kw: files.remove(reason="再来", **kw)):
            with pytest.raises(Refused, match="已经移除"):
                again(by=liaison, attachment=gone)
    with world.at("auditor-a"):
        told = AuditEvent.objects.filter(object_type="attachment").order_by("seq").values_list("action", flat=True)
        assert list(told) == ["attachment.added", "attachment.added", "attachment.removed"]


def test_there_is_room_for_so_many(world: World) -> None:
    member = world.member("a11")
    with world.at("community-a11"):
        for _ in range(files.PER_MEMBER):
            last = files.attach(by=None, member=member, upload=files.Prepared("a.pdf", "application/pdf", b"%PDF-"))
        with pytest.raises(Refused, match="最多"):
            files.attach(by=None, member=member, upload=made.upload(made.pdf()))
        files.remove(by=None, attachment=last, reason="重复")
        files.attach(by=None, member=member, upload=made.upload(made.pdf()))


def test_a_picture_process_that_dies_or_hangs_is_a_sentence() -> None:
    with pytest.raises(pictures.PictureProblem) as died:
        pictures.remade(made.photo(size=(5000, 4900)), "jpeg", pictures.Bounds(memory=64 << 20))
    assert died.value.kind == "pixels"
    with pytest.raises(pictures.PictureProblem) as hung:
        pictures.remade(made.photo(), "jpeg", pictures.Bounds(wall=0.01))
    assert hung.value.kind == "slow"
