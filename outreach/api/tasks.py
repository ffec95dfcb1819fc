"""Rules, the tasks they make, and what has risen. A task is done by recording the work itself: no verb is needed."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api.filtering import AlertFilters, TaskFilters
from outreach.api.rows import AlertRow, RuleRow, TaskDetail, TaskRow
from outreach.domain import tasks as verbs
from outreach.models import Alert, Rule, Task
from registry.api.base import Reading, ScopedViewSet
from registry.lib import scope as scopes
from registry.models import User
from registry.policies import Action

NO_COLLEAGUE = "没有这个账号，或者不在您的管理范围内。"


class SeenBody(serializers.Serializer[Any]):
    """Which version was looked at."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="看到的版本；别人改过的会被拒绝")


class DecisionBody(SeenBody):
    """Why."""

    reason = serializers.CharField(max_length=200, help_text="原因")


class HoldBody(DecisionBody):
    """Till when, and why."""

    until = serializers.DateField(help_text="暂缓到哪一天，最多 180 天以后")


class DelegateBody(SeenBody):
    """To whom."""

    user = serializers.UUIDField(allow_null=True, help_text="转交给谁（账号的编号）；null 是交回原来的人")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="说明")


@extend_schema_view(list=extend_schema(summary="任务列表"), retrieve=extend_schema(summary="一项任务，为什么有它"))
class Tasks(Reading, ScopedViewSet):
    """A liaison is shown what is hers; whoever assigns tasks, all of the scope."""

    model = Task
    serializer_class = TaskRow
    filterset_class = TaskFilters
    rights = {
        **dict.fromkeys(("list", "retrieve", "skip", "hold", "resume", "restore", "finish"), Action.TASK_WORK),
        "delegate": Action.TASK_ASSIGN,
    }

    def get_queryset(self) -> QuerySet[Any]:
        """With the rule; a liaison's own."""
        rows = Task.objects.select_related("rule")
        if getattr(self, "swagger_fake_view", False):  # asked for the description: there is nobody
            return rows
        return rows.of_liaison(self.actor) if scopes.current().liaison else rows

    @extend_schema(summary="一项任务，为什么有它", responses=TaskDetail)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One task, in the words of its page."""
        return self._shown(self.find(pk))

    @extend_schema(summary="跳过这一次", request=DecisionBody, responses=TaskDetail)
    @action(detail=True, methods=["post"])
    def skip(self, request: Request, pk: UUID) -> Response:
        """从今天起重新计算。"""
        return self._decided(verbs.skip, pk, self.sent(DecisionBody))

    @extend_schema(summary="暂缓到一天", request=HoldBody, responses=TaskDetail)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, pk: UUID) -> Response:
        """到那天以前不提醒，也不上报。"""
        return self._decided(verbs.hold, pk, self.sent(HoldBody))

    @extend_schema(summary="不再暂缓", request=SeenBody, responses=TaskDetail)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: UUID) -> Response:
        """现在就办。"""
        return self._decided(verbs.resume, pk, self.sent(SeenBody))

    @extend_schema(summary="恢复跳过的一次", request=SeenBody, responses=TaskDetail)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: UUID) -> Response:
        """跳过得不对的；下一次已经排出来的不能恢复。"""
        return self._decided(verbs.restore, pk, self.sent(SeenBody))

    @extend_schema(summary="写核查结果，办结", request=DecisionBody, responses=TaskDetail)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: UUID) -> Response:
        """只有核查一类的任务用；别的办完会自动消除。"""
        body = self.sent(DecisionBody)
        return self._decided(verbs.finish, pk, {"said": body.pop("reason"), **body})

    @extend_schema(summary="转交给同事", request=DelegateBody, responses=TaskDetail)
    @action(detail=True, methods=["post"])
    def delegate(self, request: Request, pk: UUID) -> Response:
        """他要看得到这位党员。"""
        self.find(pk)
        body = self.sent(DelegateBody)
        key = body.pop("user")
        to = User.objects.filter(pk=key).first() if key else None
        if key and to is None:
            raise ValidationError({"user": [NO_COLLEAGUE]})
        return self._decided(verbs.delegate, pk, {"to": to, **body})

    def _decided(self, verb: Any, pk: UUID, facts: dict[str, Any]) -> Response:
        task = self.find(pk)
        self.run(verb, task=task, **facts)
        return self._shown(self.find(pk))

    def _shown(self, task: Task) -> Response:
        return Response(TaskDetail(task, context=self.get_serializer_context()).data)


@extend_schema_view(list=extend_schema(summary="逾期上报列表"), retrieve=extend_schema(summary="一条逾期上报"))
class Alerts(Reading, ScopedViewSet):
    """They close by themselves when the work is done."""

    model = Alert
    serializer_class = AlertRow
    filterset_class = AlertFilters
    rights = dict.fromkeys(("list", "retrieve"), Action.TASK_ASSIGN)


@extend_schema_view(
    list=extend_schema(summary="联系规则，按本级有效的"), retrieve=extend_schema(summary="一条联系规则")
)
class Rules(Reading, ScopedViewSet):
    """Of each code the nearest above; changing one is done on the pages, where its consequences are shown."""

    model = Rule
    serializer_class = RuleRow
    pagination_class = None
    filter_backends = ()
    rights = dict.fromkeys(("list", "retrieve"), Action.RULE_EDIT)

    def get_queryset(self) -> QuerySet[Any]:
        """What holds at the asker's node."""
        if getattr(self, "swagger_fake_view", False):
            return Rule.objects.all()
        rows: QuerySet[Any] = Rule.objects.all().of_node(scopes.current().path)
        return rows

    @extend_schema(summary="联系规则，按本级有效的", responses=RuleRow(many=True))
    def list(self, request: Request) -> Response:
        """All of them: a dozen."""
        return Response(RuleRow(self.get_queryset().order_by("code"), many=True).data)
