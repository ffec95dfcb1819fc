"""On A4: the roll and the plaque of 先锋岗, the wall of wishes."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.domain.wishes import on_the_wall
from outreach.models import MicroWish, PioneerPost
from outreach.web import part_words as words
from registry.domain.movements import label_of
from registry.lib import clock
from registry.lib import scope as scopes
from registry.lib.ids import key_in
from registry.models import Organisation
from registry.policies import Action
from registry.web import labels
from registry.web.access import actor, needs

# A page of A4 holds some thirty lines; more than this is no sheet for a wall.
MOST = 300


@needs(Action.PART_EDIT)
@require_GET
def roll(request: HttpRequest) -> HttpResponse:
    """Those in force below a node, by community and name."""
    node, path = _node(request)
    rows = PioneerPost.objects.all().in_force().at(path).select_related("member__organisation")
    listed = list(rows.order_by("owner_path", "member__name_key", "id")[: MOST + 1])
    return _sheet(request, "outreach/part/roll.html", node, listed, "posts")


@needs(Action.PART_EDIT)
@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """What hangs on the wall: wishes in public words. Who wishes never reaches the template."""
    node, path = _node(request)
    rows = MicroWish.objects.all().published().at(path).defer("wisher_name", "wisher_phone")
    listed = [on_the_wall(row) for row in rows.order_by("owner_path", "year", "number")[: MOST + 1]]
    return _sheet(request, "outreach/part/wall.html", node, listed, "wishes")


def _node(request: HttpRequest) -> tuple[str, str]:
    """(name, path) of the node asked for, else of one's own."""
    key = key_in(request.GET.get("org", ""))
    asked = Organisation.objects.filter(pk=key).first() if key else None
    found = asked or Organisation.objects.filter(path=scopes.current().path).first()
    return (str(found), found.path) if found else ("", scopes.current().path)


def _sheet(request: HttpRequest, template: str, node: str, listed: list[Any], tab: str) -> HttpResponse:
    return render(request, template, {
        "node": node,
        "rows": listed[:MOST],
        "cut": len(listed) > MOST,
        "most": MOST,
        "crumbs": words.crumbs(tab),
        "back_url": reverse(tab),
        "printed_by": label_of(actor(request)),
        "printed_at": labels.moment(clock.now()),
    })  # fmt: skip


@needs(Action.PART_EDIT)
@require_GET
def plaque(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One plaque, A4."""
    post = get_object_or_404(PioneerPost.objects.all().in_force().select_related("member__organisation"), pk=pk)
    crumbs = [*words.crumbs("posts"), {"label": post.name, "url": reverse("post", args=[pk])}]
    return render(request, "outreach/part/plaque.html", {"post": post, "crumbs": crumbs})
