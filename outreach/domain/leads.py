"""Leads: what somebody writes at a registration point, and what staff make of it.

It is kept apart from the register until a person has looked at it: anybody can write anything there, so it is no
member, is counted nowhere, and can go without a trace of personal data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from outreach.choices import GIVEN_REASONS, LeadReason, LeadState
from outreach.domain import working_days
from outreach.models import Lead
from registry.choices import MovementKind, Status
from registry.domain.errors import Refused
from registry.domain.herself import NOTICE
from registry.domain.movements import record_movement
from registry.lib import clock
from registry.lib.keys import search_fields
from registry.lib.masks import mask_numbers
from registry.models import Member, User
from registry.models.custody import definer
from registry.models.sealed import Sealed, blind_index, cipher, context_of, sealed_json
from registry.models.unit import record

# What is promised at the point: an answer within three working days.
ANSWER_DAYS = 3
# What was written goes so many days after the answer; whoever was registered has it on the record by then.
KEEP_DAYS = 30
# Nobody's data is kept for a call that never comes: half a year, all of it shown as overdue.
LAPSE_DAYS = 180
# More than a point can have in a day by honest means.
MOST_A_DAY = 300
# (field of `Lead.said`, what it is called, the column of Member that it fills)
WORDS = (
    ("name", "姓名", "name"),
    ("phone", "手机号", "phone"),
    ("origin", "从哪里来", "origin_text"),
    ("home_org", "原党组织", "home_org_name"),
    ("residence", "现居住地", "residence"),
    ("employer", "工作单位", "employer"),
    ("joined", "入党时间", "joined"),
    ("relation", "组织关系", "relation_status"),
)
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Point:
    """What a code on the wall belongs to, and whether its form is open."""

    venue: str
    address: str
    open_hours: str
    contact_name: str
    contact_phone: str
    host_label: str
    in_force: bool


def point(code: str) -> Point | None:
    """The place of that code; asked before any scope."""
    found = definer("outreach_point", code) if len(code) == 16 and code.isalnum() else []
    return Point(*found[0]) if found else None


def leave(*, code: str, key: UUID, words: Mapping[str, str]) -> bool:
    """Somebody writes herself down; asked before any scope. Whether it was taken; sent twice with one key, it is one.

    Whether she is known is neither asked nor said.
    """
    now = clock.now()
    text = sealed_json({name: words[name] for name, _, _ in WORDS if words.get(name)})
    sealed = cipher().seal(text, context_of(Lead._meta.db_table, key, "said"))
    index = blind_index().of("phone", words.get("phone", ""))
    since = clock.midnight(clock.today())
    [(path,)] = definer("outreach_leave_lead", code, key, Sealed(sealed), index, NOTICE, now, since, MOST_A_DAY)
    if path:
        record("lead.left", object_type="lead", object_id=key, owner_path=path, notice=NOTICE)
    return path is not None


def late_before() -> date:
    """What was left on an earlier day is overdue."""
    return working_days.late_before(clock.today(), ANSWER_DAYS)


def due_on(lead: Lead) -> date:
    """By when somebody should have called."""
    return working_days.due_on(clock.local(lead.left_at).date(), ANSWER_DAYS)


def overdue() -> QuerySet[Lead]:
    """Those of the scope past their day."""
    found: QuerySet[Lead] = Lead.objects.all().overdue(late_before())
    return found


def alike(lead: Lead) -> list[Member]:
    """Records of the scope with that phone or that name, open ones first: for staff to compare, nobody else."""
    name = str(lead.words.get("name") or "")
    ways = Q(name_key=search_fields(name, "")["name_key"]) if name else Q(pk__in=())
    if lead.phone_index:
        ways |= Q(phone_index=bytes(lead.phone_index))
    rows = Member.objects.filter(ways, merged_into__isnull=True).select_related("organisation")
    return list(rows.order_by("-is_open", "-id")[:SHOWN])


def beside(lead: Lead) -> list[Lead]:
    """Others of the scope with that phone and another name that nobody has answered either, the latest first."""
    if not lead.phone_index:
        return []
    rows = Lead.objects.all().waiting().filter(phone_index=bytes(lead.phone_index)).exclude(pk=lead.pk)
    return list(rows.select_related("point__venue").order_by("-left_at")[:SHOWN])


def masked(words: Mapping[str, Any]) -> str:
    """The phone as lists show it."""
    return mask_numbers(str(words.get("phone") or ""))


def opened(*, by: User, lead: Lead) -> Mapping[str, Any]:
    """What was written; each opening is on the trail."""
    record("lead.opened", on=lead)
    return lead.words


def phone_shown(*, by: User, lead: Lead) -> None:
    """Her number is shown whole, for a call; it goes on the trail."""
    record("lead.phone_revealed", on=lead)


def waiting(lead: Lead) -> Lead:
    """The row, locked. Raises Refused when somebody answered it meanwhile."""
    found: Lead = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    if found.joined_to_id:
        raise Refused("这是同一个人又填的一次，已经并到先填的那条线索里，请在那一条里处理。")
    if found.state != LeadState.OPEN:
        raise Refused(f"{found.decided_label} 已经处理过这条线索：{found.get_state_display()}。")
    return found


def registered(*, by: User, label: str, lead: Lead, member: Member) -> Lead:
    """She is on the register now, by the record that was just made. Raises Refused when it was answered already."""
    return _answer(by, label, waiting(lead), LeadState.REGISTERED, member_id=member.pk)


def report_in(*, by: User, label: str, lead: Lead, member: Member) -> Lead:
    """She is somebody we have: a record that waits for her is reported in, on the day she came.

    Raises Refused when it was answered already, and for records that something else has to be done with first.
    """
    lead = waiting(lead)
    if words := _in_the_way(member):
        raise Refused(words)
    if member.status == Status.AWAITING_REPORT:
        day = clock.local(lead.left_at).date()
        kind = MovementKind.REPORTED_IN
        record_movement(by=by, member=member, kind=kind, effective_on=day, note=provenance(lead))
    return _answer(by, label, lead, LeadState.REPORTED, member_id=member.pk)


def provenance(lead: Lead) -> str:
    """How it came, for the movement that is made of it."""
    return f"本人在登记点扫码报到：{lead.point.venue.name}"


def _in_the_way(member: Member) -> str:
    if not member.is_open:
        return "这条记录已经结束。人回来了的，请“登记为流动党员”。"
    return {
        Status.LEAD: "这位在册的还是线索，请先打开党员页面补上号码、转为登记，再回来报到。",
        Status.LOST: "这位已认定失联，请先在党员页面办理“恢复联系”，再回来处理这条线索。",
    }.get(Status(member.status), "")


def dismiss(*, by: User, label: str, lead: Lead, reason: str, note: str = "") -> Lead:
    """Nothing comes of it. Raises Refused without a reason, and when it was answered already."""
    lead = waiting(lead)
    if reason not in GIVEN_REASONS:
        raise Refused("请选一个原因，方便以后查看。")
    if reason == LeadReason.OTHER and not note.strip():
        raise Refused("选了“其他”的，请写几个字说明原因。")
    return _answer(by, label, lead, LeadState.DISMISSED, reason=reason, note=note.strip()[:200])


def _answer(by: User, label: str, lead: Lead, state: LeadState, **facts: Any) -> Lead:
    facts |= {"state": state, "decided_at": clock.now(), "decided_by": by, "decided_label": label[:120]}
    for name, value in facts.items():
        setattr(lead, name, value)
    lead.save(update_fields=list(facts))
    Lead.objects.filter(joined_to=lead.pk, state=LeadState.OPEN).update(**facts)
    said = {"member": str(lead.member_id)} if lead.member_id else {"reason": lead.reason}
    record(f"lead.{state}", on=lead, **said)
    return lead


def purge() -> int:
    """Empty what was written in leads whose time is over, answered or not; for the program. Returns how many."""
    now = clock.now()
    empty = {"said": b"", "phone_index": None, "purged_at": now}
    lapsed = {"state": LeadState.DISMISSED, "reason": LeadReason.LAPSED, "decided_at": now, "decided_label": "程序"}
    gone = Lead.objects.all().to_purge(now - timedelta(days=KEEP_DAYS)).update(**empty)
    gone += Lead.objects.all().left_before(now - timedelta(days=LAPSE_DAYS)).update(**empty, **lapsed)
    if gone:
        record("lead.purged", object_type="lead", number=gone)
    return gone
