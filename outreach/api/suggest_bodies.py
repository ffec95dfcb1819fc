"""What the public part of the API takes in and gives back of 金点子."""

import base64
import binascii
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from rest_framework import serializers

from outreach import choices
from outreach.domain.suggestions import public as asked
from outreach.domain.suggestions.receiving import LEAST_CHARACTERS, MOST_CHARACTERS, MOST_PHOTOS, TITLE_LENGTH, Idea
from outreach.domain.suggestions.told import WORD_LENGTH
from registry.domain.errors import Refused
from registry.domain.files import MAX_BYTES, MAX_MB, Prepared, prepare
from registry.entry.fields import LegalNameField, MobileField

CODE_HELP = "查询码，带不带短横都行"


class PlaceRow(serializers.Serializer[Any]):
    """A place that may be written to."""

    id = serializers.UUIDField(help_text="编号，提交时填在 place")
    code = serializers.CharField(help_text="区划代码；没有的是空的")
    name = serializers.CharField(help_text="名称")
    kind = serializers.CharField(help_text="district 区、street 街道、community 社区、village 村")
    above = serializers.CharField(source="parent", help_text="上级名称")


class FormRow(serializers.Serializer[Any]):
    """What is needed to show the form and to send it."""

    ticket = serializers.CharField(help_text="这一张表单的凭据，提交时带回；同一张表单交几次都只算一条")
    device = serializers.CharField(help_text="这台手机的编号，存起来，以后每次提交带回；第一次取的那个一直用")
    seconds = serializers.IntegerField(help_text="凭据有效多少秒")
    bits = serializers.IntegerField(help_text="工作量证明：SHA-256(ticket + ':' + nonce) 开头要有这么多个零比特")
    places = PlaceRow(many=True, help_text="可以选的地方")


class CodeBody(serializers.Serializer[Any]):
    """Whose progress."""

    code = serializers.CharField(max_length=100, help_text=CODE_HELP)


class WordBody(CodeBody):
    """A word more."""

    key = serializers.UUIDField(help_text="这次补充的编号（您生成）：同一编号只记一次")
    text = serializers.CharField(max_length=WORD_LENGTH, help_text="补充的内容")


class RateBody(CodeBody):
    """How well it was done."""

    rating = serializers.ChoiceField(choices=choices.Satisfaction.choices, help_text="评价")


class ReopenBody(CodeBody):
    """What is still missing."""

    why = serializers.CharField(max_length=300, help_text="还差什么")


class AlikeBody(serializers.Serializer[Any]):
    """What is being written."""

    content = serializers.CharField(max_length=MOST_CHARACTERS, help_text="正在写的内容")


class AlikeRow(serializers.Serializer[Any]):
    """A published one that is like it."""

    title = serializers.CharField(help_text="公开的标题")
    place = serializers.CharField(help_text="地方")
    standing = serializers.CharField(source="plain", help_text="办得怎么样")
    result = serializers.CharField(help_text="公开的办理情况")


class AlikeRows(serializers.Serializer[Any]):
    """The nearest first."""

    results = AlikeRow(many=True, help_text="最相近的在前，最多 5 条")


class Receipt(serializers.Serializer[Any]):
    """What to keep."""

    code = serializers.CharField(help_text="查询码，只给这一次，请让本人存好")


class ToldRow(serializers.Serializer[Any]):
    """One reply, answer or word of hers."""

    kind = serializers.ChoiceField(choices=choices.WordKind.choices, help_text="种类")
    text = serializers.CharField(help_text="内容")
    at = serializers.DateTimeField(help_text="时间")
    by = serializers.CharField(source="label", help_text="谁；本人的是空的")


class StandingRow(serializers.Serializer[Any]):
    """How it stands, for whoever has its code."""

    title = serializers.CharField(help_text="标题")
    content = serializers.CharField(help_text="内容")
    category = serializers.CharField(help_text="类别")
    place = serializers.CharField(help_text="地方")
    submitted_at = serializers.DateTimeField(help_text="提交时间")
    state = serializers.ChoiceField(choices=choices.SuggestionState.choices, help_text="办到哪一步")
    standing = serializers.CharField(source="plain", help_text="办到哪一步，说给本人听的话")
    unit = serializers.CharField(help_text="主办单位")
    due_on = serializers.DateField(allow_null=True, help_text="办理时限")
    outcome = serializers.CharField(help_text="办理结果 A、B、C、D；还没有的是空的")
    rating = serializers.CharField(help_text="本人的评价；还没有的是空的")
    into_label = serializers.CharField(help_text="合并到哪一条")
    may_add = serializers.BooleanField(help_text="还能补充")
    may_rate = serializers.BooleanField(help_text="可以评价")
    may_reopen = serializers.BooleanField(help_text="可以请求重新办理")
    closes_on = serializers.DateField(allow_null=True, help_text="最晚哪天可以评价或请求重新办理，过了自动办结")
    words = ToldRow(many=True, help_text="答复和补充")


