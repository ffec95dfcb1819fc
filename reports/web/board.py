"""看板: numbers worked out beforehand, as charts and as tables; each number leads to the rows behind it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from registry.lib import clock
from registry.lib import scope as scopes
from registry.policies import Action
from registry.web import labels
from registry.web.access import needs
from reports.figures import board as sums
from reports.web.board_cards import cards


@needs(Action.BOARD_VIEW)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """One page of what is stored: the cost follows the nodes of the scope, not their members. A liaison's two or three
    members are counted when she asks."""
    found = sums.told()
    if found is None:
        return render(request, "reports/board.html", {"cards": [], "live": scopes.current().liaison})
    whole, months = found.whole, found.months
    shown = cards(months, whole, found.parts, found.late)
    return render(request, "reports/board.html", {
        "cards": [card.context() for card in shown], "specs": [card.spec() for card in shown],
        "known": labels.moment(whole.known), "oldest": labels.moment(min(line.known for line in months)),
        "stale": found.stale, "hours": int((clock.now() - whole.known) / timedelta(hours=1)),
        "month": whole.month.label,
        "live": found.live,
    })  # fmt: skip
