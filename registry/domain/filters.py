"""Verbs on saved list filters."""

from collections.abc import Mapping

from django.db import IntegrityError

from registry.domain.errors import Refused
from registry.lib import scope as scopes
from registry.models import SavedFilter, User
from registry.models.unit import record, step


def save_filter(*, by: User, name: str, query: Mapping[str, str], shared: bool = False) -> SavedFilter:
    """Keep a filter at the present node; the same name replaces one's own earlier filter.

    `query` holds the fields of the filter form, never what was typed into the search box: that may name a person.
    """
    kept = SavedFilter.objects.filter(owner=by, name=name).first() or SavedFilter(owner=by, name=name)
    kept.owner_path, kept.query, kept.shared = scopes.current().path, dict(query), shared
    try:
        with step():
            kept.save()
    except IntegrityError as error:  # the same name under another posting of the same user, out of sight here
        raise Refused("您在另一个岗位已经用了这个名称，请换一个。") from error
    record("filter.saved", on=kept, shared=shared)
    return kept


def delete_filter(*, by: User, saved: SavedFilter) -> None:
    """Forget one's own filter."""
    if saved.owner_id != by.pk:
        raise Refused("这是别人保存的筛选，只有保存人可以删除。")
    record("filter.deleted", on=saved)
    saved.delete()
