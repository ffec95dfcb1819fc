"""Study reports: filed once, corrected in the open, decided on by one reviewer, seen by whom they concern."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from registry.choices import CloseReason, StudyChannel, StudyForm, StudyState
from registry.domain import files, members, movements, revisions, studies
from registry.domain.errors import Conflict, Refused
from registry.lib import clock
from registry.models import Attachment, AuditEvent, Member, Revision, StudyReport
from registry.models.sealed import opened
from tests.domain import pictures as made
from tests.world import World

S = StudyState


def says(**more: Any) -> dict[str, Any]:
    """What a report says."""
    return {
        "topic": "二十届三中全会精神",
        "form": StudyForm.SELF_STUDY,
        "studied_on": clock.today(),
        "text": "读了原文，联系工作谈体会。",
    } | more


def filed(world: World, member: Member, name: str = "community-a11", **more: Any) -> StudyReport:
    """A report, filed by that account."""
    files_ = more.pop("files", ())
    with world.at(name):
        return studies.file_study(by=world.users[name], member=member, fields=says(**more), files=files_)


def test_filed_once_however_often_it_is_sent(world: World) -> None:
    member, key = world.member("a11"), uuid4()
    user = world.users["community-a11"]
    with world.at("community-a11"):
        first, again = (
            studies.file_study(by=user, member=member, fields=says(), client_key=key, files=[made.upload(made.photo())])
            for _ in range(2)
        )
        assert first == again
        assert Attachment.objects.get().study_id == first.pk
        assert (first.state, first.channel, first.node_at_event) == (
            S.PENDING,
            StudyChannel.BY_STAFF,
            member.owner_path,
        )
        other = studies.file_study(by=user, member=member, fields=says(channel=StudyChannel.WECHAT), client_key=uuid4())
        assert other != first
        assert first.recorded_label == "a1街道a11社区 a11村(社区)/党支部"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"studied_on": date(2999, 1, 1)}, "不能晚于今天"),
        ({"hours": Decimal("0.4")}, "0.5 到 24"),
        ({"hours": Decimal("24.5")}, "0.5 到 24"),
        ({"hours": Decimal("1.25")}, "一位小数"),
        ({"topic": "", "text": ""}, "至少要有一样"),
        ({"text": "长" * 20_001}, "20,000"),
    ],
)
def test_what_can_not_be_filed(world: World, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        filed(world, world.member("a11"), **wrong)
    with world.at("community-a11"):
        assert not StudyReport.objects.exists()


def test_a_file_alone_is_enough_and_a_bad_one_leaves_nothing(world: World) -> None:
    member = world.member("a11")
    study = filed(world, member, topic="", text="", hours=Decimal("0.5"), files=[made.upload(made.pdf(), "心得.pdf")])
    assert (str(study), study.attachments.model) == ("自学", Attachment)
    with pytest.raises(Refused, match=r"坏\.jpg"):
        filed(world, member, files=[made.upload(made.photo()), made.upload(b"MZ", "坏.jpg")])
    with world.at("community-a11"):
        assert (StudyReport.objects.count(), Attachment.objects.count()) == (1, 1)


def test_not_after_the_record_ended(world: World) -> None:
    member, yesterday = world.member("a11"), clock.today() - timedelta(days=1)
    with world.at("community-a11"):
        Member.objects.filter(pk=member.pk).update(flowed_on=yesterday)
        movements.close(by=None, member=member, reason=CloseReason.DECEASED, effective_on=clock.today())
        Member.objects.filter(pk=member.pk).update(closed_on=yesterday)
        member.refresh_from_db()
    with pytest.raises(Refused, match="已经结束"):
        filed(world, member)
    assert filed(world, member, studied_on=yesterday)


def test_a_correction_keeps_what_it_replaced(world: World) -> None:
    study = filed(world, world.member("a11"))
    user = world.users["community-a11"]
    with world.at("community-a11"):
        now = studies.correct_study(
            by=user, study=study, changes=says(topic="党章", hours=Decimal(2)), version=1, reason="主题写错"
        )
        assert (now.topic, now.hours, now.version) == ("党章", Decimal(2), 2)
        revision = Revision.objects.get(object_id=study.pk)
        assert opened(revision.old) == {"topic": "二十届三中全会精神", "hours": None}
        assert (revision.reason, revision.revised_by) == ("主题写错", user)
        assert revisions.values_at(now, 1, ["topic"]) == {"topic": "二十届三中全会精神"}
        with pytest.raises(Conflict):
            studies.correct_study(by=user, study=study, changes=says(topic="迟到的"), version=1)
        assert studies.correct_study(by=user, study=study, changes=says(topic="党章"), version=2).version == 2
        with pytest.raises(ValueError, match="state"):
            studies.correct_study(by=user, study=study, changes={"state": S.READ}, version=2)


def test_returned_corrected_read(world: World) -> None:
    study = filed(world, world.member("a11"))
    clerk, street = world.users["community-a11"], world.users["street-a1"]
    with world.at("street-a1"):
        with pytest.raises(Refused, match="退回要写明"):
            studies.review_study(by=street, study=study, state=S.RETURNED, comment="  ")
        back = studies.review_study(by=street, study=study, state=S.RETURNED, comment="请附上签名页", version=1)
        assert (back.state, back.comment, back.reviewed_by) == (S.RETURNED, "请附上签名页", street)
    with world.at("community-a11"):
        again = studies.correct_study(
            by=clerk, study=study, changes={}, version=2, files=[made.upload(made.photo(), "签名页.jpg")]
        )
        assert (again.state, again.version) == (S.PENDING, 3)
        with pytest.raises(Conflict, match="改过"):
            studies.review_study(by=clerk, study=study, state=S.READ, version=2)
        read = studies.review_study(by=clerk, study=study, state=S.READ, version=3)
        assert read.state == S.READ
        with pytest.raises(Refused, match=r"a11村.*“已阅”"):
            studies.review_study(by=clerk, study=study, state=S.RETURNED, comment="再看看")
    with world.at("auditor-a"):
        told = AuditEvent.objects.filter(object_type="studyreport").order_by("seq").values_list("action", flat=True)
        assert list(told) == ["study.filed", "study.returned", "study.corrected", "study.read"]


def test_many_are_read_each_for_itself(world: World) -> None:
    member = world.member("a11")
    fine, done, void = (filed(world, member) for _ in range(3))
    foreign = filed(world, world.member("a21", 2), "community-a21")
    user = world.users["street-a1"]
    with world.at("street-a1"):
        studies.review_study(by=user, study=done, state=S.READ)
        studies.void_study(by=user, study=void, reason="重复")
        outcomes = studies.read_many(by=user, keys=[fine.pk, done.pk, void.pk, foreign.pk, fine.pk])
        said = ("", "不用再办", "已经作废", "没有找到")
        assert len(outcomes) == len(said)
        assert all(part in outcome.problem for part, outcome in zip(said, outcomes, strict=True))
        assert outcomes[0].problem == ""
        assert StudyReport.objects.get(pk=fine.pk).state == S.READ
    with world.at("community-a21"):
        assert StudyReport.objects.get(pk=foreign.pk).state == S.PENDING


def test_a_void_report_stays_to_be_seen_and_counts_no_more(world: World) -> None:
    study = filed(world, world.member("a11"))
    user = world.users["community-a11"]
    with world.at("community-a11"):
        with pytest.raises(Refused, match="为什么"):
            studies.void_study(by=user, study=study, reason="")
        gone = studies.void_study(by=user, study=study, reason="登记错人")
        assert (gone.void_reason, StudyReport.objects.all().valid().count()) == ("登记错人", 0)
        assert Revision.objects.get(object_id=study.pk).reason == "登记错人"
        for again in (
            lambda: studies.void_study(by=user, study=gone, reason="再来"),
            lambda: studies.correct_study(by=user, study=gone, changes=says(topic="x"), version=2),
            lambda: studies.review_study(by=user, study=gone, state=S.READ),
            lambda: files.attach(by=user, member=gone.member, upload=made.upload(made.pdf()), study=gone),
        ):
            with pytest.raises(Refused, match="作废"):
                again()


def test_a_liaison_files_for_her_members_and_changes_only_her_own(world: World) -> None:
    hers, foreign = world.member("a11", 1), world.member("a11", 2)
    liaison = world.users["liaison-a11"]
    with world.at("community-a11"):
        members.assign_liaison(by=None, member=hers, liaison=liaison)
    theirs = filed(world, hers)
    own = filed(world, hers, "liaison-a11", files=[made.upload(made.photo())])
    filed(world, foreign)
    with world.at("liaison-a11"):
        assert set(StudyReport.objects.all()) == {theirs, own}
        assert studies.correct_study(by=liaison, study=own, changes=says(topic="党章"), version=1).topic == "党章"
        with pytest.raises(Refused, match="不是您登记的"):
            studies.correct_study(by=liaison, study=theirs, changes=says(topic="党章"), version=1)
        assert StudyReport.objects.filter(pk=theirs.pk).update(topic="x") == 0, "the database holds it too"
    with world.at("community-a11"):
        studies.review_study(by=world.users["community-a11"], study=own, state=S.READ)
    with world.at("liaison-a11"), pytest.raises(Refused, match="已经审阅过"):
        studies.void_study(by=liaison, study=StudyReport.objects.get(pk=own.pk), reason="不要了")


def test_owner_colleague_and_outsider(world: World) -> None:
    filed(world, world.member("a11"), campaign="主题教育")
    seen = dict.fromkeys(world.users, 0) | dict.fromkeys(("community-a11", "street-a1", "district-a"), 1)
    for name, count in seen.items():
        with world.at(name):
            rows = StudyReport.objects.all()
            assert (rows.count(), rows.campaigns()) == (count, ["主题教育"] * count), name
            assert StudyReport.objects.unscoped("the manager's wall is off").count() == count, name


def at_once(world: World, count: int, act: Callable[[int], Any]) -> list[Any]:
    """The same thing done by so many people in one moment; what came out, or the refusal."""
    start, results = threading.Barrier(count), []

    def run(number: int) -> None:
        try:
            with world.at("community-a11"):
                start.wait(10)
                results.append(act(number))
        except Refused as refusal:
            results.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_report_one_decision_and_six_files(world: World) -> None:
    member, key, user = world.member("a11"), uuid4(), world.users["community-a11"]
    prepared = files.Prepared("a.pdf", "application/pdf", made.pdf())

    def file(_: int) -> Any:
        return studies.file_study(by=user, member=member, fields=says(), client_key=key, files=[prepared]).pk

    keys = at_once(world, 8, file)
    assert (len(keys), len(set(keys))) == (8, 1)
    with world.at("community-a11"):
        study = StudyReport.objects.get()
        assert Attachment.objects.count() == 1
    attached = at_once(world, 8, lambda _: files.attach(by=user, member=member, upload=prepared, study=study))
    assert sum(isinstance(row, Attachment) for row in attached) == files.PER_RECORD - 1
    verdicts = (S.READ, S.RETURNED)
    decided = at_once(
        world, 8, lambda n: studies.review_study(by=user, study=study, state=verdicts[n % 2], comment=f"第 {n} 位")
    )
    assert (len(decided), sum(isinstance(row, StudyReport) for row in decided)) == (8, 1)
