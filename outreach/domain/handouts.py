"""Verbs on handing out: to one member, to everybody whom a filter finds, taking a mistake back."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.http import QueryDict

from outreach.choices import ELECTRONIC, HandoutChannel
from outreach.domain import seals
from outreach.domain.reach import below
from outreach.models import Handout, Material
from registry.domain.errors import Conflict, Refused
from registry.entry.filters import MemberFilter, narrowed
from registry.entry.organisations import own_nodes
from registry.lib import clock
from registry.lib import scope as scopes
from registry.lib.ids import uuid7
from registry.models import Member, User
from registry.models.turns import take_turn
from registry.models.unit import record

# A trail's row speaks of a thousand at most; a node's own people are fewer.
MOST = 1000
MOST_COPIES = 100
EXAMPLES = 5
CHANGED = "名单或资料和您刚才看到的不一样了。请再看一遍，确认后再登记。"


@dataclass(slots=True)
class Preview:
    """What handing out would do: to whom, how many have it already and are left out, how many 册 go and are left.

    `left` is None where nobody said how many were printed. `seal` stands for exactly this list and these facts."""

    members: list[Member] = field(default_factory=list)
    known: int = 0
    copies: int = 0
    left: int | None = None
    seal: str = ""

    @property
    def count(self) -> int:
        """How many members."""
        return len(self.members)

    @property
    def examples(self) -> list[str]:
        """The first names."""
        return [member.name for member in self.members[:EXAMPLES]]


def give(
    *, by: User | None, label: str, material: Material, member: Member, fields: Mapping[str, Any],
    client_key: UUID | None = None,
) -> Handout:  # fmt: skip
    """Note that a member was given a material (`given_on`, `channel`, `copies`). Sent again with the same `client_key`
    it is the hand-out that is there. Raises Refused."""
    known = _sent(material, member, client_key)
    if known:
        return known
    _check(material, fields)
    _check_member(material, member)
    row = _row(by, label, material, member, fields, client_key)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same form in the same moment: the other one was faster
        known = _sent(material, member, client_key)
        if known is None:
            raise
        return known
    record("handout.given", on=row, member=str(member.pk), material=str(material.pk), copies=row.copies)
    return row


def _sent(material: Material, member: Member, client_key: UUID | None) -> Handout | None:
    if client_key is None:
        return None
    return Handout.objects.filter(material=material, member=member, client_key=client_key).first()


def _row(
    by: User | None, label: str, material: Material, member: Member, fields: Mapping[str, Any], key: UUID | None
) -> Handout:
    return Handout(
        id=uuid7(), owner_path=member.owner_path, node_at_event=member.owner_path, member=member, material=material,
        title=material.title, kind=material.kind, given_on=fields["given_on"], channel=fields["channel"],
        copies=fields["copies"], client_key=key, recorded_at=clock.now(), recorded_by=by, recorded_label=label[:120],
    )  # fmt: skip


def _check(material: Material, fields: Mapping[str, Any]) -> None:
    if material.withdrawn_on:
        raise Refused(f"这份资料已经停用（{material.withdraw_reason}），不能再发。")
    if fields["given_on"] > clock.today():
        raise Refused("发放日期不能晚于今天。请核对后再填。")
    copies, way = fields["copies"], HandoutChannel(fields["channel"])
    if way in ELECTRONIC and copies:
        raise Refused(f"{way.label}发的是电子版，不算册数：册数请填 0。")
    if way not in ELECTRONIC and not 1 <= copies <= MOST_COPIES:
        raise Refused(f"{way.label}的，册数填 1 到 {MOST_COPIES}（每人）。")


def _check_member(material: Material, member: Member) -> None:
    if member.merged_into_id:
        raise Refused("这条党员记录已经并入另一条，请到那一条上登记发放。")
    if not member.is_open:
        raise Refused("这位党员的记录已经结束，不能再登记发放。")
    if not member.owner_path.startswith(material.owner_path):
        raise Refused(f"这份资料是{material.host_label}的，只发给它自己和下级的党员。")


def preview(*, material: Material, query: Mapping[str, str], fields: Mapping[str, Any], again: bool = False) -> Preview:
    """What `give_many` would do now. Whoever has the material already is left out, unless it is to be given `again`.

    Raises Refused for what can't be handed out, and for more than MOST members."""
    _check(material, fields)
    asked = QueryDict(mutable=True)
    asked.update(query)
    members = narrowed(Member.objects.all().open(), MemberFilter(asked, own_nodes())).filter(below(material.owner_path))
    members = members.filter(merged_into__isnull=True)
    found, have = Preview(), Handout.objects.all().valid().filter(material=material)
    if not again:
        known = Exists(have.order_by().filter(member=OuterRef("pk")))
        found.known = members.filter(known).count()
        members = members.filter(~known)
    found.members = list(members.only("id", "owner_path", "name").order_by("owner_path", "id")[: MOST + 1])
    if found.count > MOST:
        raise Refused(f"一次最多登记 {MOST} 人。请用筛选分成几批，例如按街道。")
    found.copies = found.count * fields["copies"]
    found.left = None if material.copies is None else material.copies - have.figures()["copies"]
    found.seal = seals.of_handing_out(material, fields, [member.pk for member in found.members])
    return found


