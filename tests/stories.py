"""A long life for a member of the world: every kind of fact that a member's page tells."""

from datetime import date, datetime, timedelta
from typing import Any

from registry.choices import ContactOutcome, ContactSide, MovementKind, StudyState
from registry.domain import members, movements
from registry.domain.revisions import keep_revision
from registry.lib import clock
from registry.models import Attachment, ContactLog, Member, MemberMerge, StudyReport, User
from tests.world import World, clerk


def contact(member: Member, by: User, at: datetime, **fields: Any) -> ContactLog:
    """A contact as it lies in the database."""
    values = {"channel": "phone", "outcome": ContactOutcome.REACHED, "summary": "近况都好"} | fields
    row = ContactLog(
        owner_path=member.owner_path, node_at_event=member.owner_path, member=member, happened_at=at, recorded_at=at,
        contact_person=by, contact_label=by.name, recorded_by=by, recorded_label=by.name, **values,
    )  # fmt: skip
    row.save()
    return row


def study(member: Member, by: User, on: date, **fields: Any) -> StudyReport:
    """A study report as it lies in the database."""
    values = {"topic": "学习二十大精神", "form": "self_study", "channel": "wechat", "text": "学有所得"} | fields
    row = StudyReport(
        owner_path=member.owner_path, node_at_event=member.owner_path, member=member, studied_on=on,
        recorded_at=clock.now(), recorded_by=by, recorded_label=by.name, **values,
    )  # fmt: skip
    row.save()
    return row


def attachment(member: Member, by: User, name: str, **owner: Any) -> Attachment:
    """What is known of a file, without its bytes."""
    row = Attachment(
        owner_path=member.owner_path, member=member, name=name, media_type="image/jpeg", size=80_000, digest="0" * 64,
        added_at=clock.now(), added_by=by, added_label=by.name, **owner,
    )  # fmt: skip
    row.save()
    return row


def merged(member: Member, other: Member, by: User) -> MemberMerge:
    """`other` taken in by `member`."""
    Member.objects.filter(pk=other.pk).update(merged_into=member)
    row = MemberMerge(
        owner_path=member.owner_path, kept=member, absorbed=other, reason="同一个人登记了两次",
        merged_at=clock.now(), merged_by=by, merged_label=by.name,
    )  # fmt: skip
    row.save()
    return row


def told(world: World, node: str = "a11", *, times: int = 1, sequence: int = 1, **fields: Any) -> Member:
    """A member with every kind of entry, `times` of each that can be many."""
    member = world.member(node, sequence, **fields)
    other = world.member(node, sequence + 1, name="何小珊", id_number="")
    by = world.users[clerk(node)]
    with world.at(clerk(node)):
        movements.record_movement(
            by=by, member=member, kind=MovementKind.REPORTED_IN, effective_on=clock.today(), note="到党群服务中心报到"
        )
        for number in range(times):
            _touched(member, by, number)
        changed = members.update_details(
            by=by, member=member, changes={"employer": "江海区某某快递站点", "phone": "13899990001"}, reason="本人告知"
        )
        members.update_details(by=by, member=changed, changes={"employer": "顺路快递"})
        merged(member, other, by)
    return member


def _touched(member: Member, by: User, number: int) -> None:
    day = clock.today() - timedelta(days=7 * number)
    at = datetime(day.year, day.month, day.day, 9, tzinfo=clock.SHANGHAI) - timedelta(days=1)
    reached = contact(
        member, by, at, difficulties="孩子上学要办居住证，电话 0750-1234567", next_on=clock.today() + timedelta(days=30)
    )
    contact(member, by, at - timedelta(minutes=20), outcome=ContactOutcome.NO_ANSWER, summary="")
    contact(
        member, by, at - timedelta(days=2), side=ContactSide.HOME, matter="identity", channel="letter",
        summary="流出地党支部确认身份无误",
    )  # fmt: skip
    report = study(member, by, at.date(), state=StudyState.READ, comment="认真", hours="2.5", campaign="主题教育")
    study(member, by, at.date() - timedelta(days=3), topic="参观党史馆")
    attachment(member, by, "走访照片.jpg", contact=reached)
    attachment(member, by, "心得手写稿.jpg", study=report)
    attachment(member, by, "介绍信.jpg")
    keep_revision(by=by, current=reached, names=["summary"], reason="记错了")
    reached.summary = "更正后的摘要"
    reached.version += 1
    reached.save()
