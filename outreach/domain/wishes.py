"""Verbs on 微心愿: collect, correct, move along the flow, claim; and what a member may know of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from outreach.choices import Satisfaction, Via, Wisher, WishKind, WishState, WishStepKind
from outreach.domain.wish_flow import NOT_HUNG, STEPS, Step
from outreach.models import MicroWish, WishClaim, WishStep
from registry.domain.errors import Conflict, Refused, changed_since
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Member, Organisation, User
from registry.models.custody import definer
from registry.models.turns import take_turn
from registry.models.unit import record

FIELDS = ("collected_on", "category", "wisher_name", "wisher_phone", "shown_as", "kind", "content", "community")
CHANGED = changed_since("有人改过或办过下一步", "没有办", "再办")
TAKEN = "这个心愿刚刚被别的党员认领了，或者已经不在公示。请看看别的心愿。"
UNKNOWN = "没有这个心愿，或者不能由这位党员认领。"


def collect(*, by: User | None, label: str, organisation: Organisation, fields: Mapping[str, Any]) -> MicroWish:
    """A new wish of a node, with the next number of its year: no gap, none twice. Raises Refused."""
    now = clock.now()
    wish = MicroWish(owner_path=organisation.path, node_at_event=organisation.path, state_at=now)
    _fill(wish, fields)
    wish.year, wish.number = wish.collected_on.year, _next(organisation.path, wish.collected_on.year)
    wish.save(force_insert=True)
    _noted(wish, WishStepKind.COLLECT, "", label)
    record("wish.collected", on=wish, category=wish.category)
    return wish


def _next(path: str, year: int) -> int:
    """Whoever collects here in this year waits until the one before is written or given up."""
    take_turn(f"wish|{path}|{year}")
    rows = MicroWish.objects.filter(owner_path=path, year=year).order_by("-number")
    return (rows.values_list("number", flat=True).first() or 0) + 1


def correct(*, by: User | None, wish: MicroWish, fields: Mapping[str, Any], version: int | None = None) -> MicroWish:
    """Change what is written of a wish until it hangs on the wall; its number stays. Raises Refused, Conflict."""
    current = _locked(wish, version)
    if current.state not in NOT_HUNG:
        raise Refused("已经公示的心愿不能再改。确实写错了，请撤回后重新征集。")
    _fill(current, fields)
    if current.collected_on.year != current.year:
        raise Refused(f"编号是 {current.year} 年的，征集日期不能改到别的年份。")
    current.version += 1
    current.save()
    record("wish.corrected", on=current)
    return current


def _fill(wish: MicroWish, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(wish, name, fields[name])
    if wish.collected_on > clock.today():
        raise Refused("征集日期不能晚于今天。")
    if wish.category == Wisher.CHILD and wish.shown_as:
        raise Refused("儿童的心愿不写称呼，公示时只写“儿童”。")
    name = str(wish.wisher_name).strip()
    if name and any(name in text for text in (wish.content, wish.shown_as, wish.community)):
        raise Refused("心愿内容、称呼和社区会上墙，请不要写心愿人的姓名。")


def move(
    *, by: User | None, label: str, wish: MicroWish, step: str, why: str = "", day: date | None = None,
    satisfaction: str = "", version: int | None = None,
) -> MicroWish:  # fmt: skip
    """One step of the flow (`wish_flow.STEPS`). Raises Refused for a step that there is not now, or without what it
    asks for, and Conflict when somebody was faster than `version`."""
    current, wanted = _locked(wish, version), STEPS[WishStepKind(step)]
    if current.state not in wanted.before:
        raise Refused(f"这个心愿{current.get_state_display()}，现在不能“{wanted.label}”。")
    why = _checked(wanted, why, day, satisfaction)
    if wanted.of_claim:
        step_claim(current.pk, wanted.kind, day=day, said=f"{satisfaction} {why}" if satisfaction else why, label=label)
        current.refresh_from_db()
    else:
        current.state, current.state_at, current.version = wanted.after, clock.now(), current.version + 1
        current.save()
        _noted(current, wanted.kind, why, label)
    record("wish.moved", on=current, step=wanted.kind, after=current.state)
    return current


def _checked(step: Step, why: str, day: date | None, satisfaction: str) -> str:
    """What the step asks for, or Refused."""
    why = why.strip()[:300]
    if step.why and not why:
        raise Refused(f"请写明：{step.why}。")
    if step.needs_day and day is None:
        raise Refused(f"请填{step.needs_day}。")
    if day and step.kind == WishStepKind.FULFIL and day > clock.today():
        raise Refused("完成日期不能晚于今天。")
    if day and step.kind in (WishStepKind.CONFIRM, WishStepKind.REDO) and day < clock.today():
        raise Refused("约定完成日期不能早于今天。")
    if (step.kind == WishStepKind.VISIT) != (satisfaction in Satisfaction.values):
        raise Refused("回访请选：满意、基本满意或不满意。")
    return why


def step_claim(wish: UUID, kind: WishStepKind, *, day: date | None, said: str, label: str) -> str:
    """A step of a claimed wish, under its lock; the state it now has. Raises Refused."""
    [(state,)] = definer("outreach_step_wish", wish, kind.value, clock.now(), day, said, label[:120])
    if state in ("unknown", "state"):
        raise Refused("这个心愿现在不能办这一步，可能刚有人办过。请刷新看看。")
    return str(state)


def claim(*, by: User | None, label: str, wish: UUID, member: Member) -> None:
    """A member takes a wish upon herself: told by staff, or in her own scope by herself. Asked again, it
    stays hers. Raises Refused where another was faster."""
    via = Via.LINK if scopes.current().member_id else Via.STAFF
    moment, day = clock.now(), clock.today()
    [(said,)] = definer("outreach_claim_wish", wish, member.pk, moment, day, via.value, label[:120])
    if said != "claimed":
        raise Refused(TAKEN if said == "taken" else UNKNOWN)
    record(
        "wish.claimed", object_type="microwish", object_id=wish, owner_path=member.owner_path, member=str(member.pk),
        via=via.value,
    )  # fmt: skip


def reveal_phone(*, by: User, wish: MicroWish) -> str:
    """The wisher's number, for a call; it goes on the trail."""
    record("wish.phone_revealed", on=wish)
    return str(wish.wisher_phone)


