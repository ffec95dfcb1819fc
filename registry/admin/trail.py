"""The trail in the admin: read by the auditor, changed by nobody."""

import re
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django import forms
from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from unfold.contrib.filters.admin import DropdownFilter, FieldTextFilter, RangeDateFilter
from unfold.decorators import display

from registry.admin import trail_words
from registry.admin.base import ScopedAdmin
from registry.admin.site import site
from registry.admin.trail_words import ROLES
from registry.entry.fields import DayField
from registry.lib import clock
from registry.models import AuditEvent
from registry.models.audit import action_labels
from registry.policies import Action

# What an entry can be about beside rows of the database.
OTHERS = {"url": "页面", "key": "密钥", "export": "导出", "backup": "备份"}
MEMBER = "本人（个人链接）"
NUMBER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


labels = action_labels


@lru_cache(maxsize=1)
def things() -> dict[str, str]:
    """Models of every app in words, and what is no model."""
    return {str(model._meta.model_name): str(model._meta.verbose_name) for model in apps.get_models()} | OTHERS


class BeginsFilter(FieldTextFilter):
    """A text filter that compares from the beginning: the only kind that an index serves behind the walls."""

    def __init__(self, field: Any, request: Any, params: Any, model: Any, model_admin: Any, field_path: str) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        self.lookup_kwarg = f"{field_path}__prefix"
        self.used_parameters.pop(f"{field_path}__icontains", None)
        wanted = self.meant(params.pop(self.lookup_kwarg, None))
        self.lookup_val = wanted
        if wanted:
            self.used_parameters[self.lookup_kwarg] = wanted

    @staticmethod
    def meant(typed: Any) -> Any:
        """What is compared, of what was typed: the values of one name in an address, or None."""
        return typed


class ObjectFilter(BeginsFilter):
    """All that was done to one thing: by its number, or by the address of its page, in which the number stands."""

    @staticmethod
    def meant(typed: Any) -> Any:
        """The number in it."""
        found = NUMBER.search(str(typed[-1]).lower()) if typed else None
        return [found[0]] if found else typed


class DayFilter(RangeDateFilter):
    """From one day to another, both included, as days are counted in Shanghai."""

    def queryset(self, request: HttpRequest, queryset: "QuerySet[AuditEvent]") -> "QuerySet[AuditEvent]":
        """A day that can't be read sets no limit."""
        first, last = (self._day(f"{self.parameter_name}_{end}") for end in ("from", "to"))
        if first:
            queryset = queryset.filter(at__gte=first)
        return queryset.filter(at__lt=last + timedelta(days=1)) if last else queryset

    def _day(self, name: str) -> datetime | None:
        """The day's first moment. A form field reads it, in each of the spellings that the calendar may write."""
        try:
            day = DayField(required=False).clean(self.used_parameters.get(name))
        except forms.ValidationError:
            return None
        return datetime.combine(day, time.min, clock.SHANGHAI) if day else None


class ActionFilter(DropdownFilter):
    """One kind of action, by its words."""

    title = "动作"
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All that the program records, whether it happened or not: asking the table would read all of it."""
        return list(labels().items())

    def queryset(self, request: HttpRequest, queryset: "QuerySet[AuditEvent]") -> "QuerySet[AuditEvent]":
        """The chosen one."""
        return queryset.filter(action=self.value()) if self.value() else queryset


class AuditEventAdmin(ScopedAdmin):
    """One district's chain, newest first."""

    view_rights = frozenset({Action.AUDIT_READ})
    icon = "policy"
    list_display = ("seq", "when", "who", "act", "result", "thing", "object_id")
    list_filter = (ActionFilter, ("actor", BeginsFilter), ("object_id", ObjectFilter), ("at", DayFilter))
    ordering = ("-chain", "-seq")
    fields = readonly_fields = (
        "seq", "when", "who", "act", "result", "thing", "object_id", "particulars",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        """The columns that are shown: the seals are for `verify_audit`."""
        rows: QuerySet[AuditEvent] = super().get_queryset(request)
        return rows.defer("mac")

    @display(description="时间")
    def when(self, event: AuditEvent) -> str:
        """To the second, as the wall clock in Shanghai shows it."""
        return clock.local(event.at).strftime("%Y-%m-%d %H:%M:%S")

    @display(description="操作人")
    def who(self, event: AuditEvent) -> str:
        """Login name and the role it was done in."""
        if (event.actor, event.role) == ("system", "system"):
            return ROLES["system"]
        if event.role == "member":
            return MEMBER
        role = ROLES.get(event.role, "")
        return f"{event.actor or '未登录'}（{role}）" if role else event.actor or "未登录"

    @display(description="动作")
    def act(self, event: AuditEvent) -> str:
        """In words; a new action stands under its code until registry/data/audit_actions.csv names it."""
        return labels().get(event.action, event.action)

    @display(description="对象")
    def thing(self, event: AuditEvent) -> str:
        """What it was done to: the model's name in words, and its number where the office gives such."""
        name = things().get(event.object_type, event.object_type)
        return " ".join(filter(None, (name, str(event.detail.get("no", "")))))

    @display(description="结果", label={"完成": "success", "拒绝": "danger"})
    def result(self, event: AuditEvent) -> str:
        """Done or refused."""
        return "完成" if event.outcome == "done" else "拒绝"

    @display(description="细节")
    def particulars(self, event: AuditEvent) -> str:
        """The detail in words, a line each."""
        told = trail_words.lines(event.object_type, event.detail)
        return format_html_join(mark_safe("<br>"), "{}：{}", told) or "没有"


site.register(AuditEvent, AuditEventAdmin)
