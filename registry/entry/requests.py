"""Requests of 纳入, 转出 and 接收: what is asked for, and what may be answered."""

from typing import Any

from django import forms

from registry.choices import Direction, RequestKind, RequestSide, RequestState
from registry.entry.fields import IdNumberField, LegalNameField, offer
from registry.models import MoveRequest, Organisation
from registry.models.custody import ASKERS, WAITING
from registry.policies import Action, allowed

NEEDS_WHY = "请写明不同意的原因，让对方知道怎么办。"


def reason_field(label: str = "理由") -> forms.CharField:
    """Why it is asked for."""
    return forms.CharField(label=label, max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class TakeOverForm(forms.Form):
    """Who shall come to us, and why."""

    direction = forms.ChoiceField(label="方向", choices=Direction.choices, widget=forms.RadioSelect)
    name = LegalNameField(label="姓名", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    id_number = IdNumberField(label="身份证号", max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    organisation = forms.ModelChoiceField(
        label="接收到", queryset=Organisation.objects.none(), empty_label="请选择", help_text="由这个组织的上级批准"
    )
    reason = reason_field("为什么由我们接收")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", Organisation.objects.all().active().order_by("path"))


def answers(row: MoveRequest) -> set[str]:
    """Which of decide, release and withdraw are the present user's."""
    if row.state not in WAITING:
        return set()
    found = set()
    if allowed(Action.REQUEST_DECIDE) and MoveRequest.objects.all().to_decide().filter(pk=row.pk).exists():
        found.add("decide")
    if row.side == RequestSide.HOLDING and row.state == RequestState.WAITING_RELEASE:
        found.add("release")
    if ASKERS[RequestKind(row.kind)] == row.side and "decide" not in found:
        found.add("withdraw")
    return found
