"""Verbs on the codes of registration points: open one, renew it, close it."""

from django.db import IntegrityError, transaction

from outreach.choices import VenueKind
from outreach.domain import links
from outreach.models import RegistrationPoint, Venue
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import User
from registry.models.unit import record

RENEWED = "换了新码"


def of(venue: Venue) -> RegistrationPoint | None:
    """The code of a venue that is in force."""
    found: RegistrationPoint | None = RegistrationPoint.objects.all().in_force().filter(venue=venue).first()
    return found


def open_point(*, by: User | None, label: str, venue: Venue) -> RegistrationPoint:
    """A code for a place where members report in; the one that is there stays. Raises Refused for other places."""
    venue = _locked(venue)
    if venue.closed_on or not (venue.takes_reports or venue.kind == VenueKind.REGISTRATION_POINT):
        raise Refused("这个场所没有设流动党员登记点，或者已经停用。请先在场所页面勾上“设有流动党员登记点”。")
    return of(venue) or _new(label, venue)


def renew(*, by: User | None, label: str, venue: Venue) -> RegistrationPoint:
    """A new code; posters with the old one say whom to ask."""
    _end(label, _locked(venue), RENEWED)
    return open_point(by=by, label=label, venue=venue)


def close_point(*, by: User | None, label: str, venue: Venue, reason: str) -> None:
    """No code any more; asked again, it stays as it is. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused("请写明为什么停用报到码，方便以后查看。")
    _end(label, _locked(venue), reason)


def _new(label: str, venue: Venue) -> RegistrationPoint:
    point = RegistrationPoint(
        owner_path=venue.owner_path, venue=venue, code=links.new_token(), opened_at=clock.now(),
        opened_label=label[:120],
    )  # fmt: skip
    try:
        with transaction.atomic():
            point.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("刚才有人也在换码，请刷新后再看。") from error
    record("point.opened", on=point, venue=str(venue.pk))
    return point


def _end(label: str, venue: Venue, reason: str) -> None:
    point = of(venue)
    if point is None:
        return
    point.ended_at, point.ended_label, point.end_reason = clock.now(), label[:120], reason.strip()[:200]
    point.save(update_fields=["ended_at", "ended_label", "end_reason"])
    record("point.ended", on=point, venue=str(venue.pk))


def _locked(venue: Venue) -> Venue:
    found: Venue = Venue.objects.all().own().select_for_update(of=("self",)).get(pk=venue.pk)
    return found
