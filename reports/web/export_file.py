"""The file itself: finished, checked against its digest, on the trail."""

import mimetypes
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from registry.domain.errors import Refused
from registry.entry.files import attached
from registry.policies import Action
from registry.web.access import actor, needs
from reports.domain import exports
from reports.web import export_words as words


@needs(Action.REPORT_VIEW)
@require_GET
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """As an attachment, kept by nobody on the way; what can't be had sends back to its page with why."""
    row = words.found(pk)
    try:
        data = exports.open_file(by=actor(request), export=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("export", pk)
    name = row.file_name
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(data, content_type=kind, headers=attached(name, row.size))
