"""Verbs on what members take part in: 先锋岗, 议事会 seats, dated notes of both; ending and voiding."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from outreach.choices import NoteKind
from outreach.models import CouncilSeat, PartNote, PioneerPost, VolunteerService
from outreach.models.part import PartModel
from registry.domain.erased import refuse_erased
from registry.domain.errors import Refused
from registry.domain.lifetimes import refuse_before_birth
from registry.lib import clock
from registry.models import Member, Organisation, User
from registry.models.unit import record

Row = TypeVar("Row", bound=PartModel)
POST_FIELDS = ("name", "awarded_on", "unit", "commitment")
SEAT_FIELDS = ("appointed_on", "term_from", "term_until")
# What the trail calls each kind of row.
NOUNS: dict[type[PartModel], str] = {
    PioneerPost: "post", CouncilSeat: "seat", VolunteerService: "service", PartNote: "part_note",
}  # fmt: skip
TERM_OVER = "任期届满"


def award(*, by: User | None, label: str, member: Member, fields: Mapping[str, Any]) -> PioneerPost:
    """A member is given a 先锋岗. Raises Refused for a day to come and for a post that she holds already."""
    check_member(member, fields["awarded_on"])
    post = PioneerPost(**_common(member, label), **{name: fields[name] for name in POST_FIELDS})
    made = add(post, f"{member.name}已经有“{post.name}”，不用重复登记。先前的不算了，请先结束那一条。")
    record("post.awarded", on=made, member=str(member.pk))
    return made


def appoint(
    *, by: User | None, label: str, member: Member, community: Organisation, fields: Mapping[str, Any]
) -> CouncilSeat:
    """A member gets a seat in a community's 议事会; an earlier one whose term is over ends with it. Raises Refused for
    a term that goes backwards and while she has a seat there in force."""
    check_member(member, fields["appointed_on"])
    seat = CouncilSeat(
        **_common(member, label), community=community, community_label=str(community)[:200],
        **{name: fields.get(name) for name in SEAT_FIELDS},
    )  # fmt: skip
    if seat.term_until and seat.term_until < seat.term_from:
        raise Refused("任期的结束日期早于开始日期，请核对。")
    for old in CouncilSeat.objects.filter(member=member, community=community).lapsed(clock.today()):
        end(by=by, row=old, on=old.term_until or clock.today(), reason=TERM_OVER)
    made = add(seat, f"{member.name}已经是{community}的议事会成员，任期还没有结束，不能重复登记。")
    record("seat.appointed", on=made, member=str(member.pk))
    return made


def note(
    *, by: User | None, label: str, of: PioneerPost | CouncilSeat, kind: str, happened_on: date, text: str = ""
) -> PartNote:
    """A dated note: what the holder of a post did, a meeting that a seat attended, a proposal. Raises Refused."""
    _check_note(of, kind, happened_on, text)
    own = {"post": of} if isinstance(of, PioneerPost) else {"seat": of}
    row = PartNote(
        owner_path=of.owner_path, node_at_event=of.owner_path, member_id=of.member_id, recorded_at=clock.now(),
        recorded_label=label[:120], kind=kind, happened_on=happened_on, text=text.strip(), **own,
    )  # fmt: skip
    made = add(row, "这一天参加议事已经记过了。")
    record("part_note.added", on=made, kind=kind)
    return made


def _check_note(of: PioneerPost | CouncilSeat, kind: str, happened_on: date, text: str) -> None:
    if of.voided_at:
        raise Refused("这一条已经作废，不能再记。")
    if (kind == NoteKind.DEED) != isinstance(of, PioneerPost):
        raise ValueError("先锋岗记作用发挥，议事会成员记参加议事和提案")
    begins = of.awarded_on if isinstance(of, PioneerPost) else of.term_from
    if happened_on > clock.today():
        raise Refused("日期不能晚于今天。")
    if happened_on < begins or (of.ended_on and happened_on > of.ended_on):
        raise Refused(f"日期不在任职期间（{begins:%Y-%m-%d} 起），请核对。")
    if kind != NoteKind.MEETING and not text.strip():
        raise Refused("请写明做了什么、提了什么。")


def end(*, by: User | None, row: PioneerPost | CouncilSeat, on: date, reason: str) -> PioneerPost | CouncilSeat:
    """A post or a seat is over from a day on; it stays in the ledger. Raises Refused."""
    current = locked(row)
    if not reason.strip():
        raise Refused("请写明为什么结束，方便以后查看。")
    if current.ended_on or current.voided_at:
        raise Refused("这一条已经结束或作废，不用再办。")
    begins = current.awarded_on if isinstance(current, PioneerPost) else current.term_from
    if not begins <= on <= clock.today():
        raise Refused("结束日期要在开始之后，不晚于今天。")
    current.ended_on, current.end_reason = on, reason.strip()[:200]
    current.save()
    record(f"{NOUNS[type(current)]}.ended", on=current)
    return current


def void(*, by: User | None, label: str, row: Row, reason: str) -> Row:
    """Declare a row a mistake. It stays to be seen, with the reason, and counts no more. Raises Refused."""
    if not reason.strip():
        raise Refused("请写明为什么作废，方便以后查看。")
    current = locked(row)
    if current.voided_at:
        raise Refused("这一条已经作废，不用再作废一次。")
    current.voided_at, current.voided_label = clock.now(), label[:120]
    current.void_reason = reason.strip()[:200]
    current.save()
    record(f"{NOUNS[type(current)]}.voided", on=current)
    return current


def locked(row: Row) -> Row:
    """The row as it is now, nobody else changing it meanwhile."""
    found: Row = type(row).objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    return found


def add(row: Row, twice: str) -> Row:
    """Write a new row. Raises Refused with `twice` where such a one is in force already, sent again or at once."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(twice) from error
    return row


def _common(member: Member, label: str) -> dict[str, Any]:
    return {
        "owner_path": member.owner_path, "node_at_event": member.owner_path, "member": member,
        "recorded_at": clock.now(), "recorded_label": label[:120],
    }  # fmt: skip


def check_member(member: Member, day: date) -> None:
    refuse_erased(member)
    if member.merged_into_id:
        raise Refused("这条党员记录已经并入另一条，请到那一条上登记。")
    if day > clock.today():
        raise Refused("日期不能晚于今天。请核对后再填。")
    refuse_before_birth(member, day)
    if member.closed_on and not member.is_open and day > member.closed_on:
        raise Refused(f"这位党员的记录在 {member.closed_on:%Y-%m-%d} 已经结束，之后的请由现在的党组织登记。")
