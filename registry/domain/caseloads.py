"""Verbs on many assignments at once: a proposal applied, a caseload handed over. What can't be done is said by row."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F

from registry.choices import EndReason
from registry.domain import assignments
from registry.domain.assignments import ENDED_RECORD, Gift, in_force
from registry.domain.pairing import Candidate, Suggestion, candidates_over, propose
from registry.lib import clock
from registry.models import LiaisonAssignment, LiaisonProfile, Member, User
from registry.models.unit import record

# Events of the trail stand for at most so many rows each.
BATCH = 1000
# A caseload of more is handed over part by part.
MOST = 200
GONE = "这位党员已经不归您管理，请刷新页面。"
CHANGED = "这条结对刚刚有人改过，请刷新页面看现在由谁联系。"
NOBODY = "这个组织和它的上级都没有别的在岗联络员。"
NOT_POSTED = "选的联络员不在这位党员所在的组织任职，或者已经离岗，请换一位。"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one member. `name` is empty for one who is out of sight by now."""

    member: UUID
    name: str
    done: bool
    text: str


def assign_many(*, by: User, wanted: Mapping[UUID, UUID]) -> list[Outcome]:
    """Give members (keys) their first liaisons (keys of users), as of today; a few statements for any number.

    A member whom somebody keeps in touch with by now, who has ended or gone, and a liaison who is not in office there
    are reported; the rest is done. Order as given.
    """
    members = assignments.locked(wanted)
    able = _able(members.values())
    rows = in_force().primary().filter(member__in=members).values_list("member_id", "liaison_label")
    held = dict(rows)
    gifts: list[Gift] = []
    said: list[Outcome] = []
    for key, user in wanted.items():
        member = members.get(key)
        problem = _problem(member, held) or _unable(able, member, user)
        if problem or member is None:
            said.append(Outcome(key, member.name if member else "", done=False, text=problem or GONE))
            continue
        liaison = able[user, member.owner_path]
        gifts.append(Gift(member, liaison))
        said.append(Outcome(key, member.name, done=True, text=f"从今天起由 {liaison.name} 联系"))
    _give(by, gifts, EndReason.REPLACED)
    return said


def hand_over(*, by: User, liaison_id: UUID, wanted: Mapping[UUID, UUID], reason: EndReason) -> list[Outcome]:
    """Hand assignments (keys) of one liaison to others (keys of users), each in the same place, first or backup.

    Raises nothing: an assignment that ended meanwhile and a successor who can't are reported, the rest is done.
    """
    hers = LiaisonAssignment.objects.filter(pk__in=list(wanted), liaison=liaison_id)
    known = dict(hers.values_list("pk", "member_id"))
    members = assignments.locked(known.values())
    rows = {row.pk: row for row in in_force().filter(pk__in=list(known))}
    able = _able(members.values())
    firsts = in_force().primary_of(members)
    gifts: list[Gift] = []
    said: list[Outcome] = []
    for key, user in wanted.items():
        row = rows.get(key)
        member = members.get(row.member_id) if row else None
        if row is None or member is None:
            name = members[known[key]].name if known.get(key) in members else ""
            said.append(Outcome(known.get(key, key), name, done=False, text=CHANGED))
            continue
        problem = _unable(able, member, user) or _same(row, user, firsts)
        if not problem:
            gifts.append(Gift(member, able[user, member.owner_path], row.backup))
        text = problem or f"从今天起由 {able[user, member.owner_path].name} 联系" + ("（后备）" if row.backup else "")
        said.append(Outcome(member.pk, member.name, done=not problem, text=text))
    _give(by, gifts, reason)
    return said


def crowded(users: Iterable[UUID]) -> list[Any]:
    """Of these (keys of users) whoever has more members by now than the limit, with `load`; as far as one sees them."""
    rows: Any = LiaisonProfile.objects.filter(user__in=set(users)).with_load()
    rows = rows.filter(load__gt=F("capacity"))
    return list(rows.select_related("user").order_by("user__name", "id"))


def caseload(liaison_id: UUID) -> list[LiaisonAssignment]:
    """What a liaison (key of the account, in sight or not) has in this scope, at most MOST: the firsts first."""
    held = in_force().filter(liaison=liaison_id).select_related("member__organisation")
    return list(held.order_by("backup", "owner_path", "id")[:MOST])


def hand_over_all(*, by: User, rows: Sequence[LiaisonAssignment], to: UUID | None = None) -> list[Outcome]:
    """Hand a caseload over: all of it to one liaison, or (without `to`) to several as the proposal says."""
    liaison_id = rows[0].liaison_id
    if to is None:
        plan = plan_for(rows)
        able = [(row, plan.get(row.member_id)) for row in rows]
        wanted = {row.pk: found.liaison.user for row, found in able if found and found.liaison}
    else:
        wanted = dict.fromkeys([row.pk for row in rows], to)
    said = hand_over(by=by, liaison_id=liaison_id, wanted=wanted, reason=reason_of(liaison_id))
    left = [row.member for row in rows if row.pk not in wanted]
    return said + [Outcome(member.pk, member.name, done=False, text=NOBODY) for member in left]


def plan_for(rows: Sequence[LiaisonAssignment]) -> dict[UUID, Suggestion]:
    """Whom each member of a caseload might be given to, but the one who has it, by the members' keys."""
    members = Member.objects.all().filter(pk__in={row.member_id for row in rows})
    ordered = members.order_by("owner_path", "name_key", "id")
    plan = propose(ordered, but=rows[0].liaison_id, shown=range(len(rows)))
    return {row.person.id: row for row in plan}


def reason_of(liaison_id: UUID) -> EndReason:
    """Why a caseload is handed over: whoever has it left, or does so to a colleague."""
    left = in_force().filter(liaison=liaison_id).stranded(clock.today()).exists()
    return EndReason.LEFT if left else EndReason.HANDOVER


def _problem(member: Member | None, held: Mapping[UUID, str]) -> str:
    if member is None:
        return GONE
    if not member.is_open:
        return ENDED_RECORD
    if member.pk in held:
        return f"刚刚已经由 {held[member.pk]} 联系，没有再改。"
    return ""


def _unable(able: Mapping[tuple[UUID, str], User], member: Member | None, user: UUID) -> str:
    return "" if member and (user, member.owner_path) in able else NOT_POSTED


def _same(row: LiaisonAssignment, user: UUID, firsts: Mapping[UUID, UUID]) -> str:
    if user == row.liaison_id:
        return "还是原来那一位，没有改。"
    return "他已经是这位党员的主要联络员，后备请另选一位。" if row.backup and firsts.get(row.member_id) == user else ""


def _able(members: Iterable[Member]) -> dict[tuple[UUID, str], User]:
    """Who may be given members of which paths, as (user, path) → the account."""
    paths = {member.owner_path for member in members}
    found: dict[tuple[UUID, str], User] = {}
    for one in candidates_over(paths):
        account = _account(one)
        found |= {(one.user, path): account for path in paths if path.startswith(one.path)}
    return found


def _account(one: Candidate) -> User:
    return User(id=one.user, name=one.name)


def _give(by: User, gifts: Sequence[Gift], reason: EndReason) -> None:
    if not gifts:
        return
    made = assignments.give(by=by, gifts=gifts, reason=reason)
    if len(made) == 1:
        return
    for start in range(0, len(made), BATCH):
        rows = made[start : start + BATCH]
        parts = (f"{row.member_id}:{row.liaison_id}:{row.backup}" for row in rows)
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        record(
            "liaison.assigned_many", object_type="liaisonassignment", rows=len(rows), reason=str(reason), digest=digest
        )
