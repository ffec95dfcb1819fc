"""告知书: what is stored of a member, for whom, for how long (PIPL arts 17, 18, 35), and that she has read it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from outreach.web.me.door import Me, back, hers
from outreach.web.me.section import Section
from registry.domain import herself


def section(me: Me) -> Section:
    """When she acknowledged it, and where it can be read again."""
    return Section(
        "notice", "个人信息告知书", "outreach/me/notice_line.html", {"day": me.member.notice_acknowledged_on}
    )


@hers
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, me: Me) -> HttpResponse:
    """The notice; a POST says that she has read it."""
    if request.method == "POST":
        herself.acknowledge_notice(member=me.member)
        return back("notice")
    return render(request, "outreach/me/notice.html", {"me": me})
