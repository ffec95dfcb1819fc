"""What a node sets for itself and those below: the time allowed for each stage, and texts that replies start from."""

from typing import Any

from django.db import IntegrityError, transaction

from outreach.models import ReplyTemplate, SuggestionTerms
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import User
from registry.models.turns import take_turn
from registry.models.unit import record

DAYS = (
    "review_days", "assign_days", "sign_days", "simple_days", "normal_days", "complex_days", "opinion_days",
    "feedback_days",
)  # fmt: skip
MOST_TEMPLATES = 50


def own_terms(path: str) -> SuggestionTerms | None:
    """What the node itself has set."""
    found: SuggestionTerms | None = SuggestionTerms.objects.filter(owner_path=path).first()
    return found


def set_terms(*, by: User | None, label: str, path: str, days: dict[str, int]) -> SuggestionTerms:
    """The node's own days, from now on; what is in hand keeps its deadline."""
    take_turn(f"terms|{path}")
    row = own_terms(path) or SuggestionTerms(owner_path=path)
    for name in DAYS:
        setattr(row, name, days[name])
    row.changed_at, row.changed_label = clock.now(), label[:120]
    row.save()
    record("suggestion.terms_set", on=row, days={name: days[name] for name in DAYS})
    return row


def drop_terms(*, by: User | None, path: str) -> None:
    """Back to those of the level above."""
    for row in SuggestionTerms.objects.filter(owner_path=path):
        record("suggestion.terms_dropped", on=row)
        row.delete()


def save_template(
    *, by: User | None, label: str, path: str, fields: dict[str, Any], template: ReplyTemplate | None = None
) -> ReplyTemplate:
    """A new text, or a changed one. Raises Refused for a name that the node has already."""
    if template is None and ReplyTemplate.objects.filter(owner_path=path).count() >= MOST_TEMPLATES:
        raise Refused(f"答复范文最多 {MOST_TEMPLATES} 篇。请先删去用不着的。")
    row = template or ReplyTemplate(owner_path=path, created_label=label[:120])
    row.name, row.text = fields["name"].strip(), fields["text"].strip()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(f"已经有一篇叫“{row.name}”的范文，请换一个名称。") from error
    record("suggestion.template_saved", on=row)
    return row


def drop_template(*, by: User | None, template: ReplyTemplate) -> None:
    """It is no longer offered."""
    record("suggestion.template_dropped", on=template)
    template.delete()
