"""Verbs on assignments: which liaison keeps in touch with which member."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from registry.choices import EndReason, Status
from registry.domain import endings
from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.lib import clock
from registry.models import LiaisonAssignment, LiaisonProfile, Member, User
from registry.models.liaison import LiaisonAssignmentQuerySet, LiaisonProfileQuerySet
from registry.models.member import MemberQuerySet
from registry.models.unit import record

ENDED_RECORD = "这条记录已经结束，不用再指派联络员。"


@dataclass(frozen=True, slots=True)
class Gift:
    """A member for a liaison: as the first, or as the backup."""

    member: Member
    liaison: User
    backup: bool = False


def in_force() -> LiaisonAssignmentQuerySet:
    """Assignments of the scope that have not ended."""
    return LiaisonAssignment.objects.all().current()


def unassigned() -> MemberQuerySet:
    """Registered members in custody whom nobody keeps in touch with; a 线索 is to be verified first."""
    held = in_force().primary().filter(member=OuterRef("pk"))
    return Member.objects.all().open().exclude(status=Status.LEAD).filter(~Exists(held))


def profiles_for(path: str) -> LiaisonProfileQuerySet:
    """Liaisons of the scope who may be given members of the node at `path`, by name."""
    found = LiaisonProfile.objects.all().in_office(clock.today()).covering(path)
    return found.order_by("user__name", "user_id", "-owner_path")


def liaisons_for(member: Member) -> QuerySet[User]:
    """The same as accounts."""
    return User.objects.filter(pk__in=profiles_for(member.owner_path).order_by().values("user_id")).order_by(
        "name", "id"
    )


def locked(keys: Iterable[UUID]) -> dict[UUID, Member]:
    """These members as they are now, locked in one order whoever asks."""
    rows = Member.objects.select_for_update(of=("self",)).filter(pk__in=list(keys)).order_by("pk")
    return {row.pk: row for row in rows.only("id", "owner_path", "name", "is_open", "status")}


def give(*, by: User | None, gifts: Sequence[Gift], reason: EndReason) -> list[LiaisonAssignment]:
    """Write assignments of locked members: who is in the place of a gift ends for `reason`; a few statements for any
    number."""
    label = label_of(by)
    for backup in (False, True):
        keys = [gift.member.pk for gift in gifts if gift.backup == backup]
        if keys:
            endings.end(in_force().filter(member__in=keys, backup=backup), by=by, label=label, reason=reason)
    promoted = _backups_of([gift for gift in gifts if not gift.backup])
    if promoted:
        rows = in_force().filter(pk__in=promoted)
        endings.end(rows, by=by, label=label, reason=EndReason.PROMOTED)
    made = LiaisonAssignment.objects.bulk_create([_row(by, gift, label) for gift in gifts])
    if len(made) == 1:
        one = made[0]
        who = {"member": str(one.member_id), "liaison": str(one.liaison_id)}
        record("liaison.assigned", on=one, backup=one.backup, reason=str(reason), **who)
    return made


def stop(*, by: User, assignment: LiaisonAssignment) -> LiaisonAssignment:
    """End an assignment without a successor. Raises Refused when it has ended."""
    locked([assignment.member_id])
    rows = in_force().filter(pk=assignment.pk)
    if not endings.end(rows, by=by, label=label_of(by), reason=EndReason.STOPPED):
        raise Refused("这条结对已经结束了，请刷新页面看现在由谁联系。")
    record("liaison.ended", on=assignment, member=str(assignment.member_id), reason=str(EndReason.STOPPED))
    assignment.refresh_from_db()
    return assignment


def _backups_of(gifts: Sequence[Gift]) -> list[UUID]:
    """Assignments by which a new first liaison has been the backup until now."""
    firsts = {(gift.member.pk, gift.liaison.pk) for gift in gifts}
    rows = in_force().filter(backup=True, member__in={member for member, _ in firsts})
    return [key for key, *pair in rows.values_list("pk", "member_id", "liaison_id") if tuple(pair) in firsts]


def _row(by: User | None, gift: Gift, label: str) -> LiaisonAssignment:
    return LiaisonAssignment(
        owner_path=gift.member.owner_path,
        member=gift.member,
        liaison=gift.liaison,
        liaison_label=gift.liaison.name,
        backup=gift.backup,
        started_on=clock.today(),
        assigned_by=by,
        assigned_label=label[:120],
    )
