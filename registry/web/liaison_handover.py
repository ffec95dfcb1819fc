"""Handing a caseload over: all of it to one colleague, or as proposed, row by row."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.choices import EndReason
from registry.domain import caseloads, pairing
from registry.domain.assignments import in_force
from registry.lib.ids import pairs_in
from registry.models import LiaisonAssignment
from registry.policies import Action
from registry.web import liaison_page
from registry.web.access import actor, needs
from registry.web.liaison_proposal import MOST_OFFERED, result
from registry.web.liaison_words import choices_of

CHOSEN, WHOLE = "chosen", "whole"


@needs(Action.LIAISON_ASSIGN)
@require_http_methods(["GET", "POST"])
def handover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a liaison (key of the account) has in this scope, whether or not the account can be seen from it."""
    rows = caseloads.caseload(pk)
    if not rows:
        return _nothing_left(request, pk)
    if request.method == "POST":
        return _apply(request, pk, rows)
    return _page(request, pk, rows)


def _nothing_left(request: HttpRequest, user: UUID) -> HttpResponse:
    """Everything is handed over, perhaps by somebody else just now; of a stranger nothing is said."""
    label = LiaisonAssignment.objects.filter(liaison=user).values_list("liaison_label", flat=True).first()
    if label is None:
        raise Http404
    messages.info(request, f"{label} 名下已经没有要移交的党员了。")
    return redirect("liaisons")


def _page(request: HttpRequest, user: UUID, rows: list[LiaisonAssignment]) -> HttpResponse:
    left = caseloads.reason_of(user) == EndReason.LEFT
    plan = caseloads.plan_for(rows)
    everybody = pairing.candidates_over({row.owner_path for row in rows}, but=user)
    able = {one.user: one for one in everybody if all(row.owner_path.startswith(one.path) for row in rows)}
    name = rows[0].liaison_label
    shown = [_row(row, plan.get(row.member_id)) for row in rows]
    context = {
        "title": f"移交：{name}",
        "lead": f"{'他已经离岗，请' if left else ''}把他联系的党员交给别的联络员，从今天起生效。"
        "待办随党员走；别人转交给他的，他不再联系这位党员时自动回到按规则该办的人。",
        "crumbs": liaison_page.crumbs(),
        "name": name,
        "rows": shown,
        "able": any(row["options"] for row in shown),
        "whole": choices_of(able.values()),
        "more": len(rows) == caseloads.MOST,
    }
    return render(request, "registry/liaisons/handover.html", context)


def _row(row: LiaisonAssignment, found: pairing.Suggestion | None) -> dict[str, Any]:
    member = row.member
    return {
        "id": row.pk,
        "name": member.name,
        "url": reverse("member", args=[member.pk]),
        "facts": " · ".join(filter(None, (str(member.organisation), member.employer))),
        "place": "后备" if row.backup else "主要",
        "options": choices_of(found.others[:MOST_OFFERED]) if found else [],
        "why": found.why if found else "",
    }


def _apply(request: HttpRequest, user: UUID, rows: list[LiaisonAssignment]) -> HttpResponse:
    wanted = _wanted(request, rows)
    if not wanted:
        messages.error(request, "还没有选好交给谁。请选一位联络员，再点按钮。")
        return redirect("liaison-handover", pk=user)
    reason = caseloads.reason_of(user)
    outcomes = caseloads.hand_over(by=actor(request), liaison_id=user, wanted=wanted, reason=reason)
    more = in_force().filter(liaison=user).exists()
    back = reverse("liaison-handover", args=[user]) if more else reverse("liaison-proposal")
    label = "接着移交剩下的" if more else "看还没有联络员的"
    context = result(outcomes, f"移交：{rows[0].liaison_label}", back, label, set(wanted.values()))
    return render(request, "registry/liaisons/done.html", context)


def _wanted(request: HttpRequest, rows: list[LiaisonAssignment]) -> dict[UUID, UUID]:
    """Assignments and their successors: one for all, or as ticked. What is no key is left out."""
    sent = request.POST
    whole = sent.get("action") == WHOLE
    keys = [str(row.pk) for row in rows] if whole else sent.getlist("chosen")[: caseloads.MOST]
    return pairs_in((key, sent.get("to" if whole else f"to-{key}", "")) for key in keys)
