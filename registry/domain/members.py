"""Verbs on members: register, find out, change, give a liaison."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from registry.choices import Direction, EndReason, MovementKind
from registry.domain import assignments, duplicates, revisions
from registry.domain.errors import OpenElsewhere, Refused
from registry.domain.movements import record_movement
from registry.domain.probing import person
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.lib.keys import employer_key, search_fields
from registry.models import LiaisonAssignment, Member, Organisation, Site, User
from registry.models.custody import definer, open_elsewhere
from registry.models.sealed import BlindIndexField, blind_index
from registry.models.unit import record

# Columns that only verbs of their own write.
KEPT = frozenset(
    {
        "id",
        "owner_path",
        "organisation",
        "organisation_id",
        "status",
        "is_open",
        "version",
        "direction",
        "client_key",
    }
)


def register(
    *,
    by: User | None,
    organisation: Organisation,
    direction: Direction,
    fields: Mapping[str, Any],
    on: date | None = None,
    reported_on: date | None = None,
    client_key: UUID | None = None,
    note: str = "",
) -> Member:
    """Put one person on the register of `organisation`; sent twice with one `client_key`, it is one record.

    `fields` are columns of Member, `note` says how the person came to be known. With an ID number or a mobile phone
    the record is registered (待报到, or 已报到 with `reported_on`), without either it is a 线索. Raises OpenElsewhere
    when the ID number has an open record anywhere.
    """
    _check_fields(fields)
    member = Member(
        id=uuid7(),
        owner_path=organisation.path,
        organisation=organisation,
        direction=direction,
        **fields,
    )
    member.created_by = by
    member.client_key = client_key
    fill_keys(member)
    if before := _sent_before(member) or _insert(by, member):
        return _the_same(before, member)
    known = bool(member.id_number or member.phone)
    start = MovementKind.REGISTERED if known else MovementKind.FOUND
    first_day = min(filter(None, (on or clock.today(), reported_on)))
    record_movement(by=by, member=member, kind=start, effective_on=first_day, note=note)
    if known and reported_on:
        record_movement(
            by=by,
            member=member,
            kind=MovementKind.REPORTED_IN,
            effective_on=reported_on,
        )
    definer("registry_link_halves", [member.pk])
    remember_employer(member)
    member.refresh_from_db()
    duplicates.find_for(member=member)
    return member


def _insert(by: User | None, member: Member) -> Member | None:
    """Insert the row; returns the one that the same sender has sent in this very moment, when that was faster."""
    if member.id_number and open_elsewhere(index_of(str(member.id_number)), member.direction):
        return _sent_meanwhile(by, member)
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError:  # somebody else registered the same person in this very moment
        return _sent_meanwhile(by, member)
    return None


def _sent_meanwhile(by: User | None, member: Member) -> Member:
    """The record that the same key has made; raises OpenElsewhere, with its mark on the trail, for anybody else's."""
    if before := _sent_before(member):
        return before
    who = person(by, str(member.id_number))
    record("member.register_refused", outcome="refused", object_type="member", direction=member.direction, person=who)
    raise OpenElsewhere


def _sent_before(member: Member) -> Member | None:
    if member.client_key is None:
        return None
    return Member.objects.filter(created_by=member.created_by, client_key=member.client_key).first()


def _the_same(before: Member, sent: Member) -> Member:
    """The record made by the first sending. Raises Refused when the second one speaks of somebody else."""
    facts = ("owner_path", "direction", "name_key")
    known = bool(before.id_index and sent.id_number and bytes(before.id_index) != index_of(str(sent.id_number)))
    if known or any(getattr(before, name) != getattr(sent, name) for name in facts):
        raise Refused("这次提交已经用来登记过另一个人。请重新打开登记页（程序请换一个新的 Idempotency-Key）。")
    return before


def update_details(
    *,
    by: User | None,
    member: Member,
    changes: Mapping[str, Any],
    version: int | None = None,
    reason: str = "",
) -> Member:
    """Change columns of a record; the old values stay readable as a Revision.

    With `version`, raises Conflict when somebody saved in between.
    """
    _check_fields(changes)
    current = revisions.locked(member, version)
    changed = revisions.changed_names(current, changes)
    if not changed:
        return current
    revisions.keep_revision(by=by, current=current, names=changed, reason=reason)
    for name in changed:
        setattr(current, name, changes[name])
    fill_keys(current)
    current.version += 1
    _save_open_once(by, current, _columns(changed))
    if "employer" in changed:
        remember_employer(current)
    if "id_number" in changed:
        definer("registry_link_halves", [current.pk])
    if "last_contact_on" in changed:
        definer("registry_note_contact", current.pk)
        current.refresh_from_db(fields=["last_contact_on"])
    record("member.updated", on=current, fields=changed)
    return current


def _columns(changed: list[str]) -> list[str]:
    """What has to be written when these have changed: they, what they are found by, and that it was changed."""
    fields = Member._meta.concrete_fields
    indexes = [field.name for field in fields if isinstance(field, BlindIndexField) and field.source in changed]
    keys = search_fields("", "") if {"name", "employer"} & set(changed) else ()
    return [*changed, *indexes, *keys, "version", "updated_at"]


def _save_open_once(by: User | None, member: Member, columns: list[str]) -> None:
    try:
        with transaction.atomic():
            member.save(update_fields=columns)
    except IntegrityError as error:
        record("member.update_refused", outcome="refused", on=member, person=person(by, str(member.id_number)))
        raise OpenElsewhere from error


def verify_lead(*, by: User, member: Member, changes: Mapping[str, Any], on: date | None = None) -> Member:
    """A 线索 got an ID number or a phone: fill it in and register the person."""
    updated = update_details(by=by, member=member, changes=changes)
    if not (updated.id_number or updated.phone):
        raise Refused("要有身份证号或手机号，才能把线索转为登记。")
    record_movement(
        by=by,
        member=updated,
        kind=MovementKind.REGISTERED,
        effective_on=on or clock.today(),
    )
    updated.refresh_from_db()
    return updated


def assign_liaison(*, by: User | None, member: Member, liaison: User, backup: bool = False) -> LiaisonAssignment:
    """Give a member a liaison as of today, as the first or as the backup; who was in that place no longer is.

    The first of two becomes nobody's backup. Raises Refused for an ended record, and for a backup who is the first.
    """
    current = assignments.locked([member.pk])[member.pk]
    if not current.is_open:
        raise Refused(assignments.ENDED_RECORD)
    held = assignments.in_force().filter(member=member, liaison=liaison)
    if backup and held.filter(backup=False).exists():
        raise Refused(f"{liaison.name} 已经是主要联络员，后备请另选一位。")
    if same := held.filter(backup=backup).first():
        return same
    return assignments.give(by=by, gifts=[assignments.Gift(current, liaison, backup)], reason=EndReason.REPLACED)[0]


def fill_keys(member: Member) -> None:
    """Bring the search columns up to the name and the employer."""
    for name, value in search_fields(member.name, member.employer).items():
        setattr(member, name, value)


def remember_employer(member: Member) -> None:
    """An employer becomes a site of the node, so that the search box finds it by any part of its name."""
    if member.employer:
        Site.objects.get_or_create(
            owner_path=member.owner_path,
            name_key=employer_key(member.employer),
            defaults={"name": member.employer},
        )


def index_of(id_number: str) -> bytes:
    """Blind index of an 18-digit ID number."""
    return blind_index().of("id", id_number) or b""


def _check_fields(fields: Mapping[str, Any]) -> None:
    wrong = KEPT & set(fields)
    if wrong:
        raise ValueError(f"这些列不能直接改：{sorted(wrong)}")
