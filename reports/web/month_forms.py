"""Forms of the month's cycle."""

from typing import Any

from django import forms

from reports.domain import checks
from reports.figures.definitions import Figure
from reports.models import MonthlyReport
from reports.models.monthly import NARRATIVE

PARTS, PEOPLE = ("practice", "problems", "plans"), ("filler", "reviewer", "phone")
EXPLAIN = "explain-"
WHY = 100


def _lines(label: str, most: int, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


class ReportForm(forms.Form):
    """The narrative, why figures changed, who filled it in. Nothing is required while it is a draft."""

    practice = _lines("主要做法", NARRATIVE, required=False)
    problems = _lines("存在问题", NARRATIVE, rows=3, required=False)
    plans = _lines("下月打算", NARRATIVE, rows=3, required=False)
    filler = forms.CharField(label="填报人", max_length=50, required=False)
    reviewer = forms.CharField(label="审核人", max_length=50, required=False)
    phone = forms.CharField(label="联系电话", max_length=40, required=False)

    def __init__(self, *args: Any, report: MonthlyReport, changed: list[Figure], **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(report))
        super().__init__(*args, **kwargs)
        self.explained = [EXPLAIN + figure.key for figure in changed]
        for figure in changed:
            self.fields[EXPLAIN + figure.key] = forms.CharField(label=_asked(figure), max_length=WHY, required=False)

    def clean(self) -> dict[str, Any]:
        """The three parts have one limit together."""
        said: dict[str, Any] = super().clean() or {}
        parts = {name: str(said.get(name) or "") for name in PARTS}
        if (length := sum(map(len, parts.values()))) > NARRATIVE:
            text = f"工作小结三部分合起来最多 {NARRATIVE} 个字，现在有 {length} 个，请删减。"
            self.add_error(checks.longest(parts), text)
        return said

    def written(self) -> dict[str, Any]:
        """What the verb takes."""
        said = self.cleaned_data
        found = {name: said[name] for name in (*PARTS, *PEOPLE)}
        found["explained"] = {name.removeprefix(EXPLAIN): said[name] for name in self.explained if said[name].strip()}
        return found

    def differing(self, report: MonthlyReport) -> dict[str, str]:
        """What is stored now of each field that says something else here."""
        stored, said = _initial(report), self.cleaned_data
        return {name: stored[name] for name in self.fields if stored.get(name) and stored[name] != said.get(name)}

    def narrative(self) -> list[forms.BoundField]:
        """The three parts."""
        return [self[name] for name in PARTS]

    def people(self) -> list[forms.BoundField]:
        """Who filled it in, who looked at it, whom to ring."""
        return [self[name] for name in PEOPLE]

    def reasons(self) -> list[forms.BoundField]:
        """Why figures changed."""
        return [self[name] for name in self.explained]


def _asked(figure: Figure) -> str:
    """What is to be explained of a figure: the number of last month, or the change since."""
    if figure.key == checks.BEFORE:
        return f"“{figure.full_label}”和上个月报的“本月末”对不上的原因"
    return f"“{figure.full_label}”变动超过 {checks.MUCH}% 的原因"


def _initial(report: MonthlyReport) -> dict[str, Any]:
    own = {name: getattr(report, name) for name in (*PARTS, *PEOPLE)}
    return own | {EXPLAIN + key: text for key, text in report.explained.items()}


class ReturnForm(forms.Form):
    """What is to be changed."""

    remark = _lines(
        "要改什么", 300, rows=3, help_text="写给填报的同志，比如：流出党员数和台账不一致，请核对。",
        error_messages={"required": "请写明要改什么，填报的同志才知道改哪里。"},
    )  # fmt: skip


class RemindForm(forms.Form):
    """A word with the reminder."""

    note = forms.CharField(label="附一句话", max_length=100, required=False)


class WhyForm(forms.Form):
    """Why a month is closed although reports are missing, or corrected."""

    why = _lines("说明", 300, rows=3)

    def __init__(self, *args: Any, label: str, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["why"]
        box.label, box.required = label, needed
        box.error_messages["required"] = f"请写明{label}，一两句话就行；以后看各版的人都看得到。"
