"""What is wanted as a file: which month, whose, which kind, with which ledgers, masked or not."""

from typing import Any

from django import forms

from registry.entry.organisations import own_nodes
from registry.lib import clock
from registry.models import Organisation
from registry.policies import Action, allowed
from reports.choices.exports import ExportKind
from reports.figures.month import Month
from reports.figures.table import ROW
from reports.workbook.lists import with_numbers
from reports.workbook.spec import LEDGERS, options_of

MONTHS = 24
# A form of the superior office is asked for on its own page, a list where it is narrowed.
KINDS = [(kind.value, kind.label) for kind in ExportKind if kind not in (ExportKind.FORM, ExportKind.LIST)]


def months() -> list[tuple[str, str]]:
    """The present month and those before it, the latest first."""
    return [(str(month), month.label) for month in Month.of(clock.today()).and_before(MONTHS)]


class NumbersForm(forms.Form):
    """Masked, or whole numbers with a reason for those who may see them."""

    whole = forms.BooleanField(
        label="要完整的身份证号、电话", required=False, help_text="会记在审计记录里，文件只有您自己能下载。"
    )
    reason = forms.CharField(
        label="用途", required=False, max_length=100, help_text="要完整号码时必填，例如“报区委组织部核对”。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not allowed(Action.MEMBER_REVEAL_ID):
            del self.fields["whole"], self.fields["reason"]


class ExportForm(NumbersForm):
    """One file. Offers nodes of the own scope, down to 村(社区); whole numbers to those who may see them."""

    month = forms.ChoiceField(label="月份")
    organisation = forms.ChoiceField(label="单位")
    kind = forms.ChoiceField(label="文件", choices=KINDS)
    sheets = forms.MultipleChoiceField(
        label="名册和台账", choices=list(LEDGERS.items()), required=False, widget=forms.CheckboxSelectMultiple,
        help_text="只对工作簿有用；不选的不放进去。",
    )  # fmt: skip
    field_order = ("month", "organisation", "kind", "sheets")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nodes = [node for node in own_nodes() if len(node.path) <= ROW]
        _offer(self, "month", months())
        _offer(self, "organisation", [node.option for node in nodes])
        if "whole" in self.fields:
            useful = "只对工作簿、党员名册、金点子台账有用"
            self.fields["whole"].help_text = f"{useful}；会记在审计记录里，文件只有您自己能下载。"

    def asked(self) -> dict[str, Any]:
        """What `exports.ask` takes; the node is looked for in the scope."""
        given = self.cleaned_data
        return {
            "organisation": Organisation.objects.get(pk=given["organisation"]),
            "kind": given["kind"],
            "month": Month.parse(given["month"]),
            "options": options_of(given["kind"], given["sheets"]),
            "masked": not (with_numbers(given["kind"]) and given.get("whole")),
            "reason": given.get("reason", ""),
        }


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    box = form.fields[name]
    assert isinstance(box, forms.ChoiceField)
    box.choices = choices
