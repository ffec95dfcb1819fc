"""What the API takes in. The fields of a person are those of the page's form, which also checks them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from rest_framework import serializers

from registry import choices
from registry.entry.fields import options_of
from registry.entry.member_forms import DATES, SINGLE_DATES, MemberForm
from registry.lib import clock
from registry.lib.identity import IdNumber, parse_id
from registry.models import Member, Organisation

NO_ORGANISATION = "没有这个组织，或者它不在您的管理范围内。"
# Select boxes whose values are many: the form checks them, the schema does not list them.
LONG_LISTS = frozenset({"ethnic_code", "education_code", "origin_pick"})
NUMBERS = ("id_number", "phone")
# Columns behind a field of the form, where they are not just its namesake.
FOLLOW: dict[str, tuple[str, ...]] = {
    **DATES,
    **{name: (column,) for name, column in SINGLE_DATES.items()},
    "id_number": ("id_number", "id_legacy", "sex", *DATES["birth"]),
    "origin_text": ("origin_text", "origin_code"),
    "origin_pick": ("origin_code",),
}
# What a column of versions can hold.
BIGGEST = 2**31 - 1


def _field(name: str, field: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    """A field of the body for a field of the form."""
    shared: dict[str, Any] = {"required": field.required, "label": field.label, "help_text": _help(field)}
    if isinstance(field, forms.NullBooleanField):
        return serializers.BooleanField(allow_null=True, **shared)
    if isinstance(field, forms.DateField):
        return serializers.DateField(allow_null=True, **shared)
    if isinstance(field, forms.ChoiceField) and name not in LONG_LISTS:
        values = [option for option in options_of(field) if option[0]]
        return serializers.ChoiceField(choices=values, allow_blank=not field.required, **shared)
    longest = getattr(field, "max_length", None) or 12
    return serializers.CharField(max_length=longest, allow_blank=not field.required, **shared)


def _help(field: forms.Field) -> str:
    return "。".join(filter(None, (str(field.label), str(field.help_text))))


class PersonFields(serializers.Serializer[Any]):
    """What is known of one person."""

    def get_fields(self) -> dict[str, Any]:
        """The fields of the page's form."""
        return super().get_fields() | {name: _field(name, field) for name, field in MemberForm.base_fields.items()}


class OwnOrganisation(serializers.UUIDField):
    """An organisation in use of the scope; a foreign one is answered like one that does not exist."""

    def to_internal_value(self, data: Any) -> Any:
        """The organisation."""
        key = super().to_internal_value(data)
        found = Organisation.objects.all().active().filter(pk=key).first()
        if found is None:
            raise serializers.ValidationError(NO_ORGANISATION)
        return found


def past_day(day: Any) -> None:
    """Raise for a day that lies ahead."""
    if day and day > clock.today():
        raise serializers.ValidationError("日期不能晚于今天。")


class RegisterBody(PersonFields):
    """One person, and at which organisation."""

    direction = serializers.ChoiceField(choices=choices.Direction.choices, help_text="方向")
    organisation = OwnOrganisation(help_text="管理组织的编号")
    reported_on = serializers.DateField(
        required=False, allow_null=True, validators=[past_day], help_text="报到日期；还没来报到的不填"
    )


class UpdateBody(PersonFields):
    """What changes; what is left out stays. An empty text takes a value away."""

    version = serializers.IntegerField(min_value=1, max_value=BIGGEST, help_text="您读到的版本（version）")

    def get_fields(self) -> dict[str, Any]:
        """Nothing but the version must be there."""
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name == "version"
        return fields


class VerifyBody(UpdateBody):
    """What turns a lead into a record: an ID number or a telephone."""

    on = serializers.DateField(required=False, validators=[past_day], help_text="登记日期，不填就是今天")


class ChangeForm(MemberForm):
    """The form over a stored record, of which only `given` was sent; numbers left out stay covered and unchanged."""

    def __init__(self, member: Member, stored: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        self.member, self.given = member, given
        blank = dict.fromkeys(NUMBERS, "")
        super().__init__({**stored, **blank, **given}, initial={**stored, **blank})

    def known_number(self) -> IdNumber | None:
        """The number sent, else the stored one."""
        if "id_number" in self.given or "id_number" in self.errors:
            return super().known_number()
        return parse_id(str(self.member.id_number))

    def columns(self) -> dict[str, Any]:
        """The columns behind what was sent, and those that follow from it."""
        wanted = {column for name in self.given for column in FOLLOW.get(name, (name,))}
        found = {column: value for column, value in super().columns().items() if column in wanted}
        if "work_community_name" in self.changed_data:
            found["work_community_code"] = ""
        return found


class MovementBody(serializers.Serializer[Any]):
    """When it happened, and a note."""

    effective_on = serializers.DateField(required=False, validators=[past_day], help_text="发生日期，不填就是今天")
    note = serializers.CharField(required=False, allow_blank=True, max_length=500, help_text="说明")


class LostBody(MovementBody):
    """失联 needs a word on what was tried."""

    note = serializers.CharField(max_length=500, help_text="核实情况：打过哪些电话、问过谁")


class CloseBody(MovementBody):
    """Why it ends."""

    reason = serializers.ChoiceField(choices=choices.CloseReason.choices, help_text="结束原因")


class EnrollBody(serializers.Serializer[Any]):
    """Into which branch, as of when."""

    branch = serializers.UUIDField(help_text="拟纳入的党支部的编号")
    effective_on = serializers.DateField(required=False, validators=[past_day], help_text="纳入日期，不填就是今天")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500, help_text="说明")


class MoveBody(serializers.Serializer[Any]):
    """To which organisation of the district."""

    to = serializers.UUIDField(help_text="接收组织的编号")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500, help_text="理由")


class LiaisonBody(serializers.Serializer[Any]):
    """Whom to give."""

    liaison = serializers.UUIDField(help_text="联络员账号的编号")


class ReasonBody(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(min_length=2, max_length=500, help_text="为什么，记入审计日志")


class VoidBody(serializers.Serializer[Any]):
    """Why something written down no longer counts."""

    reason = serializers.CharField(min_length=2, max_length=200, help_text="为什么作废，方便以后查看")


class NoBody(serializers.Serializer[Any]):
    """Nothing needs to be said."""
