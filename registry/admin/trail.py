"""The trail in the admin: read by the auditor, changed by nobody."""

import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import FieldTextFilter, RangeDateTimeFilter
from unfold.decorators import display

from registry.admin.base import ScopedAdmin
from registry.admin.site import site
from registry.models import AuditEvent
from registry.policies import Action


class BeginsFilter(FieldTextFilter):  # type: ignore[misc]  # unfold has no types
    """A text filter that compares from the beginning: the only kind that an index serves behind the walls."""

    def __init__(self, field: Any, request: Any, params: Any, model: Any, model_admin: Any, field_path: str) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        self.lookup_kwarg = f"{field_path}__prefix"
        self.used_parameters.pop(f"{field_path}__icontains", None)
        wanted = params.pop(self.lookup_kwarg, None)
        self.lookup_val = wanted
        if wanted:
            self.used_parameters[self.lookup_kwarg] = wanted


class AuditEventAdmin(ScopedAdmin):
    """One district's chain, newest first."""

    view_rights = frozenset({Action.AUDIT_READ})
    list_display = ("when", "actor", "role", "action", "result", "object_type", "object_id", "seq")
    list_filter = (("at", RangeDateTimeFilter), ("action", BeginsFilter), ("actor", BeginsFilter))
    ordering = ("-chain", "-seq")
    fields = readonly_fields = (
        "seq", "when", "actor", "role", "action", "result", "object_type", "object_id", "particulars",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        """The columns that are shown: the seals are for `verify_audit`."""
        rows: QuerySet[AuditEvent] = super().get_queryset(request)
        return rows.defer("mac")

    @display(description="时间")
    def when(self, event: AuditEvent) -> Any:
        """To the second."""
        return event.at.replace(microsecond=0)

    @display(description="结果", label={"完成": "success", "拒绝": "danger"})
    def result(self, event: AuditEvent) -> str:
        """Done or refused."""
        return "完成" if event.outcome == "done" else "拒绝"

    @display(description="细节")
    def particulars(self, event: AuditEvent) -> str:
        """The detail as it is kept."""
        return json.dumps(event.detail, ensure_ascii=False)


site.register(AuditEvent, AuditEventAdmin)
