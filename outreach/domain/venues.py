"""Verbs on venues: add, change, close, open again."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from outreach.models import Venue
from registry.domain.errors import Conflict, Refused, changed_since
from registry.lib import clock
from registry.models import Organisation, User
from registry.models.unit import record

FIELDS = (
    "name", "kind", "takes_reports", "address", "open_hours", "contact_name", "contact_phone", "capacity", "note",
)  # fmt: skip
CHANGED = changed_since("有人改过这个场所")


def add_venue(*, by: User | None, organisation: Organisation, fields: Mapping[str, Any]) -> Venue:
    """A new place of a node. Raises Refused where the node has one of that name."""
    venue = Venue(owner_path=organisation.path, host_label=str(organisation), changed_by=by)
    _fill(venue, fields)
    _keep(venue, new=True)
    record("venue.added", on=venue, kind=venue.kind)
    return venue


def change_venue(*, by: User, venue: Venue, fields: Mapping[str, Any], version: int | None = None) -> Venue:
    """Change a place. Raises Refused, and Conflict when somebody changed it since `version`."""
    venue = _locked(venue)
    if version is not None and venue.version != version:
        raise Conflict(CHANGED)
    _fill(venue, fields)
    _keep(venue, by)
    record("venue.changed", on=venue, version=venue.version)
    return venue


def close_venue(*, by: User, venue: Venue, reason: str) -> Venue:
    """Not to be chosen any more; asked again, it stays as it is. Raises Refused without a reason."""
    venue = _locked(venue)
    if venue.closed_on is not None:
        return venue
    if not reason.strip():
        raise Refused("请写明为什么停用，方便以后查看。")
    venue.closed_on, venue.close_reason = clock.today(), reason.strip()[:200]
    _keep(venue, by)
    record("venue.closed", on=venue)
    return venue


def reopen_venue(*, by: User, venue: Venue) -> Venue:
    """In use again."""
    venue = _locked(venue)
    if venue.closed_on is not None:
        venue.closed_on, venue.close_reason = None, ""
        _keep(venue, by)
        record("venue.reopened", on=venue)
    return venue


def _fill(venue: Venue, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(venue, name, fields[name])


def _keep(venue: Venue, by: User | None = None, *, new: bool = False) -> None:
    if not new:
        venue.version, venue.changed_by = venue.version + 1, by
    try:
        with transaction.atomic():
            venue.save(force_insert=new)
    except IntegrityError as error:
        raise Refused("这个组织已经有一个同名的场所，请换个名称，或修改原来的那个。") from error


def _locked(venue: Venue) -> Venue:
    found: Venue = Venue.objects.select_for_update(of=("self",)).get(pk=venue.pk)
    return found
