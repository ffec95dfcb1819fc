"""The pages of study reports and files: what each role may do, and that nobody else gets a byte."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.choices import StudyState
from registry.domain import files, members, studies
from registry.entry.study_filter import campaign_key
from registry.lib import clock
from registry.models import Attachment, AuditEvent, Member, StudyReport
from registry.web import middleware
from tests.domain import pictures as made
from tests.web.staff import client_of, text_of
from tests.world import World

SEEN_BY = {"community-a11": 200, "street-a1": 200, "district-a": 200}
STRANGERS = ("community-a12", "street-a2", "district-b", "liaison-a12", "liaison-a11")
OFFICERS = ("system_admin-a", "security_admin-a", "auditor-a")


def typed(**more: Any) -> dict[str, Any]:
    """The form as a clerk fills it in."""
    day = f"{clock.today():%Y-%m-%d}"
    return {"topic": "党章第一章", "form": "self_study", "channel": "by_staff", "studied_on": day} | more


def filed(world: World, node: str = "a11", sequence: int = 1, **more: Any) -> StudyReport:
    """A report with a photograph and a PDF, filed by the node's clerk."""
    member = world.member(node, sequence)
    uploads = [made.upload(made.photo()), made.upload(made.pdf(b"/JS (PAYLOAD)"), "心得.pdf")]
    fields = {"topic": "党章第一章", "form": "self_study", "studied_on": clock.today(), "text": "读后感"} | more
    with world.at(f"community-{node}"):
        return studies.file_study(by=world.users[f"community-{node}"], member=member, fields=fields, files=uploads)


def kept(world: World, study: StudyReport) -> tuple[Attachment, Attachment]:
    """The report's photograph and its PDF."""
    with world.at("district-a"):
        photo, paper = study.attachments.order_by("media_type").reverse()
    return photo, paper


def test_file_return_correct_read(world: World) -> None:
    member = world.member("a11")
    clerk, street = client_of(world, "community-a11"), client_of(world, "street-a1")
    data = typed(text="读了两遍", hours="1.5", client_key=str(uuid4()), campaign="主题教育")
    picture = made.talkative("JPEG")
    for _ in range(2):  # sent twice, it is one report
        upload = made.upload(picture, "../现场.jpg")
        answer = clerk.post(f"/members/{member.pk}/studies/new/", data | {"uploads": [upload]}, follow=True)
        assert "等待审阅" in text_of(answer)
    with world.at("community-a11"):
        study = StudyReport.objects.get()
        photo = Attachment.objects.get()
    assert (photo.name, b"GPSCANARY" in clerk.get(f"/attachments/{photo.pk}/").content) == ("现场.jpg", False)
    assert "何小山" in text_of(street.get("/studies/"))
    page = text_of(street.post(f"/studies/{study.pk}/review/", {"action": "return", "version": 1, "comment": ""}))
    assert "退回要写明" in page
    street.post(f"/studies/{study.pk}/review/", {"action": "return", "version": 1, "comment": "请写清时间"})
    assert "请写清时间" in text_of(clerk.get(f"/studies/{study.pk}/edit/"))
    again = typed(topic="党章第二章", text="3月5日读了两遍", version=2, reason="补时间")
    page = text_of(clerk.post(f"/studies/{study.pk}/edit/", again, follow=True))
    assert "重新等待审阅" in page
    assert "<del>党章第一章</del> → 党章第二章" in page
    late = text_of(clerk.post(f"/studies/{study.pk}/edit/", again))
    assert "有人改过" in late
    assert "3月5日读了两遍" in late, "what was typed is still there"
    assert "改过了" in text_of(street.post(f"/studies/{study.pk}/review/", {"action": "read", "version": 2}))
    street.post(f"/studies/{study.pk}/review/", {"action": "read", "version": 3})
    page = text_of(clerk.post(f"/studies/{study.pk}/review/", {"action": "return", "version": 3, "comment": "再看"}))
    assert "已经标为“已阅”，不用再办" in page
    with world.at("community-a11"):
        assert StudyReport.objects.get().state == StudyState.READ


