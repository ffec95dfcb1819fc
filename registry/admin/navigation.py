"""The side column: back to the workplace, and what the present posting may open here."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from registry.admin.base import ScopedAdmin
from registry.admin.site import site
from registry.domain.district import district_name
from registry.lib.colours import shades


def groups(request: HttpRequest) -> list[dict[str, Any]]:
    """Unfold's SIDEBAR.navigation: one link for each admin class that says yes."""
    ours = [model_admin for model_admin in site._registry.values() if isinstance(model_admin, ScopedAdmin)]
    links = [_link(model_admin) for model_admin in ours if model_admin.has_view_permission(request)]
    return [
        {"items": [{"title": "回到工作台", "icon": "home", "link": reverse("home"), "active": False}]},
        {"title": "管理", "items": links},
    ]


def _link(model_admin: ScopedAdmin) -> dict[str, Any]:
    meta = model_admin.model._meta
    return {
        "title": str(meta.verbose_name),
        "icon": model_admin.icon,
        "link": reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"),
    }


def header(request: HttpRequest) -> str:
    """Unfold's SITE_HEADER: the district's name, which stands at the root of the tree."""
    return f"{district_name()} · 不断线".removeprefix(" · ")


def shades_of_primary(request: HttpRequest) -> dict[str, str]:
    """Unfold's COLORS.primary: the district's colour, as on the staff pages."""
    return shades(settings.DISTRICT_COLOUR)
