"""Remembered column mappings in the admin: to look at, and to forget a wrong one."""

from typing import Any

from django.http import HttpRequest
from unfold.decorators import display

from registry.admin.base import ScopedAdmin, actor
from registry.admin.site import site
from registry.domain import mappings
from registry.models import HeaderMapping
from registry.policies import Action

USE = frozenset({Action.INTAKE_USE})


class HeaderMappingAdmin(ScopedAdmin):
    """Made by the intake pages; here they are only read and forgotten. No personal data."""

    icon = "table_chart"
    view_rights = delete_rights = USE
    list_display = ("signature", "columns", "updated_at")
    fields = readonly_fields = ("signature", "columns", "updated_at")
    ordering = ("-updated_at",)

    @display(description="列的对应")
    def columns(self, row: HeaderMapping) -> str:
        """Heading → field, as remembered."""
        return "；".join(f"{heading} → {field or '不要'}" for heading, field in _pairs(row.mapping))

    def delete_model(self, request: HttpRequest, obj: HeaderMapping) -> None:
        """Through the verb."""
        mappings.forget(by=actor(request), mapping=obj)


def _pairs(mapping: Any) -> list[tuple[str, str]]:
    return [(str(key), str(value)) for key, value in mapping.items()] if isinstance(mapping, dict) else []


site.register(HeaderMapping, HeaderMappingAdmin)
