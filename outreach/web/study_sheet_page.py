"""学习台账 on A4, landscape: a node and a quarter; each total leads to the list that it counts. Numbers stay masked."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.domain import late
from outreach.domain import study_sheet as verbs
from outreach.domain.quarters import Quarter, recent
from outreach.web import material_words as words
from outreach.web.task_list import liaisons_of
from outreach.web.then_words import by_then
from registry.domain.movements import label_of
from registry.entry.list_filter import ListFilter
from registry.entry.organisations import Node, options, own_nodes
from registry.lib import clock
from registry.lib import scope as scopes
from registry.policies import Action
from registry.web import labels, pager
from registry.web.access import actor, needs

COLUMNS = (
    ("owed", "应交（份）"), ("missing", "没交（份）"), ("reports", "已交（份）"), ("hours", "学时"), ("read", "已阅"),
    ("waiting", "待阅"), ("returned", "退回"), ("materials", "收到资料（份）"), ("copies", "其中（册）"),
    ("came", "参加活动（次）"),
)  # fmt: skip


class SheetForm(ListFilter):
    """Of which quarter, of which node."""

    quarter = forms.ChoiceField(label="季度", required=False)
    org = forms.ChoiceField(label="组织", required=False)

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, nodes)
        self.names = {str(node.id): node.label for node in nodes}
        own = scopes.current().path
        self.offer("org", options([node for node in nodes if node.path != own]))
        box = self.fields["quarter"]
        assert isinstance(box, forms.ChoiceField)
        box.choices = [("", f"{Quarter.of(clock.today()).label}（本季度）"),
                       *((quarter.key, quarter.label) for quarter in recent()[1:])]  # fmt: skip
        self.take()

    @property
    def asked_quarter(self) -> Quarter:
        """The quarter that is asked for: the present one where nothing is said."""
        return Quarter.read(self.given.get("quarter", ""))

    @property
    def path(self) -> str:
        """The node that is asked for: the scope's own where nothing is said."""
        return self.paths[self.given["org"]] if "org" in self.given else scopes.current().path

    @property
    def place(self) -> str:
        """Its name."""
        return self.names[self.given["org"]] if "org" in self.given else scopes.current().label.split(" ")[0]


@needs(Action.STUDY_REVIEW)
@require_GET
def study_sheet(request: HttpRequest) -> HttpResponse:
    """The ledger, as it will be printed."""
    form = SheetForm(request.GET, own_nodes())
    quarter = form.asked_quarter
    found = verbs.sheet(path=form.path, quarter=quarter)
    verbs.printed(rows=len(found.lines), quarter=quarter)
    liaisons = liaisons_of(line.member.pk for line in found.lines)
    context = {
        "tabs": words.tabs("study-sheet"),
        "form": form,
        "title": f"{form.place}{quarter.label}学习台账",
        "columns": [label for _, label in COLUMNS],
        "lines": [_line(number, line, liaisons) for number, line in enumerate(found.lines, 1)],
        "totals": _totals(found.totals, quarter, form.query().get("org", "")),
        "then": by_then(form.path, quarter.first, quarter.last, found.totals),
        "cut": found.cut,
        "most": verbs.MOST,
        "printed_by": label_of(actor(request)),
        "printed_at": labels.moment(clock.now()),
    }
    return render(request, "outreach/study/sheet.html", context)


def _line(number: int, line: verbs.Line, liaisons: dict[Any, Any]) -> dict[str, Any]:
    member = line.member
    liaison = liaisons.get(member.pk)
    return {
        "number": number,
        "name": member.name,
        "url": reverse("member", args=[member.pk]),
        "phone": labels.phone(member),
        "place": str(member.organisation),
        "standing": "" if member.is_open else labels.member_badge(member)["text"],
        "liaison": liaison.name if liaison else "",
        "cells": [_text(line.numbers[name]) for name, _ in COLUMNS],
    }


def _text(value: Any) -> str:
    """A number as a ledger says it: nothing for none, no needless zero."""
    return f"{value.normalize():f}" if value and isinstance(value, Decimal) else str(value or "")


def _totals(totals: verbs.Numbers, quarter: Quarter, org: str) -> list[dict[str, str]]:
    """Each total, and where its rows are listed."""
    days = {"since": f"{quarter.first}", "until": f"{quarter.last}", "org": org}
    reports = reverse("studies")
    given = pager.link(reverse("handouts"), **days)
    urls = {
        "missing": pager.link(reverse("study-late"), quarter=quarter.key, standing=late.EVERY, org=org),
        "read": pager.link(reports, state="read", **days),
        "waiting": pager.link(reports, state="pending", **days),
        "returned": pager.link(reports, state="returned", **days),
        "materials": given,
        "copies": given,
    }
    return [{"text": _text(totals[name]) or "0", "url": urls.get(name, "")} for name, _ in COLUMNS]
