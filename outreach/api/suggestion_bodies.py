"""What the API takes in of 金点子."""

from typing import Any

from rest_framework import serializers

from outreach import choices
from outreach.domain.suggestions.figures import GROUPS
from outreach.domain.suggestions.handlers import people
from outreach.domain.suggestions.receiving import LEAST_CHARACTERS, MOST_CHARACTERS, TITLE_LENGTH
from registry.api.bodies import BIGGEST, OwnOrganisation, past_day

PLAIN = (choices.SuggestionMove.SIGN, choices.SuggestionMove.RETURN, choices.SuggestionMove.REVIEW,
         choices.SuggestionMove.CLOSE)  # fmt: skip

SAID = (choices.WordKind.PROGRESS, choices.WordKind.PRIVATE, choices.WordKind.REPLY)


def a_text(most: int, said: str, **more: Any) -> serializers.CharField:
    """A text of at most so many characters."""
    return serializers.CharField(max_length=most, help_text=said, **more)


def a_choice(options: Any, said: str, **more: Any) -> serializers.ChoiceField:
    """One of the options."""
    return serializers.ChoiceField(choices=options, help_text=said, **more)


def a_version() -> serializers.IntegerField:
    """Of the row that was read."""
    said = "您读到的版本（version）；不填就不核对"
    return serializers.IntegerField(required=False, min_value=1, max_value=BIGGEST, help_text=said)


class EnterBody(serializers.Serializer[Any]):
    """What somebody said, entered on their behalf."""

    content = a_text(MOST_CHARACTERS, "原话或大意", min_length=LEAST_CHARACTERS)
    category = a_choice(choices.SuggestionCategory.choices, "类别")
    source = a_choice(  # type: ignore[assignment]
        [(kind.value, kind.label) for kind in choices.BY_STAFF], "怎么收集到的"
    )
    organisation = OwnOrganisation(
        required=False, help_text="哪个村（社区）的编号；写了 member 可以不填，归管理他的组织"
    )
    member = serializers.UUIDField(required=False, help_text="是哪位流动党员提的")
    title = a_text(TITLE_LENGTH, "标题；不填就取第一句", required=False, allow_blank=True)
    name = a_text(50, "提出人姓名", required=False, allow_blank=True)
    phone = serializers.RegexField(r"^1\d{10}\Z", required=False, allow_blank=True, help_text="手机，只收不给")
    may_publish = serializers.BooleanField(default=False, help_text="本人是否同意公开")
    collected_on = serializers.DateField(required=False, validators=[past_day], help_text="收集日期；不填是今天")


class PlainBody(serializers.Serializer[Any]):
    """One of the moves that need no more than a word."""

    step = a_choice([(kind.value, kind.label) for kind in PLAIN], "哪一步")
    why = a_text(300, "原因；退回和重新审核要写", required=False, allow_blank=True)
    version = a_version()


class TakeUpBody(serializers.Serializer[Any]):
    """Taken up."""

    complexity = a_choice(choices.Complexity.choices, "难易；办理时限按它算")
    on_list = serializers.BooleanField(help_text="是否纳入“金点子”清单")
    title = a_text(TITLE_LENGTH, "改成这个标题；不填不改", required=False, allow_blank=True)
    category = a_choice(choices.SuggestionCategory.choices, "改成这个类别；不填不改", required=False)
    version = a_version()


class RejectBody(serializers.Serializer[Any]):
    """Not taken up."""

    reason = a_choice(choices.RejectReason.choices, "原因")
    why = a_text(300, "说明，提出人看得到；垃圾信息可以不写", required=False, allow_blank=True, default="")
    version = a_version()


class OwnHandler(serializers.UUIDField):
    """An account that works on suggestions in the scope; another one is answered like one that does not exist."""

    def to_internal_value(self, data: Any) -> Any:
        """The account."""
        found = people().filter(pk=super().to_internal_value(data)).first()
        if found is None:
            raise serializers.ValidationError("没有这位责任人，或者他不在您的范围内任职。")
        return found


class ChargeBody(serializers.Serializer[Any]):
    """To whom it is handed."""

    unit = OwnOrganisation(required=False, help_text="主办单位：范围内组织的编号")
    unit_name = a_text(100, "主办单位的名称，不在组织树里的填这里", required=False, allow_blank=True)
    handler = OwnHandler(required=False, help_text="责任人的账号编号，见 handlers；没有账号的写 handler_name")
    handler_name = a_text(50, "责任人姓名；写了 handler 可以不填", required=False, allow_blank=True)
    due_on = serializers.DateField(required=False, help_text="办理时限；不填按难易算")
    note = a_text(300, "交办说明", required=False, allow_blank=True)


class AnswerBody(serializers.Serializer[Any]):
    """The answer."""

    outcome = a_choice(choices.Outcome.choices, "办理结果")
    text = a_text(2000, "答复，提出人看得到")
    result = a_text(300, "转化成果", required=False, allow_blank=True)
    version = a_version()


class FeedBackBody(serializers.Serializer[Any]):
    """How the answer reached whoever proposed it."""

    way = a_choice(choices.FeedbackWay.choices, "反馈方式")
    why = a_text(300, "说明", required=False, allow_blank=True)


class AskedRatingBody(FeedBackBody):
    """What whoever proposed it said of it."""

    rating = a_choice(choices.Satisfaction.choices, "满意度")


class WhyBody(serializers.Serializer[Any]):
    """Why."""

    why = a_text(300, "原因")


class UrgeBody(serializers.Serializer[Any]):
    """A superior chases."""

    note = a_text(200, "说明", required=False, allow_blank=True)


class BesideBody(serializers.Serializer[Any]):
    """Something written beside it."""

    kind = a_choice([(kind.value, kind.label) for kind in SAID], "种类；公开答复提出人看得到")
    text = a_text(2000, "内容")


class FiguresAsked(serializers.Serializer[Any]):
    """Which days, and by what."""

    since = serializers.DateField(help_text="从哪一天")
    until = serializers.DateField(help_text="到哪一天（含）")
    by = a_choice(
        [(by, by) for by in GROUPS], "按组织（node）、类别（category）还是主办单位（owner）", default=GROUPS[0]
    )
