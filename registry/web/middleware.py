"""The innermost middleware: one transaction and one scope around the view and its rendering."""

import math
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, DataError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect, render

from registry.domain.errors import Refused
from registry.domain.probing import TooOften
from registry.lib import clock
from registry.lib.scope import Scope, peek
from registry.models.identity import Standing
from registry.models.unit import record, work
from registry.web import gate, sent_once
from registry.web.redirects import page_above

NOBODY = Scope(path="", office="", username="")


class _Undo(Exception):
    """Takes the unit of work back; the answer stays."""


class ScopeMiddleware:
    """Takes the scope from the session's posting, never from the request.

    A response of 400 and above leaves nothing written, unless it is `settled`: its view took its own rows back and has
    a refusal for the trail. A refusal (403) goes into the trail in a transaction of its own.
    Views marked `own_units` (login, health) open their transactions themselves, or none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = gate.match_of(request)
        if getattr(match and match.func, "own_units", False):
            return self.get_response(request)
        posting, answer = gate.enter(request, match)
        request.standing = posting  # type: ignore[attr-defined]
        if answer is not None:
            return answer
        scope = scope_of(request, posting)
        response = self._answer(request, scope)
        if response.status_code == 403:
            response = self._refuse(request, scope, response)
        if response.status_code == 405 and request.method != "HEAD" and not response.content:
            response = self._only_pressed(request, scope, response)
        if too_often := getattr(request, "too_often", None):
            response = self._wait(request, scope, too_often)
        return response

    def _answer(self, request: HttpRequest, scope: Scope) -> HttpResponse:
        try:
            with work(scope):
                response = self.get_response(request)
                sent_once.after(request, response)
                if response.status_code >= 400 and not getattr(response, "settled", False):
                    raise _Undo
        except _Undo:
            pass
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], *_: object) -> HttpResponse | None:
        """A form that was done already, where a unit of work is open; its token was looked at by now."""
        return sent_once.before(request) if peek() and sent_once.holds_for(view) else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A wall's refusal is a 403, not a 500. The page is made later: this transaction can't be asked any more."""
        if isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", "") == "42501":
            request.refusal = "这条记录不在您的管理范围内。"  # type: ignore[attr-defined]
            return HttpResponseForbidden()
        if isinstance(error, DataError) and "NUL" in str(error):  # psycopg's word for what no text column can hold
            return render(request, "400.html", status=400)
        if isinstance(error, PermissionDenied | Refused):
            request.refusal = str(error)  # type: ignore[attr-defined]
            return HttpResponseForbidden()
        if isinstance(error, TooOften):
            request.too_often = error  # type: ignore[attr-defined]
            return HttpResponse(status=429)
        return None

    def _wait(self, request: HttpRequest, scope: Scope, too_often: TooOften) -> HttpResponse:
        """Asked too often: until when, in a unit of its own like a refusal."""
        with work(scope):
            match = request.resolver_match
            record("request.limited", outcome="refused", object_type="url", object_id=match.view_name if match else "")
            context = {"until": too_often.until, "most": settings.PROBE_LIMIT[0]}
            wait = max(1, math.ceil((too_often.until - clock.now()).total_seconds()))
            response = render(request, "429.html", context, status=429)
            response["Retry-After"] = str(wait)
            return response

    def _only_pressed(self, request: HttpRequest, scope: Scope, response: HttpResponse) -> HttpResponse:
        """An address that takes a button's press alone, opened as a page: from the address bar, by somebody's link.

        A browser is led to the page that has the button, if there is one above.
        """
        above = page_above(request.path_info)
        if request.method == "GET" and above != "/" and "text/html" in request.headers.get("Accept", ""):
            return redirect(above)
        with work(scope):
            page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    def _refuse(self, request: HttpRequest, scope: Scope, response: HttpResponse) -> HttpResponse:
        match = request.resolver_match
        with work(scope):
            if scope.user_id:
                view = match.view_name if match else ""
                record("request.refused", outcome="refused", object_type="url", object_id=view)
            if hasattr(request, "refusal"):
                context = {"reason": request.refusal, "visitor": not scope.user_id}
                response = render(request, "403.html", context, status=403)
        return response


def scope_of(request: HttpRequest, posting: Standing | None) -> Scope:
    """What the request may see: the posting's subtree; somebody without one, or not let in yet, nothing."""
    if not request.user.is_authenticated:
        return NOBODY
    if posting is None:
        return Scope(path="", user_id=request.user.pk, username=request.user.username)
    return posting.scope(request.user)
