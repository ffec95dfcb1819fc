"""Study materials on her own page: what she was given, opening it, saying that she has studied it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from outreach.domain import my_materials as verbs
from outreach.web.me.door import Me, back, hers
from outreach.web.me.section import Section
from registry.domain.errors import Refused
from registry.entry.files import INLINE, headers_of
from registry.web import labels

SHOWN = 30


def section(me: Me) -> Section | None:
    """Left out where she was given nothing."""
    rows = [_row(row) for row in verbs.mine()[:SHOWN]]
    return Section("materials", "我收到的学习资料", "outreach/me/materials.html", {"rows": rows}) if rows else None


def _row(row: verbs.Mine) -> dict[str, Any]:
    return {
        "it": row,
        "note": " · ".join(filter(None, (row.kind_label, row.subject, f"{row.given_on:%Y-%m-%d} {row.way}"))),
        "file_url": reverse("me-material-file", args=[row.id]) if row.file_name else "",
        "read_url": reverse("me-material", args=[row.id]),
        "read": labels.moment(row.read_at) if row.read_at else "",
    }


@hers
@require_POST
def read(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """She has studied it."""
    if not verbs.read(pk):
        raise Http404
    return back("material")


@hers
@require_safe
def file(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """Its file, if it is one of hers. A picture of our own making may be shown, everything else is downloaded only."""
    try:
        found = verbs.my_file(pk)
    except Refused as refusal:
        return render(request, "outreach/me/material_gone.html", {"me": me, "reason": str(refusal)}, status=410)
    if found is None:
        raise Http404
    return HttpResponse(
        found.data, content_type=found.media_type, headers=headers_of(found, shown=found.media_type in INLINE)
    )
