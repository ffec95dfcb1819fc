"""What went wrong, in one form (RFC 9457, application/problem+json), whoever found it."""

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from registry.domain.errors import Conflict, Refused
from registry.domain.probing import TooOften

PREFIX, PAGE, MEDIA_TYPE = "/api/", "/api/docs/", "application/problem+json"
# status: (code, title, what to say when nothing better is known)
KINDS: dict[int, tuple[str, str, str]] = {
    400: ("invalid", "内容有误", "请求的内容不符合要求，请按 errors 里的提示更正。"),
    401: ("unauthenticated", "没有登录", "请先登录，或者在 Authorization 请求头里带上令牌。"),
    403: ("forbidden", "没有权限", "您现在的岗位不能做这一步，或者这条记录不在您的管理范围内。"),
    404: ("not_found", "没有找到", "没有这条记录，或者不在您的管理范围内。"),
    405: ("method_not_allowed", "方法不对", "这个地址不接受这种请求方法。"),
    409: ("refused", "现在不能办理", "按记录现在的情况，这一步不能办理。"),
    413: ("too_large", "内容太大", "请求的内容太大。"),
    415: ("unsupported_media_type", "格式不对", "请按接口说明的 Content-Type 发送。"),
    429: ("throttled", "请求太密", "请求太密，请过一会儿再试。"),
    503: ("unavailable", "暂时办不了", "数据库正在重新启动，或者现在太忙，没有写入任何内容。请过半分钟再试。"),
    507: ("disk_full", "磁盘满了", "服务器的磁盘满了，没有写入任何内容。请告诉系统管理员腾出空间，再试一次。"),
    500: ("error", "出了故障", "系统出了故障，没有写入任何内容。请稍后再试；仍不行，请联系系统管理员。"),
}
TOLD_ENOUGH = "这段时间问过的身份证号太多了，请过一会儿再办。"
OUT_OF_SCOPE = "这条记录不在您的管理范围内。"


class TooLarge(exceptions.APIException):
    """A file beyond the ceiling."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


class Mismatch(Conflict):
    """Somebody saved in between: what was sent, what is stored now, and what the sender had before her."""

    def __init__(self, text: str, mine: Any, theirs: Any, original: Any) -> None:
        super().__init__(text)
        self.sides = {"mine": mine, "theirs": theirs, "original": original}


def problem(number: int, detail: str = "", **more: Any) -> dict[str, Any]:
    """The body of an answer of that status."""
    code, title, usual = KINDS.get(number, KINDS[500 if number >= 500 else 400])
    return {"type": "about:blank", "title": title, "status": number, "code": code, "detail": detail or usual} | more


def answer(number: int, detail: str = "", headers: dict[str, str] | None = None, **more: Any) -> Response:
    """An answer of that status."""
    return Response(problem(number, detail, **more), number, headers=headers, content_type=MEDIA_TYPE)


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler."""
    if isinstance(error, Refused):
        return _refused(error)
    if isinstance(error, TooOften):
        request = context["request"]._request
        request.too_often, request.refusal = error, TOLD_ENOUGH
        return answer(429, TOLD_ENOUGH)
    if isinstance(error, exceptions.ValidationError):
        return answer(400, errors=_listed(error.get_full_details()))
    if isinstance(error, DatabaseError):
        # Past a broken statement the transaction can't be asked any more; it is taken back as a whole.
        return answer(403, OUT_OF_SCOPE) if getattr(error.__cause__, "sqlstate", "") == "42501" else None
    if isinstance(error, Http404 | exceptions.NotFound):
        return answer(404)
    if isinstance(error, PermissionDenied):
        return answer(403, str(error))
    return _translated(error, context)


def _refused(error: Refused) -> Response:
    """409. The step that was refused left nothing behind but its word in the trail, which is kept."""
    sides = error.sides if isinstance(error, Mismatch) else {}
    more: dict[str, Any] = sides | ({"code": "conflict"} if isinstance(error, Conflict) else {})
    response = answer(409, str(error), **more)
    response.settled = getattr(error, "settled", False)  # type: ignore[attr-defined]
    return response


def _translated(error: Exception, context: dict[str, Any]) -> Response | None:
    found = exception_handler(error, context)
    if found is None:
        return None
    kept = {name: found.headers[name] for name in ("WWW-Authenticate", "Retry-After") if name in found.headers}
    if isinstance(error, exceptions.ParseError):
        return answer(400, "请求的内容不是正确的 JSON（或表单），请核对格式和编码（UTF-8）。")
    ours = str(error) if isinstance(error, exceptions.PermissionDenied) else ""
    return answer(found.status_code, ours, kept)


def _listed(details: Any) -> dict[str, list[str]]:
    """{field: [what is wrong]}, nested fields joined by dots; what belongs to no field stands under "non_field"."""
    found: dict[str, list[str]] = {}
    _collect(details, "", found)
    return found


def _collect(details: Any, name: str, found: dict[str, list[str]]) -> None:
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        found.setdefault(name or "non_field", []).append(str(details["message"]))
    elif isinstance(details, dict):
        for key, value in details.items():
            own = "" if key == api_settings.NON_FIELD_ERRORS_KEY else str(key)
            _collect(value, ".".join(filter(None, (name, own))), found)
    else:
        for value in details:
            _collect(value, name, found)


class ProblemMiddleware:
    """Puts what others answered at the API's addresses (gate, CSRF, resolver, a crash) into the same form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave a body that is a problem already as it is."""
        response = self.get_response(request)
        if _is_ours(request.path_info) and _is_plain(response):
            body = problem(response.status_code, getattr(request, "refusal", ""))
            response.content = json.dumps(body, ensure_ascii=False).encode()
            response.headers["Content-Type"] = MEDIA_TYPE
            response.headers.pop("Content-Length", None)
        return response


def _is_ours(path: str) -> bool:
    return path.startswith(PREFIX) and not path.startswith(PAGE)


def _is_plain(response: HttpResponse) -> bool:
    wrong = response.status_code >= status.HTTP_400_BAD_REQUEST
    return wrong and response.headers.get("Content-Type") != MEDIA_TYPE
