"""A year as the calendar's pages show it: twelve months, and one row for each holiday."""

from calendar import Calendar as Weeks
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from registry.lib import clock
from registry.lib.workdays import WORKING_WEEK, Calendar, Day

WEEKDAYS = "一二三四五六日"
COLUMNS: list[dict[str, Any]] = [{"label": text} for text in ("节日", "放假", "天数", "调休上班")]


def months(year: int, calendar: Calendar) -> list[dict[str, Any]]:
    """The twelve months, each as weeks of seven cells; a cell outside the month is None."""
    weeks = Weeks(firstweekday=0)
    return [
        {
            "name": f"{month} 月",
            "weeks": [
                [_cell(day, calendar) if day.month == month else None for day in week]
                for week in weeks.monthdatescalendar(year, month)
            ],
        }
        for month in range(1, 13)
    ]


def _cell(day: date, calendar: Calendar) -> dict[str, Any]:
    named = calendar.days.get(day)
    weekend = day.isoweekday() > WORKING_WEEK
    kind = ("work" if named.working else "off") if named else "weekend" if weekend else "plain"
    mark = {"work": "班", "off": "休"}.get(kind, "")
    said = f"{named.name}{'，调休上班' if named.working else '放假'}" if named else ""
    return {"number": day.day, "kind": kind, "mark": mark, "said": said, "today": day == clock.today()}


def rows(days: Iterable[Day]) -> list[dict[str, Any]]:
    """One row for each holiday in the order of the year, as `components/table.html` takes them."""
    by_name: dict[str, tuple[list[date], list[date]]] = {}
    for day in sorted(days):
        by_name.setdefault(day.name, ([], []))[day.working].append(day.day)
    return [_row(name, off, worked) for name, (off, worked) in sorted(by_name.items(), key=_first_day_off)]


def _first_day_off(row: tuple[str, tuple[list[date], list[date]]]) -> date:
    off, worked = row[1]
    return (off or worked)[0]


def _row(name: str, off: list[date], worked: list[date]) -> dict[str, Any]:
    return {
        "name": name,
        "cells": [
            {"label": "放假", "text": "、".join(_said(first, last) for first, last in stretches(off)) or "没有"},
            {"label": "天数", "text": f"{len(off)} 天"},
            {"label": "调休上班", "text": "、".join(map(_spoken, worked)) or "没有"},
        ],
    }


def stretches(days: list[date]) -> list[tuple[date, date]]:
    """Days in order as stretches without a gap."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _said(first: date, last: date) -> str:
    """As the notice says it: 1月1日（周四）至3日（周六）."""
    until = _spoken(last) if last.month != first.month else _spoken(last).partition("月")[2]
    return _spoken(first) if first == last else f"{_spoken(first)}至{until}"


def _spoken(day: date) -> str:
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def written(days: Iterable[Day]) -> str:
    """The days as one would paste them (registry.entry.announcements)."""
    known = sorted(days)
    lines: list[tuple[date, str]] = []
    for name in dict.fromkeys(day.name for day in known):
        off = [day.day for day in known if day.name == name and not day.working]
        lines += [
            (first, f"{first}{f' 至 {last}' if last != first else ''} {name} 休") for first, last in stretches(off)
        ]
        lines += [(day.day, f"{day.day} {name} 上班") for day in known if day.name == name and day.working]
    return "\n".join(line for _, line in sorted(lines))
