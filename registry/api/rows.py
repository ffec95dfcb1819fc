"""What the API shows of organisations, members and movements. Numbers of persons are masked, always."""

from datetime import date
from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.domain.projection import ALLOWED
from registry.entry.covering import covered
from registry.entry.fields import typed_date
from registry.lib import divisions
from registry.lib.masks import mask_id, mask_phone
from registry.models import LiaisonAssignment, Member, Movement, MoveRequest, Organisation
from registry.models.custody import other_half
from registry.models.scoped import ScopedModel
from registry.policies import MOVEMENT_RIGHTS, allowed

M = TypeVar("M", bound=ScopedModel)
MASKED = "已脱敏；完整号码要用 reveal 动作查看"


class Row(serializers.ModelSerializer[M]):
    """A row as it is read; where a choice may be empty, the description says so."""

    def include_extra_kwargs(self, kwargs: Any, extra_kwargs: Any) -> Any:
        """DRF drops `allow_blank` of what is only read."""
        blank = kwargs.get("allow_blank", False)
        found = super().include_extra_kwargs(kwargs, extra_kwargs)
        return {**found, "allow_blank": True} if blank and "choices" in found else found


class OrganisationRef(Row[Organisation]):
    """An organisation where another thing names it."""

    name = serializers.CharField(source="__str__", help_text="全称")

    class Meta:
        model = Organisation
        fields = ("id", "name")


class OrganisationRow(Row[Organisation]):
    """A node of the tree."""

    class Meta:
        model = Organisation
        fields = ("id", "kind", "code", "name", "full_name", "parent", "contact_name", "contact_phone", "is_active")
        read_only_fields = fields


def partial(day: date | None, precision: str = "") -> str:
    """A date as far as it is known: 2021-03-05, 2021-03, 2021, or an empty text."""
    return typed_date(day, precision)


class Masked(serializers.CharField):
    """A number of a person, shown in part."""

    def __init__(self, mask: Any = covered, **kwargs: Any) -> None:
        self.mask = mask
        super().__init__(read_only=True, help_text=MASKED, **kwargs)

    def to_representation(self, value: Any) -> str:
        """The number with its middle hidden; an empty text where there is none."""
        return self.mask(str(value)) if value else ""


class Sealed(serializers.CharField):
    """A text that is stored encrypted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)


class MemberRow(Row[Member]):
    """A member in a list."""

    organisation = OrganisationRef(read_only=True, help_text="管理组织")
    phone = Masked(mask_phone)
    origin = serializers.SerializerMethodField(help_text="来源地（流出的是去向）全称")
    flowed = serializers.SerializerMethodField(help_text="流入（外出）时间，知道多少写多少：2024、2024-05、2024-05-01")

    class Meta:
        model = Member
        fields = (
            "id", "name", "sex", "direction", "status", "is_open", "organisation", "phone", "origin_code", "origin",
            "flowed", "employer", "new_employment_type", "branch_label", "last_contact_on", "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_origin(self, member: Member) -> str:
        """The division's full name, else what the ledger says."""
        return divisions.in_words(member.origin_code, member.origin_text)

    def get_flowed(self, member: Member) -> str:
        """As far as it is known."""
        return partial(member.flowed_on, member.flowed_precision)


# Columns that the rows of a list need; encrypted ones that they don't show stay in the database.
ROW_COLUMNS = (
    "name", "sex", "direction", "status", "is_open", "phone", "origin_code", "origin_text", "flowed_on",
    "flowed_precision", "employer", "new_employment_type", "branch_label", "last_contact_on", "version", "owner_path",
    "organisation__full_name", "organisation__name",
)  # fmt: skip


class OtherHalf(serializers.Serializer[Any]):
    """What one side may know of the other half of the same person."""

    direction = serializers.CharField()
    status = serializers.CharField()


class MemberDetail(MemberRow):
    """All that is known of a member."""

    id_number = Masked(mask_id)
    birth = serializers.SerializerMethodField(help_text="出生日期，知道多少写多少")
    joined = serializers.SerializerMethodField(help_text="入党时间，知道多少写多少")
    other_phones, liaison_phone = Masked(), Masked()
    home_org_phone, residence, household = Sealed(), Sealed(), Sealed()
    liaison = serializers.SerializerMethodField(help_text="现任联络员的姓名")
    other_half = serializers.SerializerMethodField(help_text="同一人在另一地的记录：只有方向和状态")
    can = serializers.SerializerMethodField(help_text="按状态和您的权限，现在可以办理的动作")

    class Meta:
        model = Member
        fields = (
            *MemberRow.Meta.fields, "id_number", "birth", "ethnic_code", "education_code", "education_text",
            "political_status", "joined", "regular_on", "other_phones", "contact_way", "origin_text", "home_org_name",
            "home_org_contact", "home_org_phone", "host_org_name", "flow_reason", "relation_status", "job_title",
            "occupation", "is_migrant_worker", "work_community_name", "expected_return_on", "residence", "household",
            "native_place", "certificate", "contact_status", "liaison", "liaison_note", "liaison_phone", "remark",
            "reported_on", "enrolled_on", "closed_on", "close_reason", "other_half", "can",
        )  # fmt: skip
        read_only_fields = fields

    def get_birth(self, member: Member) -> str:
        """As far as it is known."""
        return partial(member.birth_on, member.birth_precision)

    def get_joined(self, member: Member) -> str:
        """As far as it is known."""
        return partial(member.joined_on, member.joined_precision)

    def get_liaison(self, member: Member) -> str:
        """The present one's name; an empty text where there is none."""
        found = LiaisonAssignment.objects.all().current().primary().filter(member=member).first()
        return found.liaison_label if found else ""

    @extend_schema_field(OtherHalf(allow_null=True))
    def get_other_half(self, member: Member) -> dict[str, str] | None:
        """Its direction and status, nothing else."""
        found = other_half(member.pk)
        return {"direction": found[0], "status": found[1]} if found else None

    def get_can(self, member: Member) -> list[str]:
        """Kinds of movement that the table of states and the role allow."""
        return [
            str(kind) for kind, right in MOVEMENT_RIGHTS.items() if member.status in ALLOWED[kind] and allowed(right)
        ]


class MovementRow(Row[Movement]):
    """Something that happened to a member."""

    member = serializers.PrimaryKeyRelatedField[Member](read_only=True)
    voids = serializers.PrimaryKeyRelatedField[Movement](read_only=True, allow_null=True, help_text="作废的是哪一条")

    class Meta:
        model = Movement
        fields = ("id", "member", "kind", "effective_on", "recorded_at", "recorded_label", "note", "voids")
        read_only_fields = fields


class RequestRow(Row[MoveRequest]):
    """What was asked of a superior, and where it stands."""

    member = serializers.PrimaryKeyRelatedField[Member](read_only=True, allow_null=True)

    class Meta:
        model = MoveRequest
        fields = (
            "id", "key", "kind", "side", "state", "direction", "member", "name", "from_label", "to_label",
            "effective_on", "reason", "asked_at",
        )  # fmt: skip
        read_only_fields = fields


class Able(serializers.Serializer[Any]):
    """Somebody who may be chosen: to care for a member, to answer for a suggestion."""

    id = serializers.UUIDField()
    name = serializers.CharField()
