"""Verbs for 纳入, 转出 and 接收: asked for by one node, decided by its superior."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction

from registry.choices import (
    EndReason,
    MovementKind,
    OrganisationKind,
    RequestKind,
    RequestSide,
    RequestState,
    Status,
)
from registry.domain import endings
from registry.domain.errors import Refused
from registry.domain.movements import label_of, record_movement
from registry.domain.probing import person
from registry.lib import clock
from registry.lib import scope as scopes
from registry.lib.ids import uuid7
from registry.models import LiaisonAssignment, Member, MoveRequest, Organisation, User
from registry.models.custody import ASKERS, WAITING, definer
from registry.models.sealed import blind_index
from registry.models.unit import record

BRANCHES = frozenset(
    {
        OrganisationKind.BRANCH,
        OrganisationKind.GROUP,
        OrganisationKind.NEW_EMPLOYMENT,
        OrganisationKind.MOBILE_BRANCH,
    }
)
OVER = "这项申请已经办结。请刷新页面看看结果。"
# What the functions of the database say (custody.sql), in the user's words.
NOT_READY = {
    "has not released": "还不能批准：要等原管理组织先确认转出。他们确认以后，这里就能批准。",
    "has ended meanwhile": "不能批准：这位党员的记录在原管理组织已经结束。请答复不同意，并写明原因。",
    "does not hold": "不能批准：原管理组织已经不管理这位党员。请答复不同意，并写明原因。",
}
FIRST_REPORT = "要先登记报到，才能申请纳入支部。"
ALREADY_IN = "已经纳入支部了，不用再申请。"
NOT_ASKED_HERE = "这项申请不是您这边提出的，不能撤回。不同意的，请答复不同意，并写明原因。"


def not_enrolled_because(member: Member) -> str:
    """Why nobody may ask that she be placed in a branch."""
    return ALREADY_IN if member.status == Status.ENROLLED else FIRST_REPORT


def ask_enroll(
    *,
    by: User,
    member: Member,
    branch: Organisation,
    effective_on: date,
    reason: str = "",
) -> MoveRequest:
    """Ask the superior to place a member who has reported in into a branch."""
    if branch.kind not in BRANCHES:
        raise Refused("只能纳入党支部、党小组、新业态党组织或流动党员党支部。")
    if not member.may_be_enrolled:
        raise Refused(not_enrolled_because(member))
    if effective_on > clock.today():
        raise Refused("纳入日期不能晚于今天。")
    request = _own_half(member, RequestKind.ENROLL, RequestSide.OWN, by)
    request.state, request.branch_id, request.to_label = (
        RequestState.WAITING_APPROVAL,
        branch.pk,
        str(branch),
    )
    request.effective_on, request.reason = effective_on, reason
    return _ask(request)


def transfer_out(*, by: User, member: Member, to_id: UUID, reason: str = "") -> MoveRequest:
    """Offer a member to another organisation of the district; that node's superior decides."""
    rows = definer("registry_directory_entry", to_id)
    if not rows:
        raise Refused("没有找到要转去的组织。请按全称或区划代码再找一次。")
    path, label = rows[0]
    if path == member.owner_path:
        raise Refused("这位党员已经由这个组织管理，不用再转。")
    request = _own_half(member, RequestKind.TRANSFER, RequestSide.HOLDING, by)
    request.state, request.to_path, request.to_label = (
        RequestState.WAITING_APPROVAL,
        path,
        label,
    )
    request.reason = reason
    return _ask(request, mirror=True)


def take_over(
    *,
    by: User,
    organisation: Organisation,
    direction: str,
    name: str,
    id_number: str,
    reason: str = "",
) -> MoveRequest:
    """Ask for custody of somebody who is open elsewhere, wherever that is; the asker learns nothing of it."""
    request = MoveRequest(
        id=uuid7(),
        key=uuid7(),
        owner_path=organisation.path,
        kind=RequestKind.TAKE_OVER,
        side=RequestSide.RECEIVING,
        state=RequestState.WAITING_RELEASE,
        direction=direction,
        name=name,
        id_number=id_number,
        id_index=blind_index().of("id", id_number),
        to_path=organisation.path,
        to_label=str(organisation),
        reason=reason,
        asked_by=by.pk,
        asked_at=clock.now(),
    )
    if Member.objects.filter(
        owner_path=organisation.path, id_index=request.id_index, direction=direction, is_open=True
    ).exists():
        raise Refused(f"这位党员本来就由“{organisation}”管理，不用申请接收。在“流动党员”里按身份证号就能找到。")
    waiting = MoveRequest.objects.filter(id_index=request.id_index, owner_path=organisation.path, state__in=WAITING)
    if waiting.exists():
        raise Refused("已经提出过接收申请，正在等确认，不用再提。")
    return _ask(request, mirror=True, person=person(by, id_number))


