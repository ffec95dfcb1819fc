"""One member's page: who, where from, where now, what happened, and what can be done next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.choices import Direction, MovementKind, RequestKind, RequestState, Status
from registry.domain.projection import ALLOWED
from registry.lib import clock, codes
from registry.lib.masks import mask_id, mask_phone
from registry.models import LiaisonAssignment, Member, Movement, MoveRequest
from registry.models.custody import other_half
from registry.policies import Action, allowed
from registry.web import labels
from registry.web.access import needs

K = MovementKind
WAITING = (RequestState.WAITING_RELEASE, RequestState.WAITING_APPROVAL)


@dataclass(frozen=True, slots=True)
class Verb:
    """A movement that a button offers, and the right it asks for."""

    kind: MovementKind
    label: str
    action: Action
    icon: str = ""


# What can be written down by hand; 纳入 and 转接 are asked for instead (registry.web.asking).
VERBS = (
    Verb(K.REPORTED_IN, "登记报到", Action.MEMBER_WRITE, "flag"),
    Verb(K.FOUND_AGAIN, "恢复联系", Action.LOST_DECIDE, "link"),
    Verb(K.TRANSFERRED_IN, "组织关系已转入", Action.MEMBER_CLOSE),
    Verb(K.RETURNED, "已返回", Action.MEMBER_CLOSE),
    Verb(K.MOVED_ON, "已转往他处", Action.MEMBER_CLOSE),
    Verb(K.LOST, "认定失联", Action.LOST_DECIDE),
    Verb(K.CLOSED, "其他原因结束", Action.MEMBER_CLOSE),
)
BY_KIND = {verb.kind: verb for verb in VERBS}
UNVOIDABLE = frozenset({K.VOIDED, K.MOVED})


def members() -> QuerySet[Member]:
    """Members of the scope, with the names that their page shows."""
    return Member.objects.all().select_related("organisation")


def find(pk: UUID) -> Member:
    """The member; an unknown one and somebody else's get the same 404."""
    return get_object_or_404(members(), pk=pk)


def possible(member: Member) -> list[Verb]:
    """The movements that the table of states and the user's role allow now."""
    return [verb for verb in VERBS if member.status in ALLOWED[verb.kind] and allowed(verb.action)]


