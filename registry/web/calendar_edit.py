"""Keeping the working-day calendar: a whole year as it was announced, or one day."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.domain import calendar as verbs
from registry.domain.errors import Refused
from registry.entry import announcements
from registry.entry.fields import DayField
from registry.lib import clock
from registry.lib.workdays import Day
from registry.models import CalendarYear
from registry.policies import Action
from registry.web import calendar_parts as parts
from registry.web.access import actor, needs
from registry.web.attempts import attempted

LONGEST = 5000
EXAMPLE = "2027-01-01 至 2027-01-03 元旦 休\n2027-01-04 上班"
OFF, WORK, PLAIN = "off", "work", "plain"


class YearForm(forms.Form):
    """The announcement of one year, pasted."""

    text = forms.CharField(
        label="放假安排",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12, "placeholder": EXAMPLE}),
        help_text="把国务院办公厅的通知整段粘贴进来就行；也可以一行写一段：日期、节日、休或上班。",
    )
    source = forms.CharField(label="依据", max_length=100, help_text="通知的文号，例如：国办发明电〔2025〕7号")

    def __init__(self, year: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year, self.reading = year, announcements.Reading()

    def clean_text(self) -> list[Day]:
        """The days; everything that can't be read is said at once."""
        self.reading = announcements.read(self.cleaned_data["text"], self.year)
        if self.reading.problems:
            raise forms.ValidationError(self.reading.problems)
        if not self.reading.days:
            raise forms.ValidationError("没有读到日期。请粘贴通知的正文，或者照例子一行写一段。")
        return self.reading.days


@needs(Action.CALENDAR_EDIT)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, year: int) -> HttpResponse:
    """Paste, look at what was read, enter."""
    calendar = verbs.present()
    if not min(calendar.years) <= year <= max(calendar.years) + 1:
        raise Http404
    form = YearForm(year, request.POST or None, initial=_initial(year))
    seen = False
    if request.method == "POST" and form.is_valid():
        if request.POST.get("action") == "save" and _entered(request, form):
            return redirect(f"{reverse('calendar')}?year={year}")
        seen = _checked(form)
    again = year in calendar.years
    context = {
        "title": f"重新录入 {year} 年放假安排" if again else f"录入 {year} 年放假安排",
        "form": form,
        "year": year,
        "again": again,
        "seen": seen,
        "columns": parts.COLUMNS,
        "rows": parts.rows(form.reading.days),
        "passed": form.reading.passed,
        "crumbs": [{"label": "工作日历", "url": f"{reverse('calendar')}?year={year}"}],
    }
    return render(request, "registry/calendar/enter.html", context)


def _initial(year: int) -> dict[str, str]:
    """A year that is there already, to be put right."""
    row = CalendarYear.objects.all().of_district().filter(year=year).first()
    if row is None:
        return {}
    days = row.days.values_list("day", "working", "name")
    return {"text": parts.written(Day(*day) for day in days), "source": row.source}


def _checked(form: YearForm) -> bool:
    """Whether what was read could be entered."""
    if form.errors:
        return False
    try:
        verbs.check_announcement(form.year, form.cleaned_data["text"])
    except Refused as refusal:
        form.add_error("text", str(refusal))
    return not form.errors


def _entered(request: HttpRequest, form: YearForm) -> bool:
    days, source = form.cleaned_data["text"], form.cleaned_data["source"]

    def act() -> CalendarYear:
        return verbs.announce_year(by=actor(request), year=form.year, source=source, days=days)

    if attempted(form, act) is None:
        return False
    worked = sum(day.working for day in days)
    messages.success(
        request,
        f"{form.year} 年放假安排已录入：放假 {len(days) - worked} 天，调休上班 {worked} 天。期限从现在起照它算。",
    )
    return True


class DayForm(forms.Form):
    """One day, put right."""

    day = DayField(label="哪一天")
    kind = forms.ChoiceField(
        label="这一天",
        choices=((OFF, "放假"), (WORK, "上班（周末调休）"), (PLAIN, "照平常算（周一到周五上班，周末休息）")),
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="节日", max_length=30, required=False, help_text="例如：春节。“照平常算”不用填。")


@needs(Action.CALENDAR_EDIT)
@require_http_methods(["GET", "POST"])
def day(request: HttpRequest) -> HttpResponse:
    """Put one day right: a holiday that was moved, a weekend that is worked."""
    form = DayForm(request.POST or None, initial={"day": _day_of(request)})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        if attempted(form, lambda: _set(request, **wanted)) is not None:
            messages.success(request, f"{wanted['day']:%Y-%m-%d} 已改好。")
            return redirect(f"{reverse('calendar')}?year={wanted['day'].year}")
    crumbs = [{"label": "工作日历", "url": reverse("calendar")}]
    return render(request, "registry/calendar/day.html", {"form": form, "crumbs": crumbs})


def _day_of(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return clock.today()


def _set(request: HttpRequest, *, day: date, kind: str, name: str) -> bool:
    if kind == PLAIN:
        verbs.remove_day(by=actor(request), day=day)
    else:
        verbs.set_day(by=actor(request), day=day, working=kind == WORK, name=name)
    return True
