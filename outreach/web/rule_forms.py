"""A rule as a form: how often, for whom, and how it rises."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from outreach.choices import AlertLevel, Cadence, Doer, Period
from outreach.domain.rules import MOST_DAYS
from outreach.models import Rule
from registry.choices import Direction, NewEmployment
from registry.entry.fields import offer
from registry.entry.filters import MemberFilter
from registry.entry.organisations import own_nodes
from registry.models import SavedFilter

# The boxes of each cadence; the others are not shown.
TIMING = {
    Cadence.SINCE_SUCCESS: ("every_days",),
    Cadence.AFTER_EVENT: ("event_days", "working_days"),
    Cadence.PERIOD: ("period",),
    Cadence.DATES: ("dates",),
    Cadence.ANNIVERSARY: (),
}
KEPT = (Cadence.PERIOD, Cadence.DATES, Cadence.ANNIVERSARY)
DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


# For whom: two conditions of the member list, or a saved filter.
WHO = ("direction", "employment", "saved")


def asked_of(conditions: Mapping[str, Any]) -> MemberFilter:
    """Conditions as the member list understands them here."""
    asked = QueryDict(mutable=True)
    asked.update(conditions)
    return MemberFilter(asked, own_nodes())


def _days(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_DAYS, help_text=help_text)


class RuleForm(forms.Form):
    """What a node may say about a rule. `version` is the one that was opened."""

    name = forms.CharField(label="名称", max_length=50)
    is_active = forms.BooleanField(label="启用", required=False)
    every_days = _days("距上次成功联系满几天")
    event_days = _days("之后几天内办好")
    working_days = forms.BooleanField(label="按工作日算", required=False, help_text="节假日和调休按“工作日历”")
    period = forms.ChoiceField(label="多久一次", choices=Period.choices)
    dates = forms.CharField(
        label="哪些日子", max_length=100, help_text="月-日，例如 07-01；或节日名称，例如 春节。几个日子用顿号隔开"
    )
    lead_days = _days("提前几天列出")
    grace_days = _days("宽限几天", "过了宽限才算逾期")
    quiet_days = _days("列出前几天内联系过的不再提醒")
    keep_days = _days("过期后保留几天", "之后由下一次接着提醒")
    doer = forms.ChoiceField(label="由谁办", choices=Doer.choices)
    community = forms.IntegerField(label="到期几天后上报村(社区)", required=False, min_value=0, max_value=MOST_DAYS)
    street = forms.IntegerField(label="到期几天后上报街道", required=False, min_value=0, max_value=MOST_DAYS)
    district = forms.IntegerField(
        label="到期几天后上报区", required=False, min_value=0, max_value=MOST_DAYS, help_text="不上报的留空"
    )
    direction = forms.ChoiceField(label="对象：方向", required=False, choices=[("", "不限"), *Direction.choices])
    employment = forms.ChoiceField(
        label="对象：新业态类别", required=False, choices=[("", "不限"), ("any", "所有新业态"), *NewEmployment.choices]
    )

    saved = forms.ModelChoiceField(
        label="对象：换成存好的筛选", queryset=SavedFilter.objects.none(), required=False, empty_label="不换"
    )

    def __init__(self, data: Any, rule: Rule) -> None:
        super().__init__(data, initial=_initial(rule))
        self.rule = rule
        offer(self, "saved", SavedFilter.objects.all())
        said = "，".join(asked_of(rule.audience).words()) or "本级和下级全部在册党员"
        self.fields[
            "saved"
        ].help_text = f"现在：{said}。先在“流动党员”里筛选并保存，这里就能选；选了以后照它的全部条件，上面两格不算。"
        for name in _left_out(rule):
            del self.fields[name]

    def clean_dates(self) -> list[str]:
        """Days of the year or names of holidays, each as it is kept."""
        said = [part for part in re.split(r"[、,，;；\s]+", self.cleaned_data["dates"]) if part]
        wrong = [part for part in said if not DAY.fullmatch(part) and part not in HOLIDAYS]
        if wrong:
            known = "、".join(HOLIDAYS)
            raise forms.ValidationError(f"看不懂“{wrong[0]}”。请写成月-日，例如 07-01；或写节日名称：{known}。")
        return said

    def changes(self) -> dict[str, Any]:
        """What was given, as `domain.rules.change_rule` takes it."""
        sent = self.cleaned_data
        levels = (AlertLevel.COMMUNITY, AlertLevel.STREET, AlertLevel.DISTRICT)
        ladder = [{"after": sent[level], "level": str(level)} for level in levels if sent.get(level) is not None]
        kept = {name: sent[name] for name in self.fields if name not in (*levels, *WHO)}
        return kept | {"ladder": ladder, "audience": self._audience()}

    def _audience(self) -> dict[str, Any]:
        """The conditions of a saved filter, all of them; else the two of this form, beside those it does not show."""
        if saved := self.cleaned_data.get("saved"):
            return asked_of(saved.query).query()
        others = {key: value for key, value in self.rule.audience.items() if key not in WHO}
        return others | {name: self.cleaned_data[name] for name in WHO[:2] if self.cleaned_data.get(name)}


def _left_out(rule: Rule) -> set[str]:
    cadence = Cadence(rule.cadence)
    out = {name for names in TIMING.values() for name in names} - set(TIMING[cadence])
    if cadence not in KEPT:
        out |= {"quiet_days", "keep_days"}
    return out


def _initial(rule: Rule) -> dict[str, Any]:
    names = [name for name in RuleForm.base_fields if hasattr(rule, name)]
    said: dict[str, Any] = {name: getattr(rule, name) for name in names}
    rungs = {level: after for after, level in rule.steps()}
    return said | rungs | dict(rule.audience) | {"dates": "、".join(rule.dates)}
