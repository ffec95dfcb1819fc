"""What the API takes in of 作用发挥."""

from typing import Any

from rest_framework import serializers

from outreach import choices
from outreach.domain.wish_flow import STEPS
from registry.api.bodies import BIGGEST, OwnOrganisation, past_day


def _text(most: int, said: str, **more: Any) -> serializers.CharField:
    return serializers.CharField(max_length=most, help_text=said, **more)


class OfMember(serializers.Serializer[Any]):
    """Whose it is."""

    member = serializers.UUIDField(help_text="党员的编号")


class PostBody(OfMember):
    """A 先锋岗."""

    name = _text(60, "岗位名称")
    awarded_on = serializers.DateField(validators=[past_day], help_text="授牌日期")
    unit = _text(100, "所在单位")
    commitment = _text(500, "承诺内容")


class SeatBody(OfMember):
    """A seat in a 议事会."""

    community = OwnOrganisation(help_text="村（社区）的编号")
    appointed_on = serializers.DateField(validators=[past_day], help_text="聘任日期")
    term_from = serializers.DateField(help_text="任期从")
    term_until = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="任期到；没有写明的不填"
    )


class ServiceBody(OfMember):
    """A day of volunteering."""

    project = _text(60, "服务项目")
    served_on = serializers.DateField(validators=[past_day], help_text="服务日期")
    place = _text(200, "服务地点")
    content = _text(500, "服务内容")
    hours = serializers.DecimalField(max_digits=3, decimal_places=1, help_text="时长（小时），路上的时间不算")
    grade = serializers.ChoiceField(choices=choices.Grade.choices, required=False, allow_blank=True, help_text="评价")


class NoteBody(serializers.Serializer[Any]):
    """A dated note."""

    happened_on = serializers.DateField(validators=[past_day], help_text="日期")
    text = _text(300, "内容", required=False, allow_blank=True)


class SeatNoteBody(NoteBody):
    """A meeting attended, or a proposal."""

    kind = serializers.ChoiceField(
        choices=[(kind.value, kind.label) for kind in (choices.NoteKind.MEETING, choices.NoteKind.PROPOSAL)],
        help_text="参加议事，还是提案",
    )


class EndBody(serializers.Serializer[Any]):
    """From when it is over, and why."""

    on = serializers.DateField(validators=[past_day], help_text="结束日期")
    reason = _text(200, "为什么结束", min_length=2)


class WishChange(serializers.Serializer[Any]):
    """What is written of a wish. What is left out of a correction stays."""

    collected_on = serializers.DateField(required=False, validators=[past_day], help_text="征集日期")
    category = serializers.ChoiceField(required=False, choices=choices.Wisher.choices, help_text="心愿人类别")
    kind = serializers.ChoiceField(required=False, choices=choices.WishKind.choices, help_text="心愿类型")
    content = _text(200, "心愿内容，会上墙，不能写心愿人的姓名", required=False)
    community = _text(100, "所在社区", required=False)
    wisher_name = _text(50, "心愿人姓名，只收不给；儿童填监护人", required=False)
    wisher_phone = serializers.RegexField(
        r"^1\d{10}\Z", required=False, allow_blank=True, help_text="联系电话（手机），只收不给"
    )
    shown_as = _text(20, "公示时的称呼；儿童不能填", required=False, allow_blank=True)


class WishCorrection(WishChange):
    """Which version was read."""

    version = serializers.IntegerField(min_value=1, max_value=BIGGEST, help_text="您读到的版本（version）")


class WishBody(WishChange):
    """A new one, and who collects it."""

    organisation = OwnOrganisation(help_text="征集的组织的编号")

    def get_fields(self) -> dict[str, Any]:
        """All but telephone and how the wisher is called must be there."""
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name not in ("wisher_phone", "shown_as")
        return fields


class StepBody(serializers.Serializer[Any]):
    """One step of the flow."""

    step = serializers.ChoiceField(
        choices=[(kind.value, step.label) for kind, step in STEPS.items()], help_text="哪一步"
    )
    why = _text(300, "依据或原因；核实、实现、回访、退回、撤回都要写", required=False, allow_blank=True)
    day = serializers.DateField(
        required=False, allow_null=True, help_text="确认认领：约定完成日期；实现：完成日期；退回再办：新的约定日期"
    )
    satisfaction = serializers.ChoiceField(
        choices=choices.Satisfaction.choices, required=False, allow_blank=True, help_text="回访时填"
    )
    version = serializers.IntegerField(
        required=False, min_value=1, max_value=BIGGEST, help_text="您读到的版本（version）；不填就不核对"
    )