def release(*, by: User, request: MoveRequest, agreed: bool, answer: str = "") -> None:
    """The holding side's word on a take-over."""
    with _state_errors():
        definer("registry_release_custody", request.key, agreed, by.pk, clock.now(), answer)
    record("request.released" if agreed else "request.refused", on=request)


def decide(*, by: User, request: MoveRequest, agreed: bool, answer: str = "") -> None:
    """The superior's decision. Agreeing does what was asked for."""
    if not scopes.stands_above(scopes.current().path, request.owner_path):
        raise Refused("纳入和转接要由上级批准，本级不能自己批准。")
    if request.kind == RequestKind.ENROLL:
        _decide_enrolment(by, request, agreed, answer)
    else:
        with _state_errors():
            args = (
                request.key,
                agreed,
                by.pk,
                label_of(by),
                clock.now(),
                clock.today(),
                uuid7(),
                answer,
            )
            ((moved,),) = definer("registry_move_custody", *args)
        left = LiaisonAssignment.objects.all().filter(member_id=moved)
        endings.explain(left, by=by, label=label_of(by), reason=EndReason.MEMBER_MOVED)
    record("request.agreed" if agreed else "request.refused", on=request, kind=request.kind)


def withdraw(*, by: User, request: MoveRequest) -> MoveRequest:
    """Take one's own request back while nobody has decided."""
    if request.state not in WAITING:
        raise Refused("这项申请已经办结，不能撤回。")
    if request.side != ASKERS[RequestKind(request.kind)]:
        raise Refused(NOT_ASKED_HERE)
    if request.kind != RequestKind.ENROLL:
        definer("registry_withdraw_request", request.key, by.pk, clock.now())
    else:
        endings.close_request(request, by=by, state=RequestState.WITHDRAWN, answer="", at=clock.now())
    record("request.withdrawn", on=request)
    return request


def _own_half(member: Member, kind: RequestKind, side: RequestSide, by: User) -> MoveRequest:
    return MoveRequest(
        id=uuid7(),
        key=uuid7(),
        owner_path=member.owner_path,
        kind=kind,
        side=side,
        direction=member.direction,
        member=member,
        name=member.name,
        asked_by=by.pk,
        asked_at=clock.now(),
    )


def _ask(request: MoveRequest, *, mirror: bool = False, **detail: str) -> MoveRequest:
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("这位党员已有同样的申请在等批准，不用再提。") from error
    if mirror:
        definer("registry_mirror_request", request.key)
    record("request.asked", on=request, kind=request.kind, **detail)
    return request


def _decide_enrolment(by: User, request: MoveRequest, agreed: bool, answer: str) -> None:
    if request.state not in WAITING or request.member is None:
        raise Refused("这项申请已经办结。")
    if agreed:
        member = request.member
        record_movement(
            by=by,
            member=member,
            kind=MovementKind.ENROLLED,
            effective_on=request.effective_on or clock.today(),
            note=answer,
            branch=request.to_label,
        )
        branch = Organisation.objects.filter(pk=request.branch_id).first() if request.branch_id else None
        member.refresh_from_db()
        member.branch, member.branch_label = branch, request.to_label
        member.save()
    state = RequestState.DONE if agreed else RequestState.REFUSED
    endings.close_request(request, by=by, state=state, answer=answer, at=clock.now())


@contextmanager
def _state_errors() -> Iterator[None]:
    """The database's refusals in the user's words."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        code = getattr(error.__cause__, "sqlstate", "")
        if code == "55000":
            raise Refused(next((words for said, words in NOT_READY.items() if said in str(error)), OVER)) from error
        if code in {"42501", "P0002"}:
            raise Refused("这项申请不归您批准。请由接收组织的上级办理。") from error
        raise
