"""失联: the program proposes, a person decides."""

from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from registry.choices import MovementKind, ProposalState, Status
from registry.domain.contact_state import contact_state
from registry.domain.errors import Refused
from registry.domain.movements import record_movement
from registry.lib import clock
from registry.models import LostProposal, Member, Movement, User
from registry.models.contact import FAILING_DAYS
from registry.models.unit import record

# 《中国共产党党员教育管理工作条例》 arts 36–37 speak of six months and more without contact.
SILENT_DAYS = 180
BATCH = 1000
BEGUN = (MovementKind.FOUND, MovementKind.REGISTERED)


# What makes a proposal one that nobody has to decide any more: (which, how it ends, why).
_SETTLED: tuple[tuple[Q, ProposalState, str], ...] = (
    (Q(member__status=Status.LOST), ProposalState.CONFIRMED, "已经在党员页面认定失联，程序结束这条核实。"),
    (Q(member__is_open=False), ProposalState.DISMISSED, "这条记录已经结束，程序结束这条核实。"),
    (
        Q(member__last_contact_on__gte=F("proposed_on")), ProposalState.DISMISSED,
        "提出以后联系上了，程序结束这条核实。",
    ),
)  # fmt: skip


def waiting() -> QuerySet[LostProposal]:
    """Proposals that somebody has to decide on."""
    found = LostProposal.objects.filter(state=ProposalState.OPEN)
    for which, _, _ in _SETTLED:
        found = found.exclude(which)
    return found


def settle() -> int:
    """End what nobody has to decide any more; returns how many."""
    done = 0
    for which, state, note in _SETTLED:
        rows = LostProposal.objects.filter(which, state=ProposalState.OPEN)
        done += rows.update(state=state, decided_at=clock.now(), note=note)
    if done:
        record("lost.settled", count=done)
    return done


def propose_lost(*, day: date) -> int:
    """Propose for every member of the scope who was silent for SILENT_DAYS before `day`; returns how many are new. Of
    the earlier ones those end that were overtaken."""
    settle()
    since = day - timedelta(days=SILENT_DAYS)
    silent = Member.objects.all().silent_since(since).exclude(lost_proposals__state=ProposalState.OPEN)
    recent = day - timedelta(days=SILENT_DAYS)
    silent = silent.exclude(
        lost_proposals__state=ProposalState.DISMISSED,
        lost_proposals__decided_at__date__gte=recent,
    )
    rows = [
        LostProposal(
            owner_path=member.owner_path,
            member=member,
            proposed_on=day,
            silent_since=member.last_contact_on or _registered_on(member),
        )
        for member in silent.only("id", "owner_path", "last_contact_on", "created_at")[:BATCH]
    ]
    LostProposal.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        record("lost.proposed", count=len(rows))
    return len(rows)


def _registered_on(member: Member) -> date:
    return clock.local(member.created_at).date()


def _registered_in_words(member: Member) -> str:
    """The day of the registration as the story gives it, and the day from which silence counts where it is another."""
    begun = Movement.objects.filter(member=member, kind__in=BEGUN, voided_by__isnull=True)
    entered, day = _registered_on(member), begun.order_by("effective_on").values_list("effective_on", flat=True).first()
    return f"登记是 {day}（{entered} 才录入，从录入算起）" if day and day < entered else f"登记是 {entered}"


def doubts(member: Member) -> str:
    """What speaks against finding somebody lost today, in words: a sign of life within SILENT_DAYS, or calls that
    nobody noted. Empty where nothing does. The person who decides may know better; see `ContactState.hard_to_reach`."""
    state = contact_state(member)
    last = state.last_on or _registered_on(member)  # as `registry.models.member.silent` counts
    days = (state.today - last).days
    found = []
    if days < SILENT_DAYS:
        what = f"最近联系是 {last}" if state.last_on else _registered_in_words(member)
        found.append(f"{what}，到今天 {days} 天，不满半年（{SILENT_DAYS} 天）")
    if not state.hard_to_reach:
        tried = f"只有 {state.failed_days} 天试过没有联系上" if state.failed_days else "没有试过联系不上的记录"
        found.append(f"联系记录里{tried}（一般要在 {FAILING_DAYS} 个不同的日子试过）")
    if found and member.phone:
        found.append("登记了手机号，可以先打个电话")
    return "；".join(found) + "。" if found else ""


def doubts_about(proposal: LostProposal) -> str:
    """The same of an open proposal; of one that the silence itself has brought, nothing more is asked."""
    since = clock.today() - timedelta(days=SILENT_DAYS)
    silent = Member.objects.filter(pk=proposal.member_id).silent_since(since).exists()
    return "" if silent or proposal.state != ProposalState.OPEN else doubts(proposal.member)


def decide_lost(*, by: User, proposal: LostProposal, lost: bool, note: str) -> LostProposal:
    """Confirm (a movement is written) or dismiss a proposal. What was checked has to be said."""
    if proposal.state != ProposalState.OPEN:
        raise Refused("这条失联核实已经有了结论。")
    if not note.strip():
        raise Refused("请写明核实情况，例如打过哪些电话、问过谁。")
    if lost:
        record_movement(
            by=by,
            member=proposal.member,
            kind=MovementKind.LOST,
            effective_on=clock.today(),
            note=note,
        )
    proposal.state = ProposalState.CONFIRMED if lost else ProposalState.DISMISSED
    proposal.decided_by, proposal.decided_at, proposal.note = by, clock.now(), note
    proposal.save()
    record("lost.confirmed" if lost else "lost.dismissed", on=proposal)
    return proposal
