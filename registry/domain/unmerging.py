"""Undoing a merge: everything as before; what was added to the kept record since stays there."""

from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps

from registry.choices import PairState
from registry.domain import members, movements
from registry.domain.duplicates import ordered
from registry.domain.erased import ERASED
from registry.domain.errors import Blocked, OpenElsewhere, Refused
from registry.domain.merge_facts import CONTACT_DATES, frozen, hand_over, label, thawed, travelling
from registry.domain.merging import Story, bring, follow
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import (
    ContactLog,
    DuplicatePair,
    LostProposal,
    Member,
    MemberMerge,
    Movement,
    MoveRequest,
    Organisation,
    User,
)
from registry.models.custody import definer, open_elsewhere
from registry.models.sealed import blind_index, opened
from registry.models.unit import record

UNDONE = "这次合并已经撤销了，不用再撤销。"
AWAY = "其中一条记录已经不在您的范围内，要由它们共同的上级来撤销。"


def undo_merge(*, by: User, merge: MemberMerge, reason: str) -> MemberMerge:
    """Bring both records back to what they were. Raises Blocked with a list where something stands in the way."""
    if not reason.strip():
        raise Refused("请写明为什么撤销合并，方便以后查看。")
    merge, kept, absorbed, story = _locked(merge)
    if found := obstacles(merge, kept, absorbed, story):
        raise Blocked(found)
    follow(kept.pk, absorbed.pk, merge.moved.get("memberlink", []))
    _give_back_values(by, kept, story)
    _reopen(by, merge, absorbed, reason)
    for model in travelling():
        hand_over(model, of=kept.pk, to=absorbed.pk, ids=_to_return(model, merge))
    _send_home(by, absorbed, story, reason)
    _restore_rows(story)
    _restore_contact_dates(merge, kept, story)
    _finish(by, merge, reason)
    record("member.merge_undone", on=kept, absorbed=str(absorbed.pk), merge=str(merge.pk))
    return merge


def what_stands_in_the_way(merge: MemberMerge) -> list[str]:
    """What `undo_merge` would refuse for; empty when it can be done."""
    if merge.undone_at:
        return [UNDONE]
    found = Member.objects.in_bulk({merge.kept_id, merge.absorbed_was or merge.kept_id})
    if len(found) < 2:
        return [AWAY]
    return obstacles(merge, found[merge.kept_id], found[_gone(merge)], opened(merge.before))


def obstacles(merge: MemberMerge, kept: Member, absorbed: Member, story: Story) -> list[str]:
    """The same for rows that are locked."""
    if kept.erased_on:
        return [ERASED]
    found = []
    if absorbed.merged_into_id != kept.pk or kept.merged_into_id:
        found.append("保留的那条记录后来又并入了别的记录，请先撤销那一次合并。")
    found += _numbers_in_use(merge, kept, absorbed, story)
    home = thawed(story["absorbed"])
    if home["owner_path"] != absorbed.owner_path:
        found += _way_home(merge, home["owner_path"])
    return found


def _locked(merge: MemberMerge) -> tuple[MemberMerge, Member, Member, Story]:
    keys = (merge.kept_id, _gone(merge))
    rows = Member.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) < 2:
        raise Blocked([AWAY])
    merge = MemberMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.undone_at:
        raise Blocked([UNDONE])
    return merge, found[merge.kept_id], found[_gone(merge)], opened(merge.before)


def _gone(merge: MemberMerge) -> UUID:
    """The absorbed record's key; it is written with every merge."""
    assert merge.absorbed_was is not None
    return merge.absorbed_was


def _numbers_in_use(merge: MemberMerge, kept: Member, absorbed: Member, story: Story) -> list[str]:
    """ID numbers that would be open twice: at most one record per number and direction, at every moment."""
    restored = _restorable(kept, story)
    mine, gets = str(kept.id_number), str(restored.get("id_number", kept.id_number))
    found = []
    if merge.movement_id and absorbed.id_number:
        theirs = str(absorbed.id_number)
        if theirs == gets:
            found.append("并入的那条的身份证号，保留的那条现在也在用。请先核对保留的那条的号码。")
        elif (theirs != mine or not kept.is_open) and _is_open(theirs, absorbed.direction):
            found.append("并入的那条的身份证号，现在另有一条在册记录。撤销以后会有两条，请先处理那一条。")
    if gets and gets != mine and kept.is_open and _is_open(gets, kept.direction):
        found.append("保留的那条原来的身份证号，现在另有一条在册记录。请先处理那一条。")
    return found


