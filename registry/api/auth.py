"""Who asks: decided before the view by the gate (registry.web.gate), from a session or a token; taken from there."""

from typing import Any

from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework import authentication, exceptions
from rest_framework.request import Request


class TokenAuthentication(KnoxAuthentication):
    """A program's token. The gate has looked it up, since the scope comes from its posting."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The account and the token, if the request came with one."""
        found = getattr(request._request, "api_token", None)
        return (request._request.user, found) if found is not None else None


class SessionAuthentication(authentication.SessionAuthentication):
    """A browser's session under a posting; unsafe methods need the CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The account, if its session has come as far as a posting."""
        if getattr(request._request, "standing", None) is None:
            return None
        try:
            return super().authenticate(request)
        except exceptions.PermissionDenied as refused:
            raise exceptions.PermissionDenied("缺少 X-CSRFToken 请求头，或者它不对。程序请用令牌。") from refused
