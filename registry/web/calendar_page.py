"""The working-day calendar of a year, for everybody who reckons with it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.choices import Role
from registry.domain import calendar as domain
from registry.lib import clock
from registry.lib import scope as scopes
from registry.lib.workdays import Calendar
from registry.models import CalendarYear
from registry.policies import Action, allowed
from registry.web import calendar_parts as parts
from registry.web.access import needs

# So many years before the one that is looked at, and the one after it.
BEFORE, AFTER = 2, 1
WARNED = frozenset({Role.DISTRICT, Role.STREET})


@needs(Action.CALENDAR_VIEW)
@require_GET
def year_page(request: HttpRequest) -> HttpResponse:
    """Twelve months with holidays and worked weekends, or that the year is not announced."""
    calendar = domain.present()
    year = _asked(request.GET.get("year", ""), calendar)
    days = [day for day in calendar.days.values() if day.day.year == year]
    known = year in calendar.years
    context = {
        "year": year,
        "known": known,
        "months": parts.months(year, calendar) if known else [],
        "weekdays": parts.WEEKDAYS,
        "columns": parts.COLUMNS,
        "rows": parts.rows(days),
        "tabs": [_tab(each, year, calendar) for each in _near(year, calendar)],
        "announcement": CalendarYear.objects.all().of_district().filter(year=year).first(),
        "missing": missing(),
        "actions": _actions(year, calendar) if allowed(Action.CALENDAR_EDIT) else [],
    }
    return render(request, "registry/calendar/year.html", context)


def _last(calendar: Calendar) -> int:
    """The last year that may be looked at: next year, or the last announced one."""
    return max(clock.today().year + 1, *calendar.years)


def _asked(text: str, calendar: Calendar) -> int:
    typed = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else clock.today().year
    return min(max(typed, min(calendar.years)), _last(calendar))


def _near(year: int, calendar: Calendar) -> range:
    return range(max(year - BEFORE, min(calendar.years)), min(year + AFTER, _last(calendar)) + 1)


def _tab(each: int, year: int, calendar: Calendar) -> dict[str, Any]:
    label = f"{each} 年" + ("" if each in calendar.years else "（未公布）")
    return {"label": label, "url": f"{reverse('calendar')}?year={each}", "current": each == year}


def _actions(year: int, calendar: Calendar) -> list[dict[str, Any]]:
    """What the district may do: enter what is missing, enter a year anew, put one day right."""
    following = max(calendar.years) + 1
    if year >= following and following <= clock.today().year + 1:
        return [_action(f"录入 {following} 年放假安排", following, "primary")]
    first = "" if year == clock.today().year else f"?day={year}-01-01"
    day = {"label": "改一天", "url": reverse("calendar-day") + first, "kind": "secondary", "icon": "edit"}
    return [day, _action("整年重新录入", year, "secondary")] if year in calendar.years else []


def _action(label: str, year: int, kind: str) -> dict[str, Any]:
    return {"label": label, "url": reverse("calendar-enter", args=[year]), "kind": kind, "icon": "upload"}


def missing() -> dict[str, str]:
    """A notice for district and street when a year should be in the calendar by now (`components/notice.html`)."""
    if scopes.current().role not in WARNED:
        return {}
    year = domain.missing_year(clock.today())
    if year is None:
        return {}
    may = allowed(Action.CALENDAR_EDIT)
    return {
        "title": f"{year} 年放假安排还没有录入",
        "text": "国务院办公厅一般在 11 月公布下一年的放假安排。录入以前，"
        f"要算到 {year} 年的工作日期限显示“放假安排未公布”。" + ("" if may else "由区里录入，录入后自动算好。"),
        "url": reverse("calendar-enter", args=[year]) if may else "",
        "label": f"公布了就录入 {year} 年放假安排",
    }
