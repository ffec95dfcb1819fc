"""Asking to have one of her own data put right, and what became of it."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from outreach.choices import CorrectionField, CorrectionState
from outreach.domain import corrections as verbs
from outreach.models import Correction
from outreach.web import correction_words as words
from outreach.web.me.door import Me, back, hers
from outreach.web.me.section import Section
from registry.web import labels
from registry.web.attempts import attempted

SHOWN = 20


class AskForm(forms.Form):
    """Which one, what it should be, and why."""

    field = forms.ChoiceField(label="哪一项不对", choices=[("", "请选择"), *CorrectionField.choices])
    wanted = forms.CharField(
        label="应为", max_length=verbs.LONGEST, help_text="时间知道多少写多少：2021、2021.3 或 2021-03-05",
        widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages={"required": "请写应改成什么。"},
    )  # fmt: skip
    why = forms.CharField(
        label="说明", max_length=verbs.LONGEST, required=False, help_text="选填。例如：上个月换了号码",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


def section(me: Me) -> Section:
    """What she asked for, with the answers, and the way to ask."""
    rows = [_row(row) for row in Correction.objects.all()[:SHOWN]]
    data = {"rows": rows, "days": settings.CORRECTION_DAYS}
    return Section("corrections", "申请更正", "outreach/me/corrections.html", data)


def _row(row: Correction) -> dict[str, Any]:
    waits = row.state == CorrectionState.OPEN
    return {
        "title": row.get_field_display(),
        "badge": words.badge(row),
        "wanted": words.covered(row, str(row.wanted)),
        "given": words.covered(row, str(row.given)),
        "answer": str(row.answer),
        "when": f"{labels.moment(row.asked_at)} 申请"
        + (
            f"，{verbs.due_on(row):%Y年%m月%d日}前答复"
            if waits
            else f"，{labels.moment(row.decided_at or row.asked_at)} 答复"
        ),
    }


@hers
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, me: Me) -> HttpResponse:
    """The form."""
    form = AskForm(request.POST if request.method == "POST" else None)
    asked = attempted(form, verbs.ask, member=me.member, **form.cleaned_data) if form.is_valid() else None
    if asked:
        return back("correct")
    context = {"me": me, "form": form, "days": settings.CORRECTION_DAYS}
    return render(request, "outreach/me/correct.html", context)