def _is_open(number: str, direction: str) -> bool:
    return open_elsewhere(blind_index().of("id", number) or b"", direction)


def _way_home(merge: MemberMerge, path: str) -> list[str]:
    found = []
    if not Organisation.objects.filter(path=path, is_active=True).exists():
        found.append("并入的那条原来的管理组织已经停用，或者不在您的范围内，转不回去。")
    elif not scopes.stands_above(scopes.current().path, path):
        found.append("并入的那条原来由别的组织管理，要由它们共同的上级来撤销。")
    if not merge.movement_id:
        found.append("并入的那条合并前已经结束，后来随保留的那条转到了别的组织，转不回去。")
    return found


def _restorable(kept: Member, story: Story) -> dict[str, Any]:
    """The kept record's columns that still say what the merge wrote; what somebody changed since stays."""
    before, taken = thawed(story["kept"]), thawed(story["taken"])
    return {name: before[name] for name, value in taken.items() if getattr(kept, name) == value}


def _give_back_values(by: User, kept: Member, story: Story) -> None:
    """First of all: it frees the ID number that the absorbed record needs again."""
    try:
        members.update_details(by=by, member=kept, changes=_restorable(kept, story), reason="撤销合并")
    except OpenElsewhere as error:
        raise Blocked(["保留的那条原来的身份证号，现在另有一条在册记录。请先处理那一条。"]) from error


def _reopen(by: User, merge: MemberMerge, absorbed: Member, reason: str) -> None:
    MemberMerge.objects.filter(pk=merge.pk).update(absorbed=None)
    Member.objects.filter(pk=absorbed.pk).update(merged_into=None)
    if merge.movement_id:
        closing = Movement.objects.get(pk=merge.movement_id)
        movements.void_movement(by=by, movement=closing, reason=reason)


def _to_return(model: Any, merge: MemberMerge) -> list[Any]:
    """Rows that came with the merge. What was decided on the kept record since is the kept record's."""
    rows = model.objects.filter(pk__in=merge.moved.get(label(model), []))
    if model in (LostProposal, MoveRequest):
        rows = rows.exclude(decided_at__gt=merge.merged_at)
    return list(rows.values_list("pk", flat=True))


def _send_home(by: User, absorbed: Member, story: Story, reason: str) -> None:
    """Back to the organisation that had custody, and into its branch."""
    absorbed.refresh_from_db()
    home = thawed(story["absorbed"])
    if home["owner_path"] != absorbed.owner_path:
        bring(by=by, member=absorbed, to_id=home["organisation"], reason=reason)
    Member.objects.filter(pk=absorbed.pk).update(branch_id=home["branch"], branch_label=home["branch_label"])


def _restore_rows(story: Story) -> None:
    """Rows that the merge had to end are as they were."""
    for name, key, columns in story["rows"]:
        apps.get_model("registry", name)._default_manager.filter(pk=key).update(**columns)


def _restore_contact_dates(merge: MemberMerge, kept: Member, story: Story) -> None:
    """As before, and brought up to the contacts that were logged or taken back since."""
    kept.refresh_from_db()
    before: dict[str, date | None] = thawed(story["contact"])
    untouched = frozen(kept, CONTACT_DATES) == story["contact_after"]
    if kept.contact_said_on != thawed(story["contact_after"])["contact_said_on"]:
        before["contact_said_on"] = kept.contact_said_on
    if not untouched:
        before |= {"last_contact_on": before["contact_said_on"], "contact_logged_on": None}
    Member.objects.filter(pk=kept.pk).update(**before)
    if not untouched and ContactLog.objects.filter(member=kept).exists():
        definer("registry_note_contact", kept.pk)


def _finish(by: User, merge: MemberMerge, reason: str) -> None:
    merge.undone_at, merge.undone_by, merge.undo_reason = clock.now(), by, reason.strip()
    merge.absorbed = None
    merge.save()
    first, second = ordered(merge.kept_id, _gone(merge))
    DuplicatePair.objects.filter(first_id=first, second_id=second, state=PairState.MERGED).update(
        state=PairState.OPEN, decided_at=None, decided_by=None, decided_label=""
    )
