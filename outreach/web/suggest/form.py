"""The form for a suggestion: as few fields as will do, and one that only programs fill in."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import BaseChoiceIterator

from outreach.choices import SuggestionCategory
from outreach.domain.suggestions.public import Place
from outreach.domain.suggestions.receiving import LEAST_CHARACTERS, MOST_CHARACTERS, MOST_PHOTOS, TITLE_LENGTH, Idea
from outreach.domain.suggestions.wording import plain
from registry.domain.files import MAX_MB, Prepared
from registry.entry.fields import LegalNameField, MobileField
from registry.web.file_field import FilesField

PHOTOS_HELP = f"最多 {MOST_PHOTOS} 张，每张不超过 {MAX_MB} MB。照片里的拍摄地点等信息会自动去掉。"
PICTURES = "image/jpeg,image/png,image/webp"
SHORT = "请把想法写得具体一点，至少写几个字。"


class Kept(BaseChoiceIterator):
    """Choices in their final form: Django neither walks through them nor copies them for each form anew."""

    def __init__(self, rows: Iterable[tuple[Any, Any]]) -> None:
        self.rows = tuple(rows)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self.rows)

    def __copy__(self) -> "Kept":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "Kept":
        return self


class PlainField(forms.CharField):
    """Text without what can't be seen, counted as it will be kept."""

    def to_python(self, value: Any) -> str:
        """The text, before its length is judged."""
        return plain(super().to_python(value) or "")


class PhotosField(FilesField):
    """Photographs only: a PDF can do more than show something."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=MOST_PHOTOS, label="照片", help_text=PHOTOS_HELP, **kwargs)
        self.widget.attrs["accept"] = PICTURES

    def clean(self, data: Any, initial: Any = None) -> list[Prepared]:
        """What `FilesField` makes of them, without any PDF."""
        made: list[Prepared] = super().clean(data, initial)
        if any(one.media_type == "application/pdf" for one in made):
            raise ValidationError("这里只收照片。PDF 请截图后再传。")
        return made


class SuggestForm(forms.Form):
    """What, what about, where; who, only where she likes."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    content = PlainField(
        label="想说什么", min_length=LEAST_CHARACTERS, max_length=MOST_CHARACTERS,
        help_text="哪里、什么情况、希望怎么办。几句话就行。", widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请写下您的想法。", "min_length": SHORT},
    )  # fmt: skip
    category = forms.ChoiceField(
        label="是哪方面的", choices=Kept([("", "请选择"), *SuggestionCategory.choices]),
        error_messages={"required": "请选一个类别。说不准的选“其他”。", "invalid_choice": "请重新选一个类别。"},
    )  # fmt: skip
    place = forms.ChoiceField(
        label="是哪里的事", help_text="选村（社区）；说不准的选街道",
        error_messages={"required": "请选一个地方。说不准的选街道或全区。", "invalid_choice": "请重新选一个地方。"},
    )  # fmt: skip
    uploads = PhotosField()
    title = PlainField(label="标题", required=False, max_length=TITLE_LENGTH, help_text="不写也可以，会取内容的开头")
    name = LegalNameField(
        label="怎么称呼您", required=False, max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = MobileField(
        label="手机号", required=False, max_length=40, help_text="方便和您核实情况、电话答复",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel-national"}),
    )  # fmt: skip
    may_publish = forms.BooleanField(
        label="可以公开这条建议和办理结果（不公开姓名和电话）；不勾选就不公开", required=False
    )
    # Nobody sees it; a program that fills in everything gives itself away.
    website = forms.CharField(label="网址（请不要填写）", required=False, max_length=500)
    consent = forms.BooleanField(
        label="我看过上面的说明，同意为办理这条建议使用我填写的内容",
        error_messages={"required": "同意以后才能提交。不愿意在网上写的，可以到村（社区）当面说。"},
    )  # fmt: skip

    def __init__(self, *args: Any, places: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = _kept_places(tuple(places))  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        """One line."""
        return " ".join(self.cleaned_data["title"].split())

    def idea(self, source: str) -> Idea:
        """What is handed on of it."""
        data = self.cleaned_data
        names = ("content", "category", "title", "name", "phone", "may_publish")
        return Idea(node=UUID(data["place"]), source=source, **{name: data[name] for name in names})

    @property
    def too_many_photos(self) -> bool:
        """Whether more came than any page of ours would send."""
        return len(self.files.getlist("uploads")) > MOST_PHOTOS if self.files else False


@lru_cache(maxsize=4)
def _kept_places(places: tuple[Place, ...]) -> Kept:
    return Kept(place_choices(places))


def place_choices(places: Iterable[Place]) -> list[tuple[Any, Any]]:
    """The places as a select shows them: districts alone, streets with what lies in them, in the order of the tree."""
    found: list[tuple[Any, Any]] = [("", "请选择")]
    for (_, street), group in groupby(places, key=_group):
        rows = list(group)
        found.extend(
            [(str(row.id), f"{row.name}（全区）") for row in rows] if not street else [(street, _options(rows))]
        )
    return found


def _group(place: Place) -> tuple[str, str]:
    """A key for each street, and its name; none for a district."""
    if place.kind == "district":
        return place.path, ""
    return (place.path, place.name) if place.kind == "street" else (place.path[:-4], place.parent)


def _options(rows: list[Place]) -> list[tuple[str, str]]:
    return [(str(row.id), f"{row.name}（整个街道）" if row.kind == "street" else row.name) for row in rows]
