"""What people type when they work on a suggestion; each form is one verb, and knows the row it is for."""

from typing import Any

from django import forms

from outreach.choices import (
    Complexity,
    FeedbackWay,
    Outcome,
    RejectReason,
    Satisfaction,
    SuggestionCategory,
)
from outreach.domain.suggestions import clocks
from outreach.domain.suggestions.assigning import Charge, day_kept
from outreach.domain.suggestions.handlers import out_of_sight, people
from outreach.domain.suggestions.publishing import holds_number
from outreach.models import Suggestion
from registry.entry.fields import DayField, MobileField, offer
from registry.lib import clock
from registry.lib.masks import mask_numbers
from registry.models import Organisation, User
from registry.web.file_field import FilesField
from registry.web.keyed import Keyed

CALLED = [(way.value, way.label) for way in FeedbackWay if way not in (FeedbackWay.ONLINE, FeedbackWay.NONE)]
WAYS = [*CALLED, (FeedbackWay.NONE.value, FeedbackWay.NONE.label)]


def lines(label: str, most: int, rows: int = 3, **more: Any) -> forms.CharField:
    """A box of several lines."""
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


class VerbForm(forms.Form):
    """One verb's form; `name` is its prefix too, so that several stand on a page."""

    def __init__(self, *args: Any, name: str, row: Suggestion, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": name, **kwargs})
        self.row = row
        self.begin()

    def begin(self) -> None:
        """What depends on the row."""


class AcceptForm(VerbForm):
    """受理."""

    complexity = forms.ChoiceField(
        label="难易", choices=Complexity.choices, widget=forms.RadioSelect,
        error_messages={"required": "请选难易：简单、一般或复杂。办理时限按它算。"},
    )  # fmt: skip
    on_list = forms.BooleanField(label="纳入“金点子”清单", required=False)
    title = forms.CharField(label="标题", max_length=60, help_text="一句话说清是什么事，不写姓名、门牌和电话。")
    category = forms.ChoiceField(label="类别", choices=SuggestionCategory.choices)

    def begin(self) -> None:
        self.initial.update(title=mask_numbers(self.row.title), category=self.row.category)
        days = clocks.allowed(self.row.owner_path)
        said = [(kind.value, f"{kind.label}（{days[kind]}）") for kind in Complexity]
        self.fields["complexity"].choices = said  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        """A title goes into lists and files that others read."""
        title: str = self.cleaned_data["title"]
        if holds_number(title):
            raise forms.ValidationError("标题里好像有电话号码或证件号码，请删去：标题会列进清单、台账，别人也看得到。")
        return title


class EntryForm(VerbForm):
    """What the ledger says."""

    title = forms.CharField(label="标题", max_length=60)
    category = forms.ChoiceField(label="类别", choices=SuggestionCategory.choices)
    on_list = forms.BooleanField(label="纳入“金点子”清单", required=False)
    remark = forms.CharField(label="备注", max_length=200, required=False, help_text="印在台账最后一栏。")

    def begin(self) -> None:
        self.initial.update({name: getattr(self.row, name) for name in self.fields})
        if self.row.is_help:
            del self.fields["on_list"]


class ProposerForm(VerbForm):
    """更正、删去提出人的姓名和电话."""

    name = forms.CharField(label="提出人姓名", max_length=50, required=False, help_text="要删去的，清空。")
    phone = MobileField(label="新的联系电话", required=False, help_text="不填的不变。")
    drop_phone = forms.BooleanField(label="删去联系电话", required=False)
    why = forms.CharField(
        label="怎么核实是本人的", max_length=200, help_text="例如：本人报了查询码；回拨了登记的号码。记在内部备注里。",
        error_messages={"required": "请写明怎么核实是本人的，例如：本人报了查询码。"},
    )  # fmt: skip

    def begin(self) -> None:
        self.initial["name"] = str(self.row.proposer_name)


class RejectForm(VerbForm):
    """不予受理."""

    reason = forms.ChoiceField(label="原因", choices=[("", "请选择"), *RejectReason.choices])
    why = lines("告诉提出人的话", 300, required=False, help_text="本人会看到；垃圾信息可以不写。")

    def begin(self) -> None:
        if self.row.suspicion:
            self.initial["reason"] = RejectReason.SPAM


class PlainForm(VerbForm):
    """A step that asks for nothing."""


class WhyForm(VerbForm):
    """A step that asks why."""

    why = lines("说明", 300, 2)

    def __init__(self, *args: Any, ask: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = ask
        self.fields["why"].error_messages["required"] = f"请写明：{ask}。"


class ChargeForm(forms.Form):
    """To whom: a unit and a person, each chosen or named."""

    unit = forms.ModelChoiceField(
        label="主办单位", queryset=Organisation.objects.none(), required=False, empty_label="不在下面，写在后面",
        help_text="交给下级或别的村（社区）的，这一条随之转到那里，由那里签收、办理。",
    )  # fmt: skip
    unit_name = forms.CharField(
        label="或者写单位名称",
        max_length=100,
        required=False,
        help_text="系统里没有的单位，例如：市政所。进展由本组织代为登记。",
    )
    handler = forms.ModelChoiceField(
        label="责任人", queryset=User.objects.none(), required=False, empty_label="没有账号，写在后面"
    )
    handler_name = forms.CharField(label="或者写责任人姓名", max_length=50, required=False)
    due_on = DayField(label="办理时限", required=False)
    note = forms.CharField(label="交办意见", max_length=200, required=False)

    def offer(self) -> None:
        """The units and people of the own subtree."""
        offer(self, "unit", Organisation.objects.all().active().order_by("path"))
        offer(self, "handler", people())

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        if not sent.get("unit") and not sent.get("unit_name", "").strip():
            self.add_error("unit", "请选主办单位，或者写单位名称。")
        if not sent.get("handler") and not sent.get("handler_name", "").strip():
            self.add_error("handler", "请选责任人，或者写姓名：每条都要有一个具体的人负责。")
        if unseen := out_of_sight(sent.get("unit"), sent.get("handler")):
            self.add_error("handler", unseen)
        return sent

    def charge(self) -> Charge:
        """What was chosen, for the verb."""
        return Charge(**self.cleaned_data)


class AssignForm(VerbForm, ChargeForm):
    """交办."""

    def begin(self) -> None:
        self.offer()
        by = clocks.work_by(self.row.owner_path, self.row.complexity, clock.today())
        said = self.row.get_complexity_display() if self.row.complexity else "一般"
        kept = day_kept(self.row)
        by_default = f"不填的按“{said}”算，到 {by:%Y-%m-%d}。"
        held = f"不填的不变，还是 {kept:%Y-%m-%d}；要往后延的，由办理单位申请、上一级批。" if kept else ""
        self.fields["due_on"].help_text = held or by_default


class ExtendForm(VerbForm):
    """延期申请."""

    until = DayField(label="申请延到", error_messages={"required": "请填延到哪一天。"})
    why = lines("理由", 300, 2, error_messages={"required": "请写明为什么要延期。"})


class DecideForm(VerbForm):
    """批复延期."""

    granted = forms.ChoiceField(
        label="批复", choices=[("yes", "同意"), ("no", "不同意")], widget=forms.RadioSelect,
        error_messages={"required": "请选同意或不同意。"},
    )  # fmt: skip
    answer = forms.CharField(label="批复意见", max_length=200, required=False, help_text="不同意的必填。")


class AnswerForm(VerbForm):
    """答复."""

    outcome = forms.ChoiceField(
        label="办理结果", choices=Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": "请选办理结果：A、B、C 或 D。"},
    )  # fmt: skip
    text = lines("答复内容", 2000, 6, help_text="提出人会看到。说清办了什么、没办的为什么、以后怎么办。")
    result = forms.CharField(
        label="转化成果", max_length=300, required=False, help_text="落到了实处的，写一句。例如：东门加装路灯 2 盏。"
    )


class FeedbackForm(VerbForm):
    """登记反馈."""

    way = forms.ChoiceField(label="怎么反馈的", choices=WAYS, widget=forms.RadioSelect,
                            error_messages={"required": "请选是怎么反馈的。"})  # fmt: skip
    why = forms.CharField(label="本人怎么说", max_length=300, required=False)


class RateForm(VerbForm):
    """回访评价."""

    rating = forms.ChoiceField(
        label="本人的评价", choices=Satisfaction.choices, widget=forms.RadioSelect,
        error_messages={"required": "请选：满意、基本满意或不满意。"},
    )  # fmt: skip
    way = forms.ChoiceField(label="怎么回访的", choices=CALLED, widget=forms.RadioSelect,
                            error_messages={"required": "请选是怎么回访的。"})  # fmt: skip
    why = forms.CharField(label="本人怎么说", max_length=300, required=False)


class MergeForm(VerbForm):
    """并入另一条."""

    number = forms.CharField(
        label="并入哪一条", max_length=60, help_text="填那一条的编号。提出人查进展时看到的是那一条办得怎样。"
    )


class SplitForm(Keyed, VerbForm):
    """拆成两条."""

    content = lines("拆出来的内容", 2000, 4, help_text="原来的一条不变，拆出来的另编一个号。")
    title = forms.CharField(label="标题", max_length=60, required=False, help_text="不写的取内容的第一句。")
    category = forms.ChoiceField(label="类别", choices=SuggestionCategory.choices)
    key = forms.UUIDField(widget=forms.HiddenInput)


class HelpForm(VerbForm):
    """转为帮扶."""

    why = lines("为什么转为帮扶", 300, 2, required=False, help_text="转了以后不公开、不在清单里，按同样的步骤跟进。")


class PublishForm(VerbForm):
    """公开."""

    title = forms.CharField(label="公开的标题", max_length=60)
    text = lines("公开的内容", 500, 4, help_text="用自己的话写，不写姓名、住址、电话。")
    result = lines("公开的办理情况", 500, 3, required=False)

    def begin(self) -> None:
        self.initial.update(
            title=self.row.public_title or self.row.title,
            text=self.row.public_text,
            result=self.row.public_result or self.row.result,
        )


class WordForm(VerbForm):
    """A word beside it."""

    text = lines("内容", 2000, 3, error_messages={"required": "请写内容。"})


class FilesForm(VerbForm):
    """Photographs and scans by staff."""

    uploads = FilesField(required=True)


class UrgeForm(VerbForm):
    """督办."""

    note = forms.CharField(label="督办意见", max_length=200, required=False)


class UnitForm(VerbForm):
    """会办单位."""

    label = forms.CharField(label="会办单位", max_length=100)


class OpinionForm(VerbForm):
    """会办意见."""

    text = lines("会办意见", 2000, 3, error_messages={"required": "请写会办意见。"})
