"""The forms of the intake: a file with its place and direction; what each column means."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from registry.choices import DifferenceDecision
from registry.entry.fields import DayField
from registry.entry.organisations import Node, options
from registry.intake.files.kinds import kind_of
from registry.intake.files.refusals import MESSAGES, Refusal
from registry.web.intake_ceiling import MAX_MB

HEAD = 4096
DIRECTIONS = (
    ("auto", "自动识别（看表里怎么写，看不出的算流入）"),
    ("in", "流入：从外地来这里的"),
    ("out", "流出：从这里去外地的"),
)
TOO_LARGE = f"文件超过 {MAX_MB} MB，没有收下。请按村（社区）或按年份拆成几份，分别上传。"


class UploadForm(forms.Form):
    """A roster, whose it is, and which way its people went. `too_large`: the file was left out on its way here."""

    file = forms.FileField(
        label="名册文件",
        help_text=f"拖到这个框里，或点按钮选择。收 .xlsx、.xls、.csv、.docx 和 .txt，最大 {MAX_MB} MB；表头不用改。",
        max_length=200,
        error_messages={
            "required": "还没有选文件。请选择要导入的名册。",
            "missing": "还没有选文件。请选择要导入的名册。",
            "empty": MESSAGES["empty_file"],
            "max_length": "文件名太长（最多 200 个字）。请改短一些再上传。",
            "invalid": "文件没有传上来。请重新选择后再传一次。",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.docx,.txt"}),
    )
    organisation = forms.ChoiceField(
        label="这份名册是哪个组织的",
        help_text="名册里的人会登记到这里；表中写明下属村（社区）的，登记到那个村（社区）。",
        error_messages={"invalid_choice": "这个组织不在您的管理范围内，请重新选择。", "required": "请选择组织。"},
    )
    direction = forms.ChoiceField(
        label="方向",
        choices=DIRECTIONS,
        initial="auto",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择方向；不确定就选“自动识别”。"},
    )

    def __init__(
        self, *args: Any, nodes: Iterable[Node], own: UUID | None, too_large: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        place: Any = self.fields["organisation"]
        place.choices = options(list(nodes))
        place.initial = str(own)
        if len(place.choices) == 1:
            place.widget = forms.HiddenInput()

    def clean_file(self) -> UploadedFile:
        """Refuse at once what is no table, told by its bytes."""
        sent: UploadedFile = self.cleaned_data["file"]
        head = sent.read(HEAD)
        sent.seek(0)
        try:
            kind_of(head, sent.name or "")
        except Refusal as refusal:
            raise ValidationError(refusal.message) from refusal
        return sent

    def clean(self) -> dict[str, Any]:
        """A file that was left out on its way here is no file that was not chosen."""
        if self.too_large:
            self.errors.pop("file", None)
            self.add_error("file", TOO_LARGE)
        return self.cleaned_data


LEAVING = frozenset({DifferenceDecision.RETURNED, DifferenceDecision.MOVED_ON})


class DecisionForm(forms.Form):
    """What shall be done about differences; a return or an onward move has a day."""

    action = forms.ChoiceField(choices=DifferenceDecision.choices)
    on = DayField(label="哪天返回或转走的", required=False)
    note = forms.CharField(label="说明（可不填）", required=False, max_length=200)
    whole = forms.BooleanField(label="这份名册写了全部的人", required=False)

    def clean(self) -> dict[str, Any]:
        """Who left has left on some day, and it is rarely today."""
        data = self.cleaned_data
        if data.get("action") in LEAVING and "on" in data and data["on"] is None:
            label = DifferenceDecision(data["action"]).label
            self.add_error("on", f"请先填“哪天返回或转走的”，再点“{label}”。只知道大概的，填大概的日子，说明里写明。")
        return data
