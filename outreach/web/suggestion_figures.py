"""金点子 in numbers: a stretch of days, by node, category or 主办单位; each number leads to the rows behind it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.choices import SuggestionCategory
from outreach.domain.suggestions import figures
from outreach.domain.suggestions.figures import CATEGORY, NODE, OWNER, SHARES, Stretch
from outreach.models import Suggestion
from outreach.models.suggestion import SuggestionQuerySet
from registry.entry.fields import DayField
from registry.entry.list_filter import ListFilter
from registry.entry.paging import page_of
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Organisation
from registry.policies import Action
from registry.web import pager
from registry.web.access import needs
from registry.web.nav import address

GROUPS = ((NODE, "按组织"), (CATEGORY, "按类别"), (OWNER, "按主办单位"))
# (figure, heading); shares show what they are made of.
COLUMNS = (
    ("collected", "收集"), ("listed", "纳入清单"), ("answered", "答复"), ("overdue", "逾期未办"),
    ("on_time", "按期办结率"), ("replied", "答复率"), ("closed", "办结"), ("satisfied", "满意率"),
    ("reopened", "重新办理"),
)  # fmt: skip
HEADINGS = dict(COLUMNS)
# What shares are out of.
WHOLE = {
    "due_answer": "按期办结率：已答复的和逾期未办的",
    "due_reply": "答复率：收集的，不含已合并",
    "rated": "满意率：评价过的",
}
DAYS, TOOK = "答复天数", "days"
SHOWN = ("编号和标题", "村（社区）", "状态", "主办单位", "办理时限")


class StretchForm(ListFilter):
    """Which days, and how they are grouped. What is not given, or the wrong way round, is this month until today."""

    since = DayField(label="从", required=False)
    until = DayField(label="到", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data, [])
        self.take()
        today = clock.today()
        until = min(self.given.get("until") or today, today)
        since = self.given.get("since") or until.replace(day=1)
        self.stretch = Stretch(min(since, until), until)
        self.data = {"since": str(self.stretch.since), "until": str(self.stretch.until)}  # as shown in the boxes
        asked = data.get("by", "")
        self.grouping = asked if asked in dict(GROUPS) else NODE

    def days(self) -> dict[str, str]:
        """The same days and groups, as they stand in a URL."""
        return {"since": str(self.stretch.since), "until": str(self.stretch.until), "by": self.grouping}

    def link(self, name: str = "suggestion-figures", **more: str) -> str:
        """A page of the same days."""
        said: dict[str, str] = self.days() | more
        return pager.link(reverse(name), **said)


@needs(Action.SUGGESTION_WORK)
@require_GET
def suggestion_figures(request: HttpRequest) -> HttpResponse:
    """The table: all in one line, then each group."""
    form = StretchForm(request.GET)
    total, groups = figures.numbers(form.stretch).get("", {}), figures.numbers(form.stretch, form.grouping)
    name_of = _names(form.grouping, list(groups))
    rows = [_row(form, "合计", total, "", "")] if total and _any(total) else []
    rows += [_row(form, name_of(key), groups[key], form.grouping, key) for key in _sorted(form.grouping, groups)]
    headings = [("", dict(GROUPS)[form.grouping].removeprefix("按")), *COLUMNS, ("", DAYS)]
    return render(request, "outreach/suggestions/figures.html", {
        "form": form,
        "stretch": form.stretch,
        "url": reverse("suggestion-figures"),
        "tabs": [{"label": label, "url": form.link(by=by), "current": by == form.grouping} for by, label in GROUPS],
        "columns": [{"label": label, **({"kind": "num"} if at else {})} for at, (_, label) in enumerate(headings)],
        "rows": rows,
    })  # fmt: skip


def _sorted(by: str, groups: dict[str, Any]) -> list[str]:
    """Nodes in the order of the tree, categories in theirs, units by name: never by a number."""
    order = SuggestionCategory.values if by == CATEGORY else sorted(groups)
    return [key for key in order if key in groups and _any(groups[key])]


def _any(found: dict[str, Any]) -> bool:
    return any(found[name] for name in figures.COUNTED)


def _names(by: str, keys: list[str]) -> Callable[[str], str]:
    if by == CATEGORY:
        return lambda key: str(SuggestionCategory(key).label)
    if by == OWNER:
        return lambda key: key or "还没有交办"
    own = scopes.current().path
    known = dict(Organisation.objects.filter(path__in=keys).values_list("path", "name"))
    return lambda key: f"{known.get(key, '')}（本级）" if key == own else known.get(key, "已撤销的组织")


def _row(form: StretchForm, name: str, found: dict[str, Any], by: str, key: str) -> dict[str, Any]:
    cells = [_cell(form, what, label, found, by, key) for what, label in COLUMNS]
    return {"id": key or "all", "name": name, "cells": [*cells, _days(form, found, by, key)]}


def _days(form: StretchForm, found: dict[str, Any], by: str, key: str) -> dict[str, Any]:
    """The median, which leads to what was answered and how long each took."""
    if found["days"] is None:
        return {"label": DAYS, "text": "—", "kind": "num"}
    url = form.link("suggestion-figure-rows", of=TOOK, group=by, key=key)
    return {"label": DAYS, "text": f"{found['days']:g}", "kind": "num", "url": url}


def _cell(form: StretchForm, what: str, label: str, found: dict[str, Any], by: str, key: str) -> dict[str, Any]:
    number, of = found[what], SHARES.get(what)
    cell: dict[str, Any] = {"label": label, "text": f"{number:,}", "kind": "num"}
    if of:
        whole = found[of]
        cell |= {"text": f"{number / whole:.0%}", "sub": f"{number}/{whole}"} if whole else {"text": "—"}
        what, number = of, whole
    if number:
        cell["url"] = form.link("suggestion-figure-rows", of=what, group=by, key=key)
    return cell


@needs(Action.SUGGESTION_WORK)
@require_GET
def figure_rows(request: HttpRequest) -> HttpResponse:
    """The rows behind one number."""
    form, asked = StretchForm(request.GET), request.GET
    what, by, key = asked.get("of", "collected"), asked.get("group", ""), asked.get("key", "")[:200].replace("\0", "")
    if what not in (HEADINGS.keys() | WHOLE.keys() | {TOOK}) or by not in ("", *figures.GROUPS):
        raise Http404
    rows = _behind(form, what, by, key).defer("content", "grams", "proposer_phone")
    page = page_of(rows, after=asked.get("after", ""), before=asked.get("before", ""))
    query: dict[str, str] = form.days() | {"of": what, "group": by, "key": key}
    return render(request, "outreach/suggestions/figure_rows.html", {
        "title": _title(what),
        "stretch": form.stretch,
        "group": _names(by, [key])(key) if by and key in figures.numbers(form.stretch, by) else "",
        "crumbs": [{"label": "金点子数字", "url": form.link()}],
        "columns": [{"label": label} for label in (*SHOWN, *([DAYS] if what == TOOK else []))],
        "rows": [_shown(row) for row in page.rows],
        **pager.links(page, reverse("suggestion-figure-rows"), **query),
    })  # fmt: skip


def _behind(form: StretchForm, what: str, by: str, key: str) -> SuggestionQuerySet:
    if what == TOOK:
        return figures.answered_in(form.stretch, by, key)
    return figures.behind(form.stretch, what, by, key)


def _title(what: str) -> str:
    known = {
        TOOK: "答复天数：从收集到答复各用了几天",
        "due_answer": "按期办结率的分母：已答复和逾期未办的",
        "due_reply": "答复率的分母：收集的，不含已合并",
        "rated": "评价过的",
    }
    return known.get(what) or HEADINGS[what]


def _shown(row: Suggestion) -> dict[str, Any]:
    due: date | None = row.due_on
    cells = [
        {"label": SHOWN[1], "text": row.place_label, "kind": "long"},
        {"label": SHOWN[2], "text": row.get_state_display()},
        {"label": SHOWN[3], "text": f"{row.lead_label} {row.handler_name}".strip() or "还没有交办", "kind": "long"},
        {"label": SHOWN[4], "text": f"{due:%Y-%m-%d}" if due else ""},
    ]
    if hasattr(row, "days"):
        cells.append({"label": DAYS, "text": f"{row.days} 天", "kind": "num"})
    name = row.title
    return {"id": row.pk, "name": name, "sub": row.label, "url": address("suggestion", row.pk), "cells": cells}
