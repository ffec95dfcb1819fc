"""One contact: what was said, by whom, and what each correction replaced."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.choices import ContactOutcome, ContactSide
from registry.domain import contacts as verbs
from registry.domain.revisions import as_text
from registry.models import ContactLog, Revision
from registry.models.contact import HEADINGS
from registry.models.sealed import opened
from registry.policies import Action, allowed
from registry.web import labels
from registry.web.access import needs
from registry.web.file_field import kept_files
from registry.web.nav import address

OUTCOME_TONES: dict[str, str] = {ContactOutcome.REACHED: "success", ContactOutcome.NO_ANSWER: "warning"}


def find(pk: UUID) -> ContactLog:
    """The contact; an unknown one and somebody else's get the same 404."""
    return get_object_or_404(ContactLog.objects.all().select_related("member"), pk=pk)


@needs(Action.MEMBER_VIEW)
@require_GET
def contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page."""
    row = find(pk)
    may_change = not row.voided_at and allowed(Action.CONTACT_WRITE) and verbs.may_change(row)
    context = {
        "contact": row,
        "badge": outcome_badge(row),
        "lead": lead(row),
        "facts": _facts(row),
        "texts": _texts(row),
        "files": kept_files(row.attachments.all()),
        "history": history(row),
        "may_change": may_change,
        "again_url": _again(row),
        "idea_url": idea_url(row),
        "crumbs": [
            {"label": "联系记录", "url": reverse("contacts")},
            {"label": row.member.name, "url": reverse("member", args=[row.member_id])},
        ],
    }
    return render(request, "registry/contacts/contact.html", context)


def _again(row: ContactLog) -> str:
    """Where one that was voided is noted anew, with what it said; empty where nothing can be noted."""
    may_write = row.voided_at and row.member.is_open and allowed(Action.CONTACT_WRITE)
    return f"{reverse('contact-new', args=[row.member_id])}?like={row.pk}" if may_write else ""


def idea_url(row: ContactLog) -> str:
    """Where what was proposed in it is written down as a suggestion of its own; empty where that can't be."""
    page = address("suggestion-new")
    said = row.side == ContactSide.MEMBER and not row.voided_at and allowed(Action.SUGGESTION_ENTER)
    return f"{page}?contact={row.pk}" if page and said else ""


def lead(row: ContactLog) -> str:
    """When, how, and with whom."""
    home = f"流出地党组织（{row.get_matter_display()}）" if row.side == ContactSide.HOME else ""
    return " · ".join(filter(None, (labels.moment(row.happened_at), row.get_channel_display(), home)))


def outcome_badge(row: ContactLog) -> labels.Badge:
    """How it went, in words and in colour; a letter is sent rather than answered."""
    sent = row.channel == "letter" and row.outcome == ContactOutcome.REACHED
    text = "已寄出" if sent else row.get_outcome_display()
    return {"text": text, "tone": OUTCOME_TONES.get(row.outcome, "danger")}


def _facts(row: ContactLog) -> list[dict[str, Any]]:
    return [
        {"label": "联系时间", "value": labels.moment(row.happened_at)},
        {"label": "方式", "value": row.get_channel_display()},
        {"label": "联系对象", "value": row.get_side_display(), "note": row.get_matter_display()},
        {"label": "联系人", "value": row.contact_label},
        {"label": "下次联系", "value": labels.partial_date(row.next_on) or "没有约定"},
        {"label": "记录", "value": row.recorded_label, "note": f"{labels.moment(row.recorded_at)} 记下"},
    ]


def _texts(row: ContactLog) -> list[dict[str, str]]:
    found = ((_label(name), str(getattr(row, name))) for name in ("summary", *HEADINGS))
    return [{"label": label, "text": text} for label, text in found if text]


def history(row: ContactLog) -> list[dict[str, Any]]:
    """The corrections, newest first: who, when, why, and each value before and after."""
    newer: dict[str, str | None] = {}
    found = []
    for revision in Revision.objects.filter(object_id=row.pk).order_by("-version", "-revised_at", "-id"):
        old = opened(revision.old)
        after = {name: newer.get(name, as_text(getattr(row, name))) for name in old}
        newer |= old
        changes = [_change(name, old[name], after[name]) for name in old if name != "contact_person_id"]
        found.append({
            "when": labels.moment(revision.revised_at),
            "by": revision.revised_label,
            "reason": revision.reason,
            "changes": changes,
        })  # fmt: skip
    return found


def _change(name: str, old: str | None, new: str | None) -> dict[str, str]:
    if name == "voided_at":
        return {"label": "作废", "old": "有效", "new": "已作废"}
    return {"label": _label(name), "old": _said(name, old), "new": _said(name, new)}


def _label(name: str) -> str:
    return str(ContactLog._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _said(name: str, value: str | None) -> str:
    """A kept value as a page says it."""
    if not value:
        return "（空）"
    if name == "happened_at":
        return labels.moment(datetime.fromisoformat(value))
    choices = dict(ContactLog._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value))
