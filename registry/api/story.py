"""What contacts and study reports share: rows about one member, sent once, corrected, voided."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from registry.api.problems import Mismatch
from registry.domain import revisions
from registry.domain.errors import Conflict
from registry.models import ContactLog, Member, StudyReport

KEY = "Idempotency-Key"
IDEMPOTENCY = OpenApiParameter(
    KEY, UUID, OpenApiParameter.HEADER, description="由程序自己生成的 UUID；同一个键重复发送，只记一次，答复相同"
)
NO_MEMBER = "没有这位党员，或者不在您的管理范围内。"


def key_of(request: Request) -> UUID | None:
    """The sender's key of this request."""
    text = request.headers.get(KEY, "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise ValidationError({KEY: ["应是一个 UUID。"]}) from error


def member_of(key: UUID) -> Member:
    """The member a row shall be about; a foreign one is answered like one that does not exist."""
    found = Member.objects.filter(pk=key).first()
    if found is None:
        raise ValidationError({"member": [NO_MEMBER]})
    return found


def mismatch(conflict: Conflict, row: ContactLog | StudyReport, version: int, body: Mapping[str, Any]) -> Conflict:
    """The conflict with its three sides, where the sender's version is one that the row once had."""
    current = type(row).objects.get(pk=row.pk)
    found = Mismatch(
        str(conflict),
        {name: revisions.as_text(value) for name, value in body.items()},
        {**revisions.values_at(current, current.version, body), "version": current.version},
        revisions.values_at(current, version, body),
    )
    found.settled = getattr(conflict, "settled", False)  # type: ignore[attr-defined]
    return found
