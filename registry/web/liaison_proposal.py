"""Members whom nobody keeps in touch with, and who might: a table to tick, change and apply in one step."""

import hashlib
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.domain import caseloads, pairing
from registry.domain.assignments import unassigned
from registry.domain.caseloads import Outcome
from registry.domain.pairing import Suggestion
from registry.entry.list_filter import ListFilter
from registry.entry.organisations import Node, options, own_nodes
from registry.entry.paging import capped_count
from registry.lib.ids import pairs_in
from registry.lib.values import short_number
from registry.models import Member
from registry.models.member import MemberQuerySet
from registry.policies import Action
from registry.web import liaison_page
from registry.web.access import actor, needs
from registry.web.liaison_words import choices_of

SIZE = 100
# So many colleagues are offered for a row, the best first; anybody else on the member's own page.
MOST_OFFERED = 15
CHOSEN, WHOLE = "chosen", "whole"
CHANGED = "您看的时候有人改过结对，建议跟着变了，这次还没有办。请再看一遍，没有问题就再点一次。"
# A result page names at most so many who went well; all who did not are named.
MOST_NAMED = 200


class ProposalFilter(ListFilter):
    """For which organisation."""

    org = forms.ChoiceField(label="管理组织", required=False)

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, nodes)
        self.offer("org", options(nodes) if len(nodes) > 1 else [])
        self.take()

    def narrow(self, members: MemberQuerySet) -> MemberQuerySet:
        """Its members, with all below it."""
        return members.filter(self.subtree(self.given["org"])) if "org" in self.given else members


@needs(Action.LIAISON_ASSIGN)
@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest) -> HttpResponse:
    """Look, and apply what was ticked or all of it."""
    nodes = own_nodes()
    form = ProposalFilter(request.GET, nodes)
    waiting = form.narrow(unassigned()).order_by("owner_path", "name_key", "id")
    button = request.POST.get("action", "")
    if button == CHOSEN:
        return _apply(request, form, _ticked(request))
    start = _start(request.GET.get("from", ""))
    plan = pairing.propose(waiting, shown=range(start, start + SIZE))
    if button == WHOLE:
        if request.POST.get("seen") == _seen(plan):
            return _apply(request, form, {row.person.id: row.liaison.user for row in plan if row.liaison})
        messages.warning(request, CHANGED)
        return redirect(_link(form, start))
    return _shown(request, form, plan, start, alone=len(nodes) == 1, total=capped_count(waiting))


def _start(text: str) -> int:
    return (short_number(text) or 0) // SIZE * SIZE


def _seen(plan: list[Suggestion]) -> str:
    """What the whole plan says, so that nothing else is applied than what was shown."""
    lines = (f"{row.person.id}:{row.liaison.user if row.liaison else ''}" for row in plan)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _ticked(request: HttpRequest) -> dict[UUID, UUID]:
    """The rows with a tick, and whom each names; what is no key is left out."""
    return pairs_in((text, request.POST.get(f"to-{text}", "")) for text in request.POST.getlist("chosen")[:SIZE])


def _link(form: ProposalFilter, start: int) -> str:
    pairs = form.query() | ({"from": str(start)} if start else {})
    return reverse("liaison-proposal") + (f"?{urlencode(pairs)}" if pairs else "")


def _apply(request: HttpRequest, form: ProposalFilter, wanted: dict[UUID, UUID]) -> HttpResponse:
    if not wanted:
        messages.error(request, "还没有选人。请先打勾、选好联络员，再点按钮。")
        return redirect(_link(form, 0))
    outcomes = caseloads.assign_many(by=actor(request), wanted=wanted)
    context = result(outcomes, "结对", _link(form, 0), "看还没有联络员的", set(wanted.values()))
    return render(request, "registry/liaisons/done.html", context)


def result(outcomes: list[Outcome], title: str, back: str, back_label: str, users: set[UUID]) -> dict[str, Any]:
    """Context of the page that says what became of each; those that were not done come first. Of those who were given
    members (`users`) it names who has too many now."""
    undone = [outcome for outcome in outcomes if not outcome.done]
    done = [outcome for outcome in outcomes if outcome.done]
    more = f"，{len(undone)} 位没有办，原因写在后面。" if undone else "。"
    named = undone + done[:MOST_NAMED]
    return {
        "title": title,
        "lead": f"办好 {len(done)} 位{more}",
        "rows": [_outcome(outcome) for outcome in named],
        "left_out": len(outcomes) - len(named),
        "crowded": "；".join(
            f"{row.user.name}现在联系 {row.load} 位，上限 {row.capacity} 位" for row in caseloads.crowded(users)
        ),
        "columns": [{"label": label} for label in ("姓名", "结果", "说明")],
        "crumbs": liaison_page.crumbs(),
        "back": [
            {"label": back_label, "url": back, "kind": "primary"},
            {"label": "回到联络员", "url": reverse("liaisons"), "kind": "secondary"},
        ],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    badge = {"text": "办好", "tone": "success"} if outcome.done else {"text": "没有办", "tone": "warning"}
    return {
        "id": outcome.member,
        "name": outcome.name or "（看不到了）",
        "url": reverse("member", args=[outcome.member]) if outcome.name else "",
        "state": "" if outcome.done else "review",
        "cells": [{"label": "结果", "badge": badge}, {"label": "说明", "text": outcome.text}],
    }


def _shown(
    request: HttpRequest, form: ProposalFilter, plan: list[Suggestion], start: int, *, alone: bool, total: str
) -> HttpResponse:
    part = plan[start : start + SIZE]
    able = sum(row.liaison is not None for row in plan)
    context = {
        "form": form,
        "query": form.given,
        "crumbs": liaison_page.crumbs(),
        "rows": rows_of(part, alone=alone),
        "alone": alone,
        "seen": _seen(plan),
        "able": able,
        "whole": able > len(part),
        "unable": len(plan) - able,
        "over_text": _over_text(plan),
        "partly": len(plan) >= pairing.MOST,
        "total": total,
        "shown": f"{start + 1}–{start + len(part)}",
        "previous_url": _link(form, start - SIZE) if start else "",
        "next_url": _link(form, start + SIZE) if start + SIZE < len(plan) else "",
    }
    return render(request, "registry/liaisons/proposal.html", context)


def _over_text(plan: list[Suggestion]) -> str:
    """What to do about those for whom nobody has room; empty where there is room for all."""
    over = sum(row.over > 0 for row in plan)
    if not over:
        return ""
    return f"有 {over} 位排下去，联络员就超过上限了，没有预先打勾。最好先添联络员；确实要多带的，自己打上勾。"


def rows_of(part: list[Suggestion], *, alone: bool = False) -> list[dict[str, Any]]:
    """Rows of the table: the member, whom she might be given to, and why; one query."""
    members = Member.objects.select_related("organisation").in_bulk([row.person.id for row in part])
    return [_row(row, members[row.person.id], alone) for row in part if row.person.id in members]


def _row(row: Suggestion, member: Member, alone: bool) -> dict[str, Any]:
    where = () if alone else (str(member.organisation),)
    facts = (*where, member.employer, member.branch_label)
    return {
        "id": member.pk,
        "name": member.name,
        "url": reverse("member", args=[member.pk]),
        "facts": " · ".join(filter(None, facts)),
        "options": choices_of(row.others[:MOST_OFFERED]),
        "why": row.why,
        "over": row.over,
    }