def test_bad_input_is_said_and_nothing_is_lost(world: World) -> None:
    member = world.member("a11")
    clerk, url = client_of(world, "community-a11"), f"/members/{member.pk}/studies/new/"
    for wrong, said in (
        ({"studied_on": "2999-01-01"}, "不能晚于今天"),
        ({"hours": "25"}, "0.5 到 24"),
        ({"topic": ""}, "至少要有一样"),
        ({"uploads": [made.upload(b"\0\0\0\x18ftypheic" + bytes(99), "IMG_1.HEIC")]}, "HEIC"),
        ({"uploads": [made.upload(made.flood(9000), "炸弹.png")]}, "像素太多"),
        ({"uploads": [made.upload(made.pdf(), f"{n}.pdf") for n in range(7)]}, "一次最多 6 个"),
        ({"uploads": [made.upload(made.photo()), made.upload(b"MZ", "坏.exe")]}, "坏.exe"),
    ):
        page = text_of(clerk.post(url, typed(campaign="主题教育") | wrong))
        assert said in page, wrong
        assert "主题教育" in page
    with world.at("community-a11"):
        assert not StudyReport.objects.exists()
        assert not Attachment.objects.exists()


def test_a_file_is_given_back_safely(world: World) -> None:
    study = filed(world)
    photo, paper = kept(world, study)
    clerk = client_of(world, "community-a11")
    answer = clerk.get(f"/attachments/{photo.pk}/")
    assert answer.headers["Content-Disposition"] == "inline; filename*=utf-8''%E7%85%A7%E7%89%87.jpg"
    answer = clerk.get(f"/attachments/{paper.pk}/", headers={"range": "bytes=0-3"})
    assert (answer.status_code, len(answer.content)) == (200, paper.size)
    for name, value in {
        "Content-Disposition": "attachment; filename*=utf-8''%E5%BF%83%E5%BE%97.pdf",
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "Accept-Ranges": "none",
    }.items():
        assert answer.headers[name] == value
    assert clerk.get(f"/attachments/{photo.pk}/?download=1").headers["Content-Disposition"].startswith("attachment")
    assert clerk.head(f"/attachments/{photo.pk}/").content == b""
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="attachment.opened").count() == 4
    clerk.post(f"/attachments/{photo.pk}/remove/", {"reason": "照片里有孩子"})
    answer = clerk.get(f"/attachments/{photo.pk}/")
    assert (answer.status_code, "已经移除" in text_of(answer)) == (410, True)
    page = text_of(clerk.get(f"/studies/{study.pk}/"))
    assert "照片里有孩子" in page
    assert f"/attachments/{photo.pk}/" not in page


def addresses(study: StudyReport, photo: Attachment) -> list[tuple[str, str]]:
    """Everything that one report and its file answer to."""
    mine, file = f"/studies/{study.pk}/", f"/attachments/{photo.pk}/"
    member = f"/members/{study.member_id}/"
    both = [mine + "edit/", mine + "void/", file + "remove/", member + "studies/new/", member + "files/new/"]
    found = [("GET", url) for url in [mine, file, file + "?download=1", *both]]
    return [*found, ("HEAD", file), *(("POST", url) for url in [*both, mine + "review/"])]


def test_strangers_get_nothing_and_officers_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    study = filed(world)
    photo, _ = kept(world, study)
    for name in STRANGERS:
        client = client_of(world, name)
        for method, url in addresses(study, photo):
            answer = client.generic(method, url, headers={"range": "bytes=0-9"})
            may_not = name.startswith("liaison") and "files/new" in url
            assert answer.status_code == (403 if may_not else 404), (name, method, url)
            assert b"JFIF" not in answer.content
        assert "何小山" not in text_of(client.get("/studies/?state=all"))
        assert not name.startswith("liaison") or client.post("/studies/read/").status_code == 403
    for name in OFFICERS:
        client = client_of(world, name)
        for method, url in [*addresses(study, photo), ("GET", "/studies/"), ("POST", "/studies/read/")]:
            assert client.generic(method, url).status_code == 403, (name, method, url)
    for name, code in SEEN_BY.items():
        assert client_of(world, name).get(f"/attachments/{photo.pk}/").status_code == code
    # The attack with the protection off: under another's scope the neighbour has the file.
    monkeypatch.setattr(middleware, "scope_of", lambda request, posting: world.scope("district-a"))
    assert b"JFIF" in client_of(world, "community-a12").get(f"/attachments/{photo.pk}/").content


def test_a_liaison_files_and_sees_but_does_not_review(world: World) -> None:
    study = filed(world)
    with world.at("community-a11"):
        members.assign_liaison(by=None, member=study.member, liaison=world.users["liaison-a11"])
    liaison = client_of(world, "liaison-a11")
    page = text_of(liaison.get(f"/studies/{study.pk}/"))
    assert "等本组织或上级审阅" in page
    assert "/review/" not in page
    assert "/edit/" not in page
    assert liaison.post(f"/studies/{study.pk}/review/", {"action": "read", "version": 1}).status_code == 403
    assert liaison.post("/studies/read/", {"chosen": [study.pk]}).status_code == 403
    answer = liaison.post(f"/members/{study.member_id}/studies/new/", typed(topic="联络员代录"), follow=True)
    assert "等待审阅" in text_of(answer)
    assert "标为已阅" not in text_of(liaison.get("/studies/"))
    with world.at("liaison-a11"):
        assert StudyReport.objects.filter(recorded_by=world.users["liaison-a11"], channel="by_staff").count() == 1


