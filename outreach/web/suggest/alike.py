"""While somebody writes: published suggestions that are like hers. A part of a page, asked for by POST alone."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from outreach.domain.suggestions import public as asked
from outreach.domain.suggestions.receiving import MOST_CHARACTERS
from outreach.entry.throttle import too_often
from outreach.web.suggest.frame import shown
from registry.web.access import public
from registry.web.body_size import most_bytes

MOST_BYTES = 64 << 10


@public("相似的已公开建议：只读已经公开的内容")
@most_bytes(MOST_BYTES)
@require_POST
def part(request: HttpRequest) -> HttpResponse:
    """A few of them; nothing for whoever asks all the time."""
    text = request.POST.get("content", "")[:MOST_CHARACTERS]
    rows = [] if too_often(request, "suggest-alike", 1) else asked.alike(text)
    return shown(request, "outreach/suggest/alike.html", {"rows": rows})
