"""How the rows behind a figure are shown: each kind by its own page; read in the asker's scope."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from outreach.models import (
    Activity,
    CouncilSeat,
    Handout,
    Participation,
    PioneerPost,
    Suggestion,
    Venue,
    VolunteerService,
)
from outreach.models.wish import WishClaim
from registry.models import ContactLog, LiaisonAssignment, Member, Organisation, StudyReport
from registry.web import labels
from registry.web.nav import address
from reports.figures.behind import Behind
from reports.figures.places import names
from reports.figures.saying import plain
from reports.figures.table import GONE

Cell = dict[str, Any]
WHERE = "计在"
COLUMNS: dict[str, tuple[str, ...]] = {
    "member": ("党员", "手机号", "状态", WHERE), "liaison": ("联络员", WHERE),
    "contact": ("党员", "联系", "方式", WHERE),
    "study": ("党员", "学习汇报", "学习日期", WHERE), "activity": ("活动", "时间", WHERE),
    "participation": ("党员", "活动", "时间", WHERE), "handout": ("党员", "资料", "册数", WHERE),
    "post": ("党员", "先锋岗", "授牌日期", WHERE), "seat": ("党员", "议事会", "任期从", WHERE),
    "service": ("党员", "项目", "日期", "小时", WHERE), "claim": ("党员", "心愿", "认领", "完成", WHERE),
    "suggestion": ("编号和标题", "状态", WHERE), "organisation": ("组织", "类型", WHERE),
    "venue": ("场所", "地址", WHERE),
}  # fmt: skip


def shown(found: Behind) -> list[dict[str, Any]]:
    """The rows of this page, in the order of the tree; two queries however many there are."""
    rows, line = KINDS[found.kind]
    objects = {row.pk: row for row in rows().filter(pk__in={key for key, _, _ in found.shown})}
    named = names()
    return [
        _row(found.kind, key, line(objects[key]), named.get(at, GONE)) for key, at, _ in found.shown if key in objects
    ]


def _row(kind: str, key: UUID, line: tuple[str, str, list[Cell]], place: str) -> dict[str, Any]:
    name, url, cells = line
    headings = COLUMNS[kind][1:]
    told = [*cells, {"text": place, "kind": "long"}]
    return {
        "id": key, "name": name, "url": url,
        "cells": [{"label": label, **cell} for label, cell in zip(headings, told, strict=True)],
    }  # fmt: skip


Line = tuple[str, str, list[Cell]]


def _member(row: Member) -> Line:
    return row.name, address("member", row.pk), [
        {"text": labels.phone(row), "kind": "code"}, {"badge": labels.member_badge(row)},
    ]  # fmt: skip


def _liaison(row: LiaisonAssignment) -> Line:
    return row.liaison_label, address("liaisons"), []


def _contact(row: ContactLog) -> Line:
    return row.member.name, address("member", row.member_id), [
        {"text": labels.moment(row.happened_at), "url": address("contact", row.pk)},
        {"text": row.get_channel_display()},
    ]  # fmt: skip


def _study(row: StudyReport) -> Line:
    return row.member.name, address("member", row.member_id), [
        {"text": str(row), "url": address("study", row.pk), "kind": "long"}, {"text": f"{row.studied_on:%Y-%m-%d}"},
    ]  # fmt: skip


def _activity(row: Activity) -> Line:
    return row.title, address("activity", row.pk), [{"text": labels.moment(row.starts_at)}]


def _participation(row: Participation) -> Line:
    return row.member.name, address("member", row.member_id), [
        {"text": row.activity.title, "url": address("activity", row.activity_id), "kind": "long"},
        {"text": labels.moment(row.activity.starts_at)},
    ]  # fmt: skip


def _handout(row: Handout) -> Line:
    return row.member.name, address("member", row.member_id), [
        {"text": row.title, "url": address("material", row.material_id), "kind": "long"},
        {"text": str(row.copies), "kind": "num"},
    ]  # fmt: skip


def _post(row: PioneerPost) -> Line:
    return row.member.name, address("member", row.member_id), [
        {"text": row.name, "url": address("post", row.pk), "kind": "long"}, {"text": f"{row.awarded_on:%Y-%m-%d}"},
    ]  # fmt: skip


def _seat(row: CouncilSeat) -> Line:
    return row.member.name, address("member", row.member_id), [
        {"text": row.community_label, "url": address("seat", row.pk), "kind": "long"},
        {"text": f"{row.term_from:%Y-%m-%d}"},
    ]  # fmt: skip


def _service(row: VolunteerService) -> Line:
    return row.member.name, address("member", row.member_id), [
        {"text": row.project, "url": address("service", row.pk), "kind": "long"},
        {"text": f"{row.served_on:%Y-%m-%d}"}, {"text": plain(row.hours), "kind": "num"},
    ]  # fmt: skip


def _claim(row: WishClaim) -> Line:
    done = f"{row.fulfilled_on:%Y-%m-%d}" if row.fulfilled_on else ""
    return row.member.name, address("member", row.member_id), [
        {"text": row.title, "url": address("wish", row.wish_id), "kind": "long"},
        {"text": f"{row.claimed_on:%Y-%m-%d}"}, {"text": done},
    ]  # fmt: skip


def _suggestion(row: Suggestion) -> Line:
    name = " ".join(filter(None, (row.label, row.title)))
    return name, address("suggestion", row.pk), [{"text": row.get_state_display()}]


def _organisation(row: Organisation) -> Line:
    return row.name, "", [{"text": row.get_kind_display()}]


def _venue(row: Venue) -> Line:
    return row.name, address("venue", row.pk), [{"text": row.address, "kind": "long"}]


def _every(model: Any) -> Callable[[], QuerySet[Any]]:
    found: Callable[[], QuerySet[Any]] = model.objects.all
    return found


def _of_members(model: Any, *more: str) -> Callable[[], QuerySet[Any]]:
    return lambda: model.objects.select_related("member", *more)


KINDS: dict[str, tuple[Callable[[], QuerySet[Any]], Callable[[Any], Line]]] = {
    "member": (_every(Member), _member),
    "liaison": (_every(LiaisonAssignment), _liaison),
    "contact": (_of_members(ContactLog), _contact),
    "study": (_of_members(StudyReport), _study),
    "activity": (_every(Activity), _activity),
    "participation": (_of_members(Participation, "activity"), _participation),
    "handout": (_of_members(Handout), _handout),
    "post": (_of_members(PioneerPost), _post),
    "seat": (_of_members(CouncilSeat), _seat),
    "service": (_of_members(VolunteerService), _service),
    "claim": (_of_members(WishClaim), _claim),
    "suggestion": (lambda: Suggestion.objects.defer("content", "grams", "proposer_phone"), _suggestion),
    "organisation": (_every(Organisation), _organisation),
    "venue": (_every(Venue), _venue),
}