class Looked(serializers.Serializer[Any]):
    """What a code opens: nothing for a wrong one, with the same status."""

    found = StandingRow(allow_null=True, help_text="没有查到的是 null")


class SuggestBody(serializers.Serializer[Any]):
    """A suggestion as somebody writes it."""

    ticket = serializers.CharField(max_length=500, help_text="取表单时给的凭据")
    nonce = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="工作量证明；不带的，同一网络每小时只收 3 条"
    )
    device = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text="取表单时给的这台手机的编号；一台手机每小时收 10 条"
    )
    content = serializers.CharField(min_length=LEAST_CHARACTERS, max_length=MOST_CHARACTERS, help_text="内容")
    category = serializers.ChoiceField(choices=choices.SuggestionCategory.choices, help_text="类别")
    place = serializers.UUIDField(help_text="地方的编号，见 places")
    title = serializers.CharField(
        max_length=TITLE_LENGTH, required=False, allow_blank=True, help_text="标题；不填的取内容开头"
    )
    name = serializers.CharField(max_length=100, required=False, allow_blank=True, help_text="怎么称呼；可以不填")
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True, help_text="手机号；可以不填")
    may_publish = serializers.BooleanField(required=False, default=False, help_text="本人同意公开内容和办理结果")
    consent = serializers.BooleanField(help_text="本人看过告知书并同意；必须是 true")
    photos = serializers.ListField(
        child=serializers.CharField(max_length=MAX_BYTES * 4 // 3 + 4), max_length=MOST_PHOTOS, required=False,
        help_text=f"照片的 Base64，最多 {MOST_PHOTOS} 张，每张不超过 {MAX_MB} MB，合起来不超过 20 MB；"
        "会重新生成，拍摄地点等信息不保留",
    )  # fmt: skip

    def validate_consent(self, said: bool) -> bool:
        """Without it nothing is taken."""
        if not said:
            raise serializers.ValidationError("本人同意以后才能提交。")
        return said

    def validate_name(self, said: str) -> str:
        """As the page takes it."""
        return str(_cleaned(LegalNameField(required=False), said))

    def validate_phone(self, said: str) -> str:
        """As the page takes it."""
        return str(_cleaned(MobileField(required=False), said))

    def validate_place(self, said: Any) -> Any:
        """One of those on offer."""
        if all(place.id != said for place in asked.places()):
            raise serializers.ValidationError("没有这个地方。")
        return said

    def validate_photos(self, said: list[str]) -> list[Prepared]:
        """Each judged by its bytes and made anew; no PDF."""
        return [_photo(text, f"照片{number}") for number, text in enumerate(said, 1)]


def _cleaned(field: forms.Field, said: str) -> Any:
    try:
        return field.clean(said)
    except forms.ValidationError as wrong:
        raise serializers.ValidationError(wrong.messages) from wrong


def _photo(text: str, name: str) -> Prepared:
    try:
        made = prepare(ContentFile(base64.b64decode(text, validate=True), name=name))
    except (binascii.Error, ValueError) as wrong:
        raise serializers.ValidationError(f"“{name}”不是 Base64。") from wrong
    except Refused as refusal:
        raise serializers.ValidationError(str(refusal)) from refusal
    if made.media_type == "application/pdf":
        raise serializers.ValidationError("这里只收照片。PDF 请截图后再传。")
    return made


def idea_of(body: dict[str, Any]) -> Idea:
    """The suggestion in a body that was checked."""
    names = ("content", "category", "title", "name", "phone", "may_publish")
    facts = {name: body[name] for name in names if name in body}
    return Idea(node=body["place"], source=choices.SuggestionSource.PROGRAM, **facts)
