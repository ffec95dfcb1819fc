"""金点子 on a member's own page: hers with their answers, rating one, having it reopened, writing one as herself."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from outreach.choices import Satisfaction, SuggestionCategory, SuggestionSource, SuggestionState
from outreach.domain.suggestions import public as asked
from outreach.domain.suggestions import receiving, told
from outreach.domain.suggestions.public import Own
from outreach.domain.suggestions.receiving import Idea
from outreach.web.me.door import Me, back, hers
from outreach.web.me.section import Section
from outreach.web.suggest.form import SHORT, PhotosField, PlainField
from outreach.web.suggest.progress import unsure
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models.unit import step
from registry.web.attempts import attempted
from registry.web.drafting import kept_on_the_way
from registry.web.file_field import arrived_whole
from registry.web.keyed import Keyed

SHOWN = 12
FULL = "今天这里收到的太多了，这一条没有收下。请明天再来，或者告诉您的联络员。"


class OwnForm(Keyed):
    """What she proposes; who she is and where she belongs is known."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    content = PlainField(
        label="想说什么", min_length=receiving.LEAST_CHARACTERS, max_length=receiving.MOST_CHARACTERS,
        help_text="哪里、什么情况、希望怎么办。几句话就行。", widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请写下您的想法。", "min_length": SHORT},
    )  # fmt: skip
    category = forms.ChoiceField(
        label="是哪方面的", choices=[("", "请选择"), *SuggestionCategory.choices],
        error_messages={"required": "请选一个类别。说不准的选“其他”。"},
    )  # fmt: skip
    title = PlainField(
        label="标题", required=False, max_length=receiving.TITLE_LENGTH, help_text="不写也可以，会取内容的开头"
    )
    uploads = PhotosField()
    may_publish = forms.BooleanField(
        label="可以公开这条建议和办理结果（不公开姓名和电话）；不勾选就不公开", required=False
    )


def section(me: Me) -> Section:
    """Hers, the newest first, and the way to write one."""
    rows = [_row(row) for row in asked.own()[:SHOWN]]
    return Section("ideas", "我的建议", "outreach/me/ideas.html", {"rows": rows, "ratings": Satisfaction.choices})


def _row(row: Own) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "about": _about(row),
        "plain": row.plain,
        "unit": row.unit,
        "due": row.due,
        # Asked for by a button: from then on it has reached her.
        "unread": row.state == SuggestionState.ANSWERED,
        "answer": "" if row.state == SuggestionState.ANSWERED else row.answer,
        "rated": dict(Satisfaction.choices).get(row.rating, ""),
        "may_rate": row.may_rate and row.state != SuggestionState.ANSWERED,
        "may_reopen": row.may_reopen,
        "closes_on": row.closes_on,
    }


def _about(row: Own) -> str:
    parts = (row.label, SuggestionCategory(row.category).label, f"{clock.local(row.submitted_at):%Y-%m-%d} 提交")
    return " · ".join(map(str, filter(None, parts)))


@hers
@kept_on_the_way
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, me: Me) -> HttpResponse:
    """Write one; sent twice with one key it is one."""
    form = OwnForm(request.POST, request.FILES) if request.method == "POST" else OwnForm()
    if form.is_bound and form.is_valid() and arrived_whole(form, request):
        data = form.cleaned_data
        facts = {name: data[name] for name in ("content", "category", "title", "may_publish")}
        idea = Idea(member=me.member.pk, name=str(me.member.name), source=SuggestionSource.LINK, **facts)
        if attempted(form, _left, key=data["client_key"], idea=idea, photos=data["uploads"]):
            return back("idea")
    return render(request, "outreach/me/idea_write.html", {"me": me, "form": form})


def _left(**facts: Any) -> bool:
    if receiving.leave(**facts) is None:
        raise Refused(FULL)
    return True


@hers
@require_POST
def act(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """She reads an answer, rates it, or has it reopened."""
    row = next((one for one in asked.own() if one.id == pk), None)
    if row is None:
        raise Http404
    if unsure(request) and row.may_rate:
        return _sure(request, me, row)
    try:
        with step():
            return _acted(request, row)
    except Refused:
        return back("idea-late")


def _sure(request: HttpRequest, me: Me, row: Own) -> HttpResponse:
    rating = Satisfaction(request.POST["rating"])
    context = {
        "me": me, "title": row.title, "text": f"您选的是“{rating.label}”。{told.means(rating, row.reopened)}",
        "hidden": [{"name": "rating", "value": rating.value}, {"name": "sure", "value": "1"}],
        "confirm_label": f"就评“{rating.label}”", "cancel_url": reverse("me") + "#ideas",
    }  # fmt: skip
    return render(request, "outreach/me/idea_sure.html", context)


def _acted(request: HttpRequest, row: Own) -> HttpResponse:
    action = request.POST.get("action", "")
    if action == "read":
        told.seen(code=row.code)
        return redirect(reverse("me") + "#ideas")
    if action == "reopen":
        told.reopen(code=row.code, why=request.POST.get("text", ""))
        return back("idea-reopened")
    told.rate(code=row.code, rating=request.POST.get("rating", ""))
    return back("idea-rated")
