"""A study report that a member hands in herself: once, with photographs, read or returned by her liaison in words."""

from uuid import uuid4

import pytest
from django.test import Client

from registry.choices import StudyChannel
from registry.domain import members, studies
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import Attachment, AuditEvent, Member, Revision, StudyReport
from registry.models.identity import member_scope
from registry.models.scoped import ScopedModel
from registry.models.unit import work
from tests.counting import queries
from tests.domain.pictures import photo, upload
from tests.outreach.herself import inside, linked, text_of
from tests.walls.forging import refused, sql
from tests.web.staff import client_of
from tests.world import World


def says(**more: object) -> dict[str, object]:
    """A form as a phone sends it."""
    today = f"{clock.today():%Y-%m-%d}"
    return {"topic": "学习党章", "form": "self_study", "studied_on": today, "hours": "1.5", "text": "学了第一章"} | more


@pytest.fixture
def pair(world: World) -> tuple[Member, Client]:
    """A member with a liaison, and the browser in which her page is open."""
    member, _, token = linked(world)
    with world.at("community-a11"):
        members.assign_liaison(by=world.users["community-a11"], member=member, liaison=world.users["liaison-a11"])
    return member, inside(token)


def test_handed_in_once_returned_mended_and_read(world: World, pair: tuple[Member, Client]) -> None:
    """The whole way, with the liaison of hers, another node's people, and what the trail says."""
    _, hers = pair
    key = str(uuid4())
    sent = [hers.post("/me/study/", says(client_key=key, uploads=[upload(photo())])) for _ in range(2)]
    assert [answer.headers["Location"] for answer in sent] == ["/me/?done=study"] * 2
    with world.at("community-a11"):
        study = StudyReport.objects.get()
        assert (study.channel, study.state, study.recorded_label, study.recorded_by_id) == (
            "self",
            "pending",
            "本人",
            None,
        )
        assert Attachment.objects.filter(study=study).count() == 1
    page = text_of(hers)
    assert "学习党章" in page and "待阅" in page and "还没有收到您的学习汇报" not in page
    liaison, here = client_of(world, "liaison-a11"), f"/studies/{study.pk}/"
    assert "交来的学习汇报（1 份）" in liaison.get("/").content.decode()
    for account in ("community-a12", "liaison-a12", "community-b11"):
        assert client_of(world, account).get(here).status_code == 404
        assert client_of(world, account).post(f"{here}review/", {"action": "read", "version": 1}).status_code == 404
    liaison.post(f"{here}review/", {"action": "return", "comment": "请写写体会", "version": study.version})
    assert "请写写体会" in text_of(hers)
    mend = f"/me/study/{study.pk}/mend/"
    with world.at("community-a11"):
        version = StudyReport.objects.get().version
    assert "请写写体会" in text_of(hers, mend)
    hers.post(mend, says(text="学了第一章，很受教育", version=version))
    with world.at("community-a11"):
        now = StudyReport.objects.get()
        assert (now.state, str(now.text), now.comment) == ("pending", "学了第一章，很受教育", "请写写体会")
        assert Revision.objects.get().revised_label == "本人"
    liaison.post(f"{here}review/", {"action": "read", "comment": "写得好", "version": now.version})
    assert "写得好" in text_of(hers, f"/me/study/{study.pk}/")
    assert hers.post(mend, says(version=now.version + 1)).headers["Location"] == f"/me/study/{study.pk}/"
    assert "交来的学习汇报" not in liaison.get("/").content.decode()
    with world.at("auditor-a"):
        told = AuditEvent.objects.filter(action__startswith="study.").order_by("seq").values_list("action", "actor")
        assert list(told) == [
            ("study.filed", "member link"), ("study.returned", "liaison-a11"), ("study.corrected", "member link"),
            ("study.read", "liaison-a11"),
        ]  # fmt: skip


def test_another_members_report_is_none_and_bad_input_is_said(world: World, pair: tuple[Member, Client]) -> None:
    _, hers = pair
    _, _, token = linked(world, 2)
    other = inside(token)
    hers.post("/me/study/", says(client_key=str(uuid4())))
    with world.at("community-a11"):
        study = StudyReport.objects.get()
    for path in (f"/me/study/{study.pk}/", f"/me/study/{study.pk}/mend/", f"/me/study/{uuid7()}/"):
        text_of(other, path, 404)
        assert other.post(path, says(version=1)).status_code in (404, 405)
    answer = hers.post("/me/study/", says(studied_on="", text="留着这句话"))
    assert answer.status_code == 200 and "留着这句话" in answer.content.decode()
    few = len(queries(hers, "/me/"))
    for _ in range(8):
        hers.post("/me/study/", says(client_key=str(uuid4())))
    assert len(queries(hers, "/me/")) == few < 30


def test_nobody_else_says_that_she_handed_it_in(world: World, pair: tuple[Member, Client]) -> None:
    member, _ = pair
    user = world.users["community-a11"]
    fields = {"form": "self_study", "studied_on": clock.today(), "topic": "学"}
    with world.at("community-a11"):
        with pytest.raises(Refused, match="本人提交"):
            studies.file_study(by=user, member=member, fields=fields | {"channel": StudyChannel.SELF})
        study = studies.file_study(by=user, member=member, fields=fields)
    # What staff took down is no liaison's to read, and not hers to mend.
    assert client_of(world, "liaison-a11").post(f"/studies/{study.pk}/review/", {"action": "read"}).status_code == 403
    with work(member_scope(member.owner_path, member.pk)):
        assert StudyReport.objects.update(topic="我的") == 0


def test_what_the_database_refuses_her_and_her_liaison(world: World, pair: tuple[Member, Client]) -> None:
    """Past the verbs: forged answers, another's report, what she said changed by her liaison."""
    member, hers = pair
    other = world.member("a11", 2, name="何小河")
    hers.post("/me/study/", says(client_key=str(uuid4())))
    own = {"owner_path": member.owner_path, "node_at_event": member.owner_path, "form": "self_study"}
    own |= {"studied_on": clock.today(), "recorded_at": clock.now(), "channel": "self"}
    with work(member_scope(member.owner_path, member.pk)):
        for forged in (
            {"member": other}, {"member": member, "state": "read"}, {"member": member, "channel": "paper"},
            {"member": member, "comment": "很好"}, {"member": member, "share_home": True},
        ):  # fmt: skip
            with refused():
                super(ScopedModel, StudyReport(**(own | forged))).save(force_insert=True)
        for column in ("comment = '很好'", "state = 'read'", "campaign = '主题教育'"):
            with refused():
                sql(f"UPDATE registry_studyreport SET {column}")
        assert sql("UPDATE registry_studyreport SET topic = '改'") == 1
    with world.at("liaison-a11"):
        answer = "UPDATE registry_studyreport SET state = 'read', reviewed_by_id = %s"
        liaison = world.users["liaison-a11"].pk
        with refused():
            sql(answer + ", topic = '她没说的'", liaison)
        with refused():
            sql(answer, world.users["community-a11"].pk)
    # The negative control: what the trigger does not watch, the same liaison may change with the policies alone.
    with world.at("liaison-a11"):
        fields = {"form": "self_study", "studied_on": clock.today(), "topic": "学"}
        studies.file_study(by=world.users["liaison-a11"], member=member, fields=fields)
        assert sql("UPDATE registry_studyreport SET topic = '她没说的' WHERE channel <> 'self'") == 1