@needs(Action.MEMBER_VIEW)
@require_GET
def member(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page."""
    return page(request, find(pk))


def page(request: HttpRequest, member: Member, **more: Any) -> HttpResponse:
    """The page, with what a POST just revealed or why it was refused (`id_shown`, `phone_shown`, `reveal_error`)."""
    context = {
        "member": member,
        "badge": labels.status_badge(member.status),
        "crumbs": [{"label": "流动党员", "url": reverse("member-list")}],
        "lead": _lead(member),
        "groups": [{"title": title, "items": make(member)} for title, make in GROUPS],
        "masked_id": mask_id(str(member.id_number)),
        "masked_phone": mask_phone(str(member.phone)) if member.phone else "",
        "may_reveal_id": bool(member.id_number) and allowed(Action.MEMBER_REVEAL_ID),
        "may_dial": bool(member.phone) and allowed(Action.MEMBER_SEE_PHONE),
        "timeline": timeline(member),
        "other": _other(member),
        "waiting": _waiting(member),
        "liaison": _liaison(member),
        "today": f"{clock.today():%Y-%m-%d}",
        **_buttons(member),
    }
    return render(request, "registry/members/member.html", context | more)


def _buttons(member: Member) -> dict[str, Any]:
    """What can be done now."""
    verbs = possible(member)
    is_lead = member.status == Status.LEAD
    asking = member.is_open and not is_lead and allowed(Action.REQUEST_ASK)
    return {
        "report_in": any(verb.kind == K.REPORTED_IN for verb in verbs),
        "verbs": [verb for verb in verbs if verb.kind != K.REPORTED_IN],
        "may_edit": member.is_open and not is_lead and allowed(Action.MEMBER_WRITE),
        "may_verify": is_lead and allowed(Action.MEMBER_WRITE),
        "may_enroll": asking and member.status == Status.REPORTED,
        "may_transfer": asking,
        "may_assign": member.is_open and allowed(Action.LIAISON_ASSIGN),
        "may_void": allowed(Action.MEMBER_WRITE),
    }


def _lead(member: Member) -> str:
    parts = (labels.direction(member.direction), member.sex, str(member.organisation))
    return " · ".join(filter(None, parts))


def timeline(member: Member) -> list[dict[str, Any]]:
    """Movements, newest first; a voided one says why, and its voiding row is not shown again."""
    rows = list(Movement.objects.filter(member=member).order_by("-effective_on", "-recorded_at", "-id"))
    voiding = {row.voids_id: row for row in rows if row.voids_id}
    return [_moment(row, voiding.get(row.pk)) for row in rows if row.kind != K.VOIDED]


def _moment(row: Movement, voided: Movement | None) -> dict[str, Any]:
    return {
        "title": row.get_kind_display(),
        "when": f"{row.effective_on:%Y-%m-%d}",
        "by": row.recorded_label,
        "recorded": f"{clock.local(row.recorded_at):%Y-%m-%d %H:%M} 记录",
        "text": row.note,
        "voided": f"作废原因：{voided.note}（{voided.recorded_label}）" if voided else "",
        "void_url": "" if voided or row.kind in UNVOIDABLE else reverse("movement-void", args=[row.pk]),
    }


def _other(member: Member) -> dict[str, Any] | None:
    """The other half of the same person: its direction and status, nothing else."""
    found = other_half(member.pk)
    return {"direction": labels.direction(found[0]), "badge": labels.status_badge(found[1])} if found else None


def _waiting(member: Member) -> list[dict[str, Any]]:
    rows = MoveRequest.objects.filter(member=member, state__in=WAITING)
    return [
        {
            "text": f"{RequestKind(row.kind).label}：{row.to_label}",
            "state": row.get_state_display(),
            "url": reverse("request", args=[row.pk]) if allowed(Action.REQUEST_ASK) else "",
        }
        for row in rows
    ]


def _liaison(member: Member) -> str:
    present = LiaisonAssignment.objects.filter(member=member, ended_on__isnull=True, backup=False)
    row = present.select_related("liaison").first()
    return f"{row.liaison.name}（{row.started_on:%Y-%m-%d} 起）" if row else ""


Item = dict[str, Any]


def _item(label: str, value: object, **more: Any) -> Item:
    return {"label": label, "value": value, **more}


def _from(member: Member) -> list[Item]:
    """Where from, or where to."""
    out = member.direction == Direction.OUT
    since = labels.partial_date(member.flowed_on, member.flowed_precision)
    origin = labels.place(member.origin_code, member.origin_text)
    note = member.origin_text if member.origin_code and member.origin_text != origin else ""
    return [
        _item("去向" if out else "来源地", origin, note=note and f"原文：{note}"),
        _item("外出时间" if out else "流入时间", since),
        _item("流入地党组织" if out else "流出地党组织", member.host_org_name if out else member.home_org_name),
        _item("流出地党组织联系人", " ".join(filter(None, (member.home_org_contact, str(member.home_org_phone))))),
        _item("组织关系", member.get_relation_status_display(), badge=labels.relation_badge(member.relation_status)),
        _item("流动原因", labels.flow_reason(member.flow_reason)),
    ]


def _now(member: Member) -> list[Item]:
    """Where now."""
    return [
        _item("管理组织", str(member.organisation)),
        _item("纳入的党支部", member.branch_label),
        _item("工作单位", member.employer, note=member.job_title),
        _item("新业态类别", labels.employment(member.new_employment_type)),
        _item("工作所在村(社区)", member.work_community_name),
        _item("现居住地", str(member.residence)),
        _item("报到时间", labels.partial_date(member.reported_on)),
        _item("纳入时间", labels.partial_date(member.enrolled_on)),
    ]


def _person(member: Member) -> list[Item]:
    """Who."""
    education = codes.name_of("education", member.education_code) or member.education_text
    return [
        _item("出生日期", labels.partial_date(member.birth_on, member.birth_precision)),
        _item("政治面貌", member.get_political_status_display()),
        _item("入党时间", labels.partial_date(member.joined_on, member.joined_precision)),
        _item("民族", codes.name_of("ethnic", member.ethnic_code)),
        _item("学历", education),
        _item("联系情况", member.get_contact_status_display()),
        _item("最近联系时间", labels.partial_date(member.last_contact_on)),
        _item("备注", member.remark),
    ]


GROUPS: tuple[tuple[str, Callable[[Member], list[Item]]], ...] = (
    ("从哪里来、到哪里去", _from),
    ("现在在哪里", _now),
    ("个人情况", _person),
)
