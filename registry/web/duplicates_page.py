"""One pair, side by side, and what a person decides: merge, not the same person, or ask the street."""

from collections import Counter
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.choices import PairState, Status
from registry.domain import duplicates, merging
from registry.domain.errors import Blocked, Refused
from registry.domain.merge_facts import TOPICS, is_empty
from registry.lib import clock
from registry.models import Attachment, ContactLog, DuplicatePair, Member, MemberMerge, Movement, StudyReport
from registry.models.unit import step
from registry.policies import Action, allowed, check
from registry.web import labels
from registry.web.access import actor, needs
from registry.web.duplicates_words import grounds, topics

TONES = {PairState.NOT_DUPLICATE: "neutral", PairState.MERGED: "success"}
COUNTED = (("流动", Movement), ("联系", ContactLog), ("学习", StudyReport), ("附件", Attachment))
TAKE = "take_"


class DecisionForm(forms.Form):
    """What was decided on, as the records were when the page opened."""

    keep = forms.ChoiceField(
        label="保留哪一条",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "请在这两条里选一条保留。"},
    )
    first_version = forms.IntegerField(label="第一条的版本", widget=forms.HiddenInput, required=False)
    second_version = forms.IntegerField(label="第二条的版本", widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label="说明（可以不填）", max_length=200, required=False)

    def __init__(self, data: Any = None, *, pair: DuplicatePair, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choice = self.fields["keep"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(str(key), "") for key in (pair.first_id, pair.second_id)]


@needs(Action.DUPLICATE_REVIEW)
@require_http_methods(["GET", "POST"])
def duplicate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The comparison, and the decision on it."""
    pair = get_object_or_404(DuplicatePair.objects.all(), pk=pk)
    one, two = _both(pair)
    form = DecisionForm(request.POST or None, pair=pair)
    if request.method == "POST" and form.is_valid() and (said := _decided(request, pair, (one, two), form)):
        messages.success(request, said)
        return redirect("duplicate", pk=pair.pk)
    one, two = _both(pair)
    return render(request, "registry/duplicates/pair.html", _context(request, pair, (one, two), form))


def _both(pair: DuplicatePair) -> tuple[Member, Member]:
    """Both records, read through the scope: a pair one of whose records has moved away is not there."""
    found = Member.objects.select_related("organisation").in_bulk([pair.first_id, pair.second_id])
    if len(found) < 2:
        raise Http404
    return found[pair.first_id], found[pair.second_id]


def _decided(request: HttpRequest, pair: DuplicatePair, both: tuple[Member, Member], form: DecisionForm) -> str:
    """Do what the button says; returns what was done, or nothing and the form says why not."""
    button = request.POST.get("action")
    if button == "merge":
        check(Action.MEMBER_MERGE)
    try:
        with step():
            return _act(request, pair, both, form, str(button))
    except Blocked as blocked:
        for obstacle in blocked.obstacles:
            form.add_error(None, obstacle)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return ""


def _act(
    request: HttpRequest, pair: DuplicatePair, both: tuple[Member, Member], form: DecisionForm, button: str
) -> str:
    reason, by = form.cleaned_data["reason"], actor(request)
    if button == "merge":
        return _merge(request, both, form)
    if button == "dismiss":
        duplicates.dismiss(by=by, pair=pair, reason=reason)
        return "已记为“不是同一人”，以后不再提出来。姓名或身份证号改了，才会再请人核对。"
    if button == "ask":
        duplicates.ask_street(by=by, pair=pair, note=reason)
        return "已请上级合并。街道会在“疑似重复”的“请上级合并的”里看到。"
    if button == "reopen":
        duplicates.reopen(by=by, pair=pair)
        return "已改回“待核对”。"
    raise Refused("请点“合并”或“不是同一人”。")


def _merge(request: HttpRequest, both: tuple[Member, Member], form: DecisionForm) -> str:
    data = form.cleaned_data
    if not data["keep"] or data["first_version"] is None or data["second_version"] is None:
        raise Refused("请先选保留哪一条。")
    versions = data["first_version"], data["second_version"]
    kept, absorbed = both
    if data["keep"] == str(absorbed.pk):
        kept, absorbed, versions = absorbed, kept, versions[::-1]
    take = [topic for topic in TOPICS if request.POST.get(TAKE + topic) == str(absorbed.pk)]
    merging.merge(
        by=actor(request), kept=kept, absorbed=absorbed, take=take, versions=versions, reason=data["reason"].strip()
    )
    kept.refresh_from_db(fields=["name"])  # perhaps the name of the other one
    return f"已合并到“{kept.name}”的这一条，两条的联系、学习和附件都在它下面。合错了，可以在这一页撤销。"


def _context(
    request: HttpRequest, pair: DuplicatePair, both: tuple[Member, Member], form: DecisionForm
) -> dict[str, Any]:
    waiting = pair.state == PairState.OPEN
    may_merge = waiting and allowed(Action.MEMBER_MERGE)
    keep = request.POST.get("keep") or str(_suggested(both).pk)
    rows = topics(*both)
    for row in rows:
        row["options"] = _options(row, both, keep, request.POST.get(TAKE + row["topic"], ""))
    return {
        "pair": pair,
        "form": form,
        "title": both[0].name if both[0].name == both[1].name else f"{both[0].name} / {both[1].name}",
        "crumbs": [{"label": "疑似重复", "url": reverse("duplicates")}],
        "badge": {"text": PairState(pair.state).label, "tone": TONES.get(PairState(pair.state), "warning")},
        "grounds": grounds(pair.grounds),
        "sides": [_side(member, keep) for member in both],
        "different": [row for row in rows if row["differs"]],
        "alike": [{"label": row["label"], "value": row["texts"][0]} for row in rows if not row["differs"]],
        "counts": _counts(both),
        "waiting": waiting,
        "may_merge": may_merge,
        "merge": _merge_of(pair),
        "may_undo": allowed(Action.MEMBER_MERGE),
        "apart": both[0].owner_path != both[1].owner_path,
    }


def _suggested(both: tuple[Member, Member]) -> Member:
    """Which record to keep: the one still open and registered, further along, entered first."""
    return min(both, key=lambda member: (not member.is_open, member.status == Status.LEAD, _steps(member), member.pk))


def _steps(member: Member) -> int:
    return -sum(day is not None for day in (member.reported_on, member.enrolled_on))


def _side(member: Member, keep: str) -> dict[str, Any]:
    return {
        "key": str(member.pk),
        "name": member.name,
        "url": reverse("member", args=[member.pk]),
        "badge": labels.member_badge(member),
        "organisation": str(member.organisation),
        "since": f"{clock.local(member.created_at):%Y-%m-%d} 录入",
        "kept": str(member.pk) == keep,
        "version": member.version,
    }


def _options(row: dict[str, Any], both: tuple[Member, Member], keep: str, picked: str) -> list[dict[str, Any]]:
    """The values to choose from; what the kept record does not say is taken from the other one unless picked."""
    kept, other = both if keep == str(both[0].pk) else both[::-1]
    chosen = picked or str(other.pk if is_empty(kept, row["topic"]) else kept.pk)
    return [
        {"key": str(member.pk), "text": text, "checked": str(member.pk) == chosen}
        for member, text in zip(both, row["texts"], strict=True)
    ]


def _counts(both: tuple[Member, Member]) -> list[str]:
    """How much hangs on each record."""
    keys = [member.pk for member in both]
    found: dict[UUID, list[str]] = {key: [] for key in keys}
    for label, model in COUNTED:
        per = Counter(model.objects.filter(member_id__in=keys).values_list("member_id", flat=True))
        for key in keys:
            found[key].append(f"{label} {per[key]} 条")
    return ["，".join(found[key]) for key in keys]


def _merge_of(pair: DuplicatePair) -> MemberMerge | None:
    keys = pair.first_id, pair.second_id
    merges = MemberMerge.objects.filter(Q(kept_id__in=keys) & Q(absorbed_was__in=keys), undone_at__isnull=True)
    return merges.first()
