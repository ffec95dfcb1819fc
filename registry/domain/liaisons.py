"""Verbs on liaisons: who may be given members, as what, and how many."""

from datetime import date

from registry.choices import OFFICERS, LiaisonKind
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import LiaisonProfile, Organisation, Posting, User
from registry.models.liaison import CAPACITY
from registry.models.turns import take_turn
from registry.models.unit import record

MOST = 200


def appoint(
    *, by: User, user: User, organisation: Organisation, kind: LiaisonKind | str, capacity: int = CAPACITY
) -> LiaisonProfile:
    """Let somebody posted at a node take members on. Raises Refused for somebody who has no posting there."""
    posted = Posting.objects.all().on(clock.today()).filter(user=user, organisation=organisation)
    if not user.is_active or not posted.exclude(role__in=OFFICERS).exists():
        raise Refused(f"{user.name} 现在不在“{organisation}”任职，请先请系统管理员设好任职。")
    take_turn(f"posting|{user.pk}")
    if LiaisonProfile.objects.filter(user=user, organisation=organisation).exists():
        raise Refused(f"{user.name} 已经是“{organisation}”的联络员。")
    profile = LiaisonProfile(owner_path=organisation.path, user=user, organisation=organisation)
    profile.kind, profile.capacity = kind, _checked(capacity)
    profile.save(force_insert=True)
    record("liaison.appointed", on=profile, user=str(user.pk), kind=str(kind), capacity=capacity)
    return profile


def describe(
    *,
    by: User,
    profile: LiaisonProfile,
    kind: LiaisonKind | str,
    capacity: int,
    since: date | None = None,
    until: date | None = None,
) -> LiaisonProfile:
    """Say what kind of liaison, with how many members and for which term. Nobody is taken away from her by it."""
    if since and until and until < since:
        raise Refused("任期的结束日期早于开始日期，请核对。")
    profile.kind, profile.capacity, profile.since, profile.until = kind, _checked(capacity), since, until
    profile.save(update_fields=["kind", "capacity", "since", "until"])
    record("liaison.described", on=profile, kind=str(kind), capacity=capacity, since=since, until=until)
    return profile


def _checked(capacity: int) -> int:
    if not 0 <= capacity <= MOST:
        raise Refused(f"联系上限填 0 到 {MOST} 之间的数；填 0 就不再建议分给他。")
    return capacity
