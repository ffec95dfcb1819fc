"""Pages by cursor: (owner_path, newest first), the order that an index holds, at the same price on every page.

What lies inside one roster is read by offset, in the file's order.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import TextChoices
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from registry.entry.paging import Cursor, Found, Order, read, window
from registry.models import Member
from registry.models.search import ways

LIMIT, MOST, FURTHEST = 50, 200, 9_999_999
# Long enough for the deepest path.
CURSOR_LENGTH = 97
NAMES = ("limit", "after", "before")
SHAPE = re.compile(r"[0-9a-z]{1,64}\.[0-9a-f]{32}")


class Keyset(BasePagination):
    """`after` and `before` are cursors, `limit` how many rows; there is no count, for it would cost more than the page.

    Rows that come or go meanwhile neither shift the rest nor show a row twice.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of one page."""
        self.request = request
        order: Order = (queryset.model.scope_path, "-id")
        cursors = {name: _cursor(request, name, queryset, order) for name in ("after", "before")}
        size = _limit(request.query_params.get("limit", ""))
        found = Found(queryset, ways(request.query_params.get("q", "")) if queryset.model is Member else (), order)
        if len(found.ways) > 1:
            found.total()  # few or many decides how the readings of a search text are asked
        self.window = window(found, **cursors, size=size)
        return self.window.rows

    def get_paginated_response(self, data: Any) -> Response:
        """The page with links to its neighbours, None at the ends."""
        links = {"next": self._link("after", self.window.after), "previous": self._link("before", self.window.before)}
        return Response(links | {"results": data})

    def _link(self, name: str, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        kept = {key: value for key, value in self.request.query_params.items() if key not in ("after", "before")}
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(kept | {name: cursor})}")

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What the answer looks like, for the schema."""
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link | {"description": "下一页的完整地址；没有了是 null"},
                "previous": link | {"description": "上一页的完整地址；没有了是 null"},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters of a page, for the schema."""
        text = {"type": "string", "maxLength": CURSOR_LENGTH, "pattern": r"^[0-9a-z]{1,64}\.[0-9a-f]{32}$"}
        return [
            _parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}, "一页多少条"),
            _parameter("after", text, "从这个游标往后；取自 next，不要自己拼"),
            _parameter("before", text, "到这个游标为止；取自 previous"),
        ]


def _parameter(name: str, schema: dict[str, Any], text: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": text}


def _limit(text: str) -> int:
    if not text:
        return LIMIT
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= MOST):
        raise ValidationError({"limit": [f"应是 1 到 {MOST} 的整数。"]})
    return int(text)


def _cursor(request: Request, name: str, rows: Any, order: Order) -> Cursor | None:
    text = request.query_params.get(name, "")
    cursor = read(text, rows, order) if SHAPE.fullmatch(text) else None
    if text and cursor is None:
        raise ValidationError({name: ["不是这个接口给出的游标。请原样使用 next 或 previous 里的地址。"]})
    return cursor


def stretch_parameters(filters: Mapping[str, type[TextChoices]]) -> list[OpenApiParameter]:
    """For the schema: the filters of a list inside a roster, from where on, and how many."""
    offset = {"type": "integer", "minimum": 0, "maximum": FURTHEST}
    return [
        *(OpenApiParameter(name, str, enum=kind.values) for name, kind in filters.items()),
        OpenApiParameter("offset", offset, description="从第几行起"),
        OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST}, description="多少行"),
    ]


def stretch(request: Request, filters: Mapping[str, type[TextChoices]]) -> dict[str, Any]:
    """The filters ("" where not given), `offset` and `limit` that the address names; 400 for others."""
    given = request.query_params
    wrong = {name: ["没有这个参数。"] for name in given if name not in (*filters, "offset", "limit")}
    wrong |= {
        name: ["没有这个选项。"] for name, kind in filters.items() if given.get(name) and given[name] not in kind.values
    }
    numbers = {
        "offset": _number(given.get("offset", "0"), 0, FURTHEST),
        "limit": _number(given.get("limit", str(LIMIT)), 1, MOST),
    }
    wrong |= {name: ["应是范围之内的整数。"] for name, value in numbers.items() if value is None}
    if wrong:
        raise ValidationError(wrong)
    return {**{name: given.get(name, "") for name in filters}, **numbers}


def _number(text: str, least: int, most: int) -> int | None:
    plain = text.isascii() and text.isdecimal() and len(text) < 8
    return int(text) if plain and least <= int(text) <= most else None
