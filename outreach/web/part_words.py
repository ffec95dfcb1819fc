"""How 作用发挥 is said on pages: the tabs, badges, the facts of a row."""

from decimal import Decimal
from typing import Any

from django.urls import reverse

from outreach.choices import WishState
from outreach.domain.wishes import is_overdue
from outreach.models import CouncilSeat, MicroWish, PioneerPost, VolunteerService, WishClaim
from registry.lib import clock
from registry.policies import Action, allowed
from registry.web import labels

TABS = (("posts", "党员先锋岗"), ("wishes", "微心愿"), ("seats", "议事会成员"), ("services", "志愿服务"))
WISH_TONES: dict[str, str] = {
    WishState.COLLECTED: "warning",
    WishState.VERIFIED: "warning",
    WishState.PUBLISHED: "info",
    WishState.CLAIMED: "warning",
    WishState.CONFIRMED: "info",
    WishState.FULFILLED: "warning",
    WishState.VISITED: "success",
    WishState.REFUSED: "neutral",
    WishState.WITHDRAWN: "neutral",
}
Facts = list[dict[str, str]]
Badge = dict[str, str]


def tabs(current: str) -> list[dict[str, Any]]:
    """The kinds beside each other; wishes name people whom no liaison looks after."""
    shown = [tab for tab in TABS if tab[0] != "wishes" or allowed(Action.PART_EDIT)]
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in shown]


def crumbs(name: str) -> list[dict[str, str]]:
    """The list above a page."""
    return [{"label": dict(TABS)[name], "url": reverse(name)}]


def standing(row: PioneerPost | CouncilSeat | VolunteerService) -> Badge:
    """Whether it counts, and whether it goes on."""
    if row.voided_at:
        return {"text": "已作废", "tone": "outline"}
    if isinstance(row, VolunteerService):
        return {"text": "有效", "tone": "success"}
    if row.ended_on:
        return {"text": "已结束", "tone": "neutral"}
    if isinstance(row, CouncilSeat) and row.term_until and row.term_until < clock.today():
        return {"text": "任期已满", "tone": "warning"}
    return {"text": "在岗" if isinstance(row, PioneerPost) else "在任", "tone": "success"}


def wish_badge(wish: MicroWish, claim: WishClaim | None) -> Badge:
    """How far it is; one that is late says so."""
    if is_overdue(wish.state, claim.due_on if claim else None):
        return {"text": "逾期未实现", "tone": "danger"}
    return {"text": str(WishState(wish.state).label), "tone": WISH_TONES[wish.state]}


def hours(number: Decimal) -> str:
    """2.5, 3."""
    return f"{number.normalize():f}"


def why_over(row: PioneerPost | CouncilSeat | VolunteerService) -> str:
    """Why a row is voided or ended, by whom and when; empty while it goes on."""
    if row.voided_at:
        return f"{row.void_reason}（{row.voided_label} {labels.moment(row.voided_at)}）"
    if isinstance(row, VolunteerService) or not row.ended_on:
        return ""
    return f"{row.ended_on:%Y-%m-%d} {row.end_reason}"


def _shown(said: tuple[tuple[str, str], ...]) -> Facts:
    return [{"label": label, "value": value} for label, value in said if value]


def post_facts(post: PioneerPost) -> Facts:
    """What the plaque says, and who wrote it down."""
    return _shown((
        ("授牌日期", f"{post.awarded_on:%Y-%m-%d}"), ("所在单位", post.unit), ("承诺内容", post.commitment),
        ("登记", _recorded(post)),
    ))  # fmt: skip


def seat_facts(seat: CouncilSeat) -> Facts:
    """Which council, for how long."""
    until = f"{seat.term_until:%Y-%m-%d}" if seat.term_until else "没有写明"
    return _shown((
        ("村（社区）", seat.community_label), ("聘任日期", f"{seat.appointed_on:%Y-%m-%d}"),
        ("任期", f"{seat.term_from:%Y-%m-%d} 至 {until}"), ("登记", _recorded(seat)),
    ))  # fmt: skip


def service_facts(row: VolunteerService) -> Facts:
    """What the certificate would say."""
    source = "活动签到" if row.participation_id else ""
    return _shown((
        ("服务日期", f"{row.served_on:%Y-%m-%d}"), ("服务地点", row.place), ("服务内容", row.content),
        ("服务时长", f"{hours(row.hours)} 小时（不含路上的时间）"),
        ("评价", row.get_grade_display() if row.grade else ""),
        ("来源", source), ("登记", _recorded(row)),
    ))  # fmt: skip


def _recorded(row: PioneerPost | CouncilSeat | VolunteerService) -> str:
    return f"{row.recorded_label} {labels.moment(row.recorded_at)}"
