"""Members: found, read, registered, changed."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api import comparing
from registry.api.base import Reading, ScopedViewSet
from registry.api.bodies import ChangeForm, LiaisonBody, RegisterBody, UpdateBody, VerifyBody
from registry.api.files import FileRow
from registry.api.filtering import MemberFilters
from registry.api.keyed import IDEMPOTENCY, key_of
from registry.api.member_verbs import MovementVerbs, RevealVerbs
from registry.api.rows import ROW_COLUMNS, Able, MemberDetail, MemberRow
from registry.api.uploading import FileBody, Uploading, taking_file
from registry.choices import Direction
from registry.domain import assignments, duplicates, files, probing
from registry.domain import members as verbs
from registry.domain.errors import Conflict, Refused
from registry.entry.member_forms import MemberForm, initial_of
from registry.models import Member, User
from registry.policies import Action

W = Action.MEMBER_WRITE


@extend_schema_view(
    list=extend_schema(summary="流动党员列表和搜索", responses=MemberRow(many=True)),
    retrieve=extend_schema(summary="一位流动党员的全部资料"),
)
class Members(MovementVerbs, RevealVerbs, Uploading, Reading, ScopedViewSet):
    """The register, as far as one's own subtree (a liaison's assigned members) reaches."""

    model = Member
    serializer_class = MemberDetail
    filterset_class = MemberFilters
    rights = {
        "list": Action.MEMBER_VIEW,
        "retrieve": Action.MEMBER_VIEW,
        "register": W,
        "correct": W,
        "verify_lead": W,
        "add_file": W,
        "assign_liaison": Action.LIAISON_ASSIGN,
        "liaisons": Action.LIAISON_ASSIGN,
        **MovementVerbs.verb_rights,
        **RevealVerbs.verb_rights,
    }

    uploads = frozenset({"add_file"})

    def get_queryset(self) -> QuerySet[Any]:
        """With the organisation's name; a list without what it does not show."""
        rows = Member.objects.all().select_related("organisation")
        return rows.only(*ROW_COLUMNS) if self.action == "list" else rows

    def get_serializer_class(self) -> Any:
        """Short in a list."""
        return MemberRow if self.action == "list" else MemberDetail

    def shown(self, pk: UUID, number: int = status.HTTP_200_OK) -> Response:
        """The record as it is now."""
        return Response(MemberDetail(self.get_queryset().get(pk=pk)).data, number)

    @extend_schema(summary="登记", request=RegisterBody, responses={201: MemberDetail}, parameters=[IDEMPOTENCY])
    def register(self, request: Request) -> Response:
        """有身份证号或手机号的登记为待报到（填了报到日期就是已报到），都没有的记为线索。"""
        key = key_of(request)
        body = self.sent(RegisterBody)
        organisation, direction, reported_on = (body.pop(n, None) for n in ("organisation", "direction", "reported_on"))
        form = MemberForm(body)
        _check(form)
        _ration(form.cleaned_data)
        member = self.run(
            verbs.register,
            organisation=organisation,
            direction=Direction(direction),
            fields=form.columns(),
            reported_on=reported_on,
            client_key=key,
        )
        return self.shown(member.pk, status.HTTP_201_CREATED)

    @extend_schema(summary="修改资料", request=UpdateBody, responses=MemberDetail)
    def correct(self, request: Request, pk: UUID) -> Response:
        """Change what is known. 只改送来的字段；别人先改过的，答 409，并给出三方的内容。"""
        member, body = self._opened(pk), self.sent(UpdateBody)
        version = body.pop("version")
        form = _change(member, body)
        try:
            self.run(_then_looking(verbs.update_details), member=member, changes=form.columns(), version=version)
        except Conflict as conflict:
            raise comparing.mismatch(conflict, Member.objects.get(pk=pk), body, version) from conflict
        return self.shown(pk)

    @extend_schema(summary="核实线索，转为登记", request=VerifyBody, responses=MemberDetail)
    @action(detail=True, methods=["post"], url_path="verify-lead")
    def verify_lead(self, request: Request, pk: UUID) -> Response:
        """A lead got an ID number or a telephone."""
        member, body = self._opened(pk), self.sent(VerifyBody)
        version, day = body.pop("version"), body.pop("on", None)
        if version != member.version:
            raise comparing.mismatch(Conflict(comparing.CHANGED), member, body, version)
        form = _change(member, body)
        self.run(_then_looking(verbs.verify_lead), member=member, changes=form.columns(), on=day)
        return self.shown(pk)

    @extend_schema(summary="确定联络员", request=LiaisonBody, responses=MemberDetail)
    @action(detail=True, methods=["post"], url_path="assign-liaison")
    def assign_liaison(self, request: Request, pk: UUID) -> Response:
        """As of today; the present one's assignment ends."""
        member, body = self.find(pk), self.sent(LiaisonBody)
        liaison: User | None = assignments.liaisons_for(member).filter(pk=body["liaison"]).first()
        if liaison is None:
            raise ValidationError({"liaison": ["没有这位联络员，或者他不在这位党员所在的组织任职。"]})
        self.run(verbs.assign_liaison, member=member, liaison=liaison)
        return self.shown(pk)

    @extend_schema(summary="可以确定的联络员", responses=Able(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def liaisons(self, request: Request, pk: UUID) -> Response:
        """在这位党员所在组织任职的联络员。"""
        return Response(Able(assignments.liaisons_for(self.find(pk)), many=True).data)

    @taking_file("给党员资料加附件", "介绍信、回执等，一次一个，最多 20 个。", FileBody)
    @action(detail=True, methods=["post"], url_path="files")
    def add_file(self, request: Request, pk: UUID) -> Response:
        """A file of the record itself."""
        member, body = self.find(pk), self.received(FileBody)
        kept = self.run(files.attach, member=member, upload=body["file"])
        return Response(FileRow(kept).data, status.HTTP_201_CREATED)

    def _opened(self, pk: UUID) -> Member:
        member: Member = self.find(pk)
        if not member.is_open:
            raise Refused("这条记录已经结束，不能再改。结束得不对的，请先把“结束”那一条更正作废。")
        return member


def _then_looking(verb: Callable[..., Member]) -> Callable[..., Member]:
    """The verb, and in the same step the look for records that may now be the same person's, as the page does it."""

    def both(**facts: Any) -> Member:
        saved = verb(**facts)
        duplicates.find_for(member=saved)
        return saved

    return both


def _change(member: Member, body: dict[str, Any]) -> ChangeForm:
    form = ChangeForm(member, initial_of(member), body)
    _check(form)
    _ration(body)
    return form


def _ration(sent: Mapping[str, Any]) -> None:
    """Whoever asks about an ID number is told of open records elsewhere; so many times an hour."""
    if sent.get("id_number"):
        probing.check()


def _check(form: MemberForm) -> None:
    """What the form finds wrong, by the same names."""
    if not form.is_valid():
        raise ValidationError({name: [str(text) for text in found] for name, found in form.errors.items()})
