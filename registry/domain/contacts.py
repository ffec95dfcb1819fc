"""Verbs on the contact log: note a contact or an attempt, correct it, declare it a mistake.

Only a success with the member resets the clock, and the database's own function does that. Nothing else is told.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from registry.choices import Direction
from registry.domain import revisions
from registry.domain.contact_rules import wrong_with
from registry.domain.errors import Conflict, Refused
from registry.domain.files import Prepared, Upload, attach
from registry.domain.movements import label_of
from registry.lib import clock
from registry.lib import scope as scopes
from registry.lib.ids import uuid7
from registry.models import Attachment, ContactLog, Member, User
from registry.models.contact import HEADINGS
from registry.models.custody import definer
from registry.models.unit import record

TEXTS = ("summary", *HEADINGS)
# What a form or a program may say of a contact; `contact_person` is a User, None for who writes it down.
FIELDS = frozenset({"side", "matter", "happened_at", "channel", "outcome", "contact_person", "next_on", *TEXTS})
_CHECKED = ("side", "matter", "happened_at", "channel", "outcome", "next_on", *TEXTS)


def record_contact(
    *,
    by: User | None,
    member: Member,
    fields: Mapping[str, Any],
    client_key: UUID | None = None,
    files: Iterable[Upload | Prepared] = (),
) -> ContactLog:
    """Write down one contact or attempt with a member, or about the member with the home organisation.

    `fields` are some of FIELDS: `happened_at` (aware), `channel` and `outcome` always. With `client_key`, the same key
    sent again for this member answers with the row of the first time. `files` are kept with the contact. Raises
    Refused for a moment that lies ahead, for what doesn't go together, and for a record that has ended.
    """
    sent = _sent_before(member, client_key)
    if sent:
        return sent
    current = Member.objects.only("id", "owner_path", "direction", "is_open", "status").get(pk=member.pk)
    contact = _new(by, current, {"contact_person": by} | dict(fields), client_key)
    _refuse_ended(current)
    _check({name: getattr(contact, name) for name in _CHECKED}, current)
    try:
        with transaction.atomic():
            _insert(by, contact, files)
    except IntegrityError as error:
        return _sent_meanwhile(member, client_key, error)
    record(
        "contact.recorded",
        on=contact,
        member=str(current.pk),
        side=str(contact.side),
        channel=str(contact.channel),
        result=str(contact.outcome),
    )
    return contact


def correct_contact(
    *,
    by: User | None,
    contact: ContactLog,
    changes: Mapping[str, Any],
    version: int | None = None,
    reason: str = "",
    files: Iterable[Upload | Prepared] = (),
) -> ContactLog:
    """Change what a contact says, or add `files`; the old values stay readable as a Revision, and the last contact is
    worked out anew.

    `changes` are some of FIELDS. Raises Conflict when somebody saved since `version`, Refused for a voided one, for one
    that somebody else wrote (a liaison changes her own only), and for what record_contact would refuse.
    """
    current = _held(contact, version)
    wanted = _columns(by, changes)
    names = revisions.changed_names(current, wanted)
    if names:
        _check({name: getattr(current, name) for name in _CHECKED} | wanted, current.member)
    _attach(by, current, files)
    if not names:
        return current
    revisions.keep_revision(by=by, current=current, names=names, reason=reason.strip()[:200])
    for name in names:
        setattr(current, name, wanted[name])
    _saved(current)
    record("contact.corrected", on=current, member=str(current.member_id), fields=names)
    return current


def add_file(
    *, by: User | None, contact: ContactLog, upload: Upload | Prepared, version: int | None = None
) -> Attachment:
    """Keep one more file with a contact. Raises as correct_contact does, and Refused for what can't be taken."""
    current = _held(contact, version)
    return attach(by=by, member=current.member, upload=upload, contact=current)


