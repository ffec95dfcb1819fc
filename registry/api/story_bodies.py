"""What the API takes in of contacts and study reports."""

from typing import Any

from rest_framework import serializers

from registry import choices
from registry.api.bodies import BIGGEST, past_day
from registry.domain.contact_rules import TEXT_MOST
from registry.domain.contacts import TEXTS
from registry.domain.studies import LEAST_HOURS, LONGEST_TEXT, MOST_HOURS
from registry.models import ContactLog


class ContactBody(serializers.Serializer[Any]):
    """One contact or attempt; what is left out of a correction stays."""

    side = serializers.ChoiceField(
        choices=choices.ContactSide.choices, required=False, help_text="联系对象，不填是本人"
    )
    matter = serializers.ChoiceField(
        choices=choices.HomeMatter.choices, required=False, allow_blank=True, help_text="事项：和流出地党组织联系时填"
    )
    happened_at = serializers.DateTimeField(help_text="联系时间，带时区，例如 2026-11-20T09:30:00+08:00")
    channel = serializers.ChoiceField(choices=choices.ContactChannel.choices, help_text="联系方式")
    outcome = serializers.ChoiceField(choices=choices.ContactOutcome.choices, help_text="联系结果；没联系上的也要记")
    next_on = serializers.DateField(required=False, allow_null=True, help_text="下次联系日期")

    def get_fields(self) -> dict[str, Any]:
        """With the headings under which things are told."""
        return super().get_fields() | {name: _text(ContactLog, name, TEXT_MOST) for name in TEXTS}


class NewContactBody(ContactBody):
    """With whom."""

    member = serializers.UUIDField(help_text="党员的编号")


class _Partial(serializers.Serializer[Any]):
    """A correction: what is left out stays."""

    version = serializers.IntegerField(min_value=1, max_value=BIGGEST, help_text="您读到的版本（version）")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="为什么更正")

    def get_fields(self) -> dict[str, Any]:
        """Nothing but the version must be there."""
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name == "version"
        return fields


class ContactCorrection(_Partial, ContactBody):
    """What changes of a contact."""


class StudyBody(serializers.Serializer[Any]):
    """One study report."""

    topic = serializers.CharField(max_length=100, required=False, allow_blank=True, help_text="学习主题")
    form = serializers.ChoiceField(choices=choices.StudyForm.choices, help_text="学习形式")
    studied_on = serializers.DateField(validators=[past_day], help_text="学习日期")
    hours = serializers.DecimalField(
        max_digits=3, decimal_places=1, min_value=LEAST_HOURS, max_value=MOST_HOURS, required=False, allow_null=True,
        help_text="学时，0.5 到 24",
    )  # fmt: skip
    text = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True, help_text="学习心得")
    channel = serializers.ChoiceField(choices=choices.STAFF_CHANNELS, required=False, help_text="提交方式，不填是代录")
    campaign = serializers.CharField(max_length=50, required=False, allow_blank=True, help_text="所属专题")
    share_home = serializers.BooleanField(required=False, help_text="通报流出地党组织")


class NewStudyBody(StudyBody):
    """Whose."""

    member = serializers.UUIDField(help_text="党员的编号")


class StudyCorrection(_Partial, StudyBody):
    """What changes of a report."""


class ReviewBody(serializers.Serializer[Any]):
    """Read, or returned with a word on what to mend."""

    state = serializers.ChoiceField(
        choices=[(state.value, state.label) for state in (choices.StudyState.READ, choices.StudyState.RETURNED)],
        help_text="已阅或退回",
    )
    comment = serializers.CharField(required=False, allow_blank=True, max_length=500, help_text="审阅意见；退回必填")
    version = serializers.IntegerField(
        required=False, min_value=1, max_value=BIGGEST, help_text="您读到的版本；填了，之后改过的就不会误审"
    )


def _text(model: Any, name: str, most: int) -> serializers.CharField:
    label = str(model._meta.get_field(name).verbose_name)
    return serializers.CharField(max_length=most, required=False, allow_blank=True, help_text=label)
