"""What the API shows of rules, tasks, alerts and messages. A message's text stays on the pages."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from outreach.domain import reasons
from outreach.models import Alert, Message, Rule, Task
from registry.api.rows import Row
from registry.lib import clock


class RuleRow(Row[Rule]):
    """A rule as it holds at the asker's node."""

    ladder = serializers.JSONField(read_only=True, help_text="逾期上报：到期几天以后（after），报到哪一级（level）")
    dates = serializers.JSONField(read_only=True, help_text="每年的日子（07-01）或节日的名字")
    audience = serializers.JSONField(read_only=True, help_text="适用对象：名单的筛选条件")

    class Meta:
        model = Rule
        fields = (
            "id", "code", "name", "kind", "is_active", "audience", "cadence", "every_days", "event", "event_days",
            "working_days", "period", "dates", "lead_days", "grace_days", "quiet_days", "doer", "ladder", "starts_on",
            "version",
        )  # fmt: skip
        read_only_fields = fields


class TaskRow(Row[Task]):
    """What is to be done for one member by one day."""

    member = serializers.UUIDField(source="member_id", read_only=True)
    rule = serializers.CharField(source="rule.name", read_only=True, help_text="哪条规则排的")
    delegate = serializers.UUIDField(
        source="delegate_id", read_only=True, allow_null=True, help_text="转交给谁（账号）"
    )
    overdue = serializers.SerializerMethodField(help_text="过了宽限还没办")

    class Meta:
        model = Task
        fields = (
            "id", "member", "rule", "kind", "doer", "due_on", "late_on", "overdue", "state", "held_until", "delegate",
            "reason", "closed_on", "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_overdue(self, row: Task) -> bool:
        """Derived, never stored."""
        today = clock.today()
        resting = row.held_until is not None and row.held_until > today
        return row.state == "open" and not resting and row.late_on < today


class TaskDetail(TaskRow):
    """A task with its reasons."""

    why = serializers.SerializerMethodField(help_text="为什么有这项任务")
    settled_by = serializers.SerializerMethodField(help_text="怎样算办完")
    upcoming = serializers.SerializerMethodField(help_text="下一次什么时候")

    class Meta:
        model = Task
        fields = (*TaskRow.Meta.fields, "why", "settled_by", "upcoming")
        read_only_fields = fields

    @extend_schema_field(str)
    def get_why(self, row: Task) -> str:
        """As the task's page says it."""
        return reasons.why(row, row.rule)

    @extend_schema_field(str)
    def get_settled_by(self, row: Task) -> str:
        """As the task's page says it."""
        return reasons.what_settles(row)

    @extend_schema_field(str)
    def get_upcoming(self, row: Task) -> str:
        """As the task's page says it."""
        return reasons.upcoming(row, row.rule, clock.today())


class AlertRow(Row[Alert]):
    """A task that has risen to a level."""

    task = serializers.UUIDField(source="task_id", read_only=True)
    member = serializers.UUIDField(source="member_id", read_only=True)

    class Meta:
        model = Alert
        fields = ("id", "task", "member", "level", "raised_on", "closed_at")
        read_only_fields = fields


class MessageRow(Row[Message]):
    """How one message stands."""

    member = serializers.UUIDField(source="member_id", read_only=True, allow_null=True)
    batch = serializers.UUIDField(source="batch_id", read_only=True, allow_null=True)

    class Meta:
        model = Message
        fields = (
            "id", "member", "batch", "channel", "title", "state", "reason", "needs_person", "address_hint",
            "queued_at", "ended_at", "attempts",
        )  # fmt: skip
        read_only_fields = fields
