"""What the API takes in of 金点子 beside the moves of the table: merged, split, more time, other units, published."""

from typing import Any

from rest_framework import serializers

from outreach import choices
from outreach.api.suggestion_bodies import a_choice, a_text, a_version
from outreach.domain.suggestions.receiving import LEAST_CHARACTERS, MOST_CHARACTERS, TITLE_LENGTH


class NoBody(serializers.Serializer[Any]):
    """Nothing."""


class ReadBody(serializers.Serializer[Any]):
    """Nothing but what was read."""

    version = a_version()


class MergeBody(serializers.Serializer[Any]):
    """Into which."""

    into = serializers.UUIDField(help_text="并入哪一条：它的 id")
    version = a_version()


class SplitBody(serializers.Serializer[Any]):
    """What is taken out."""

    content = a_text(MOST_CHARACTERS, "拆出来的内容", min_length=LEAST_CHARACTERS)
    category = a_choice(choices.SuggestionCategory.choices, "类别")
    title = a_text(TITLE_LENGTH, "标题；不填就取第一句", required=False, allow_blank=True)
    version = a_version()


class HelpBody(serializers.Serializer[Any]):
    """Why it is a case of help."""

    why = a_text(300, "为什么转为帮扶", required=False, allow_blank=True)
    version = a_version()


class ExtendBody(serializers.Serializer[Any]):
    """More time."""

    until = serializers.DateField(help_text="申请延到哪一天")
    why = a_text(300, "理由")


class TimeBody(serializers.Serializer[Any]):
    """The answer of the level above."""

    granted = serializers.BooleanField(help_text="是否同意")
    answer = a_text(200, "批复意见；不同意的要写", required=False, allow_blank=True)


class UnitBody(serializers.Serializer[Any]):
    """Another unit."""

    name = a_text(100, "会办单位的名称")


class OpinionBody(serializers.Serializer[Any]):
    """What it says."""

    unit = serializers.UUIDField(help_text="会办单位在 units 里的 id")
    text = a_text(2000, "会办意见")


class EntryBody(serializers.Serializer[Any]):
    """The ledger's line, put right."""

    title = a_text(TITLE_LENGTH, "标题")
    category = a_choice(choices.SuggestionCategory.choices, "类别")
    on_list = serializers.BooleanField(help_text="是否纳入“金点子”清单")
    remark = a_text(200, "备注，印在台账最后一栏", required=False, allow_blank=True)
    version = a_version()


class PublishBody(serializers.Serializer[Any]):
    """What the public list says."""

    title = a_text(TITLE_LENGTH, "公开的标题")
    text = a_text(500, "公开的内容，不写姓名、住址、电话")
    result = a_text(500, "公开的办理情况", required=False, allow_blank=True)
    version = a_version()
