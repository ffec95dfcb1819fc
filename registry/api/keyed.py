"""Requests with a key of their own: sent twice, done once; one key, one body."""

import json
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from registry.domain import sent_forms
from registry.domain.errors import Refused

KEY = "Idempotency-Key"
IDEMPOTENCY = OpenApiParameter(
    KEY,
    UUID,
    OpenApiParameter.HEADER,
    description="由程序自己生成的 UUID；同一个键重复发送，只记一次，答复相同；换了内容的答 409，不记",
)
TAKEN = (
    f"这个 {KEY} 已经用来发过别的内容，这次没有记下。"
    "要另记一条，请换一个新的键；要改已经记下的那一条，请按它的 id 更正。"
)


def key_of(request: Request) -> UUID | None:
    """The sender's key of this request. Raises ValidationError for no UUID, Refused for one that something else was
    sent with: the answer of the first time would hide that this was not written down."""
    text = request.headers.get(KEY, "")
    try:
        key = UUID(text) if text else None
    except ValueError as error:
        raise ValidationError({KEY: ["应是一个 UUID。"]}) from error
    if key is not None:
        _the_same_body(request, key)
    return key


def keep_key(request: Request) -> None:
    """Remember what was done with the key of this request, once it was done."""
    sent = getattr(request, "sent_with_key", None)
    if sent is not None:
        sent_forms.keep(*sent)


def _the_same_body(request: Request, key: UUID) -> None:
    """Whoever sends the same key at this moment waits here."""
    place = repr((KEY, request.user.pk, request.path, key))
    digest, body = sent_forms.marks(place, json.dumps(request.data, sort_keys=True, default=str))
    before = sent_forms.path_of(digest)
    if before is None:
        request.sent_with_key = (digest, body)  # type: ignore[attr-defined]
    elif before != body:
        raise Refused(TAKEN)
