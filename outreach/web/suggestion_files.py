"""Photographs and scans of a suggestion: listed on its page, handed out one by one. A liaison has those that she sent
along herself when she entered it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.views.decorators.http import require_safe

from outreach.domain.suggestions import looking
from outreach.models import Suggestion, SuggestionFile
from outreach.models.suggestion_log import entered_files
from outreach.web import suggestion_words as words
from registry.domain.errors import Refused
from registry.entry.files import INLINE, handed_out
from registry.lib import scope as scopes
from registry.models.unit import step
from registry.policies import Action
from registry.web import labels
from registry.web.access import actor, needs


def files_of(row: Suggestion) -> list[dict[str, Any]]:
    """As the page lists them."""
    found = entered_files(row.pk) if scopes.current().liaison else row.files.defer("data")
    return [_file(item, row) for item in found]


def _file(item: SuggestionFile, row: Suggestion) -> dict[str, Any]:
    own = f"{row.entered_label} 代录时上传" if row.entered_label else "本人上传"
    who = own if item.from_proposer else item.added_label
    return {
        "name": item.name, "url": reverse("suggestion-file", args=[item.pk]), "picture": item.media_type in INLINE,
        "note": f"{filesizeformat(item.size)} · {labels.moment(item.added_at)} {who}",
    }  # fmt: skip


def _file_of(pk: UUID) -> SuggestionFile:
    """The file; for a liaison one that she sent along herself. Any other one and an unknown one get the same 404."""
    if not scopes.current().liaison:
        return get_object_or_404(SuggestionFile, pk=pk)
    if own := [item for item in entered_files(pk) if item.pk == pk]:
        return own[0]
    raise Http404


@needs(Action.SUGGESTION_VIEW)
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A photograph. A picture of our own making may be shown, everything else is downloaded only."""
    row = _file_of(pk)
    try:
        with step():
            data = looking.file_bytes(by=actor(request), file=row)
    except Refused as refusal:
        context = {"reason": str(refusal), "back": reverse("suggestions"), "crumbs": words.crumbs()}
        return render(request, "registry/files/gone.html", context, status=410)
    inline = row.media_type in INLINE and "download" not in request.GET
    return handed_out(row, data, shown=inline)
