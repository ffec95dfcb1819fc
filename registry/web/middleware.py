"""The innermost middleware: one transaction and one scope around the view and its rendering."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render

from registry.domain.errors import Refused
from registry.lib.scope import Scope
from registry.models.unit import record, work
from registry.web import standing

NOBODY = Scope(path="", office="", username="")


class ScopeMiddleware:
    """Takes the scope from the session's posting, never from the request.

    A response of 400 and above leaves nothing written. A refusal (403) goes into the trail in a transaction of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        posting = standing.present(request)
        request.standing = posting  # type: ignore[attr-defined]
        scope = posting.scope(request.user) if posting else NOBODY  # type: ignore[arg-type]
        with work(scope):
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        if response.status_code == 403 and scope.user_id:
            response = self._refuse(request, scope, response)
        return response

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        """A wall's refusal is a 403, not a 500. The page is made later: this transaction can't be asked any more."""
        if (
            isinstance(error, DatabaseError)
            and getattr(error.__cause__, "sqlstate", "") == "42501"
        ):
            request.refusal = "这条记录不在您的管理范围内。"  # type: ignore[attr-defined]
            return HttpResponseForbidden()
        if isinstance(error, PermissionDenied | Refused):
            request.refusal = str(error)  # type: ignore[attr-defined]
            return HttpResponseForbidden()
        return None

    def _refuse(
        self, request: HttpRequest, scope: Scope, response: HttpResponse
    ) -> HttpResponse:
        reason = getattr(request, "refusal", "")
        match = request.resolver_match
        with work(scope):
            record(
                "request.refused",
                outcome="refused",
                object_type="url",
                object_id=match.view_name if match else "",
            )
            if reason:
                response = render(
                    request, "403.html", {"exception": reason}, status=403
                )
        return response
