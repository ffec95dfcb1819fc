"""Forms of study materials and of handing them out."""

from typing import Any
from uuid import uuid4

from django import forms

from outreach.choices import ELECTRONIC, HandoutChannel, MaterialKind, MaterialQuarter
from outreach.domain.handouts import MOST_COPIES
from outreach.domain.materials import FIELDS, NO_LINK
from outreach.domain.quarters import Quarter
from outreach.models import Material
from registry.domain.files import MAX_MB
from registry.entry.fields import DayField, offer
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Organisation, SavedFilter
from registry.web.file_field import FilesField
from registry.web.keyed import Keyed

FIRST_YEAR = 2000


class MaterialForm(forms.Form):
    """A material as staff say it."""

    title = forms.CharField(label="名称", max_length=100, help_text="例如：《习近平著作选读》第一卷")
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *MaterialKind.choices])
    subject = forms.CharField(label="专题", max_length=50, required=False, help_text="例如：党纪学习教育")
    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=2100)
    quarter = forms.TypedChoiceField(label="季度", choices=MaterialQuarter.choices, coerce=int, initial=0)
    copies = forms.IntegerField(
        label="印了（买了）多少册", required=False, min_value=0, max_value=1_000_000,
        help_text="发放时会告诉您还剩多少册；电子的留空。",
    )  # fmt: skip
    link = forms.URLField(
        label="网址", max_length=300, required=False, assume_scheme="https",
        error_messages={"invalid": NO_LINK}, help_text="收到的党员在个人页面上点开。音视频、课件请放网址。",
    )  # fmt: skip
    description = forms.CharField(
        label="说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="学哪几章、怎么学。党员看得到。",
    )  # fmt: skip
    uploads = FilesField(
        most=1, label="文件",
        help_text=f"PDF 或照片，不超过 {MAX_MB} MB，只放一个；再传一个会替换原来的。Word 请先另存为 PDF。",
    )  # fmt: skip

    def __init__(self, *args: Any, material: Material | None = None, **kwargs: Any) -> None:
        if material is not None:
            kwargs["initial"] = {name: getattr(material, name) for name in FIELDS}
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = clock.today().year

    def sent(self) -> dict[str, Any]:
        """The verb's `fields` and `upload`."""
        data = self.cleaned_data
        return {"fields": {name: data[name] for name in FIELDS}, "upload": next(iter(data["uploads"]), None)}


class NewMaterialForm(MaterialForm):
    """The same, and whose it is."""

    organisation = forms.ModelChoiceField(
        label="归哪个组织", queryset=Organisation.objects.none(), empty_label="请选择",
        help_text="这个组织和它的下级都可以发给自己的党员。",
    )  # fmt: skip
    field_order = ("organisation",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", Organisation.objects.all().active().order_by("path"))
        self.fields["organisation"].initial = scopes.current().organisation_id


class WithdrawForm(forms.Form):
    """Why it is not handed out any more."""

    reason = forms.CharField(
        label="为什么停用", max_length=200, help_text="例如：有了新版。发过的记录仍然保留，网址和文件党员不能再打开。",
        error_messages={"required": "请写明为什么停用，方便以后查看。"},
    )  # fmt: skip


class VoidForm(forms.Form):
    """Why a hand-out was a mistake."""

    reason = forms.CharField(
        label="作废原因", max_length=200, help_text="例如：登记错了人",
        error_messages={"required": "请写明为什么作废，方便以后查看。"},
    )  # fmt: skip


class HowForm(Keyed):
    """When, by which way, how many each."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    given_on = DayField(label="发放日期")
    channel = forms.ChoiceField(label="发放方式", choices=HandoutChannel.choices)
    copies = forms.IntegerField(
        label="每人几册", required=False, min_value=0, max_value=MOST_COPIES,
        help_text="不填就是 1 册；微信、邮件发电子版的不算册数。",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"client_key": uuid4(), "given_on": clock.today()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def facts(self) -> dict[str, Any]:
        """The verb's `fields`; a number that was not given is one printed copy, or none of what is sent."""
        data = self.cleaned_data
        copies = data["copies"]
        if copies is None:
            copies = 0 if data["channel"] in ELECTRONIC else 1
        return {"given_on": data["given_on"], "channel": data["channel"], "copies": copies}


class GiveOneForm(HowForm):
    """The same, and what."""

    material = forms.ModelChoiceField(label="哪份资料", queryset=Material.objects.none(), empty_label="请选择")
    field_order = ("client_key", "material")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "material", Material.objects.all().in_use().order_by("-year", "-quarter", "title"))


class GiveManyForm(HowForm):
    """The same for everybody whom a filter finds."""

    saved = forms.ModelChoiceField(
        label="发给谁", queryset=SavedFilter.objects.none(), required=False, empty_label="本组织及下级全部在册党员",
        help_text="先在“流动党员”里筛选并保存，这里就能选。",
    )  # fmt: skip
    again = forms.BooleanField(
        label="已经发过的也再发一次", required=False, help_text="不勾的话，已经有这份资料的人会跳过。"
    )
    field_order = ("client_key", "saved")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "saved", SavedFilter.objects.all())

    def query(self) -> dict[str, str]:
        """The conditions of the saved filter."""
        saved = self.cleaned_data["saved"]
        return dict(saved.query) if saved else {}


def quarter_options(quarters: list[Quarter]) -> list[tuple[str, str]]:
    """Values and texts of a select box."""
    return [(quarter.key, quarter.label) for quarter in quarters]
