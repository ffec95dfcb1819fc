"""Signing up for an activity, with places and a waiting list: by the member herself, or by staff who were told."""

from uuid import UUID

from outreach.choices import Answer, Via
from outreach.models import Activity, PersonalLink
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Member, User
from registry.models.custody import definer
from registry.models.unit import record

REFUSALS = {
    "unknown": "这个活动不能报名，请和组织联系。",
    "over": "活动已经开始、取消或结束，不能再改报名。",
    "late": "报名已经截止。想参加的话，请直接和组织联系。",
}


def by_link(*, link: PersonalLink, activity: UUID, coming: bool) -> Answer:
    """The member says whether she comes; in her own scope. What it now stands at: a place, a turn, or neither."""
    return _answer(activity, link.member_id, link.owner_path, coming, Via.LINK)


def by_staff(*, by: User, activity: Activity, member: Member, coming: bool) -> Answer:
    """She told somebody of the staff."""
    return _answer(activity.pk, member.pk, member.owner_path, coming, Via.STAFF)


def _answer(activity: UUID, member: UUID, path: str, coming: bool, via: Via) -> Answer:
    """Raises Refused where there is nothing to sign up for, or no longer."""
    [(said,)] = definer("outreach_sign_up", activity, member, coming, clock.now(), via.value)
    if said in REFUSALS:
        raise Refused(REFUSALS[said])
    record(
        "activity.answered", object_type="activity", object_id=activity, owner_path=path, member=str(member),
        answer=said, via=via.value,
    )  # fmt: skip
    return Answer(said)
