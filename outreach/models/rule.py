"""Rules: who is owed what, how often, and to whom it rises when nobody does it."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from outreach import choices
from registry.lib import scope as scopes
from registry.models import User
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet


class RuleQuerySet(ScopedQuerySet["Rule"]):
    """Questions about rules."""

    def valid(self) -> Self:
        """Without those that a node has given up in favour of what holds above it."""
        return self.filter(follows_above=False)

    def in_force(self) -> Self:
        """Rules that are switched on."""
        return self.valid().filter(is_active=True)

    def own(self) -> Self:
        """Rules of the scope's own subtree, without those that are only read from above."""
        return self.filter(owner_path__gte=scopes.current().path)

    def below(self, path: str) -> Self:
        """What nodes below one have set for themselves."""
        return self.valid().filter(owner_path__gt=path, owner_path__lt=path + scopes.PATH_END)

    def of_node(self, path: str) -> Self:
        """What holds at a node: of each code the rule of the nearest node above it (or its own), on or off."""
        above = [path[:end] for end in range(scopes.SEGMENT, len(path) + 1, scopes.SEGMENT)]
        nearer = self.model.objects.filter(
            code=OuterRef("code"), owner_path__in=above, owner_path__gt=OuterRef("owner_path"), follows_above=False
        )
        return self.valid().filter(owner_path__in=above).filter(~Exists(nearer))


RuleManager = ScopedManager.from_queryset(RuleQuerySet)


class Rule(ScopedModel):
    """One rule of one node; it holds for the whole subtree, except below a node that has a rule of the same `code`.

    Days are calendar days unless `working_days` says otherwise. `ladder` is a list of {"after": days past the due date,
    "level": AlertLevel}, in rising order. `audience` holds conditions of the member list's filter form.
    """

    scope_shared_down = True

    code = models.CharField("代号", max_length=30, editable=False)
    name = models.CharField("名称", max_length=50)
    kind = models.CharField("事项", max_length=20, choices=choices.TaskKind.choices)
    is_active = models.BooleanField("启用", default=True)
    # The node has gone back to what holds above it: this row is as if it were not there.
    follows_above = models.BooleanField("沿用上级", default=False, editable=False)
    audience = models.JSONField("适用对象", default=dict, blank=True)
    cadence = models.CharField("什么时候", max_length=20, choices=choices.Cadence.choices)
    every_days = models.PositiveSmallIntegerField("间隔天数", null=True, blank=True)
    event = models.CharField("从哪件事算起", max_length=20, choices=choices.Event.choices, blank=True)
    event_days = models.PositiveSmallIntegerField("之后天数", null=True, blank=True)
    working_days = models.BooleanField("按工作日算", default=False)
    period = models.CharField("周期", max_length=10, choices=choices.Period.choices, blank=True)
    # "07-01", or the name of a holiday of the calendar ("春节", "中秋节").
    dates = models.JSONField("日子", default=list, blank=True)
    lead_days = models.PositiveSmallIntegerField("提前几天列出", default=7)
    grace_days = models.PositiveSmallIntegerField("宽限天数", default=0)
    # A success within so many days before makes the occasion needless.
    quiet_days = models.PositiveSmallIntegerField("刚联系过的不再提醒（天）", default=0)
    # An occasion that nobody used lapses so many days after it was due; 0: it never does.
    keep_days = models.PositiveSmallIntegerField("过期后保留天数", default=0)
    doer = models.CharField("由谁办", max_length=10, choices=choices.Doer.choices, default=choices.Doer.LIAISON)
    ladder = models.JSONField("逾期上报", default=list, blank=True)
    starts_on = models.DateField("起用日期")
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    changed_at = models.DateTimeField("修改时间", auto_now=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    objects: ClassVar[RuleManager] = RuleManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("owner_path", "code")
        verbose_name = verbose_name_plural = "联系规则"
        constraints = (
            models.UniqueConstraint(fields=["owner_path", "code"], name="rule_once"),
            models.UniqueConstraint(fields=["id", "owner_path"], name="rule_id_owner_path"),
            models.CheckConstraint(
                condition=~Q(cadence="since_success") | Q(every_days__gt=0), name="rule_every_days_given"
            ),
            models.CheckConstraint(
                condition=~Q(cadence="after_event") | (Q(event_days__isnull=False) & ~Q(event="")),
                name="rule_event_given",
            ),
            models.CheckConstraint(condition=~Q(cadence="period") | ~Q(period=""), name="rule_period_given"),
        )

    def __str__(self) -> str:
        return self.name

    def steps(self) -> list[tuple[int, str]]:
        """The ladder as (days past the due date, level)."""
        rungs: list[dict[str, Any]] = self.ladder
        return [(int(rung["after"]), str(rung["level"])) for rung in rungs]


class Planning(ScopedModel):
    """When a rule was planned last, for which version: what hangs on the calendar alone is looked at once an hour.

    Also the planner's sign of life: a row that grows old means that nobody plans.
    """

    rule = models.OneToOneField(Rule, models.CASCADE, related_name="planning")
    version = models.PositiveIntegerField("规则版本")
    planned_at = models.DateTimeField("排定时间")
    made = models.PositiveIntegerField("最近新排", default=0)

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "排定情况"

    def __str__(self) -> str:
        return f"{self.rule} {self.planned_at:%Y-%m-%d %H:%M}"
