"""Tokens in the admin: the system and the security administrator see which there are, and end them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from registry.admin.base import ScopedAdmin, actor, may
from registry.admin.site import site
from registry.domain import tokens
from registry.models import ApiToken
from registry.policies import Action

OFFICERS = frozenset({Action.ACCOUNT_MANAGE, Action.ACCOUNT_UNLOCK})


class TokenAdmin(ScopedAdmin):
    """Looked at and revoked, nothing else."""

    view_rights = OFFICERS
    icon = "vpn_key"
    list_display = ("name", "user", "token_key", "created", "expiry", "used_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("name", "user__username", "user__name")
    search_help_text = "用途、账号或姓名"
    ordering = ("-created",)
    fields = ("name", "user", "posting", "token_key", "created", "expiry", "used_at", "revoked_at")
    readonly_fields = fields
    actions = ("revoke",)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Either officer's."""
        return may(OFFICERS)

    @admin.action(description="撤销", permissions=["revoke"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        """End the chosen tokens for good."""
        found = list(chosen)
        for token in found:
            tokens.revoke(by=actor(request), token=token)
        self.message_user(request, f"已撤销 {len(found)} 个令牌。", messages.SUCCESS)


site.register(ApiToken, TokenAdmin)
