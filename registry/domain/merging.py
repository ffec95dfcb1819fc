"""Merging two records of one person: nothing is lost, and it can be undone (`domain.unmerging`)."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F

from registry.choices import CloseReason, EndReason, PairState, ProposalState, RequestSide, RequestState, Status
from registry.domain import custody, endings, members, movements
from registry.domain.duplicates import ordered
from registry.domain.errors import Blocked, Conflict
from registry.domain.merge_facts import (
    AFTER,
    CONTACT_DATES,
    FURTHER,
    MOVED,
    columns_of,
    frozen,
    hand_over,
    label,
    thawed,
)
from registry.domain.movements import label_of
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import DuplicatePair, LiaisonAssignment, LostProposal, Member, MemberMerge, MoveRequest, User
from registry.models.custody import definer
from registry.models.liaison import LiaisonAssignmentQuerySet
from registry.models.sealed import sealed_json
from registry.models.unit import record

WAITING = (RequestState.WAITING_RELEASE, RequestState.WAITING_APPROVAL)
PLACE = ("owner_path", "organisation", "branch", "branch_label")
CHANGED = "您打开这一页以后，有人改过其中一条记录。请看过现在的内容，再决定合不合并。"
DONE = "其中一条记录刚刚已经被合并了，这次没有再合并。下面是现在的情况。"
APART = "{} 已经核对过，结论是“不是同一人”，这次没有合并。确实是同一人的，请先改回“待核对”。"
Story = dict[str, Any]


def merge(
    *,
    by: User,
    kept: Member,
    absorbed: Member,
    take: Iterable[str] = (),
    versions: tuple[int, int] | None = None,
    reason: str = "",
) -> MemberMerge:
    """Merge `absorbed` into `kept`, which takes the absorbed one's values of the topics `take` (`merge_facts.TOPICS`).

    `versions` are those of (kept, absorbed) that the person decided on. Raises Conflict when somebody saved or merged
    meanwhile, Blocked with a list where something stands in the way. An absorbed record of another organisation comes
    into the kept one's first; the caller's node has to stand above that one and reach both.
    """
    kept, absorbed = both(kept, absorbed, versions)
    _not_decided_otherwise(kept, absorbed)
    if obstacles := _obstacles(kept, absorbed):
        raise Blocked(obstacles)
    story = _story(kept, absorbed, columns_of(take))
    rows = {model: _rows(model, absorbed) for model in MOVED}
    rows |= {each.model: each.rows(kept.pk, absorbed.pk) for each in FURTHER}
    if absorbed.owner_path != kept.owner_path:
        story["rows"] = _ended(_assignments(absorbed))
        bring(by=by, member=absorbed, to_id=kept.organisation_id, reason=reason)
    story["rows"] += _make_room(by, kept, absorbed)
    moved = {label(model): hand_over(model, of=absorbed.pk, to=kept.pk, ids=ids) for model, ids in rows.items()}
    closing = _end(by, absorbed, kept, reason)
    moved["memberlink"] = follow(absorbed.pk, kept.pk)
    _take(by, kept, absorbed, story, logged=bool(moved["contactlog"]))
    done = _written(by, kept, absorbed, story, moved=moved, movement_id=closing, reason=reason)
    _settle_pair(by, done, absorbed)
    for further in AFTER:
        further(kept, absorbed)
    counts = {name: len(ids) for name, ids in moved.items()}
    record("member.merged", on=kept, absorbed=str(absorbed.pk), merge=str(done.pk), moved=counts)
    return done


def both(kept: Member, absorbed: Member, versions: tuple[int, int] | None) -> tuple[Member, Member]:
    """The two records as they are now, locked in one order whoever asks."""
    rows = Member.objects.select_for_update(of=("self",)).filter(pk__in=(kept.pk, absorbed.pk)).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) < 2:
        raise Conflict("其中一条记录已经不在您的范围内，请刷新页面看最新情况。")
    kept, absorbed = found[kept.pk], found[absorbed.pk]
    if kept.merged_into_id or absorbed.merged_into_id:
        raise Conflict(DONE)
    if versions is not None and (kept.version, absorbed.version) != versions:
        raise Conflict(CHANGED)
    return kept, absorbed


def _not_decided_otherwise(kept: Member, absorbed: Member) -> None:
    """What somebody found not to be the same person is merged by nobody whose page was opened before that."""
    first, second = ordered(kept.pk, absorbed.pk)
    pair = DuplicatePair.objects.select_for_update(of=("self",)).filter(first_id=first, second_id=second).first()
    if pair is not None and pair.state == PairState.NOT_DUPLICATE:
        raise Conflict(APART.format(pair.decided_label))


def absorbed_keys(member: Member) -> list[UUID]:
    """Keys of the records merged into this one, those merged into them included; two generations a query."""
    found: list[UUID] = []
    level = [member.pk]
    while level:
        children = Member.objects.filter(merged_into__in=level).values_list("pk", "merged_into_id")
        theirs = Member.objects.filter(merged_into__merged_into__in=level).values_list("pk", "merged_into_id")
        rows = list(children.union(theirs))
        found += [key for key, _ in rows]
        level = [key for key, into in rows if into not in level]
    return found


def surviving(member: Member) -> Member | None:
    """The record that stands for this one now, through any number of merges; None where it lies out of sight."""
    current: Member | None = member
    while current and current.merged_into_id:
        current = Member.objects.filter(pk=current.merged_into_id).first()
    return current


def bring(*, by: User, member: Member, to_id: UUID, reason: str) -> None:
    """Hand a record to another organisation: asked for and agreed to in one go by somebody who stands above both."""
    asked = custody.transfer_out(by=by, member=member, to_id=to_id, reason=reason)
    half = MoveRequest.objects.get(key=asked.key, side=RequestSide.RECEIVING)
    custody.decide(by=by, request=half, agreed=True, answer=reason)


def follow(gone: UUID, kept: UUID, only: list[str] | None = None) -> list[str]:
    """Let the other half of a person point at `kept`; returns the links touched."""
    return [str(link) for (link,) in definer("registry_follow_merge", gone, kept, only and [UUID(key) for key in only])]


def _obstacles(kept: Member, absorbed: Member) -> list[str]:
    found = []
    if kept.pk == absorbed.pk or kept.direction != absorbed.direction:
        found.append("流入和流出的两条是同一个人的两半，不用合并。")
    if not kept.is_open:
        found.append("要保留的那条已经结束了，请保留还在册的那一条。")
    if kept.status == Status.LEAD and absorbed.is_open and absorbed.status != Status.LEAD:
        found.append("要保留的那条还只是线索，请保留已经登记的那一条。")
    if kept.owner_path != absorbed.owner_path:
        found += _custody_obstacles(kept, absorbed)
    found += [f"要并入的那条还有一项“{name}”申请在等批准，请先办结或撤回。" for name in _requests(kept, absorbed)]
    return found


def _custody_obstacles(kept: Member, absorbed: Member) -> list[str]:
    found = []
    if not scopes.stands_above(scopes.current().path, kept.owner_path):
        found.append("两条记录由不同的组织管理，要由它们共同的上级来合并。")
    if not absorbed.is_open:
        found.append("要并入的那条已经结束，又由别的组织管理，转不过来，只能留在原处。")
    return found


def _requests(kept: Member, absorbed: Member) -> list[str]:
    """Kinds of waiting requests that could not go along."""
    waiting = MoveRequest.objects.filter(member=absorbed, state__in=WAITING)
    if kept.owner_path == absorbed.owner_path:
        taken = MoveRequest.objects.filter(member=kept, state__in=WAITING).values("kind")
        waiting = waiting.filter(kind__in=taken)
    return [request.get_kind_display() for request in waiting]


def _story(kept: Member, absorbed: Member, columns: list[str]) -> Story:
    """What the records said before: kept, encrypted, for the undoing."""
    return {
        "kept": frozen(kept, columns),
        "taken": frozen(absorbed, columns),
        "contact": frozen(kept, CONTACT_DATES),
        "absorbed": frozen(absorbed, PLACE),
        "rows": [],
    }


def _rows(model: Any, absorbed: Member) -> list[UUID]:
    """What hangs on the absorbed record and will change hands. A 失联 proposal that was decided stays with it."""
    rows = model.objects.filter(member=absorbed)
    if model is LostProposal:
        rows = rows.filter(state=ProposalState.OPEN)
    return list(rows.values_list("pk", flat=True))


def _make_room(by: User, kept: Member, absorbed: Member) -> list[list[Any]]:
    """End what both records may have only once; returns [model, key, columns before] of each row changed.

    The kept record's own liaisons stay.
    """
    taken = _assignments(kept).values_list("backup", flat=True)
    rows = _assignments(absorbed).filter(backup__in=list(taken))
    ended = _ended(rows)
    endings.end(rows, by=by, label=label_of(by), reason=EndReason.MERGED)
    return [*ended, *_end_proposal(by, kept, absorbed)]


def _assignments(member: Member) -> LiaisonAssignmentQuerySet:
    return LiaisonAssignment.objects.all().current().filter(member=member)


def _ended(rows: LiaisonAssignmentQuerySet) -> list[list[Any]]:
    """Assignments that are about to end, as the undoing finds them again."""
    return [[label(LiaisonAssignment), str(row.pk), endings.STILL] for row in rows]


def _end_proposal(by: User, kept: Member, absorbed: Member) -> list[list[Any]]:
    mine = LostProposal.objects.filter(member=kept, state=ProposalState.OPEN)
    row = LostProposal.objects.filter(member=absorbed, state=ProposalState.OPEN).first()
    if row is None or not mine.exists():
        return []
    before = {"state": row.state, "decided_at": None, "decided_by": None, "note": row.note}
    row.state, row.decided_at, row.decided_by = ProposalState.DISMISSED, clock.now(), by
    row.note = "两条记录合并，由保留的那条继续核实"
    row.save()
    return [[label(LostProposal), str(row.pk), before]]


def _end(by: User, absorbed: Member, kept: Member, reason: str) -> UUID | None:
    """Close the absorbed record as a duplicate, which frees its ID number; returns the movement's key."""
    closing = None
    if absorbed.is_open:
        movement = movements.close(
            by=by, member=absorbed, reason=CloseReason.DUPLICATE, effective_on=clock.today(), note=reason
        )
        closing = movement.pk
    Member.objects.filter(pk=absorbed.pk).update(merged_into_id=kept.pk, version=F("version") + 1)
    return closing


