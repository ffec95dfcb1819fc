"""The forms of study reports: writing one, reviewing one, narrowing the list."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms

from registry.choices import STAFF_CHANNELS, StudyChannel, StudyForm, StudyState
from registry.domain.studies import LEAST_HOURS, LONGEST_TEXT, MOST_HOURS
from registry.entry.fields import DayField
from registry.entry.member_forms import blank
from registry.lib import clock
from registry.models import StudyReport
from registry.web.file_field import FilesField
from registry.web.keyed import Keyed

CAMPAIGNS = "campaigns"  # id of the list that the field of the campaign offers
COLUMNS = ("topic", "form", "studied_on", "hours", "channel", "campaign", "text", "share_home")
HOURS_WRONG = "学时填 0.5 到 24 之间的数，最多一位小数；不清楚就空着。"
HOURS_ERRORS = dict.fromkeys(
    ("invalid", "min_value", "max_value", "max_decimal_places", "max_digits", "max_whole_digits"), HOURS_WRONG
)


class WritingForm(Keyed):
    """What a report says. `client_key` makes a form that was sent twice one report."""

    topic = forms.CharField(
        label="学习主题", max_length=100, required=False, help_text="例如：学习党章第一章。没有的，写心得或传附件也可以"
    )
    form = forms.ChoiceField(
        label="学习形式",
        choices=blank(StudyForm.choices, "请选择"),
        error_messages={"required": "请选择学习形式。"},
    )
    studied_on = DayField(
        label="学习日期",
        initial=clock.today,
        error_messages={"required": "请填学习日期。", "invalid": "没有认出日期，请写成 2026-03-05 的样子。"},
    )
    hours = forms.DecimalField(
        label="学时",
        required=False,
        min_value=LEAST_HOURS,
        max_value=MOST_HOURS,
        max_digits=3,
        decimal_places=1,
        error_messages=HOURS_ERRORS,
        help_text="小时，不清楚就空着",
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
    )
    channel = forms.ChoiceField(
        label="怎么交来的",
        choices=STAFF_CHANNELS,
        initial=StudyChannel.BY_STAFF,
        help_text="本人口述、您来填的，选“代录”",
    )
    campaign = forms.CharField(
        label="所属专题",
        max_length=50,
        required=False,
        help_text="例如：主题教育。用过的会提示，没有就空着",
        widget=forms.TextInput(attrs={"list": CAMPAIGNS, "autocomplete": "off"}),
    )
    text = forms.CharField(
        label="学习心得",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="可以原样粘贴党员发来的文字；请不要写身份证号、住址",
    )
    uploads = FilesField(label="照片和扫描件")
    share_home = forms.BooleanField(label="通报流出地党组织", required=False)
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def clean_studied_on(self) -> Any:
        """No study lies ahead."""
        day = self.cleaned_data["studied_on"]
        if day > clock.today():
            raise forms.ValidationError("学习日期不能晚于今天，请核对。")
        return day

    def columns(self) -> dict[str, Any]:
        """What goes into the report's columns."""
        return {name: self.cleaned_data[name] for name in COLUMNS}


class CorrectionForm(WritingForm):
    """The same for a report that is there already: which version was opened, and why it is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="更正原因", max_length=200, required=False, help_text="没有可以不填")
    client_key = None  # type: ignore[assignment]  # Django's way to leave out a parent's field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("channel") == StudyChannel.SELF:  # what she handed in herself stays so
            self.fields["channel"].choices = [(StudyChannel.SELF.value, StudyChannel.SELF.label)]  # type: ignore[attr-defined]


def initial_of(study: StudyReport) -> dict[str, Any]:
    """A report as its form shows it."""
    return {name: getattr(study, name) for name in COLUMNS} | {"version": study.version}


class ReviewForm(forms.Form):
    """What the reviewer says, and of which version."""

    comment = forms.CharField(
        label="审阅意见",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="已阅可以不填；退回要写明补什么、改什么",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class VoidForm(forms.Form):
    """Why a report is declared a mistake."""

    reason = forms.CharField(
        label="作废原因",
        max_length=200,
        error_messages={"required": "请写明为什么作废，方便以后查看。"},
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：登记错人、重复登记",
    )


TONES: dict[str, str] = {StudyState.PENDING: "warning", StudyState.READ: "success", StudyState.RETURNED: "danger"}


def state_badge(study: StudyReport) -> dict[str, str]:
    """Where a report stands."""
    if study.voided_at:
        return {"text": "已作废", "tone": "outline"}
    return {"text": study.get_state_display(), "tone": TONES[study.state]}


def hours_text(hours: Decimal | None) -> str:
    """Hours without a needless zero."""
    return f"{hours.normalize():f} 小时" if hours is not None else ""
