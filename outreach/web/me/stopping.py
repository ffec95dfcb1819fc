"""Wanting no more messages."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from outreach.domain import opt_outs
from outreach.models import OptOut
from outreach.web.me.door import Me, back, hers
from outreach.web.me.section import Section


def section(me: Me) -> Section:
    """Whether she has stopped everything already."""
    stopped = OptOut.objects.filter(undone_at__isnull=True, channel="").exists()
    return Section("messages", "消息", "outreach/me/stopping.html", {"stopped": stopped})


@hers
@require_POST
def stop(request: HttpRequest, me: Me) -> HttpResponse:
    """No more messages by any way."""
    opt_outs.by_link(link=me.link, channel="")
    return back("stop")