def _take(by: User, kept: Member, absorbed: Member, story: Story, *, logged: bool) -> None:
    """The kept record takes the chosen values; its date of last contact is the later one."""
    if logged:
        definer("registry_note_contact", kept.pk)
    kept.refresh_from_db(fields=["last_contact_on"])
    changes = thawed(story["taken"])
    said = _said(absorbed)
    if said and (kept.last_contact_on is None or said > kept.last_contact_on):
        changes["last_contact_on"] = said
    members.update_details(by=by, member=kept, changes=changes, reason="合并重复记录")
    kept.refresh_from_db()
    story["contact_after"] = frozen(kept, CONTACT_DATES)


def _said(member: Member) -> date | None:
    """The date of last contact that does not come from the contact log."""
    explained = max(filter(None, (member.contact_said_on, member.contact_logged_on)), default=None)
    return member.contact_said_on if member.last_contact_on == explained else member.last_contact_on


def _written(by: User, kept: Member, absorbed: Member, story: Story, **facts: Any) -> MemberMerge:
    done = MemberMerge(
        owner_path=kept.owner_path,
        kept=kept,
        absorbed=absorbed,
        absorbed_was=absorbed.pk,
        before=sealed_json(story),
        merged_at=clock.now(),
        merged_by=by,
        merged_label=label_of(by),
        **facts,
    )
    done.save(force_insert=True)
    return done


def _settle_pair(by: User, done: MemberMerge, absorbed: Member) -> None:
    first, second = ordered(done.kept_id, absorbed.pk)
    DuplicatePair.objects.filter(first_id=first, second_id=second).update(
        state=PairState.MERGED, decided_at=done.merged_at, decided_by=by, decided_label=done.merged_label
    )
