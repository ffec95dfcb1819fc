"""What 作用发挥 tells in a member's story: posts, seats, volunteering, wishes she claimed."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, QuerySet

from outreach.models import CouncilSeat, PioneerPost, VolunteerService, WishClaim
from outreach.web import part_words as words
from registry.lib import clock
from registry.web import story
from registry.web.nav import address
from registry.web.story_entries import Entry, stamp

CHIP, LABEL = "part", "作用发挥"


def _posts(rows: list[PioneerPost]) -> list[Entry]:
    return [
        _entry(row, row.awarded_on, f"授党员先锋岗：{row.name}", "post", [("承诺", row.commitment)]) for row in rows
    ]


def _seats(rows: list[CouncilSeat]) -> list[Entry]:
    return [_entry(row, row.appointed_on, f"聘为{row}", "seat", []) for row in rows]


def _services(rows: list[VolunteerService]) -> list[Entry]:
    return [
        _entry(row, row.served_on, f"志愿服务：{row.project}", "service", [("时长", f"{words.hours(row.hours)} 小时")])
        for row in rows
    ]


def _entry(row: Any, day: Any, title: str, page: str, lines: list[tuple[str, str]]) -> Entry:
    ended = "" if row.voided_at else words.why_over(row)
    return Entry(
        key=row.pk,
        kind=LABEL,
        title=title,
        when=f"{day:%Y-%m-%d}",
        iso=f"{day:%Y-%m-%d}",
        by=row.recorded_label,
        recorded=f"{stamp(row.recorded_at)} 登记",
        url=address(page, row.pk),
        tone="success",
        badge=words.standing(row),
        lines=[*lines, *([("结束", ended)] if ended else [])],
        voided=f"作废原因：{row.void_reason}（{row.voided_label}）" if row.voided_at else "",
    )


def _claims(rows: list[WishClaim]) -> list[Entry]:
    return [_claim(row) for row in rows]


def _claim(row: WishClaim) -> Entry:
    said = (
        ("约定完成", f"{row.due_on:%Y-%m-%d}" if row.due_on else ""),
        ("完成", f"{row.fulfilled_on:%Y-%m-%d}" if row.fulfilled_on else ""),
        ("回访", row.get_satisfaction_display() if row.satisfaction else ""),
        ("退回", row.end_reason),
    )
    return Entry(
        key=row.pk,
        kind=LABEL,
        title=f"认领微心愿：{row.title}",
        when=stamp(row.claimed_at),
        iso=clock.local(row.claimed_at).isoformat(),
        tone="success" if row.fulfilled_on else "info",
        badge=claim_badge(row),
        lines=[(label, value) for label, value in said if value],
    )


def claim_badge(row: WishClaim) -> dict[str, str]:
    """Where a claim stands."""
    if row.ended_at:
        return {"text": "已退回", "tone": "neutral"}
    if row.fulfilled_on:
        return {"text": "已实现", "tone": "success"}
    if row.due_on and row.due_on < clock.today():
        return {"text": "逾期未实现", "tone": "danger"}
    return {"text": "办理中", "tone": "info"} if row.confirmed_at else {"text": "待确认", "tone": "warning"}


def _all(model: type[Any]) -> Callable[[], QuerySet[Any]]:
    def rows() -> QuerySet[Any]:
        found: QuerySet[Any] = model.objects.all()
        return found

    return rows


SOURCES = (
    story.Source(CHIP, _all(PioneerPost), F("awarded_on"), "recorded_at", _posts),
    story.Source(CHIP, _all(CouncilSeat), F("appointed_on"), "recorded_at", _seats),
    story.Source(CHIP, _all(VolunteerService), F("served_on"), "recorded_at", _services),
    story.Source(CHIP, _all(WishClaim), F("claimed_on"), "claimed_at", _claims),
)


def add() -> None:
    """Once a process, when the app is ready."""
    if all(source.chip != CHIP for _, source in story.FURTHER):
        story.FURTHER.extend((LABEL, source) for source in SOURCES)
