"""匿名化: of a record that ended long ago stays what the figures need, and nothing of the person.

RETENTION_YEARS after its end by itself, each night; earlier by the district. It can't be taken back. Sources: Personal
Information Protection Law arts 19 (kept no longer than necessary), 47 (erasure), 73 (4) (anonymised: nobody can be
recognised and nothing restored). What goes and what stays is written in the two functions of the database
(`migrations/sql/erasing.sql` of registry and outreach), column by column.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction

from registry.choices import CloseReason, EraseCause
from registry.domain import movements, tombstones
from registry.domain.erased import EMPTIED, ERASED
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Member, User
from registry.models.custody import definer
from registry.models.member import MemberQuerySet
from registry.models.unit import record

# One transaction, and one line of the trail.
BATCH = 500
# What other apps know of the same people goes in the same transaction.
FURTHER: list[Callable[[list[UUID]], None]] = []
STILL_OPEN = "这条记录还在册，不能匿名化。要先结束它。"
MERGED = "这条记录已经并入另一条，会随那一条一起匿名化。"
AGAIN = "恢复备份以后，按备份之外的名单重新匿名化"


def due(day: date) -> MemberQuerySet:
    """Records of the scope whose time is over on `day`. What was merged into another one goes with that one."""
    ended = Member.objects.filter(is_open=False, erased_on__isnull=True, merged_into__isnull=True)
    return ended.filter(closed_on__lte=clock.years_before(day, settings.RETENTION_YEARS))


def erase_due(*, day: date) -> int:
    """Erase up to BATCH of them; returns how many records that were, merged ones included."""
    keys = list(due(day).order_by("closed_on", "pk").values_list("pk", flat=True)[:BATCH])
    return len(_erase(keys, EraseCause.RETENTION))


def obstacle(member: Member) -> str:
    """Why this record can't be erased; empty when it can."""
    if member.erased_on:
        return ERASED
    if member.is_open:
        return STILL_OPEN
    return MERGED if member.merged_into_id else ""


def erase(*, by: User, member: Member, cause: EraseCause) -> list[UUID]:
    """Erase one ended record before its time, with those merged into it; returns their keys. Raises Refused."""
    current = movements.locked(member)
    if why := obstacle(current):
        raise Refused(why)
    return _erase([current.pk], cause)


def erase_again(keys: Iterable[UUID]) -> int:
    """Erase those of `keys` that a restored backup has brought back, open ones too; returns how many records."""
    back = list(Member.objects.filter(pk__in=list(keys), erased_on__isnull=True))
    for member in back:
        if member.is_open:
            movements.close(by=None, member=member, reason=CloseReason.OTHER, effective_on=clock.today(), note=AGAIN)
    return len(_erase([member.pk for member in back], EraseCause.RESTORED))


def _erase(keys: list[UUID], cause: EraseCause) -> list[UUID]:
    """The trail names the keys and nothing of the person."""
    if not keys:
        return []
    gone = [key for (key,) in definer("registry_erase", keys, clock.today(), EMPTIED)]
    for further in FURTHER:
        further(gone)
    if gone:
        transaction.on_commit(partial(tombstones.add, dict.fromkeys(gone, clock.today())))
        record("member.erased", object_type="member", cause=str(cause), keys=sorted(map(str, gone)))
    return gone
