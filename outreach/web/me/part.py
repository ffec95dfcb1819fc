"""作用发挥 on her own page: what she does already, the wishes she took upon herself, those that wait for somebody."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from outreach.domain import evidence, wishes
from outreach.models import CouncilSeat, PioneerPost, VolunteerService, WishClaim
from outreach.web import part_words as words
from outreach.web.me.door import Me, back, hers
from outreach.web.me.section import Section
from outreach.web.part_forms import ReportForm
from outreach.web.part_story import claim_badge
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models.unit import step
from registry.web.attempts import attempted
from registry.web.file_field import arrived_whole

CLAIMS_SHOWN = 12


def section(me: Me) -> Section | None:
    """Left out where there is nothing."""
    data = {"lines": _lines(), "claims": [_claim(row) for row in _claims()], "open": wishes.open_to_her()}
    return Section("part", "作用发挥", "outreach/me/part.html", data) if any(data.values()) else None


def _lines() -> list[str]:
    """What she does, a line each; her hours of the year."""
    posts = [f"党员先锋岗：{post.name}" for post in PioneerPost.objects.all().in_force()]
    seats = [str(seat) for seat in CouncilSeat.objects.all().in_force(clock.today())]
    year = clock.today().replace(month=1, day=1)
    _, times, hours = VolunteerService.objects.all().within(year, None).totals()
    return [*posts, *seats, *([f"今年志愿服务 {times} 次，共 {words.hours(hours)} 小时"] if times else [])]


def _claims() -> list[WishClaim]:
    return list(WishClaim.objects.all().live()[:CLAIMS_SHOWN])


def _claim(row: WishClaim) -> dict[str, Any]:
    ready = bool(row.confirmed_at) and not row.fulfilled_on
    due = f"约定 {row.due_on:%Y-%m-%d} 前完成" if row.due_on else "社区确认以后会和您约定时间"
    return {
        "title": row.title,
        "badge": claim_badge(row),
        "due": "" if row.fulfilled_on else due,
        "url": reverse("me-claim", args=[row.pk]) if ready else "",
    }


@hers
@require_POST
def claim(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """She takes a wish upon herself: one tap; of two at once one gets it."""
    try:
        with step():
            wishes.claim(by=None, label="本人", wish=pk, member=me.member)
    except Refused:
        return redirect(reverse("me") + "?done=wish-taken#part")
    return redirect(reverse("me") + "?done=wish-claimed#part")


@hers
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """She says that it is done."""
    row = get_object_or_404(WishClaim.objects.all().open().filter(confirmed_at__isnull=False), pk=pk)
    form = ReportForm(request.POST, request.FILES) if request.method == "POST" else ReportForm()
    if form.is_bound and form.is_valid() and arrived_whole(form, request):
        said = {"text": form.cleaned_data["text"], "files": form.cleaned_data["uploads"]}
        if attempted(form, _reported, claim=row, **said):
            return back("wish-done")
    return render(request, "outreach/me/claim.html", {"me": me, "form": form, "claim": row})


def _reported(**facts: Any) -> bool:
    evidence.report(**facts)
    return True
