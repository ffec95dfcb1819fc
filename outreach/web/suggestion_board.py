"""看板: what is open, a column for each stage, the most urgent on top."""

from typing import Any

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.choices import SuggestionState as S
from outreach.entry import suggestion_filter as filters
from outreach.models import Suggestion
from outreach.web import suggestion_list as lists
from outreach.web import suggestion_words as words
from registry.entry.organisations import own_nodes
from registry.policies import Action
from registry.web import pager
from registry.web.access import actor, needs

# As many as a column shows; the rest is a link to the list.
MOST = 12
STAGES = (
    ("待审核", (S.RECEIVED,)), ("待交办", (S.ACCEPTED, S.RETURNED)), ("待签收", (S.ASSIGNED,)),
    ("办理中", (S.IN_PROGRESS,)), ("待反馈", (S.ANSWERED,)), ("待办结", (S.FED_BACK, S.EVALUATED)),
)  # fmt: skip


@needs(Action.SUGGESTION_WORK)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The columns."""
    by, form = actor(request), filters.SuggestionFilter(request.GET, own_nodes())
    form.given.pop("state", None)
    del form.fields["state"]
    rows = form.narrow(Suggestion.objects.all().genuine().open())
    counted = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    columns = [_column(rows, title, states, counted, form) for title, states in STAGES]
    cards = {card["row"].pk: card for card in lists.shown([row for part in columns for row in part["rows"]], by)}
    for column in columns:
        column["cards"] = [cards[row.pk] for row in column["rows"]]
    return render(request, "outreach/suggestions/board.html", {
        "columns": columns,
        "form": form,
        "narrowed": bool(form.given or form.text),
        "crumbs": words.crumbs(),
        "list_url": reverse("suggestions"),
    })  # fmt: skip


def _column(rows: Any, title: str, states: tuple[S, ...], counted: dict[str, int], form: Any) -> dict[str, Any]:
    total = sum(counted.get(state, 0) for state in states)
    ordered = rows.filter(state__in=states).annotate(due_order=Coalesce("stage_due_on", filters.NEVER))
    found = list(ordered.defer("content", "grams", "proposer_phone").order_by("due_order", "-id")[:MOST])
    query = {**form.query(), "q": form.text, "view": filters.EVERY}
    links = [
        {"label": str(state.label), "count": counted.get(state, 0),
         "url": pager.link(reverse("suggestions"), **query, state=state)}
        for state in states
    ]  # fmt: skip
    return {"title": title, "total": total, "rows": found, "more": total - len(found), "links": links}
