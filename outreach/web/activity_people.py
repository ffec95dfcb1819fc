"""Who was asked, who comes, who came: one list on which staff tick with one tap; the sheet for the wall; the code."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from outreach.choices import SIGNS, ActivityState, Answer, Attendance
from outreach.domain import attendance, sign_ups
from outreach.models import Activity, Participation
from outreach.web import activity_words as words
from outreach.web import qr
from outreach.web.activity_page import find
from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.entry.filters import below
from registry.entry.list_filter import searched
from registry.entry.paging import page_of
from registry.lib import clock
from registry.lib.ids import key_in
from registry.models import Member
from registry.models.search import condition
from registry.models.unit import step
from registry.policies import Action
from registry.web import labels, pager
from registry.web.access import actor, needs

VIEWS = (("", "全部"), ("coming", "参加"), ("waiting", "候补"), ("none", "未答复"), ("came", "到场"))
MOST_FOUND = 20
# A page of A4 holds some thirty lines; more than this is several halls.
MOST_ON_SHEET = 500
COMING, GONE = "coming", "not"


@needs(Action.ACTIVITY_EDIT)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list. A POST is one tap on one person; it leads back to where it was made."""
    found = find(pk)
    if request.method == "POST":
        return _tap(request, found)
    who, text = request.GET.get("who", ""), searched(request.GET)
    page = page_of(_rows(found, who), after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    url = reverse("activity-people", args=[pk])
    context = {
        "activity": found,
        "title": "名单与签到",
        "lead": found.title,
        "badge": words.state_badge(found),
        "crumbs": words.crumbs(found),
        "views": [{"label": label, "url": pager.link(url, who=name), "current": name == who} for name, label in VIEWS],
        "signs": [(value, SIGNS[value], label) for value, label in Attendance.choices],
        "rows": [_row(row) for row in page.rows],
        "text": text,
        "found": _found(found, text),
        "here": request.get_full_path(),
        "may_tick": found.state in (ActivityState.PLANNED, ActivityState.HELD),
        "may_answer": found.state == ActivityState.PLANNED and clock.now() < found.starts_at,
        **pager.links(page, url, who=who),
    }
    return render(request, "outreach/activities/people.html", context)


def _rows(found: Activity, who: str) -> QuerySet[Participation]:
    rows = Participation.objects.filter(activity=found).select_related("member__organisation")
    if who == "came":
        return rows.came()
    return rows.filter(answer=who) if who in Answer.values else rows


def _row(row: Participation) -> dict[str, Any]:
    turn = f"候补第 {row.place_no} 号" if row.answer == Answer.WAITING else ""
    return {
        "id": row.member_id,
        "name": row.member.name,
        "place": str(row.member.organisation),
        "badge": words.answer_badge(row),
        "turn": turn,
        "coming": row.answer in (Answer.COMING, Answer.WAITING),
        "sign": row.attendance,
        "said": words.sign(row),
        "via": f"{row.get_attended_via_display()} {labels.moment(row.attended_at)}" if row.attended_at else "",
        "role": row.get_attendance_role_display(),
    }


def _found(found: Activity, text: str) -> list[dict[str, Any]]:
    """Members who are not on the list yet: somebody came along."""
    if not text:
        return []
    known = Participation.objects.filter(activity=found).values("member_id")
    rows = Member.objects.all().open().filter(condition(text), below(found.owner_path))
    rows = rows.exclude(pk__in=known).select_related("organisation").order_by("owner_path", "-id")
    return [{"id": row.pk, "name": row.name, "place": str(row.organisation)} for row in rows[:MOST_FOUND]]


def _tap(request: HttpRequest, found: Activity) -> HttpResponse:
    """A sign, or a sign-up that somebody told by phone."""
    member = get_object_or_404(Member.objects.all(), pk=key_in(request.POST.get("member", "")))
    try:
        with step():
            messages.success(request, _done(request, found, member))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    back = request.POST.get("back", "")
    here = reverse("activity-people", args=[found.pk])
    return redirect((back if back.startswith(f"{here}?") else here) + f"#m-{member.pk}")


def _done(request: HttpRequest, found: Activity, member: Member) -> str:
    by, answer = actor(request), request.POST.get("answer", "")
    if answer in (COMING, GONE):
        said = sign_ups.by_staff(by=by, activity=found, member=member, coming=answer == COMING)
        return f"{member.name}：{said.label}。"
    sign = request.POST.get("sign", "")
    row = attendance.tick(by=by, label=label_of(by), activity=found, member=member, sign=sign)
    return f"{member.name}：{words.sign(row) or '签到已取消'}。"


@needs(Action.ACTIVITY_EDIT)
@require_GET
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list on A4, to be signed by hand or put away."""
    found = find(pk)
    rows = Participation.objects.filter(activity=found).select_related("member__organisation")
    listed = list(rows.exclude(answer__in=(Answer.DECLINED, Answer.WITHDRAWN), attendance="").order_by(
        "owner_path", "member__name_key", "id")[: MOST_ON_SHEET + 1])  # fmt: skip
    context = {
        "activity": found,
        "facts": words.facts(found),
        "rows": [_row(row) | {"number": number} for number, row in enumerate(listed[:MOST_ON_SHEET], 1)],
        "cut": len(listed) > MOST_ON_SHEET,
        "most": MOST_ON_SHEET,
        "figures": attendance.figures(found),
        "signs": "　".join(f"{SIGNS[value]}{label}" for value, label in Attendance.choices),
        "crumbs": words.crumbs(found),
        "printed_by": label_of(actor(request)),
        "printed_at": labels.moment(clock.now()),
    }
    return render(request, "outreach/activities/sheet.html", context)


@needs(Action.ACTIVITY_EDIT)
@require_GET
def poster(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The code for the wall of the place."""
    found = find(pk, own=True)
    url = settings.PUBLIC_URL.rstrip("/") + reverse("activity-door", args=[found.door_code])
    context = {"activity": found, "qr": qr.drawn(url), "crumbs": words.crumbs(found), "facts": words.facts(found)}
    return render(request, "outreach/activities/poster.html", context)
