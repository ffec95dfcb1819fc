"""Study reports on a member's own page: handing one in, what became of it, mending one that was returned."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from outreach.web.me.door import Me, back, hers
from outreach.web.me.section import Section
from registry.choices import StudyChannel
from registry.domain import studies as verbs
from registry.models import StudyReport
from registry.web.attempts import attempted, renew
from registry.web.drafting import kept_on_the_way
from registry.web.file_field import arrived_whole
from registry.web.study_forms import WritingForm, hours_text, state_badge

SHOWN = 12
COLUMNS = ("topic", "form", "studied_on", "hours", "text")


class HandInForm(WritingForm):
    """What she says of her study; how it came in and what it counts for is not hers to say."""

    channel = campaign = share_home = None  # type: ignore[assignment]  # Django's way to leave out a parent's field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = "学了什么、有什么想法，几句话就行"
        self.fields["topic"].help_text = "例如：学习党章第一章"

    def columns(self) -> dict[str, Any]:
        """What goes into the report's columns."""
        return {name: self.cleaned_data[name] for name in COLUMNS}


class MendForm(HandInForm):
    """The same for one that is there: which version was opened."""

    client_key = None  # type: ignore[assignment]
    version = forms.IntegerField(widget=forms.HiddenInput)


def section(me: Me) -> Section:
    """The last reports with what was said of them, and the way to hand one in."""
    rows = [_row(row) for row in StudyReport.objects.all().valid()[:SHOWN]]
    return Section("studies", "我的学习汇报", "outreach/me/studies.html", {"rows": rows})


def _row(row: StudyReport) -> dict[str, Any]:
    return {
        "title": str(row),
        "when": f"{row.studied_on:%Y-%m-%d}",
        "badge": state_badge(row),
        "comment": row.comment,
        "url": reverse("me-report", args=[row.pk]),
    }


@hers
@kept_on_the_way
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, me: Me) -> HttpResponse:
    """Hand one in; sent twice with one key it is one report."""
    form = HandInForm(request.POST, request.FILES) if request.method == "POST" else HandInForm()
    if form.is_bound and form.is_valid() and arrived_whole(form, request):
        data, fields = form.cleaned_data, form.columns() | {"channel": StudyChannel.SELF}
        more = {"client_key": data["client_key"], "files": data["uploads"]}
        if attempted(form, verbs.file_study, by=None, member=me.member, fields=fields, **more):
            return back("study")
    return render(request, "outreach/me/study_write.html", {"me": me, "form": form, "title": "写学习汇报"})


@hers
@require_safe
def report(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """One of hers."""
    row = get_object_or_404(StudyReport.objects.all().valid(), pk=pk)
    facts = [
        {"label": "学习日期", "value": f"{row.studied_on:%Y-%m-%d}"},
        {"label": "学习形式", "value": row.get_form_display()},
        {"label": "学时", "value": hours_text(row.hours)},
    ]
    names = list(row.attachments.all().present().values_list("name", flat=True))
    context = {"me": me, "report": row, "badge": state_badge(row), "facts": facts, "names": names}
    return render(request, "outreach/me/study.html", context | {"mendable": verbs.correctable(row)})


@hers
@require_http_methods(["GET", "HEAD", "POST"])
def mend(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """Change one that nobody has read yet, or that was returned; it waits again."""
    row = get_object_or_404(StudyReport.objects.all().valid(), pk=pk)
    if not verbs.correctable(row):
        return redirect("me-report", pk=pk)
    initial = {name: getattr(row, name) for name in COLUMNS} | {"version": row.version}
    form = MendForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_bound and form.is_valid() and arrived_whole(form, request):
        data = form.cleaned_data
        said = {"changes": form.columns(), "version": data["version"], "files": data["uploads"]}
        if attempted(form, verbs.correct_study, by=None, study=row, **said):
            return back("study")
        if getattr(form, "reopen", False):
            renew(form, "version", StudyReport.objects.get(pk=pk).version)
    context = {"me": me, "form": form, "title": "修改学习汇报", "returned": row.comment}
    return render(request, "outreach/me/study_write.html", context)
