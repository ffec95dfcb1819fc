"""Files through the API: judged, made anew, limited and handed out as on the pages; whose they are, and the trail."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from registry.choices import StudyState
from registry.domain import studies
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import AttachmentContent, AuditEvent, StudyReport
from tests.api.caller import Caller, browser, program
from tests.api.test_reading import PDF, member_with_story
from tests.domain import pictures
from tests.world import World


def photo(name: str = "C:\\照片\\走访.jpg") -> SimpleUploadedFile:
    """As a telephone takes it, with where it was taken."""
    found = Image.Exif()
    found[0x010E] = "GPSCANARY"
    return pictures.upload(pictures.photo(exif=found), name)


def pdf(name: str = "回执.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def content(caller: Caller, key: Any) -> Any:
    return caller.ask("GET", f"files/{key}/content/")


def test_a_photograph_is_made_anew_kept_encrypted_and_handed_out_as_a_download(world: World) -> None:
    story = member_with_story(world)
    clerk = program(world, "community-a11")
    for path, name in (("contacts", "contact"), ("studies", "study"), ("members", "member")):
        sent = photo()
        assert b"GPSCANARY" in sent.read()
        sent.seek(0)
        made = clerk.send(f"{path}/{story[path]}/files/", file=sent)
        row = made.json()
        assert (made.status_code, row[name], row["member"]) == (201, str(story[path]), str(story["members"]))
        assert (row["name"], row["media_type"]) == ("走访.jpg", "image/jpeg")
    with world.at("community-a11"):
        assert b"JFIF" not in bytes(AttachmentContent.objects.get(attachment=row["id"]).data)
    answer = content(clerk, row["id"])
    assert Image.open(io.BytesIO(answer.content)).size == (64, 48)
    assert b"GPSCANARY" not in answer.content and len(answer.content) == row["size"]
    headers = answer.headers
    assert headers["Content-Type"] == "image/jpeg" and headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in headers["Content-Security-Policy"] and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-store"
    listed = clerk.get(f"files/?contact={story['contacts']}&removed=false")["results"]
    assert [found["name"] for found in listed] == ["走访.jpg", "回执.pdf"]
    with world.at("auditor-a"):
        told = AuditEvent.objects.filter(action__in=("attachment.added", "attachment.opened"), actor="community-a11")
        assert sorted(told.values_list("action", flat=True)) == ["attachment.added"] * 4 + ["attachment.opened"]


def test_owner_colleague_and_outsider(world: World) -> None:
    story, other = member_with_story(world), member_with_story(world, "a12", 2)
    paths = [f"{name}/{story[name]}/files/" for name in ("contacts", "studies", "members")]
    for account in ("community-a12", "street-a2", "district-b", "liaison-a12"):
        caller = program(world, account)
        for path in paths:
            refused = caller.send(path, file=pdf())
            nowhere = caller.send(path.replace(path.split("/")[1], str(uuid7())), file=pdf())
            assert refused.status_code in (403, 404) and refused.content == nowhere.content, (account, path)
        assert content(caller, story["files"]).status_code == 404
        assert caller.post(f"files/{story['files']}/remove/", {"reason": "不是我的"}).status_code == 404
    for officer in ("auditor-a", "system_admin-a"):
        assert content(browser(world, officer), story["files"]).status_code == 403
    for account in ("street-a1", "district-a", "liaison-a11"):
        caller = program(world, account)
        assert content(caller, story["files"]).content == PDF
        if account != "liaison-a11":
            assert [caller.send(path, file=pdf()).status_code for path in paths] == [201] * 3
    assert content(program(world, "liaison-a12"), other["files"]).status_code == 200


def test_a_liaison_adds_to_her_own_and_removes_her_own(world: World) -> None:
    story = member_with_story(world)
    liaison = program(world, "liaison-a11")
    for path in ("contacts", "studies"):
        answer = liaison.send(f"{path}/{story[path]}/files/", file=pdf())
        assert (answer.status_code, answer.json()["code"]) == (409, "refused"), path
    assert liaison.send(f"members/{story['members']}/files/", file=pdf()).status_code == 403
    report = {"member": str(story["members"]), "topic": "党课", "form": "self_study", "studied_on": str(clock.today())}
    own = liaison.post("studies/", report).json()["id"]
    key = liaison.send(f"studies/{own}/files/", file=pdf()).json()["id"]
    assert liaison.post(f"files/{story['files']}/remove/", {"reason": "传错了"}).status_code == 409
    assert liaison.post(f"files/{key}/remove/", {"reason": " "}).status_code == 400
    gone = liaison.post(f"files/{key}/remove/", {"reason": "传错了人"}).json()
    assert (gone["remove_reason"], bool(gone["removed_at"])) == ("传错了人", True)
    assert "已经移除" in content(liaison, key).json()["detail"]
    assert [row["id"] for row in liaison.get(f"files/?study={own}&removed=true")["results"]] == [key]


@pytest.mark.parametrize(
    ("name", "data", "status", "said"),
    [
        ("心得.docx", b"PK\x03\x04" + b"x" * 200, 400, "心得.docx"),
        ("照片.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 400, "照片.jpg"),
        ("半份.pdf", b"%PDF-1.4\nxx", 400, "没有传完整"),
        ("空.pdf", b"", 400, "空"),
        ("大.pdf", 11, 400, "超过 10 MB"),
        ("太大.pdf", 61, 413, "太大"),
    ],
)
def test_what_is_not_taken_is_said_and_leaves_nothing(
    world: World, name: str, data: bytes | int, status: int, said: str
) -> None:
    """`data` as a number: so many MB of a PDF."""
    story = member_with_story(world)
    clerk = program(world, "community-a11")
    sent = PDF + b" " * (data << 20) if isinstance(data, int) else data
    answer = clerk.send(f"contacts/{story['contacts']}/files/", file=SimpleUploadedFile(name, sent))
    assert answer.status_code == status and said in answer.content.decode(), answer.content.decode()
    assert len(clerk.get("files/")["results"]) == 1


def test_forms_that_make_no_sense(world: World) -> None:
    path = f"contacts/{member_with_story(world)['contacts']}/files/"
    clerk = program(world, "community-a11")
    for fields in ({}, {"file": "文字"}, {"file": pdf(), "member": "x"}, {"file": pdf(), "version": "0"}):
        answer = clerk.send(path, **fields)
        assert answer.status_code == 400 and answer.json()["errors"], fields
    assert clerk.post(path, {"file": "x"}).status_code == 415
    assert len(clerk.get("files/")["results"]) == 1


def test_room_versions_voided_rows_and_what_was_returned(world: World) -> None:
    story = member_with_story(world)
    clerk = program(world, "community-a11")
    path = f"contacts/{story['contacts']}/files/"
    assert {clerk.send(path, file=pdf()).status_code for _ in range(5)} == {201}
    assert "附件最多 6 个" in clerk.send(path, file=pdf()).json()["detail"]
    clerk.post(f"contacts/{story['contacts']}/void/", {"reason": "记错了人"})
    assert "已经作废" in clerk.send(path, file=pdf()).json()["detail"]
    with world.at("community-a11"):
        study = StudyReport.objects.get(pk=story["studies"])
        studies.review_study(
            by=world.users["community-a11"], study=study, state=StudyState.RETURNED, comment="补一张照片"
        )
    stale = clerk.send(f"studies/{study.pk}/files/", file=pdf(), version=1)
    assert (stale.json()["code"], stale.json()["theirs"]) == ("conflict", {"version": 2})
    assert clerk.send(f"studies/{study.pk}/files/", file=pdf(), version=2).status_code == 201
    shown = clerk.get(f"studies/{study.pk}/")
    assert (shown["state"], shown["version"]) == ("pending", 3)
