"""Contacts changed past their verbs, with what the verbs would have brought along."""

from typing import Any

from registry.models import ContactLog
from registry.models.custody import definer


def heard(found: Any = None, **changes: Any) -> None:
    """Change these contacts (all in scope), and bring the members' records up to their log."""
    rows = ContactLog.objects.all() if found is None else found
    keys = list(rows.values_list("pk", flat=True))
    if changes:
        rows.update(**changes)
    for key in ContactLog.objects.filter(pk__in=keys).values_list("member_id", flat=True).order_by().distinct():
        definer("registry_note_contact", key)
