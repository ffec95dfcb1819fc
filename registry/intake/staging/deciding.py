"""What applying a row would do. Decided when checking, decided again when applying: preview = commit."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from registry.choices import MovementKind, RowAction
from registry.intake.rows.around import Surroundings
from registry.intake.staging.candidates import Candidate
from registry.intake.staging.happenings import happenings, iso
from registry.intake.staging.matching import Found, find
from registry.intake.words import extras
from registry.models import Member
from registry.models.sealed import blind_index

DATES = frozenset({"birth_on", "joined_on", "regular_on", "flowed_on", "expected_return_on", "last_contact_on"})
PRECISION = {"birth_on": "birth_precision", "joined_on": "joined_precision", "flowed_on": "flowed_precision"}
FINER = {"": 0, "year": 1, "month": 2, "day": 3}
_WITH_OTHERS = frozenset(PRECISION.values()) | {"id_legacy"}

ASK = "此人在系统中已有在册记录，写入时提出“申请接收”，由上级确认后转到本组织。"
ASKED = "已经提出过接收申请，正在等确认。"
AMBIGUOUS = "与在册的几条记录都相符，请人工核对后再处理，这一行不会写入。"
TWICE = "与本文件的另一行对应同一条在册记录，这一行不会写入。"


@dataclass(slots=True)
class Decision:
    """The action for one row; for an update the member as it is now, the columns to change and what to record."""

    action: str
    member: Member | None = None
    note: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    happened: list[MovementKind] = field(default_factory=list)

    @property
    def member_id(self) -> UUID | None:
        """Key of the matched member."""
        return self.member.pk if self.member else None

    @property
    def version(self) -> int | None:
        """Version of the matched member."""
        return self.member.version if self.member else None


CREATE = Decision(RowAction.CREATE)


def decide(
    candidates: Iterable[Candidate], around: Surroundings, taken: set[UUID], intake_id: UUID
) -> dict[int, Decision]:
    """Decisions by position; a position that is not there is to be created. Keys must lie in matching's table.

    `taken` holds the members that earlier rows of this file were matched to, and grows.
    """
    block = list(candidates)
    found = find(block, intake_id)
    members = Member.objects.in_bulk(set(found.members.values()))
    decisions = {}
    for item in block:
        if item.position in found.members or item.id_index in found.elsewhere:
            decision = _one(item, found, members, around, taken)
            if decision is not CREATE:
                decisions[item.position] = decision
    return decisions


def _one(
    item: Candidate, found: Found, members: dict[UUID, Member], around: Surroundings, taken: set[UUID]
) -> Decision:
    key = found.members.get(item.position)
    member = members.get(key) if key else None
    if member is None:
        return _take_over(item, found) if item.id_index in found.elsewhere else CREATE
    if item.position in found.ambiguous:
        return Decision(RowAction.NONE, note=AMBIGUOUS)
    if member.pk in taken:
        return Decision(RowAction.NONE, note=TWICE)
    taken.add(member.pk)
    if item.named and item.id_index and not member.owner_path.startswith(item.node.path):
        return _take_over(item, found)
    return _update(item, member, around)


def _take_over(item: Candidate, found: Found) -> Decision:
    if (item.id_index, item.node.path) in found.asked:
        return Decision(RowAction.UNCHANGED, note=ASKED)
    return Decision(RowAction.TAKE_OVER, note=ASK)


def _update(item: Candidate, member: Member, around: Surroundings) -> Decision:
    changes = changes_of(item.columns, member)
    known = item.known or bool(member.id_index or member.phone_index)
    happened = [
        kind
        for kind, _ in happenings(
            member.status,
            item.payload,
            known=known,
            may_enroll=around.may_enroll(member.owner_path),
            today=around.today,
        )
    ]
    action = RowAction.UPDATE if changes or happened else RowAction.UNCHANGED
    return Decision(action, member, changes=changes, happened=happened)


def changes_of(columns: dict[str, Any], member: Member) -> dict[str, Any]:
    """Columns that the row knows otherwise than the register, with the value to write.

    A row never takes anything away: what it does not say stays, also of what stood in other columns of another
    roster, and a coarser date or place replaces no finer one.
    """
    changes: dict[str, Any] = {}
    for name, said in columns.items():
        if name in _WITH_OTHERS:
            continue
        if name in DATES:
            _date(name, said, columns, member, changes)
        elif _differs(name, said, member):
            changes[name] = extras.merged(str(member.extra), said) if name == "extra" else said
    if "id_number" in changes and columns.get("id_legacy"):
        changes["id_legacy"] = True
    return changes


def _differs(name: str, said: Any, member: Member) -> bool:
    if name == "id_number" and member.id_index is not None:
        return bytes(member.id_index) != blind_index().of("id", said)
    if name == "phone" and member.phone_index is not None:
        return bytes(member.phone_index) != blind_index().of("phone", said)
    if name == "extra":
        return bool(extras.differing(str(member.extra), extras.merged(str(member.extra), said)))
    if name == "origin_code" and member.origin_code:
        return not member.origin_code.startswith(_prefix(said))
    return bool(getattr(member, name) != said)


def _prefix(code: str) -> str:
    """A division code without its empty lower levels: 440000 → 44."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def _date(name: str, said: str, columns: dict[str, Any], member: Member, changes: dict[str, Any]) -> None:
    value, known, depth = iso(said), getattr(member, name), PRECISION.get(name, "")
    if known == value:
        return
    precision = columns.get(depth, "day") if depth else "day"
    if known and depth and FINER[precision] < FINER[getattr(member, depth) or "day"] and _same(known, value, precision):
        return
    changes[name] = value
    if depth:
        changes[depth] = precision


def _same(known: Any, value: Any, precision: str) -> bool:
    """Whether the finer date lies within the coarser one."""
    return bool(known.year == value.year and (precision == "year" or known.month == value.month))
