"""金点子 for programs: read, entered on somebody's behalf, moved along by the table that the pages go by, counted."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from outreach import choices
from outreach.api import suggestion_bodies as bodies
from outreach.api.suggestion_further import Further
from outreach.api.suggestion_rows import GroupFigures, SuggestionDetail, SuggestionRow
from outreach.domain.suggestions import assigning, chasing, figures, looking, merging, moves, receiving
from outreach.domain.suggestions.handlers import people
from outreach.models import Suggestion
from registry.api.base import Reading
from registry.api.filtering import YES_NO, OwnedFilters
from registry.api.keyed import IDEMPOTENCY, key_of
from registry.api.rows import Able
from registry.api.story import member_of
from registry.domain.movements import label_of
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.policies import Action

WORK = ("accept", "reject", "assign", "handlers", "step", "answer", "rate", "reopen", "say", "figures")
SEALED = ("content", "proposer_name", "proposer_phone", "grams")


class SuggestionFilters(OwnedFilters):
    """By state, category, kind, owner and day."""

    state = filters.ChoiceFilter(label="状态", choices=choices.SuggestionState.choices)
    category = filters.ChoiceFilter(label="类别", choices=choices.SuggestionCategory.choices)
    kind = filters.ChoiceFilter(label="意见建议，还是帮扶诉求", choices=choices.SuggestionKind.choices)
    on_list = filters.ChoiceFilter(label="只看清单里的", choices=YES_NO[:1], method="by_list")
    overdue = filters.ChoiceFilter(label="只看过了本阶段时限的", choices=YES_NO[:1], method="by_overdue")
    unit = filters.CharFilter(
        label="主办单位里的几个字", max_length=60, field_name="lead_label", lookup_expr="icontains"
    )
    since = filters.DateFilter(label="收集日期从", field_name="collected_on", lookup_expr="gte")
    until = filters.DateFilter(label="收集日期到", field_name="collected_on", lookup_expr="lte")

    def by_list(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        """纳入清单."""
        found: QuerySet[Any] = rows.filter(on_list=True)
        return found

    def by_overdue(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        """Past the deadline of its stage."""
        found: QuerySet[Any] = rows.overdue(clock.today())
        return found


class Entered(serializers.Serializer[Any]):
    """What was entered, and the code to hand over."""

    suggestion = SuggestionDetail()
    code = serializers.CharField(allow_null=True, help_text="查询码，交给提出人；只在第一次给，不再显示")


@extend_schema_view(list=extend_schema(summary="金点子列表"), retrieve=extend_schema(summary="一条金点子"))
class Suggestions(Reading, Further):
    """Those of the scope; a liaison's are those of her members."""

    model = Suggestion
    serializer_class = SuggestionRow
    filterset_class = SuggestionFilters
    rights = {
        "list": Action.SUGGESTION_VIEW, "retrieve": Action.SUGGESTION_VIEW, "register": Action.SUGGESTION_ENTER,
        "feed_back": Action.SUGGESTION_ENTER, "urge": Action.SUGGESTION_SUPERVISE,
        **dict.fromkeys(WORK, Action.SUGGESTION_WORK), **Further.rights,
    }  # fmt: skip

    def get_queryset(self) -> QuerySet[Any]:
        """A list opens no envelope; the spam queue is asked for by its suspicion."""
        rows = Suggestion.objects.all()
        return rows.defer(*SEALED).with_ways() if self.action == "list" else rows

    @extend_schema(responses=SuggestionDetail, summary="一条金点子")
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """带原话、办理步骤和答复；电话打码。每次打开都记入审计日志。"""
        self.run(looking.opened, row=self.find(pk))
        return self.shown(pk)

    @extend_schema(
        summary="代为录入", operation_id="suggestion_enter", request=bodies.EnterBody, parameters=[IDEMPOTENCY],
        responses={201: Entered, 200: Entered},
    )  # fmt: skip
    def register(self, request: Request) -> Response:
        """电话、走访、座谈会等收集到的；编号由程序连续编。带 Idempotency-Key 重复发送，只记一条，第二次答 200。"""
        key, body = key_of(request) or uuid7(), self.sent(bodies.EnterBody)
        organisation, member = body.pop("organisation", None), body.pop("member", None)
        if organisation is None and member is None:
            raise ValidationError({"organisation": ["请写是哪个村（社区）的，或者是哪位党员提的。"]})
        left = self.run(
            receiving.enter, label=label_of(self.actor), key=key, idea=receiving.Idea(**body),
            organisation=organisation, member=member_of(member) if member else None,
        )  # fmt: skip
        shown = {"suggestion": SuggestionDetail(self.find(key)).data, "code": left.code if left.fresh else None}
        return Response(shown, status.HTTP_201_CREATED if left.fresh else status.HTTP_200_OK)

    @extend_schema(summary="受理", request=bodies.TakeUpBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: UUID) -> Response:
        """定难易、是否纳入清单。"""
        return self.done(moves.accept, pk, bodies.TakeUpBody)

    @extend_schema(summary="不予受理", request=bodies.RejectBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: UUID) -> Response:
        """说明提出人看得到。"""
        return self.done(moves.reject, pk, bodies.RejectBody)

    @extend_schema(summary="交办", request=bodies.ChargeBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: UUID) -> Response:
        """一个主办单位、一个责任人；交给下级的，从此由下级办。"""
        row, charge = self.find(pk), assigning.Charge(**self.sent(bodies.ChargeBody))
        self.run(assigning.assign, label=label_of(self.actor), row=row, charge=charge)
        return self.shown(pk)

    @extend_schema(summary="可以定的责任人", responses=Able(many=True), filters=False)
    @action(detail=False, methods=["get"], pagination_class=None, filter_backends=[])
    def handlers(self, request: Request) -> Response:
        """范围内办金点子的账号；要在主办单位或它的上级任职，才看得到交办的那一条。"""
        return Response(Able(people(), many=True).data)

    @extend_schema(summary="签收、退回、重新审核、办结", request=bodies.PlainBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"], url_path="steps")
    def step(self, request: Request, pk: UUID) -> Response:
        """能办哪一步看 can。"""
        row, body = self.find(pk), self.sent(bodies.PlainBody)
        if row.state == choices.SuggestionState.MERGED and body["step"] == choices.SuggestionMove.REVIEW:
            body.pop("step")
            self.run(merging.unmerge, label=label_of(self.actor), row=row, **body)
            return self.shown(pk)
        self.run(moves.step, label=label_of(self.actor), row=row, kind=body.pop("step"), **body)
        return self.shown(pk)

    @extend_schema(summary="答复", request=bodies.AnswerBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: UUID) -> Response:
        """办理结果 A、B、C、D 和给提出人的答复。"""
        return self.done(moves.answer, pk, bodies.AnswerBody)

    @extend_schema(summary="登记反馈", request=bodies.FeedBackBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"], url_path="feed-back")
    def feed_back(self, request: Request, pk: UUID) -> Response:
        """答复是怎么告诉本人的；联络员登记自己联系的党员。"""
        return self.done(moves.feed_back, pk, bodies.FeedBackBody)

    @extend_schema(summary="登记评价（回访）", request=bodies.AskedRatingBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"])
    def rate(self, request: Request, pk: UUID) -> Response:
        """本人怎么说就怎么记。"""
        return self.done(moves.rate, pk, bodies.AskedRatingBody)

    @extend_schema(summary="重新办理", request=bodies.WhyBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: UUID) -> Response:
        """评价为不满意的，只有一次。"""
        return self.done(moves.reopen, pk, bodies.WhyBody)

    @extend_schema(summary="督办", request=bodies.UrgeBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"])
    def urge(self, request: Request, pk: UUID) -> Response:
        """上级督办在办的一条；同一个办理时限每级只一次。"""
        return self.done(chasing.urge, pk, bodies.UrgeBody)

    @extend_schema(summary="记一笔", request=bodies.BesideBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"], url_path="words")
    def say(self, request: Request, pk: UUID) -> Response:
        """办理进展、内部备注，或给提出人的公开答复。"""
        row, body = self.find(pk), self.sent(bodies.BesideBody)
        label = label_of(self.actor)
        self.run(lambda by: moves.say(row, choices.WordKind(body["kind"]), body["text"], label=label))
        return self.shown(pk)

    @extend_schema(summary="数字", parameters=[bodies.FiguresAsked], responses=GroupFigures, filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def figures(self, request: Request) -> Response:
        """一段日子的收集、纳入、答复、按期、办结、满意、天数，和页面上的数字一样算。"""
        asked = bodies.FiguresAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        if said["until"] < said["since"]:
            raise ValidationError({"until": ["不能早于 since。"]})
        found = figures.numbers(figures.Stretch(said["since"], said["until"]), said["by"])
        return Response(GroupFigures({"groups": [found[key] for key in sorted(found)]}).data)
