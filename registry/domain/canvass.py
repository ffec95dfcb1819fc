"""Verbs of 摸排: sites, campaigns, visits and who was found."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from registry.choices import CanvassChannel, SiteKind
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib.keys import employer_key
from registry.models import (
    Canvass,
    CanvassFind,
    CanvassVisit,
    Member,
    Organisation,
    Site,
    User,
)
from registry.models.unit import record


def add_site(
    *,
    by: User | None,
    organisation: Organisation,
    name: str,
    kind: SiteKind = SiteKind.ENTERPRISE,
    **fields: str,
) -> Site:
    """Put an enterprise, building or site on the node's list; a known one is put on the canvass list again."""
    site, created = Site.objects.update_or_create(
        owner_path=organisation.path,
        name_key=employer_key(name),
        defaults={"to_canvass": True, "kind": kind, **fields},
        create_defaults={
            "name": name.strip(),
            "kind": kind,
            "to_canvass": True,
            **fields,
        },
    )
    record("site.added" if created else "site.listed", on=site)
    return site


def open_canvass(
    *,
    by: User,
    organisation: Organisation,
    name: str,
    starts_on: date,
    ends_on: date | None = None,
    note: str = "",
) -> Canvass:
    """Start a campaign."""
    if ends_on and ends_on < starts_on:
        raise Refused("结束日期早于开始日期，请核对。")
    canvass = Canvass(
        owner_path=organisation.path,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        note=note,
        created_by=by,
    )
    canvass.save(force_insert=True)
    record("canvass.opened", on=canvass)
    return canvass


def record_visit(
    *,
    by: User,
    canvass: Canvass,
    site: Site,
    visited_on: date,
    channel: CanvassChannel,
    note: str = "",
    found: Iterable[UUID] = (),
    found_count: int | None = None,
) -> CanvassVisit:
    """Write down that a site was searched, how, and who was found there. Nobody found is a result too."""
    if visited_on > clock.today():
        raise Refused("摸排日期不能晚于今天。")
    if visited_on < canvass.starts_on:
        began = f"{canvass.starts_on:%Y-%m-%d}"
        raise Refused(f"日期早于这次摸排的开始日期（{began}），请核对。更早一次摸排里去的，请到那一次摸排里登记。")
    members = list(Member.objects.filter(pk__in=list(found)).values_list("pk", flat=True))
    visit = CanvassVisit(
        owner_path=canvass.owner_path,
        canvass=canvass,
        site=site,
        visited_on=visited_on,
        channel=channel,
        searched_by=by,
        note=note,
        found_count=max(found_count or 0, len(members)),
    )
    visit.save(force_insert=True)
    CanvassFind.objects.bulk_create(
        [CanvassFind(owner_path=visit.owner_path, visit=visit, member_id=member) for member in members]
    )
    record("canvass.visited", on=visit, found=visit.found_count)
    return visit


def change_site(*, by: User, site: Site, name: str, **fields: Any) -> Site:
    """Correct what is known of a site, or take it off the list (`to_canvass`). Raises Refused for a name that another
    site of the node has."""
    key = employer_key(name)
    if Site.objects.filter(owner_path=site.owner_path, name_key=key).exclude(pk=site.pk).exists():
        raise Refused(f"清单里已经有“{name}”了。是同一个地方的，改那一个就行。")
    wanted = {"name": name, "name_key": key, **fields}
    changed = sorted(column for column, value in wanted.items() if getattr(site, column) != value)
    for column, value in wanted.items():
        setattr(site, column, value)
    if changed:
        site.save()
        record("site.changed", on=site, fields=changed)
    return site


def void_visit(*, by: User, visit: CanvassVisit, reason: str) -> CanvassVisit:
    """Declare a visit a mistake: it stays to be seen and counts no more."""
    current = CanvassVisit.objects.select_for_update().get(pk=visit.pk)
    if current.voided_at:
        raise Refused("这次摸排记录已经作废，不用再办。")
    if not reason.strip():
        raise Refused("请写明为什么作废，例如“记错了单位”。")
    current.voided_at, current.void_reason = clock.now(), reason.strip()
    current.save()
    record("canvass.visit_voided", on=current)
    return current


def coverage(canvass: Canvass) -> dict[str, int]:
    """How many of the node's listed sites the campaign has reached: `listed`, `visited`, `found`."""
    listed = Site.objects.filter(owner_path=canvass.owner_path, to_canvass=True)
    visits = CanvassVisit.objects.valid().filter(canvass=canvass)
    finds = CanvassFind.objects.filter(visit__canvass=canvass, visit__voided_at__isnull=True)
    return {
        "listed": listed.count(),
        "visited": listed.filter(pk__in=visits.values("site_id")).count(),
        "found": finds.values("member_id").distinct().count(),
    }
