"""Forms of 作用发挥."""

from typing import Any

from django import forms

from outreach.choices import Grade, NoteKind, Satisfaction, Wisher, WishKind
from outreach.domain.wish_flow import Step
from outreach.domain.wishes import FIELDS
from outreach.models import CouncilSeat, MicroWish, PioneerPost
from registry.choices import OrganisationKind
from registry.entry.fields import DayField, MobileField, offer
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Member, Organisation
from registry.web.file_field import FilesField

PLACES = (OrganisationKind.COMMUNITY, OrganisationKind.VILLAGE)


def _lines(label: str, most: int, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


def _today() -> str:
    return f"{clock.today():%Y-%m-%d}"


class PostForm(forms.Form):
    """A 先锋岗."""

    name = forms.CharField(label="岗位名称", max_length=60, help_text="例如：暖企服务先锋岗")
    awarded_on = DayField(label="授牌日期", initial=_today)
    unit = forms.CharField(label="所在单位", max_length=100)
    commitment = _lines("承诺内容", 500, help_text="会印在岗位牌上。")

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].initial = str(member.employer)


class SeatForm(forms.Form):
    """A seat in a 议事会."""

    community = forms.ModelChoiceField(label="村（社区）", queryset=Organisation.objects.none(), empty_label="请选择")
    appointed_on = DayField(label="聘任日期", initial=_today)
    term_from = DayField(label="任期从", initial=_today)
    term_until = DayField(label="任期到", required=False, help_text="没有写明的留空。")

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "community", Organisation.objects.all().active().filter(kind__in=PLACES).order_by("path"))
        self.fields["community"].initial = member.organisation_id


class ServiceForm(forms.Form):
    """A day of volunteering."""

    project = forms.CharField(label="服务项目", max_length=60, help_text="例如：暖企服务、养老托育、社区治理")
    served_on = DayField(label="服务日期", initial=_today)
    place = forms.CharField(label="服务地点", max_length=200)
    content = _lines("服务内容", 500)
    hours = forms.DecimalField(
        label="服务时长（小时）",
        min_value=0,
        max_digits=4,
        decimal_places=1,
        help_text="路上的时间不算，最多一位小数。",
    )
    grade = forms.ChoiceField(label="评价", required=False, choices=[("", "暂不评价"), *Grade.choices])

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class HoursForm(forms.Form):
    """How long everybody on an activity's list served."""

    hours = forms.DecimalField(
        label="每人服务时长（小时）", min_value=0, max_digits=4, decimal_places=1, help_text="路上的时间不算。"
    )


class NoteForm(forms.Form):
    """A dated note."""

    kind = forms.ChoiceField(label="记什么")
    happened_on = DayField(label="日期", initial=_today)
    text = _lines("内容", 300, required=False)

    def __init__(self, *args: Any, of: PioneerPost | CouncilSeat, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "note", **kwargs})
        kinds = [NoteKind.DEED] if isinstance(of, PioneerPost) else [NoteKind.MEETING, NoteKind.PROPOSAL]
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.value, kind.label) for kind in kinds]
        if len(kinds) == 1:
            field.widget, field.initial = forms.HiddenInput(), kinds[0].value


class EndForm(forms.Form):
    """From when it is over, and why."""

    on = DayField(label="结束日期", initial=_today)
    reason = forms.CharField(label="结束原因", max_length=200, error_messages={"required": "请写明为什么结束。"})


class VoidForm(forms.Form):
    """Why it was a mistake."""

    reason = forms.CharField(
        label="作废原因", max_length=200, help_text="登记错了才作废；不再担任的，请办“结束”。",
        error_messages={"required": "请写明为什么作废，方便以后查看。"},
    )  # fmt: skip


class WishForm(forms.Form):
    """A wish as it is collected."""

    collected_on = DayField(label="征集日期", initial=_today)
    category = forms.ChoiceField(label="心愿人类别", choices=[("", "请选择"), *Wisher.choices])
    kind = forms.ChoiceField(label="心愿类型", choices=[("", "请选择"), *WishKind.choices])
    content = _lines("心愿内容", 200, help_text="会上墙，请不要写姓名、门牌号和病情。")
    community = forms.CharField(label="所在社区", max_length=100)
    wisher_name = forms.CharField(
        label="心愿人姓名",
        max_length=50,
        help_text="加密保存，不会上墙。儿童请填监护人，不填孩子的姓名。",
    )
    wisher_phone = MobileField(label="联系电话", required=False, help_text="加密保存；儿童填监护人的。")
    shown_as = forms.CharField(
        label="公示时的称呼", max_length=20, required=False, help_text="例如：何奶奶。可以不填；儿童不能填。"
    )

    def __init__(self, *args: Any, wish: MicroWish | None = None, **kwargs: Any) -> None:
        if wish is not None:
            kwargs["initial"] = {name: getattr(wish, name) for name in FIELDS}
        super().__init__(*args, **kwargs)


class NewWishForm(WishForm):
    """The same, and who collects it."""

    organisation = forms.ModelChoiceField(
        label="征集的组织", queryset=Organisation.objects.none(), empty_label="请选择",
        help_text="编号按组织和年份连续编。这个组织和它下级的党员都能认领。",
    )  # fmt: skip
    field_order = ("organisation",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", Organisation.objects.all().active().order_by("path"))
        here = Organisation.objects.filter(path=scopes.current().path).first()
        if here:
            self.fields["organisation"].initial, self.fields["community"].initial = here.pk, here.name


class StepForm(forms.Form):
    """What one step of a wish asks for."""

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": step.kind.value, **kwargs})
        if step.needs_day:
            asked = {"required": f"请填{step.needs_day}。", "invalid": "没有认出日期，请写成 2026-03-05 的样子。"}
            self.fields["day"] = DayField(label=step.needs_day, error_messages=asked)
        if step.kind == "visit":
            self.fields["satisfaction"] = forms.ChoiceField(
                label="心愿人怎么说",
                choices=Satisfaction.choices,
                widget=forms.RadioSelect,
                error_messages={"required": "请选：满意、基本满意或不满意。"},
            )
        if step.why:
            asked = {"required": f"请写明：{step.why}。"}
            self.fields["why"] = _lines(step.why, 300, 2, error_messages=asked)
        if step.kind == "fulfil":
            self.fields["uploads"] = FilesField(label="完成凭证（照片）")


class ReportForm(forms.Form):
    """How she fulfilled a wish."""

    text = _lines("怎么帮的", 500, 4, required=False, help_text="几句话就行。请不要写心愿人的姓名和住址。")
    uploads = FilesField(label="照片")
