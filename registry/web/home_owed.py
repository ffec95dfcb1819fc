"""What is owed the home organisations, of all members of the scope: what is overdue first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.domain import home_owed
from registry.domain.home_duties import Duty
from registry.entry.list_filter import searched
from registry.entry.organisations import own_nodes
from registry.entry.owed_filter import STATES, OwedFilter, owed_rows, state_of
from registry.entry.paging import page_from
from registry.models import Member
from registry.policies import Action, allowed
from registry.web import pager
from registry.web.access import needs
from registry.web.contacts_card import duty_badge, log_url, when
from registry.web.nav import address, export_action

COLUMNS = ("姓名", "事项", "期限", "流出地党组织", "管理组织", "办理", "函件")
NOTHING = "流入党员登记以后要核实身份，报到以后要寄回执，每半年通报情况，每年反馈民主评议。到期没办的会列在这里。"


@needs(Action.MEMBER_VIEW)
@require_GET
def owed_list(request: HttpRequest) -> HttpResponse:
    """The list: one state a tab, narrowed by matter and organisation, found by the search box."""
    asked, nodes = request.GET, own_nodes()
    text, state, form = searched(asked), state_of(asked), OwedFilter(asked, nodes)
    page = page_from(owed_rows(form, state, text), after=asked.get("after", ""), before=asked.get("before", ""))
    left_out = _left_out(alone=len(nodes) == 1)
    shown = [label for label in COLUMNS if label not in left_out]
    url, narrowed = reverse("home-duties"), form.given | {"q": text}
    context = {
        "actions": export_action("home-duties", {"state": state, **narrowed}),
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
    return [_row(member, duty, shown) for member, duty in home_owed.told(found)]


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
