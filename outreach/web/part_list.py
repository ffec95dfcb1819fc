"""The ledger 作用发挥: kinds as tabs, narrowed by state, period and node; figures that equal the lists they lead to."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.models import VolunteerService
from outreach.models.part import ServiceQuerySet
from outreach.web import part_kinds as kinds
from outreach.web import part_words as words
from outreach.web.part_kinds import Kind, Period
from registry.entry.fields import DayField
from registry.entry.list_filter import Listed, ListFilter
from registry.entry.organisations import Node, options, own_nodes
from registry.entry.paging import capped_count, page_of
from registry.policies import Action, allowed
from registry.web import labels, pager
from registry.web.access import needs
from registry.web.nav import export_action

# (label, kind, state, tone): what Table 4 of the month asks for.
# Columns that say how many.
NUMBERS = ("作用发挥", "参加议事", "提案", "时长")
FIGURES = (
    ("先锋岗 在岗", kinds.POSTS, kinds.ON, ""),
    ("议事会成员 在任", kinds.SEATS, kinds.ON, ""),
    ("微心愿 认领", kinds.WISHES, kinds.CLAIMED, ""),
    ("微心愿 实现", kinds.WISHES, kinds.FULFILLED, ""),
    ("微心愿 逾期", kinds.WISHES, kinds.OVERDUE, "warning"),
)


class PartFilter(ListFilter):
    """The GET form. A value that is not among the options counts as not given."""

    state = forms.ChoiceField(label="状态", required=False)
    since = DayField(label="日期从", required=False)
    until = DayField(label="到", required=False)
    org = forms.ChoiceField(label="组织（含下级）", required=False)

    def __init__(self, data: Any, nodes: list[Node], kind: Kind) -> None:
        super().__init__(data, nodes)
        self.fields["since"].label = f"{kind.day_label}从"
        self.offer("state", list(kind.states))
        self.offer("org", options(nodes) if len(nodes) > 1 else [])
        self.take()

    @property
    def state_given(self) -> str:
        """The chosen state."""
        return str(self.given.get("state", ""))

    def narrowed(self, kind: Kind, state: str) -> Any:
        """The rows of a kind in a state, within the period, below the chosen node."""
        rows: Any = kind.rows(state, Period(self.given.get("since"), self.given.get("until")))
        return rows.at(self.paths[self.given["org"]]) if "org" in self.given else rows

    def link(self, kind: Kind, state: str) -> str:
        """The list of a kind in a state, narrowed as this one is."""
        return pager.link(reverse(kind.name), **(self.query() | {"state": state}))


@needs(Action.PART_VIEW)
@require_GET
def posts(request: HttpRequest) -> HttpResponse:
    """党员先锋岗."""
    return _listed(request, kinds.POSTS)


@needs(Action.PART_VIEW)
@require_GET
def seats(request: HttpRequest) -> HttpResponse:
    """议事会成员."""
    return _listed(request, kinds.SEATS)


@needs(Action.PART_VIEW)
@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """志愿服务."""
    return _listed(request, kinds.SERVICES)


@needs(Action.PART_EDIT)
@require_GET
def wishes(request: HttpRequest) -> HttpResponse:
    """微心愿."""
    return _listed(request, kinds.WISHES)


def listed(asked: Any, kind: Kind) -> Listed:
    """The rows of a kind as the address of its list says."""
    form = PartFilter(asked, own_nodes(), kind)
    rows = kind.with_all(form.narrowed(kind, form.state_given))
    return Listed(rows, form, words=form.words(), query=form.query())


def _listed(request: HttpRequest, kind: Kind) -> HttpResponse:
    found = listed(request.GET, kind)
    form: PartFilter = found.form
    page = page_of(found.rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    url = reverse(kind.name)
    context = {
        "kind": kind,
        "title": dict(words.TABS)[kind.name],
        "tabs": [tab | {"url": _kept(form, tab["url"])} for tab in words.tabs(kind.name)],
        "stats": figures(form),
        "form": form,
        "given": bool(form.given),
        "url": url,
        "columns": labels.heads(kind.columns, *NUMBERS),
        "rows": [kind.row(row) for row in page.rows],
        "actions": export_action(kind.name, found.query) + _actions(form, kind),
        **pager.links(page, url, **form.query()),
    }
    return render(request, "outreach/part/list.html", context)


def _kept(form: PartFilter, url: str) -> str:
    """Another tab, of the same period and node."""
    return pager.link(url, **{name: value for name, value in form.query().items() if name != "state"})


def figures(form: PartFilter) -> list[dict[str, str]]:
    """What stands above the list: each number is the count of the rows of the list that it leads to."""
    shown = [figure for figure in FIGURES if figure[1] is not kinds.WISHES or allowed(Action.PART_EDIT)]
    counted = [_counted(form, *figure) for figure in shown]
    return [*counted, _service_figure(form)]


def _counted(form: PartFilter, label: str, kind: Kind, state: str, tone: str) -> dict[str, str]:
    number = capped_count(form.narrowed(kind, state))
    return {"label": label, "number": number, "url": form.link(kind, state), "tone": tone if number != "0" else ""}


def _service_figure(form: PartFilter) -> dict[str, str]:
    rows: ServiceQuerySet = form.narrowed(kinds.SERVICES, kinds.VALID)
    assert rows.model is VolunteerService
    occasions, times, hours = rows.totals()
    note = f"{occasions} 场，共 {words.hours(hours)} 小时"
    return {
        "label": "志愿服务 人次",
        "number": f"{times:,}",
        "url": form.link(kinds.SERVICES, kinds.VALID),
        "note": note,
    }


def _actions(form: PartFilter, kind: Kind) -> list[dict[str, str]]:
    """What can be done from a tab, by those who may print and collect."""
    if not allowed(Action.PART_EDIT):
        return []
    query = {"org": form.query().get("org", "")}
    if kind is kinds.POSTS:
        return [
            {
                "label": "打印名册",
                "url": pager.link(reverse("post-roll"), **query),
                "icon": "print",
                "kind": "secondary",
            }
        ]
    if kind is not kinds.WISHES:
        return []
    wall = {
        "label": "打印心愿墙",
        "url": pager.link(reverse("wish-wall"), **query),
        "icon": "print",
        "kind": "secondary",
    }
    return [wall, {"label": "征集一个心愿", "url": reverse("wish-new"), "icon": "plus", "kind": "primary"}]


def _printing(label: str, url: str) -> dict[str, str]:
    return {"label": label, "url": url, "icon": "print", "kind": "secondary"}