def void_contact(*, by: User | None, contact: ContactLog, reason: str, version: int | None = None) -> ContactLog:
    """Declare a contact a mistake: it stays to be read and no longer counts. Raises as correct_contact does."""
    why = reason.strip()
    if not why:
        raise Refused("请写明为什么作废，方便以后查看。")
    current = _held(contact, version)
    revisions.keep_revision(by=by, current=current, names=("voided_at",), reason=why[:200])
    current.voided_at, current.void_reason = clock.now(), why[:200]
    _saved(current)
    record("contact.voided", on=current, member=str(current.member_id))
    return current


def may_change(contact: ContactLog) -> bool:
    """Whether the active scope may correct or void it: a liaison only what she wrote herself."""
    scope = scopes.current()
    return not scope.liaison or contact.recorded_by_id == scope.user_id


def _held(contact: ContactLog, version: int | None) -> ContactLog:
    """The row as it is now, locked for a change."""
    if not may_change(contact):
        raise Refused("这条联系是别人记的，您不能改。内容有误的，请告诉记录人或村(社区)更正。")
    current = revisions.locked(contact, version)
    if current.voided_at:
        raise Refused("这条联系记录已经作废，不能再改。")
    return current


def _saved(contact: ContactLog) -> None:
    contact.version += 1
    contact.save()
    definer("registry_note_contact", contact.member_id)


def _insert(by: User | None, contact: ContactLog, files: Iterable[Upload | Prepared]) -> None:
    contact.save(force_insert=True)
    definer("registry_note_contact", contact.member_id)
    # That holds the member's row against whoever would close it: what is read now, stays.
    contact.member.refresh_from_db(fields=["is_open", "status"])
    _refuse_ended(contact.member)
    _attach(by, contact, files)


def _attach(by: User | None, contact: ContactLog, files: Iterable[Upload | Prepared]) -> None:
    for upload in files:
        attach(by=by, member=contact.member, upload=upload, contact=contact)


def _sent_before(member: Member, client_key: UUID | None) -> ContactLog | None:
    return ContactLog.objects.filter(member=member, client_key=client_key).first() if client_key else None


def _sent_meanwhile(member: Member, client_key: UUID | None, error: IntegrityError) -> ContactLog:
    """The row of whoever sent the same key in this very moment; else the record has just changed hands."""
    sent = _sent_before(member, client_key)
    if sent is None:
        raise Conflict("这位党员刚刚转到别的组织，这次联系没有记下。请回到党员页面看看。") from error
    return sent


def _new(by: User | None, member: Member, fields: Mapping[str, Any], client_key: UUID | None) -> ContactLog:
    return ContactLog(
        id=uuid7(),
        owner_path=member.owner_path,
        node_at_event=member.owner_path,
        member=member,
        client_key=client_key,
        recorded_at=clock.now(),
        recorded_by=by,
        recorded_label=label_of(by),
        **_columns(by, fields),
    )


def _columns(by: User | None, fields: Mapping[str, Any]) -> dict[str, Any]:
    """`fields` as columns: texts without blanks around them, the person with the name of today."""
    unknown = set(fields) - FIELDS
    if unknown:
        raise ValueError(f"联系记录没有这些内容：{sorted(unknown)}")
    found = {name: value.strip() if name in TEXTS else value for name, value in fields.items()}
    if "contact_person" in found:
        person: User | None = found.pop("contact_person") or by
        own = person is None or (by is not None and person.pk == by.pk)
        found |= {
            "contact_person_id": person.pk if person else None,
            "contact_label": label_of(by) if own or person is None else person.name,
        }
    return found


def _check(values: Mapping[str, Any], member: Member) -> None:
    words = wrong_with(values, outflow=member.direction == Direction.OUT, now=clock.now())
    if words:
        raise Refused(words)


def _refuse_ended(member: Member) -> None:
    if not member.is_open:
        status = member.get_status_display()
        raise Refused(f"这条记录已经结束（{status}），不能再记联系。结束得不对的，请先把“结束”那一条更正作废。")
