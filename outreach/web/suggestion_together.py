"""Several suggestions handed to one unit and person; the answer says of each what became of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from outreach.domain.suggestions import assigning
from outreach.models import Suggestion
from outreach.web import suggestion_words as words
from outreach.web.suggestion_forms import ChargeForm
from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.lib.ids import keys_in
from registry.models.unit import step
from registry.policies import Action
from registry.web.access import actor, needs

# As many as one page of the list holds.
MOST = 50


class TogetherForm(ChargeForm):
    """To whom all of them are handed."""

    confirmed = forms.CharField(widget=forms.HiddenInput, initial="yes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer()
        self.fields["due_on"].help_text = "不填的，每一条按自己的难易算；已经交办过的，时限不变。"


@needs(Action.SUGGESTION_WORK)
@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """Which, then to whom, then what became of each."""
    keys = keys_in(request.POST.getlist("chosen")[:MOST])
    chosen = list(Suggestion.objects.filter(pk__in=keys).order_by("owner_path", "-id"))
    if not chosen:
        messages.error(request, "还没有选。请先在列表前面的方框里打勾，再点“一起交办”。")
        return redirect("suggestions")
    sent = "confirmed" in request.POST
    form = TogetherForm(request.POST if sent else None)
    if sent and form.is_valid():
        return _handed(request, form, chosen)
    context = {"form": form, "chosen": chosen, "title": f"一起交办 {len(chosen)} 条", "crumbs": words.crumbs()}
    return render(request, "outreach/suggestions/together.html", context | {"back_url": reverse("suggestions")})


def _handed(request: HttpRequest, form: TogetherForm, chosen: list[Suggestion]) -> HttpResponse:
    sent = {name: value for name, value in form.cleaned_data.items() if name != "confirmed"}
    outcomes = [_one(request, row, assigning.Charge(**sent)) for row in chosen]
    done = sum(outcome["done"] for outcome in outcomes)
    left = len(outcomes) - done
    return render(request, "registry/members/together.html", {
        "title": "一起交办",
        "lead": f"交办了 {done} 条" + (f"，{left} 条没有办，原因写在后面。" if left else "。"),
        "outcomes": sorted(outcomes, key=lambda outcome: outcome["done"]),
        "crumbs": words.crumbs(),
        "heading": "编号和标题",
        "back_url": reverse("suggestions"),
    })  # fmt: skip


def _one(request: HttpRequest, row: Suggestion, charge: assigning.Charge) -> dict[str, Any]:
    by, name = actor(request), f"{words.name_of(row)} {row.title}"
    told = {"name": name, "url": reverse("suggestion", args=[row.pk])}
    try:
        with step():
            done = assigning.assign(by=by, label=label_of(by), row=row, charge=charge, version=row.version)
    except Refused as refusal:
        return told | {"done": False, "text": str(refusal)}
    return told | {
        "done": True,
        "text": f"已交办给 {done.lead_label} {done.handler_name}，{done.due_on:%Y-%m-%d} 前办结",
    }
