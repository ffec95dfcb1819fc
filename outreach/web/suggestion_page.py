"""One suggestion: what was said, by whom, who works on it until when, and what may be done now."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from outreach.choices import TOLD, SuggestionState, WordKind
from outreach.domain.suggestions import extending, looking, merging
from outreach.models import ReplyTemplate, Suggestion
from outreach.web import suggestion_verbs as verbs
from outreach.web import suggestion_words as words
from outreach.web.qr import drawn
from outreach.web.suggestion_files import files_of
from outreach.web.suggestion_forms import VerbForm
from outreach.web.suggestion_merging import unsure
from registry.domain.movements import label_of
from registry.lib import scope as scopes
from registry.lib.masks import mask_phone
from registry.models import ContactLog, Member
from registry.policies import Action, allowed
from registry.web import labels
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.conflicts import version_of
from registry.web.file_field import arrived_whole
from registry.web.nav import address


def find(pk: UUID) -> Suggestion:
    """The row; an unknown one and somebody else's get the same 404."""
    found: Suggestion = get_object_or_404(Suggestion.objects.all(), pk=pk)
    return found


@needs(Action.SUGGESTION_VIEW)
@require_GET
def suggestion(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page."""
    return page(request, find(pk))


def page(request: HttpRequest, row: Suggestion, bound: VerbForm | None = None, **more: Any) -> HttpResponse:
    """The page, with the form that came back where one did."""
    content = looking.opened(by=actor(request), row=row)
    inside = not scopes.current().liaison
    context = {
        "row": row,
        "title": row.title,
        "lead": f"{words.name_of(row)} · {row.get_category_display()} · {row.place_label}",
        "badge": words.badge(row),
        "marks": words.marks(row),
        "doubt": words.doubt(row) if inside else "",
        "ring": words.ring(row),
        "crumbs": words.crumbs(),
        "content": content,
        "facts": _facts(row),
        "work": _work(row),
        "masked_phone": mask_phone(str(row.proposer_phone)) if row.proposer_phone else "",
        "words": [*map(_word, row.words.all()), *_shared(row)],
        "slip_url": reverse("suggestion-slip", args=[row.pk]) if row.entered_label else "",
        **_steps(request, row, bound),
        "files": files_of(row),
        **(_inside(row, bound, label_of(actor(request))) if inside else {}),
        **more,
    }
    return render(request, "outreach/suggestions/suggestion.html", context)


def _facts(row: Suggestion) -> list[dict[str, Any]]:
    member = row.member_id and Member.objects.filter(pk=row.member_id).first()
    contact = row.contact_id and ContactLog.objects.filter(pk=row.contact_id).exists()
    entered = f"{row.entered_label} 代为录入" if row.entered_label else "本人提交"
    found = [
        {"label": "提出人", "value": row.proposer, "note": row.get_proposer_kind_display() + _named_now(row, member),
         "url": reverse("member", args=[member.pk]) if member else ""},
        {"label": "来源", "value": row.get_source_display(), "note": entered},
        {"label": "收集日期", "value": f"{row.collected_on:%Y-%m-%d}"},
        {"label": "能否公开", "value": "同意公开" if row.may_publish else "不同意公开"},
    ]  # fmt: skip
    if contact:
        found.append({"label": "来自联系", "value": "看那次联系", "url": address("contact", row.contact_id)})
    return found


def _named_now(row: Suggestion, member: Any) -> str:
    """Her name as it is registered, where it was put right since: what she wrote stays as it came."""
    wrote = str(row.proposer_name)
    return f"，现在登记的姓名是{member.name}" if member and wrote and member.name != wrote else ""


def _work(row: Suggestion) -> list[dict[str, Any]]:
    """Who has it, until when, what came of it; what is not known yet is left out."""
    unit, person = words.owner(row)
    said = (
        ("主办单位", unit or "还没有交办"), ("责任人", person), ("难易", row.get_complexity_display()),
        ("办理时限", f"{row.due_on:%Y-%m-%d}" if row.due_on else ""),
        ("办理结果", row.get_outcome_display()), ("转化成果", row.result),
        ("反馈方式", row.get_feedback_way_display()), ("满意度", row.get_rating_display()), ("备注", row.remark),
    )  # fmt: skip
    return [{"label": label, "value": value} for label, value in said if value]


def _word(word: Any) -> dict[str, Any]:
    tone = "own" if word.kind == WordKind.WORD else "told" if word.kind in TOLD else ""
    return {
        "kind": word.get_kind_display(), "text": str(word.text), "when": labels.moment(word.at), "by": word.label,
        "tone": "private" if word.kind == WordKind.PRIVATE else tone,
        "seen": "提出人能看到" if word.kind in TOLD and word.kind != WordKind.WORD else "",
    }  # fmt: skip


def _shared(row: Suggestion) -> list[dict[str, Any]]:
    """Of a merged one what was answered to both."""
    found = merging.answers_to([row.pk]).get(row.pk) if row.state == SuggestionState.MERGED else None
    if found is None:
        return []
    return [{"kind": f"{found.into_label} 的答复（对两条）", "text": found.text, "by": found.unit, "tone": "told",
             "when": labels.moment(found.answered_at), "seen": "提出人能看到"}]  # fmt: skip


def _steps(request: HttpRequest, row: Suggestion, bound: VerbForm | None) -> dict[str, Any]:
    """The forms that the page offers now."""
    said, wanted = verbs.template_text(request.GET.get("template", "")), request.GET.get("verb", "reply")

    def part(name: str) -> dict[str, Any]:
        mine = bound is not None and bound.prefix == name
        started = said if name == wanted else ""
        form = bound if mine else verbs.form_of(name, row, said=started)
        return {
            "name": name, "label": verbs.VERBS[name].label, "form": form, "starts": name in verbs.STARTED,
            "open": mine or (bool(started) and name in verbs.STARTED),
        }  # fmt: skip

    steps, beside = [part(name) for name in verbs.next_steps(row)], [part(name) for name in verbs.beside(row)]
    started = any(one["starts"] for one in (*steps, *beside))
    templates = ReplyTemplate.objects.all() if started else ReplyTemplate.objects.none()
    return {
        "steps": steps,
        "beside": beside,
        "templates": [{"name": row.name, "key": row.pk} for row in templates[:50]],
        "bound": bound,
    }


def _inside(row: Suggestion, bound: VerbForm | None, label: str) -> dict[str, Any]:
    """What a liaison does not see."""
    asked = extending.open_one(row)
    mine_to_decide = asked and extending.may_decide(row) and not extending.is_own(asked, label)
    return {
        "history": [_happened(item) for item in row.steps.order_by("-seq")],
        "units": [_unit(item, row, bound) for item in row.units.all()],
        "extensions": [_extension(item) for item in row.asked_extensions.all()],
        "decide": _decide(row, bound) if mine_to_decide else None,
        "asked": asked,
        "chased": [_chased(item) for item in row.supervisions.all()],
        "alike": [_alike(other, share) for other, share in merging.alike(row)],
        "may_merge": "merge" in verbs.next_steps(row),
        "related": _related(row),
    }


def _decide(row: Suggestion, bound: VerbForm | None) -> VerbForm:
    return bound if bound is not None and bound.prefix == "decide" else verbs.form_of("decide", row)


def _happened(item: Any) -> dict[str, Any]:
    due = f"时限 {item.due_on:%Y-%m-%d}" if item.due_on else ""
    text = "；".join(filter(None, (item.why, due)))
    by = item.label or "本人"
    return {"title": item.get_move_display(), "when": labels.moment(item.at), "by": by, "text": text}


def _unit(item: Any, row: Suggestion, bound: VerbForm | None) -> dict[str, Any]:
    given = item.given_at is not None
    mine = bound is not None and bound.prefix == "opine" and bound.data.get("unit") == str(item.pk)
    form = None if given or not verbs.may("opine", row) else bound if mine else verbs.form_of("opine", row)
    return {
        "key": item.pk, "label": item.label, "opinion": str(item.opinion), "form": form, "open": mine,
        "when": f"{labels.moment(item.given_at)} 回复" if given else f"{item.due_on:%Y-%m-%d} 前回复",
    }  # fmt: skip


def _extension(item: Any) -> dict[str, str]:
    decided = f"{item.decided_label} {labels.moment(item.decided_at)}" if item.decided_at else ""
    return {
        "title": f"{item.was_due_on:%Y-%m-%d} 延到 {item.until:%Y-%m-%d}：{item.get_state_display()}",
        "when": labels.moment(item.asked_at), "by": item.asked_label,
        "text": "；".join(filter(None, (item.why, item.answer, decided))),
    }  # fmt: skip


def _chased(item: Any) -> dict[str, str]:
    ended = f"{labels.moment(item.ended_at)} 消除" if item.ended_at else ""
    text = "；".join(filter(None, (f"时限 {item.due_on:%Y-%m-%d}", item.note, ended)))
    return {"title": item.get_level_display(), "when": labels.moment(item.at), "by": item.label, "text": text}


def _alike(other: Suggestion, share: float) -> dict[str, Any]:
    return {
        "title": other.title, "label": other.label, "url": reverse("suggestion", args=[other.pk]),
        "share": f"{share:.0%}", "badge": words.badge(other),
    }  # fmt: skip


def _related(row: Suggestion) -> list[dict[str, Any]]:
    """Merged into it, split from it, and the other way round, as far as they are in scope."""
    keys = [key for key in (row.merged_into, row.split_from) if key]
    found = Suggestion.objects.filter(Q(pk__in=keys) | Q(merged_into=row.pk) | Q(split_from=row.pk)).order_by("id")
    return [
        {"how": _how(row, other), "label": words.name_of(other), "title": other.title,
         "url": reverse("suggestion", args=[other.pk])}
        for other in found.only("id", "owner_path", "label", "title", "merged_into", "split_from")[:20]
    ]  # fmt: skip


def _how(row: Suggestion, other: Suggestion) -> str:
    known = ((row.merged_into == other.pk, "已并入"), (row.split_from == other.pk, "拆自"),
             (other.merged_into == row.pk, "并入本条的"), (other.split_from == row.pk, "从本条拆出的"))  # fmt: skip
    return next(text for so, text in known if so)


@needs(Action.SUGGESTION_VIEW)
@require_POST
def act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One verb; what is missing stands in its form."""
    row = find(pk)
    if verb not in verbs.VERBS:
        raise Http404
    if not allowed(verbs.VERBS[verb].right) or not verbs.may(verb, row):
        messages.warning(request, f"现在不能“{verbs.VERBS[verb].label}”：可能刚有人办过下一步，或者不由您这一级办。")
        return redirect("suggestion", pk=pk)
    form = verbs.form_of(verb, row, request)
    whole = arrived_whole(form, request) if "uploads" in form.fields else True
    asked = unsure(request, row, verb, form) if whole and form.is_valid() else None
    if asked is not None:
        return asked
    if whole and form.is_valid() and _done(request, row, verb, form):
        still = Suggestion.objects.filter(pk=pk).exists()
        return redirect("suggestion", pk=pk) if still else redirect("suggestions")
    fresh = Suggestion.objects.filter(pk=pk).first()
    if fresh is not None and verbs.may(verb, fresh):
        return page(request, fresh, bound=form)
    for refusal in form.non_field_errors():
        messages.warning(request, str(refusal))
    return redirect("suggestion", pk=pk)


def _done(request: HttpRequest, row: Suggestion, verb: str, form: VerbForm) -> bool:
    by = actor(request)
    common = {"by": by, "label": label_of(by), "row": row, "version": version_of(request)}
    done = attempted(form, lambda: verbs.VERBS[verb].do(common, form.cleaned_data, form))
    if done is not None:
        messages.success(request, verbs.VERBS[verb].done)
    if isinstance(done, Suggestion) and done.owner_path != row.owner_path:
        messages.info(request, f"这一条已经转到“{done.lead_label}”，由那里签收、办理；您仍能看到。")
    return done is not None


@needs(Action.SUGGESTION_WORK, Action.MEMBER_SEE_PHONE)
@require_POST
def phone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Its proposer's number, to be called; on the trail."""
    row = find(pk)
    return page(request, row, phone=looking.reveal_phone(by=actor(request), row=row))


@needs(Action.SUGGESTION_ENTER)
@require_GET
def slip(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The progress code on a slip of paper, for the person on whose behalf it was entered; on the trail."""
    row = find(pk)
    if not row.entered_label:
        raise Http404
    code = looking.slip(by=actor(request), row=row)
    url = settings.PUBLIC_URL.rstrip("/") + reverse("suggest-progress")
    context = {"row": row, "code": code, "title": "查询码", "crumbs": words.crumbs(row), "progress_url": url}
    return render(request, "outreach/suggestions/slip.html", context | {"qr": drawn(url)})
