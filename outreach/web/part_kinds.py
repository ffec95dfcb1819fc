"""The kinds of the ledger 作用发挥: which rows a state means, how a row is shown. List, figures and links ask here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from outreach.models import CouncilSeat, MicroWish, PioneerPost, VolunteerService
from outreach.web import part_words as words
from registry.lib import clock

ON, LAPSED, ENDED, VOIDED, VALID = "on", "lapsed", "ended", "voided", "valid"
OPEN, WAITING, CLAIMED, FULFILLED, OVERDUE = "open", "waiting", "claimed", "fulfilled", "overdue"
States = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days; None leaves an end open."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is its address's name. `rows` are asked by state and period, `shown` are ready for the list."""

    name: str
    unit: str
    day_label: str
    states: States
    columns: tuple[str, ...]
    rows: Callable[[str, Period], QuerySet[Any]]
    with_all: Callable[[Any], QuerySet[Any]]
    row: Callable[[Any], dict[str, Any]]
    empty: str


def _posts(state: str, period: Period) -> QuerySet[PioneerPost]:
    rows = PioneerPost.objects.all().within(period.since, period.until)
    return rows.in_force() if state == ON else _over(rows, state)


def _seats(state: str, period: Period) -> QuerySet[CouncilSeat]:
    rows, today = CouncilSeat.objects.all().within(period.since, period.until), clock.today()
    if state == LAPSED:
        return rows.lapsed(today)
    return rows.in_force(today) if state == ON else _over(rows, state)


def _services(state: str, period: Period) -> QuerySet[VolunteerService]:
    rows = VolunteerService.objects.all().within(period.since, period.until)
    return rows.valid() if state == VALID else _over(rows, state)


def _over(rows: Any, state: str) -> Any:
    if state == ENDED:
        return rows.valid().filter(ended_on__isnull=False)
    return rows.exclude(voided_at=None) if state == VOIDED else rows


def _wishes(state: str, period: Period) -> QuerySet[MicroWish]:
    rows, ends = MicroWish.objects.all(), (period.since, period.until)
    if state in (CLAIMED, FULFILLED):
        return rows.claimed_within(*ends) if state == CLAIMED else rows.fulfilled_within(*ends)
    rows = rows.within(*ends)
    if state == OVERDUE:
        return rows.overdue(clock.today())
    return {OPEN: rows.published, WAITING: rows.waiting}.get(state, rows.all)()


def _cell(label: str, text: str, sub: str = "", **more: Any) -> dict[str, Any]:
    return {"label": label, "text": text, "sub": sub, **more}


def _first(row: Any, name: str, title: str) -> dict[str, Any]:
    return {"id": row.pk, "name": row.member.name, "url": reverse(name, args=[row.pk]), "sub": title}


def _place(row: Any) -> dict[str, Any]:
    return _cell("管理组织", str(row.member.organisation), kind="long")


def _state(row: Any) -> dict[str, Any]:
    return {"label": "状态", "badge": words.standing(row)}


def _post(row: Any) -> dict[str, Any]:
    cells = [_state(row), _cell("授牌日期", f"{row.awarded_on:%Y-%m-%d}"), _cell("所在单位", row.unit, kind="long"),
             _cell("作用发挥", f"{row.deeds} 次", kind="num"), _place(row)]  # fmt: skip
    return _first(row, "post", row.name) | {"cells": cells}


def _seat(row: Any) -> dict[str, Any]:
    until = f"{row.term_until:%Y-%m-%d}" if row.term_until else ""
    cells = [_state(row), _cell("任期到", until), _cell("参加议事", f"{row.meetings} 次", kind="num"),
             _cell("提案", f"{row.proposals} 件", kind="num"), _place(row)]  # fmt: skip
    return _first(row, "seat", row.community_label) | {"cells": cells}


def _service(row: Any) -> dict[str, Any]:
    long = _cell("时长", f"{words.hours(row.hours)} 小时", kind="num")
    day, place = _cell("服务日期", f"{row.served_on:%Y-%m-%d}"), _cell("地点", row.place, kind="long")
    cells = [_state(row), day, long, place, _place(row)]
    return _first(row, "service", row.project) | {"cells": cells}


def _wish(row: Any) -> dict[str, Any]:
    claim = next(iter(row.live), None)
    due = f"约定 {claim.due_on:%Y-%m-%d}" if claim and claim.due_on else ""
    cells = [
        {"label": "状态", "badge": words.wish_badge(row, claim)},
        _cell("心愿人", row.get_category_display(), row.community, kind="long"),
        _cell("征集日期", f"{row.collected_on:%Y-%m-%d}"),
        _cell("认领人", claim.member.name if claim else "", due),
    ]
    sub = f"{row.label} · {row.get_kind_display()}"
    return {"id": row.pk, "name": row.content, "url": reverse("wish", args=[row.pk]), "sub": sub, "cells": cells}


def _placed(rows: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.select_related("member__organisation")
    return found


POSTS = Kind(
    "posts", "个", "授牌日期", ((ON, "在岗"), (ENDED, "已结束"), (VOIDED, "已作废")),
    ("姓名和岗位", "状态", "授牌日期", "所在单位", "作用发挥", "管理组织"), _posts,
    lambda rows: _placed(rows.with_deeds()), _post,
    "授了党员先锋岗的都列在这里。打开一位流动党员，点“记作用发挥”来添加。",
)  # fmt: skip
SEATS = Kind(
    "seats", "席", "聘任日期", ((ON, "在任"), (LAPSED, "任期已满，没有办结束"), (ENDED, "已结束"), (VOIDED, "已作废")),
    ("姓名和村（社区）", "状态", "任期到", "参加议事", "提案", "管理组织"), _seats,
    lambda rows: _placed(rows.with_meetings()), _seat,
    "聘为村（社区）议事会成员的流动党员列在这里。打开一位流动党员，点“记作用发挥”来添加。",
)  # fmt: skip
SERVICES = Kind(
    "services", "人次", "服务日期", ((VALID, "有效"), (VOIDED, "已作废")),
    ("姓名和项目", "状态", "服务日期", "时长", "地点", "管理组织"), _services, _placed, _service,
    "志愿服务一人一次一条。办过志愿服务活动的，在活动页面点“计入志愿服务时长”，不用再录一遍。",
)  # fmt: skip
WISHES = Kind(
    "wishes", "个", "日期",
    (
        (WAITING, "要办下一步的"), (OPEN, "公示中"), (CLAIMED, "认领的（按认领日期）"),
        (FULFILLED, "实现的（按完成日期）"),
        (OVERDUE, "逾期未实现"),
    ),
    ("心愿", "状态", "心愿人", "征集日期", "认领人"), _wishes, lambda rows: rows.with_claims(), _wish,
    "征集到的微心愿列在这里，按“征集、核实、公示、认领、实现、回访”一步一步办。",
)  # fmt: skip
KINDS = {kind.name: kind for kind in (POSTS, SEATS, SERVICES, WISHES)}
