"""One post, seat or service: what it is, its dated notes, adding one, ending it, declaring it a mistake."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from outreach.domain import part as verbs
from outreach.models import CouncilSeat, PartNote, PioneerPost, VolunteerService
from outreach.web import part_words as words
from outreach.web.part_forms import EndForm, NoteForm, VoidForm
from registry.domain.movements import label_of
from registry.policies import Action, allowed
from registry.web.access import actor, needs
from registry.web.attempts import attempted

NOTES_SHOWN = 100
Bound = dict[str, forms.Form]


@dataclass(frozen=True, slots=True)
class Sort:
    """What a page is about: its list, its rows, what is said of one."""

    tab: str
    model: Any
    facts: Any
    heading: str


SORTS = {
    "post": Sort("posts", PioneerPost, words.post_facts, "发挥作用的记录"),
    "seat": Sort("seats", CouncilSeat, words.seat_facts, "议事和提案"),
    "service": Sort("services", VolunteerService, words.service_facts, ""),
}
Row = PioneerPost | CouncilSeat | VolunteerService


@needs(Action.PART_VIEW)
@require_GET
def post(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A 先锋岗."""
    return _page(request, "post", _find("post", pk))


@needs(Action.PART_VIEW)
@require_GET
def seat(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A seat in a 议事会."""
    return _page(request, "seat", _find("seat", pk))


@needs(Action.PART_VIEW)
@require_GET
def service(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A day of 志愿服务."""
    return _page(request, "service", _find("service", pk))


def _find(sort: str, pk: UUID) -> Row:
    if sort not in SORTS:
        raise Http404
    rows: QuerySet[Any] = SORTS[sort].model.objects.all()
    found: Row = get_object_or_404(rows.select_related("member__organisation"), pk=pk)
    return found


def _page(request: HttpRequest, sort: str, row: Row, **bound: forms.Form) -> HttpResponse:
    said, context = SORTS[sort], {"row": row, "sort": sort}
    return render(request, "outreach/part/row.html", context | {
        "title": str(row),
        "lead": f"{row.member.name} · {row.member.organisation}",
        "badge": words.standing(row),
        "over": words.why_over(row),
        "crumbs": words.crumbs(said.tab),
        "facts": said.facts(row),
        "heading": said.heading,
        "notes": _notes(row),
        "member_url": reverse("member", args=[row.member_id]),
        **(_doing(sort, row, bound) if allowed(Action.PART_EDIT) else {}),
    })  # fmt: skip


def _doing(sort: str, row: Row, bound: Bound) -> dict[str, Any]:
    plaque = reverse("post-plaque", args=[row.pk]) if sort == "post" and _goes_on(row) else ""
    return {"plaque_url": plaque, **_forms(row, bound)}


def _goes_on(row: Row) -> bool:
    return row.voided_at is None and (isinstance(row, VolunteerService) or row.ended_on is None)


def _forms(row: Row, bound: Bound) -> dict[str, Any]:
    """What may still be done with it."""
    if row.voided_at:
        return {}
    shown: dict[str, Any] = {"void_form": bound.get("void") or VoidForm(prefix="void")}
    if isinstance(row, VolunteerService):
        return shown
    shown["note_form"] = bound.get("note") or NoteForm(of=row)
    return shown if row.ended_on else shown | {"end_form": bound.get("end") or EndForm(prefix="end")}


def _notes(row: Row) -> list[dict[str, Any]]:
    if isinstance(row, VolunteerService):
        return []
    own: dict[str, Any] = {"post": row} if isinstance(row, PioneerPost) else {"seat": row}
    return [_note(note) for note in PartNote.objects.filter(**own)[:NOTES_SHOWN]]


def _note(note: PartNote) -> dict[str, Any]:
    reason = f"作废原因：{note.void_reason}" if note.voided_at else ""
    return {
        "title": note.get_kind_display(),
        "when": f"{note.happened_on:%Y-%m-%d}",
        "by": note.recorded_label,
        "text": " ".join(filter(None, (note.text, reason))),
        "voided": bool(note.voided_at),
        "void_url": "" if note.voided_at else reverse("part-note-void", args=[note.pk]),
    }


@needs(Action.PART_EDIT)
@require_POST
def act(request: HttpRequest, sort: str, pk: UUID, verb: str) -> HttpResponse:
    """Add a note, end it, or declare it a mistake; what is wrong stands in the form, with what was typed."""
    row = _find(sort, pk)
    if verb not in DOERS or (verb != "void" and isinstance(row, VolunteerService)):
        raise Http404
    form = NoteForm(request.POST, of=row) if verb == "note" else FORMS[verb](request.POST, prefix=verb)  # type: ignore[arg-type]
    if form.is_valid() and DOERS[verb](request, row, form):
        return redirect(sort, pk=pk)
    return _page(request, sort, row, **{verb: form})


def _add_note(request: HttpRequest, row: Any, form: forms.Form) -> bool:
    label = label_of(actor(request))
    return _did(request, form, "已记下。", attempted(
        form, verbs.note, by=actor(request), label=label, of=row, **form.cleaned_data))  # fmt: skip


def _end(request: HttpRequest, row: Any, form: forms.Form) -> bool:
    return _did(request, form, f"“{row}”已结束。", attempted(
        form, verbs.end, by=actor(request), row=row, **form.cleaned_data))  # fmt: skip


def _void(request: HttpRequest, row: Any, form: forms.Form) -> bool:
    label, reason = label_of(actor(request)), form.cleaned_data["reason"]
    return _did(request, form, f"“{row}”已作废，不再计数。", attempted(
        form, verbs.void, by=actor(request), label=label, row=row, reason=reason))  # fmt: skip


def _did(request: HttpRequest, form: forms.Form, text: str, made: Any) -> bool:
    if made is None:
        return False
    messages.success(request, text)
    return True


FORMS: dict[str, type[forms.Form]] = {"end": EndForm, "void": VoidForm}
DOERS = {"note": _add_note, "end": _end, "void": _void}


@needs(Action.PART_EDIT)
@require_http_methods(["GET", "POST"])
def note_void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A note that was a mistake."""
    note = get_object_or_404(PartNote.objects.filter(voided_at__isnull=True), pk=pk)
    sort, key = ("post", note.post_id) if note.post_id else ("seat", note.seat_id)
    back = reverse(sort, args=[key])
    form = VoidForm(request.POST if request.method == "POST" else None, prefix="void")
    if form.is_bound and form.is_valid() and _void(request, note, form):
        return redirect(back)
    context = {
        "form": form, "title": "作废一条记录", "lead": f"{note} {note.text}", "back_url": back, "submit": "作废",
        "crumbs": [*words.crumbs(SORTS[sort].tab), {"label": "返回", "url": back}],
    }  # fmt: skip
    return render(request, "outreach/part/form.html", context)
