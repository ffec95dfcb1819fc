"""Texts that messages begin from, kept by a node for itself and those below (`MessageTemplate`)."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.db.models import QuerySet

from outreach.choices import ChannelKind
from outreach.domain import texts
from outreach.models import MessageTemplate
from registry.domain.errors import Refused
from registry.models import User
from registry.models.unit import record, step

MOST = 50
# What a text looks like to whoever keeps it.
SAMPLE = {texts.NAME: "何小山", texts.ORGANISATION: "本社区", texts.LINK: "（他的个人链接）"}


def in_use() -> QuerySet[MessageTemplate]:
    """Those that are offered here, one's own and those of the levels above."""
    found: QuerySet[MessageTemplate] = MessageTemplate.objects.filter(is_active=True).order_by("name")
    return found[:MOST]


def save(
    *, by: User | None, path: str, fields: Mapping[str, Any], template: MessageTemplate | None = None
) -> MessageTemplate:
    """A new text, or a changed one. Raises Refused for a blank that nobody fills, for a name that the node has already,
    and for too many."""
    texts.check(fields["body"], ChannelKind.WECHAT)
    if template is None and MessageTemplate.objects.filter(owner_path=path, is_active=True).count() >= MOST:
        raise Refused(f"常用文字最多 {MOST} 条。请先停用几条用不着的。")
    row = template or MessageTemplate(owner_path=path)
    for name in ("name", "subject", "body", "provider_code"):
        setattr(row, name, fields.get(name, "").strip())
    row.changed_by, row.version = by, row.version + 1 if template else 1
    try:
        with step():
            row.save()
    except IntegrityError as error:
        raise Refused(f"已经有一条叫“{row.name}”的（停用的也算），请换一个名称。") from error
    record("template.saved", on=row, version=row.version)
    return row


def switch(*, by: User | None, template: MessageTemplate, on: bool) -> MessageTemplate:
    """Offered again, or no longer; what was sent with it stays as it was."""
    if template.is_active == on:
        return template
    template.is_active, template.changed_by = on, by
    template.save()
    record("template.switched", on=template, is_on=on)
    return template


def preview(body: str) -> str:
    """The text as somebody would get it."""
    return texts.fill(texts.complete(body, ChannelKind.WECHAT), SAMPLE)