def test_many_are_read_and_what_failed_is_said_row_by_row(world: World) -> None:
    first, second, foreign = filed(world), filed(world, "a12", 2, topic="二十大报告"), filed(world, "a21", 3)
    street = client_of(world, "street-a1")
    assert "还没有选" in text_of(street.post("/studies/read/", follow=True))
    with world.at("community-a12"):
        studies.review_study(by=world.users["community-a12"], study=second, state=StudyState.READ)
    chosen = [first.pk, second.pk, foreign.pk, "nonsense"]
    page = text_of(street.post("/studies/read/?state=pending", {"chosen": chosen}))
    assert "何小山《党章第一章》：已标为已阅" in page
    assert "何小山《二十大报告》：a1街道a12村" in page
    assert "一份汇报：没有找到" in page
    with world.at("district-a"):
        states = StudyReport.objects.order_by("id").values_list("state", flat=True)
        assert list(states) == [StudyState.READ, StudyState.READ, StudyState.PENDING]
    page = text_of(client_of(world, "street-a2").post("/studies/read/", {"chosen": [foreign.pk]}, follow=True))
    assert "已把 1 份学习汇报标为已阅" in page


def test_the_list_is_narrowed_and_asks_the_same_for_many_rows(world: World) -> None:
    filed(world, campaign="主题教育")
    filed(world, "a12", 2, topic="参观烈士陵园", form="visit")
    street = client_of(world, "street-a1")
    for query, topics in (
        ("", {"党章第一章", "参观烈士陵园"}),
        (f"?campaign={campaign_key('主题教育')}", {"党章第一章"}),
        ("?form=visit", {"参观烈士陵园"}),
        (f"?org={world.nodes['a12'].pk}", {"参观烈士陵园"}),
        (f"?since={clock.today()}", {"党章第一章", "参观烈士陵园"}),
        ("?until=2020-01-01", set()),
        ("?q=hxs&form=nonsense", {"党章第一章", "参观烈士陵园"}),
        ("?state=read", set()),
    ):
        page = text_of(street.get(f"/studies/{query}"))
        assert {topic for topic in ("党章第一章", "参观烈士陵园") if topic in page} == topics, query
    with CaptureQueriesContext(connection) as few:
        street.get("/studies/")
    with world.at("community-a11"):
        member = Member.objects.get()
        for number in range(60):
            studies.file_study(by=None, member=member, fields=_short(f"第 {number} 讲"))
    with CaptureQueriesContext(connection) as many:
        page = text_of(street.get("/studies/"))
    assert _asked(many) == _asked(few) <= 9
    assert "共 62 份" in page
    after = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "第 5 讲" in text_of(street.get(f"/studies/{after}"))


def _asked(queries: CaptureQueriesContext) -> int:
    """How many of them ask for our rows; the session is touched now and then."""
    return sum("registry_" in query["sql"] for query in queries)


def _short(topic: str) -> dict[str, Any]:
    return {"topic": topic, "form": "online", "studied_on": clock.today()}


def test_files_of_a_member_and_reports_taken_back(world: World) -> None:
    study = filed(world)
    clerk = client_of(world, "community-a11")
    url = f"/members/{study.member_id}/files/new/"
    assert "还没有选文件" in text_of(clerk.post(url, {}))
    clerk.post(url, {"uploads": [made.upload(made.pdf(), "介绍信.pdf")]})
    with world.at("community-a11"):
        letter = Attachment.objects.get(study=None)
        assert letter.name == "介绍信.pdf"
        assert files.open_attachment(by=None, attachment=letter) == made.pdf()
    page = text_of(clerk.post(f"/studies/{study.pk}/void/", {"reason": "登记错人"}, follow=True))
    assert "不再计数" in page
    assert "登记错人" in page
    assert "不能改" in text_of(clerk.get(f"/studies/{study.pk}/edit/", follow=True))
    assert "已作废" in text_of(clerk.get("/studies/?state=all"))
    assert "党章第一章" not in text_of(clerk.get("/studies/"))
