"""What is owed the home organisations, of all members of the scope: what is overdue first."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.choices import HomeMatter
from registry.domain import home_owed
from registry.domain.home_duties import Duty, duties_of
from registry.entry.list_filter import ListFilter, searched
from registry.entry.organisations import Node, options, own_nodes
from registry.entry.paging import Order, Several, page_from
from registry.lib import clock
from registry.models import Member
from registry.models.search import condition
from registry.policies import Action, allowed
from registry.web import pager
from registry.web.access import needs
from registry.web.contacts_card import duty_badge, log_url, when
from registry.web.nav import address

BY_DUE: Order = ("by", "rank", "id")
COLUMNS = ("姓名", "事项", "期限", "流出地党组织", "管理组织", "办理", "函件")
STATES = (
    ("", "所有没办的"),
    (home_owed.OVERDUE, "逾期"),
    (home_owed.SOON, f"{home_owed.SOON_DAYS} 天内到期"),
    (home_owed.UNKNOWN, "期限待定"),
)
NOTHING = "流入党员登记以后要核实身份，报到以后要寄回执，每半年通报情况，每年反馈民主评议。到期没办的会列在这里。"


class OwedFilter(ListFilter):
    """The GET form of the list. A value that is not among the options counts as not given."""

    matter = forms.ChoiceField(
        label="事项", required=False, choices=[("", "不限"), *((item.value, item.label) for item in home_owed.MATTERS)]
    )
    org = forms.ChoiceField(label="管理组织", required=False)

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, nodes)
        self.offer("org", options(nodes) if len(nodes) > 1 else [])
        self.take()

    def matters(self) -> Iterable[HomeMatter]:
        """The matters that are asked for."""
        return [HomeMatter(self.given["matter"])] if "matter" in self.given else home_owed.MATTERS

    def below(self) -> Q:
        """The organisation that is asked for, with all below it."""
        return self.subtree(self.given["org"]) if "org" in self.given else Q()


def overdue() -> Several[Member]:
    """What the first page counts."""
    return Several([home_owed.owed(item, clock.today(), home_owed.OVERDUE) for item in home_owed.MATTERS], BY_DUE)


def _asked_for(form: OwedFilter, state: str, text: str) -> Several[Member]:
    further = form.below()
    if text.strip():
        further &= Q(pk__in=Member.objects.filter(condition(text)).values("pk"))
    today = clock.today()
    parts: list[QuerySet[Member]] = [home_owed.owed(item, today, state).filter(further) for item in form.matters()]
    return Several(parts, BY_DUE)


@needs(Action.MEMBER_VIEW)
@require_GET
def owed_list(request: HttpRequest) -> HttpResponse:
    """The list: one state a tab, narrowed by matter and organisation, found by the search box."""
    asked, nodes = request.GET, own_nodes()
    text, state = searched(asked), asked.get("state", "")
    state = state if state in dict(STATES) else ""
    form = OwedFilter(asked, nodes)
    page = page_from(_asked_for(form, state, text), after=asked.get("after", ""), before=asked.get("before", ""))
    left_out = _left_out(alone=len(nodes) == 1)
    shown = [label for label in COLUMNS if label not in left_out]
    url, narrowed = reverse("home-duties"), form.given | {"q": text}
    context = {
        "crumbs": [{"label": "联系记录", "url": reverse("contacts")}],
        "form": form,
        "text": text,
        "query": form.given,
        "chips": [{"label": form.label_of(name), "url": _link(state, narrowed | {name: ""})} for name in form.given],
        "tabs": [{"label": label, "url": _link(key, narrowed), "current": key == state} for key, label in STATES],
        "hidden": [{"name": "state", "value": state}] if state else [],
        "columns": [{"label": label} for label in shown],
        "rows": _rows(page.rows, shown),
        "narrowed": bool(state or form.given or text.strip()),
        "nothing": NOTHING,
        "all": [{"label": "看所有没办的", "url": url, "kind": "secondary"}],
        **pager.links(page, url, state=state, **narrowed),
    }
    return render(request, "registry/contacts/owed.html", context)


def _link(state: str, narrowed: dict[str, str]) -> str:
    return pager.link(reverse("home-duties"), state=state, **narrowed)


def _left_out(*, alone: bool) -> set[str]:
    """A node without others below needs no column that repeats its name; who may not write, none that leads to it."""
    mine = {"管理组织"} if alone else set()
    return mine if allowed(Action.CONTACT_WRITE) else mine | {"办理", "函件"}


def _rows(found: list[Any], shown: list[str]) -> list[dict[str, Any]]:
    """The rows in words: the duties themselves are told by the rule that a member's page tells them by."""
    keys = {row.id for row in found}
    members = Member.objects.filter(pk__in=keys).select_related("organisation").in_bulk()
    known = {(pk, duty.matter): duty for pk, all_of in duties_of(members.values()).items() for duty in all_of}
    pairs = [(row.id, home_owed.MATTERS[row.rank]) for row in found]
    return [_row(members[pair[0]], known[pair], shown) for pair in pairs if pair in known]


def _row(member: Member, duty: Duty, shown: list[str]) -> dict[str, Any]:
    letter = address("home-letter", member.pk, duty.matter.value)
    cells: list[dict[str, Any]] = [
        {"label": "事项", "text": duty.matter.label, "sub": duty.period},
        {"label": "期限", "text": when(duty), "badge": duty_badge(duty)},
        {"label": "流出地党组织", "text": member.home_org_name or "没有登记", "kind": "long"},
        {"label": "管理组织", "text": str(member.organisation), "kind": "long"},
        {"label": "办理", "text": "记一笔", "url": log_url(member, duty.matter)},
        {"label": "函件", "text": "打印函件", "url": letter},
    ]
    return {
        "id": member.pk,
        "name": member.name,
        "url": address("member", member.pk),
        "cells": [cell for cell in cells if cell["label"] in shown],
    }
