"""What people type when they decide about a task."""

from django import forms

from registry.entry.fields import DayField
from registry.models import User


class ReasonForm(forms.Form):
    """Why, or what was found."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class FinishForm(ReasonForm):
    """What was found."""

    reason = forms.CharField(
        label="核查结果",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="问过谁、怎么回答、下一步怎么办",
    )


class HoldForm(ReasonForm):
    """Until when, and why."""

    until = DayField(label="暂缓到")
    field_order = ("until", "reason")


class DelegateForm(forms.Form):
    """To whom; nobody means back to whose it is by the rule."""

    to = forms.ModelChoiceField(
        label="转交给", queryset=User.objects.none(), required=False, empty_label="不转交，按规则由联络员或村(社区)办"
    )
    reason = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, data: object, people: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people  # type: ignore[assignment]
