"""One activity: what is announced, how many come, what to do next; changing, moving it on, inviting, the record."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from outreach.choices import MOVES, ActivityKind, ActivityState, ChannelKind
from outreach.domain import activities as verbs
from outreach.domain import attendance, invitations
from outreach.domain.occasions import AGAIN
from outreach.models import Activity, ActivityRecord, MessageBatch
from outreach.web import activity_photos
from outreach.web import activity_words as words
from outreach.web.activity_forms import ActivityForm, InviteForm, ReasonForm, RecordForm
from outreach.web.part_forms import HoursForm
from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.lib import clock
from registry.models.unit import step
from registry.policies import Action, allowed
from registry.web import labels, pager
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.conflicts import version_of


def find(pk: UUID, *, own: bool = False) -> Activity:
    """An activity that this scope sees; with `own`, one that it may change. 404 for all others."""
    found: Activity = get_object_or_404(Activity.objects.select_related("venue"), pk=pk)
    if own and not words.own(found):
        raise Http404
    return found


@needs(Action.ACTIVITY_VIEW)
@require_GET
def activity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page. From below its node one sees the announcement and one's own members."""
    found = find(pk)
    own = words.own(found)
    context = {
        "activity": found,
        "own": own,
        "title": found.title,
        "lead": found.get_kind_display(),
        "badge": words.state_badge(found),
        "crumbs": words.crumbs(),
        "facts": words.facts(found),
        "stats": _stats(found),
        "may_list": allowed(Action.ACTIVITY_EDIT),
        "may_invite": _may_invite(found),
        "hours_form": _hours_form(found),
        "changed": f"{labels.moment(found.state_at)} {found.state_label}" if found.state_label else "",
    }
    return render(request, "outreach/activities/activity.html", context | (_own_parts(found) if own else {}))


def _hours_form(found: Activity) -> HoursForm | None:
    """Of a volunteering activity that was held: how long those who came served, as long as it lasted at first."""
    noted = found.state in (ActivityState.HELD, ActivityState.CLOSED)
    if found.kind != ActivityKind.VOLUNTEER or not noted or not allowed(Action.PART_EDIT):
        return None
    return HoursForm(initial={"hours": round((found.ends_at - found.starts_at).total_seconds() / 3600, 1)})


def _own_parts(found: Activity) -> dict[str, Any]:
    batches = MessageBatch.objects.filter(activity=found).order_by("-id")[:20]
    return {
        "record": ActivityRecord.objects.filter(activity=found).first(),
        "moves": [
            {"to": to, "label": words.MOVE_LABELS[to], "needs_reason": needed, "form": ReasonForm(prefix=to)}
            for to, needed in MOVES[found.state].items()
            if to != ActivityState.HELD or found.starts_at <= clock.now()
        ],
        "files": activity_photos.shown(found),
        "upload": activity_photos.UploadForm(),
        "batches": [_batch(row) for row in batches],
    }


def _batch(row: MessageBatch) -> dict[str, str]:
    name = f"{row.get_channel_display()} · {row.filter_name or '全部在册党员'}"
    return {"name": name, "text": row.get_state_display(), "url": reverse("batch", args=[row.pk])}


def _stats(found: Activity) -> list[dict[str, str]]:
    counted = attendance.figures(found)
    url = reverse("activity-people", args=[found.pk])
    places = f"共 {found.capacity} 个名额" if found.capacity else ""
    said = (
        ("报名参加", counted.coming, "coming", places),
        ("候补", counted.waiting, "waiting", ""),
        ("已邀请", counted.invited, "", ""),
        ("应到", counted.expected, "", ""),
        ("实到", counted.present, "", ""),
        ("缺席", counted.absent, "", ""),
        ("流动党员列席", counted.guests, "came", ""),
    )
    return [
        {"label": label, "number": str(number), "url": pager.link(url, who=who) if who else "", "note": note}
        for label, number, who, note in said
    ]


def _may_invite(found: Activity) -> bool:
    try:
        invitations.check(found)
    except Refused:
        return False
    return allowed(Action.MESSAGE_SEND)


@needs(Action.ACTIVITY_EDIT)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is announced, changed."""
    found = find(pk, own=True)
    form = ActivityForm(request.POST if request.method == "POST" else None, activity=found)
    if form.is_bound and form.is_valid():
        version = version_of(request)
        given: dict[str, Any] = {"by": (by := actor(request)), "label": label_of(by), "activity": found}
        done = attempted(form, verbs.change, **given, fields=form.cleaned_data, version=version)
        if done:
            told = "时间或地点变了：还没发出的旧通知已经撤下，请过的人会收到改期通知。" if _moved(found, done) else ""
            messages.success(request, f"“{found.title}”已保存。{told}")
            return redirect("activity", pk=pk)
    context = {"form": form, "version": found.version, "title": "修改活动", "crumbs": words.crumbs(found)}
    back_url = reverse("activity", args=[pk])
    return render(request, "outreach/activities/form.html", context | {"back_url": back_url})


def _moved(before: Activity, after: Activity) -> bool:
    return before.moved_at != after.moved_at


@needs(Action.ACTIVITY_EDIT)
@require_POST
def move(request: HttpRequest, pk: UUID, to: str) -> HttpResponse:
    """Held, called off, put away, or back."""
    found, by = find(pk, own=True), actor(request)
    if to not in MOVES:
        raise Http404
    reason = request.POST.get(f"{to}-reason", "")
    try:
        with step():
            moved = verbs.move(by=by, label=label_of(by), activity=found, to=to, reason=reason)
        messages.success(request, f"“{moved.title}”：{moved.get_state_display()}。")
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("activity", pk=pk)


@needs(Action.ACTIVITY_EDIT)
@require_http_methods(["GET", "POST"])
def write_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was said and decided."""
    found, by = find(pk, own=True), actor(request)
    row = ActivityRecord.objects.filter(activity=found).first()
    form = RecordForm(request.POST if request.method == "POST" else None, row=row)
    if form.is_bound and form.is_valid():
        label, version = label_of(by), version_of(request)
        fields = form.cleaned_data
        if attempted(form, verbs.write_record, by=by, label=label, activity=found, fields=fields, version=version):
            messages.success(request, "活动记录已保存。")
            return redirect("activity", pk=pk)
    context = {
        "form": form,
        "version": row.version if row else 0,
        "title": "活动记录",
        "lead": found.title,
        "crumbs": words.crumbs(found),
        "back_url": reverse("activity", args=[pk]),
    }
    return render(request, "outreach/activities/form.html", context)


@needs(Action.ACTIVITY_EDIT, Action.MESSAGE_SEND)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A batch that invites; it is looked at and confirmed as any other. A node below invites its own members."""
    found, by = find(pk), actor(request)
    initial = {"body": invitations.wording(found), "channel": ChannelKind.WECHAT}
    form = InviteForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        sent = dict(form.cleaned_data)
        saved, again = sent.pop("saved"), {AGAIN: "1"} if sent.pop("again") else {}
        who: dict[str, Any] = {
            "filter_name": saved.name if saved else "",
            "query": (saved.query if saved else {}) | again,
        }
        made = attempted(form, invitations.invite, by=by, label=label_of(by), activity=found, **sent, **who)
        if made:
            return redirect("batch", pk=made.pk)
    context = {"form": form, "activity": found, "title": "邀请参加", "lead": found.title}
    return render(request, "outreach/activities/invite.html", context | {"crumbs": words.crumbs(found)})