def give_many(
    *, by: User | None, label: str, material: Material, query: Mapping[str, str], fields: Mapping[str, Any],
    client_key: UUID, seen: str, again: bool = False,
) -> int:  # fmt: skip
    """Hand out to everybody whom the filter finds; returns to how many. The same form sent again hands out nothing and
    says the same number. `seen` is the seal of the preview that was looked at: where the list is no longer the same,
    Conflict. Raises Refused."""
    _wait_for(client_key)
    before = Handout.objects.filter(material=material, client_key=client_key).count()
    if before:
        return before
    found = preview(material=material, query=query, fields=fields, again=again)
    if found.seal != seen:
        raise Conflict(CHANGED)
    if not found.count:
        raise Refused("没有要发的人：筛选没有找到党员，或者都已经发过了。")
    rows = [_row(by, label, material, member, fields, client_key) for member in found.members]
    Handout.objects.bulk_create(rows)
    _record_many(material, rows)
    return len(rows)


def _wait_for(key: UUID) -> None:
    """One form at a time: the second tap waits for the first, and finds what it wrote."""
    take_turn(f"handouts|{key}")


def _record_many(material: Material, rows: Sequence[Handout]) -> None:
    parts = (f"{row.member_id}:{row.pk}" for row in rows)
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    copies = sum(row.copies for row in rows)
    record(
        "handout.given_many", object_type="handout", rows=len(rows), material=str(material.pk), copies=copies,
        digest=digest,
    )  # fmt: skip


def voidable(row: Handout) -> bool:
    """Whether the active scope may declare this one a mistake: a liaison only her own."""
    scope = scopes.current()
    return row.voided_at is None and (not scope.liaison or row.recorded_by_id == scope.user_id)


def void(*, by: User, label: str, handout: Handout, reason: str) -> Handout:
    """Declare a hand-out a mistake. It stays to be seen, with the reason, and counts no more. Raises Refused."""
    if not reason.strip():
        raise Refused("请写明为什么作废，方便以后查看。")
    if not voidable(handout):
        raise Refused(
            "这次发放已经作废，不用再作废一次。"
            if handout.voided_at
            else "这次发放不是您登记的。要作废的话，请联系本组织的工作人员。"
        )
    said = {"voided_at": clock.now(), "voided_label": label[:120], "void_reason": reason.strip()[:200]}
    if not Handout.objects.all().valid().filter(pk=handout.pk).update(**said):
        raise Refused("这次发放已经作废，不用再作废一次。")
    record("handout.voided", on=handout, member=str(handout.member_id))
    found: Handout = Handout.objects.get(pk=handout.pk)
    return found
