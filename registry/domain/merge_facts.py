"""What a merge may take from the absorbed record, what moves along with it, and how both are remembered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q

from registry.models import (
    Attachment,
    ContactLog,
    LiaisonAssignment,
    LostProposal,
    Member,
    MoveRequest,
    StudyReport,
)

# What is chosen as one: topic → columns of Member.
TOPICS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "id_number": ("id_number", "id_legacy"),
    "sex": ("sex",),
    "birth": ("birth_on", "birth_precision"),
    "phone": ("phone",),
    "other_phones": ("other_phones",),
    "contact_way": ("contact_way",),
    "political_status": ("political_status",),
    "joined": ("joined_on", "joined_precision"),
    "regular_on": ("regular_on",),
    "ethnic_code": ("ethnic_code",),
    "education": ("education_code", "education_text"),
    "origin": ("origin_code", "origin_text"),
    "home_org_name": ("home_org_name",),
    "home_org_contact": ("home_org_contact",),
    "home_org_phone": ("home_org_phone",),
    "host_org_name": ("host_org_name",),
    "relation_status": ("relation_status",),
    "flow_reason": ("flow_reason",),
    "flowed": ("flowed_on", "flowed_precision"),
    "expected_return_on": ("expected_return_on",),
    "employer": ("employer",),
    "job_title": ("job_title",),
    "occupation": ("occupation",),
    "new_employment_type": ("new_employment_type",),
    "is_migrant_worker": ("is_migrant_worker",),
    "work_community": ("work_community_code", "work_community_name"),
    "residence": ("residence",),
    "household": ("household",),
    "native_place": ("native_place",),
    "certificate": ("certificate",),
    "contact_status": ("contact_status",),
    "liaison_note": ("liaison_note",),
    "liaison_phone": ("liaison_phone",),
    "notice_acknowledged_on": ("notice_acknowledged_on",),
    "remark": ("remark",),
    "extra": ("extra",),
}
# Sex and birthday follow from the number.
WITH_NUMBER = ("sex", "birth")
# Columns that no choice touches: keys, projections of the movements, dates that the contact log gives.
NEVER = frozenset(
    {
        "id", "owner_path", "organisation", "direction", "status", "is_open", "reported_on", "enrolled_on", "closed_on",
        "close_reason", "branch", "branch_label", "merged_into", "version", "created_at", "created_by", "updated_at",
        "intake_id", "client_key", "lead_index", "last_contact_on", "contact_said_on", "contact_logged_on", "id_index",
        "phone_index", "phone_tail_index", "name_key", "given_key", "pinyin", "initials", "pinyin_alt", "initials_alt",
        "employer_key", "erased_on",
    }
)  # fmt: skip
CONTACT_DATES = ("last_contact_on", "contact_said_on", "contact_logged_on")
# Rows that change records. Movements and corrections stay where they were written; the bytes of a file follow it by
# their key; links follow by a function of their own, since the other half may lie out of scope.
MOVED: tuple[type[Model], ...] = (ContactLog, StudyReport, Attachment, LiaisonAssignment, LostProposal, MoveRequest)


@dataclass(frozen=True, slots=True)
class Further:
    """Rows of an app above that change records too, unless the kept record has one with the same `once` among those
    for which `stands` holds: of such a pair each stays where it is."""

    model: type[Model]
    once: tuple[str, ...] = ()
    stands: Q = field(default_factory=Q)

    def rows(self, kept: UUID, absorbed: UUID) -> list[UUID]:
        """Keys of those that go along."""
        rows = self.model._default_manager.filter(member_id=absorbed)
        if self.once:
            same = {name: OuterRef(name) for name in self.once}
            rows = rows.exclude(Exists(self.model._default_manager.filter(self.stands, member_id=kept, **same)))
        return list(rows.values_list("pk", flat=True))


# What the apps above the registry let go along; they add it when they are ready.
FURTHER: list[Further] = []
# What they do besides, in the same unit of work, with the kept record and the absorbed one.
AFTER: list[Callable[[Member, Member], None]] = []


def travelling() -> tuple[type[Model], ...]:
    """Every model whose rows a merge may hand over."""
    return (*MOVED, *(each.model for each in FURTHER))


def is_empty(member: Member, topic: str) -> bool:
    """Whether a record says nothing about a topic."""
    return all(getattr(member, name) in ("", None, False) for name in TOPICS[topic][:1])


def differs(one: Member, two: Member, topic: str) -> bool:
    """Whether two records say different things about a topic."""
    return any(getattr(one, name) != getattr(two, name) for name in TOPICS[topic])


def columns_of(topics: Iterable[str]) -> list[str]:
    """The columns of these topics, those that follow from the ID number included."""
    wanted = set(topics)
    if "id_number" in wanted:
        wanted |= set(WITH_NUMBER)
    return [column for topic, columns in TOPICS.items() if topic in wanted for column in columns]


def frozen(member: Member, names: Iterable[str]) -> dict[str, Any]:
    """Columns as JSON keeps them: dates and keys as text."""
    values = {name: getattr(member, Member._meta.get_field(name).attname) for name in names}  # type: ignore[union-attr]
    return {name: value if isinstance(value, str | bool | None) else str(value) for name, value in values.items()}


def thawed(values: dict[str, Any]) -> dict[str, Any]:
    """`frozen` read back."""
    return {name: Member._meta.get_field(name).to_python(value) for name, value in values.items()}  # type: ignore[union-attr]


def label(model: type[Model]) -> str:
    """How `MemberMerge.moved` names a model."""
    return str(model._meta.model_name)


def hand_over(model: type[Model], *, of: UUID, to: UUID, ids: Iterable[Any] | None = None) -> list[str]:
    """Give rows of one record to another; returns the keys of those that went. `ids` picks some of them."""
    rows = model._default_manager.filter(member_id=of)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    keys = list(rows.values_list("pk", flat=True))
    model._default_manager.filter(pk__in=keys).update(member_id=to)
    return [str(key) for key in keys]
