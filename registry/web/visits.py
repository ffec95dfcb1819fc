"""Writing down that a place was searched, how, and who was found there."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.choices import CanvassChannel
from registry.domain import canvass as verbs
from registry.domain.errors import Refused
from registry.entry.fields import DayField, offer
from registry.entry.list_filter import searched
from registry.lib import clock
from registry.lib.ids import keys_in
from registry.models import Canvass, Member, Site
from registry.models.search import condition
from registry.models.unit import step
from registry.policies import Action
from registry.web import labels
from registry.web.access import actor, needs

MOST_FOUND = 10
MOST_CHOSEN = 200
OFFERED = (
    "name", "sex", "phone", "status", "direction", "owner_path", "organisation__full_name", "organisation__name",
)  # fmt: skip


class VisitForm(forms.Form):
    """One search of one site. `found` are members of the scope."""

    site = forms.ModelChoiceField(label="单位或场所", queryset=Site.objects.none(), empty_label="请选择")
    visited_on = DayField(label="日期")
    channel = forms.ChoiceField(label="方式", choices=CanvassChannel.choices, widget=forms.RadioSelect)
    found_count = forms.IntegerField(
        label="发现流动党员几人",
        min_value=0,
        max_value=9999,
        required=False,
        help_text="没有发现也是结果，填 0；在下面勾了人的可以不填",
    )
    note = forms.CharField(label="说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, campaign: Canvass, ticked: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticked = ticked
        offer(self, "site", Site.objects.filter(owner_path=campaign.owner_path, to_canvass=True).order_by("name"))
        self.fields["visited_on"].initial = clock.today

    def clean_found_count(self) -> int | None:
        """Blank is no result, unless the people themselves were ticked."""
        number: int | None = self.cleaned_data["found_count"]
        if number is None and not self.ticked:
            raise forms.ValidationError("请填发现了几人；没有发现的，填 0。")
        return number


@needs(Action.CANVASS_WRITE)
@require_http_methods(["GET", "POST"])
def visit_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form; looking for members to tick; saving."""
    campaign = get_object_or_404(Canvass.objects.all(), pk=pk)
    chosen = keys_in(request.POST.getlist("found")[:MOST_CHOSEN])
    if request.method == "GET":
        form = VisitForm(campaign=campaign, initial={"site": request.GET.get("site", ""), "channel": "visit"})
    elif request.POST.get("action") == "search":
        form = VisitForm(campaign=campaign, initial=request.POST.dict())
    else:
        form = VisitForm(request.POST, campaign=campaign, ticked=len(chosen))
        if form.is_valid() and _recorded(form, request, campaign, chosen):
            messages.success(request, f"已记录：{form.cleaned_data['site'].name}。")
            return redirect("canvass", pk=campaign.pk)
    text = searched(request.POST)
    context = {
        "form": form,
        "campaign": campaign,
        "text": text,
        "people": _people(chosen, text),
        "crumbs": [
            {"label": "摸排", "url": reverse("canvasses")},
            {"label": campaign.name, "url": reverse("canvass", args=[campaign.pk])},
        ],
    }
    return render(request, "registry/canvass/visit.html", context)


def _people(chosen: list[UUID], text: str) -> list[dict[str, Any]]:
    """Those already ticked, then those whom the search box means."""
    members = Member.objects.all().select_related("organisation").only(*OFFERED)
    ticked = list(members.filter(pk__in=chosen)) if chosen else []
    asked = members.filter(condition(text), Q(is_open=True)).exclude(pk__in=chosen) if text.strip() else members.none()
    fresh = list(asked.order_by("owner_path", "-id")[:MOST_FOUND])
    return [_person(member, True) for member in ticked] + [_person(member, False) for member in fresh]


def _person(member: Member, ticked: bool) -> dict[str, Any]:
    told = (labels.direction(member.direction), member.sex, labels.phone(member), str(member.organisation))
    return {"id": member.pk, "name": member.name, "sub": " · ".join(filter(None, told)), "ticked": ticked}


def _recorded(form: VisitForm, request: HttpRequest, campaign: Canvass, chosen: list[UUID]) -> bool:
    data = form.cleaned_data
    try:
        with step():
            verbs.record_visit(
                by=actor(request),
                canvass=campaign,
                site=data["site"],
                visited_on=data["visited_on"],
                channel=CanvassChannel(data["channel"]),
                note=data["note"],
                found=chosen,
                found_count=data["found_count"],
            )
    except Refused as refusal:
        form.add_error("visited_on", str(refusal))
        return False
    return True
