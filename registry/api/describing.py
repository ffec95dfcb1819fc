"""The API's description of itself (OpenAPI 3): names of operations, who asks how, and what every answer may be."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from registry.api.problems import KINDS, MEDIA_TYPE

TAGS = {
    "organisation": "组织",
    "calendar": "工作日历",
    "member": "流动党员",
    "liaison": "联络员",
    "assignment": "结对联系",
    "movement": "流动记录",
    "contact": "联系记录",
    "study": "学习汇报",
    "file": "附件",
    "request": "申请",
    "intake": "名册导入",
}
EVERYWHERE = (400, 401, 403, 404, 409, 429)
WITH_BODY = (413, 415)
PROBLEM = {
    "type": "object",
    "description": "出了什么问题（RFC 9457）",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted({kind[0] for kind in KINDS.values()} | {"conflict"})},
        "detail": {"type": "string", "description": "给人看的说明：出了什么事，现在怎么办"},
        "errors": {
            "type": "object",
            "description": "按字段列出的问题",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "mine": {"type": "object", "description": "code 为 conflict 时：您这次送来的", "additionalProperties": True},
        "theirs": {"type": "object", "description": "现在存着的", "additionalProperties": True},
        "original": {"type": "object", "description": "您原来读到的", "additionalProperties": True},
    },
}


class Described(AutoSchema):
    """Operations are called after what they do: member_list, member_report_in."""

    # Names that a router gives (registry.api.urls), so that what a view inherits of them can be described at the view.
    method_mapping = {**AutoSchema.method_mapping, "post": "register", "patch": "correct"}

    def get_operation_id(self) -> str:
        """Resource and action."""
        view: Any = self.view
        return f"{view.basename}_{view.action}"

    def get_description(self, *args: Any) -> str:
        """What a view says of itself to its users; what it says to programmers stays in the code."""
        text = str(super().get_description() or "")
        return "" if text.isascii() else text

    def get_tags(self) -> list[str]:
        """One tag a resource."""
        view: Any = self.view
        return [TAGS[view.basename]]


class TokenScheme(OpenApiAuthenticationExtension):
    """How a program says who it is."""

    target_class = "registry.api.auth.TokenAuthentication"
    name = "token"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The header."""
        text = "在“接口令牌”页面签发，放在请求头里：Authorization: Token bdx_…"
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": text}


class SessionScheme(OpenApiAuthenticationExtension):
    """How a browser says who it is."""

    target_class = "registry.api.auth.SessionAuthentication"
    name = "session"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The cookie."""
        from django.conf import settings

        text = "网页的登录；写操作还要 X-CSRFToken 请求头"
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME, "description": text}


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """drf-spectacular's hook: every operation may be answered by a problem."""
    schemas = result["components"]["schemas"]
    for name, schema in schemas.items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False  # ScopedViewSet.sent() refuses what it does not know
    schemas["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for operation in operations.values():
            numbers = (*EVERYWHERE, *(WITH_BODY if "requestBody" in operation else ()))
            for number in numbers:
                operation["responses"].setdefault(str(number), _response(number))
    return result


def _response(number: int) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": KINDS[number][1], "content": content}