def claim_of(wish: MicroWish) -> WishClaim | None:
    """Who has it now, as far as the scope sees her."""
    found: WishClaim | None = WishClaim.objects.all().live().filter(wish=wish).select_related("member").first()
    return found


def _locked(wish: MicroWish, version: int | None) -> MicroWish:
    found: MicroWish = MicroWish.objects.select_for_update(of=("self",), no_key=True).get(pk=wish.pk)
    if version is not None and found.version != version:
        raise Conflict(CHANGED)
    return found


def _noted(wish: MicroWish, kind: WishStepKind, note: str, label: str) -> None:
    WishStep(
        owner_path=wish.owner_path, wish=wish, kind=kind, note=note, at=clock.now(), label=label[:120]
    ).save(force_insert=True)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Open:
    """A wish as the wall shows it. Who wishes is not among it."""

    id: UUID
    label: str
    category: str
    shown_as: str
    kind: str
    content: str
    community: str

    @property
    def who(self) -> str:
        """Category, and for grown-ups what they want to be called."""
        return " ".join(filter(None, (str(Wisher(self.category).label), self.shown_as)))

    @property
    def kind_label(self) -> str:
        """Goods or a service."""
        return str(WishKind(self.kind).label)


def on_the_wall(wish: MicroWish) -> Open:
    """A wish without what the wall does not show."""
    shown_as = "" if wish.category == Wisher.CHILD else wish.shown_as
    return Open(wish.pk, wish.label, wish.category, shown_as, wish.kind, wish.content, wish.community)


def open_to_her() -> list[Open]:
    """What the member of the active scope may claim; empty for anybody else's scope."""
    return [Open(*row) for row in definer("outreach_wishes")]


def is_overdue(state: str, due_on: date | None) -> bool:
    """Agreed upon, not fulfilled, the day is over: derived."""
    return state in (WishState.CLAIMED, WishState.CONFIRMED) and due_on is not None and due_on < clock.today()
