"""Forms of activities."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q

from outreach.choices import ActivityKind, AttendanceRole, ChannelKind, LecturerTeam
from outreach.domain.activities import FIELDS, RECORD_FIELDS
from outreach.domain.channel_setup import usable
from outreach.models import Activity, ActivityRecord, Venue
from registry.entry.fields import offer
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Organisation, SavedFilter

# A year of classes is planned ahead, and what was forgotten is entered later.
FURTHEST = timedelta(days=730)


def moment_field(label: str, **kwargs: Any) -> forms.DateTimeField:
    """Day and hour in Shanghai."""
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "没有认出时间，请写成 2026-03-05 19:30 的样子。"},
        **kwargs,
    )


def _lines(label: str, most: int, rows: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class ActivityForm(forms.Form):
    """What is announced."""

    kind = forms.ChoiceField(label="类型", choices=[("", "请选择"), *ActivityKind.choices])
    title = forms.CharField(label="名称", max_length=60, help_text="例如：七月主题党日 参观江海广场红色驿站")
    starts_at = moment_field("开始时间")
    ends_at = moment_field("结束时间")
    venue = forms.ModelChoiceField(
        label="场所", queryset=Venue.objects.none(), required=False, empty_label="不在清单里，写在下面"
    )
    place = forms.CharField(label="地点", max_length=200, required=False, help_text="几楼几号，或清单里没有的地方。")
    chair = forms.CharField(label="主持人", max_length=50, required=False)
    team = forms.ChoiceField(label="讲师来自", choices=[("", "没有或其他"), *LecturerTeam.choices], required=False)
    speaker = forms.CharField(label="主讲人", max_length=50, required=False)
    joint_hosts = forms.CharField(
        label="联办单位", max_length=200, required=False, help_text="社区“大党委”成员单位等，照写，用顿号隔开。"
    )
    content = _lines("内容", 2000, 5, help_text="党员报名时看得到。")
    capacity = forms.IntegerField(
        label="名额",
        required=False,
        min_value=1,
        max_value=100_000,
        help_text="不限的留空。满了以后报名的排候补，有人退出自动递补。",
    )
    sign_up_until = moment_field("报名截止", required=False, help_text="留空就是活动开始前都可以。")
    open_to_all = forms.BooleanField(
        label="本组织及下级的党员都可以报名", required=False, initial=True, help_text="不勾的话，只有受邀请的能报名。"
    )
    member_role = forms.ChoiceField(
        label="流动党员怎么计", choices=AttendanceRole.choices, initial=AttendanceRole.GUEST,
        help_text="一般计为列席，和本支部应到人数分开；流动党员党支部自己的会议计为应到。",
    )  # fmt: skip

    def __init__(self, *args: Any, activity: Activity | None = None, **kwargs: Any) -> None:
        if activity is not None:
            kwargs["initial"] = {name: getattr(activity, name) for name in FIELDS}
        super().__init__(*args, **kwargs)
        chosen = Q(pk=activity.venue_id) if activity and activity.venue_id else Q(pk__in=())
        offer(self, "venue", Venue.objects.filter(Q(closed_on__isnull=True) | chosen).order_by("owner_path", "name"))

    def clean_starts_at(self) -> Any:
        """A mistyped year is told."""
        begins = self.cleaned_data["starts_at"]
        if abs(begins - clock.now()) > FURTHEST:
            raise forms.ValidationError("开始时间离现在超过两年，请核对年份。")
        return begins


class NewActivityForm(ActivityForm):
    """The same, and whose it is."""

    organisation = forms.ModelChoiceField(
        label="主办组织", queryset=Organisation.objects.none(), empty_label="请选择",
        help_text="这个组织和它下级的党员都能报名。",
    )  # fmt: skip
    field_order = ("organisation",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", Organisation.objects.all().active().order_by("path"))
        self.fields["organisation"].initial = scopes.current().organisation_id


class RecordForm(forms.Form):
    """What was written down."""

    recorder = forms.CharField(label="记录人", max_length=50, required=False)
    own_expected = forms.IntegerField(label="本支部应到人数", min_value=0, max_value=100_000, initial=0)
    own_present = forms.IntegerField(
        label="本支部实到人数", min_value=0, max_value=100_000, initial=0,
        help_text="只数本支部自己的党员；流动党员按签到名单另计。",
    )  # fmt: skip
    minutes = _lines("会议记录", 5000, 10)
    resolution = _lines("决议", 2000, 4)

    def __init__(self, *args: Any, row: ActivityRecord | None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["initial"] = {name: getattr(row, name) for name in RECORD_FIELDS}
        super().__init__(*args, **kwargs)


class InviteForm(forms.Form):
    """Whom, by which way, with what words."""

    channel = forms.ChoiceField(label="用什么途径发", choices=())
    saved = forms.ModelChoiceField(
        label="邀请谁", queryset=SavedFilter.objects.none(), required=False, empty_label="本组织及下级全部在册党员",
        help_text="先在“流动党员”里筛选并保存，这里就能选。",
    )  # fmt: skip
    again = forms.BooleanField(
        label="已经答复过的也再请一次", required=False, help_text="不勾选的，只发给还没有说来不来的。"
    )
    body = forms.CharField(
        label="正文", max_length=480, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="{姓名}、{组织}、{链接} 会自动换成每个人的；本人点链接就能报名或说不参加。",
    )  # fmt: skip
    subject = forms.CharField(label="邮件标题", max_length=60, required=False, help_text="只有发邮件才用得上。")
    provider_code = forms.CharField(
        label="短信模板代码", max_length=40, required=False, help_text="只有阿里云短信才用得上，例如 SMS_123456。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "saved", SavedFilter.objects.all())
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        channel.choices = [(kind.value, kind.label + ("" if usable(kind) else "（未配置）")) for kind in ChannelKind]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="原因", max_length=200, error_messages={"required": "请写明原因，方便以后查看。"})
