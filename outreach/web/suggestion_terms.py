"""What a node sets for itself and those below: the time allowed for each stage, and texts that replies start from."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from outreach.domain.suggestions import clocks, terming
from outreach.models import ReplyTemplate, SuggestionTerms
from outreach.web import suggestion_words as words
from outreach.web.suggestion_forms import lines
from registry.domain.movements import label_of
from registry.lib import scope as scopes
from registry.policies import Action
from registry.web import labels
from registry.web.access import actor, needs
from registry.web.attempts import attempted

LONGEST = 366
ODD = f"请填 1 到 {LONGEST} 的整数。"
CALENDAR = ("complex_days", "opinion_days")


class TermsForm(forms.Form):
    """A number of days for each stage."""

    def __init__(self, *args: Any, held: SuggestionTerms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in terming.DAYS:
            unit = "自然日" if name in CALENDAR else "工作日"
            default = SuggestionTerms._meta.get_field(name).default  # type: ignore[union-attr]
            self.fields[name] = forms.IntegerField(
                label=str(SuggestionTerms._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
                min_value=1, max_value=LONGEST, initial=getattr(held, name), help_text=f"{unit}，默认 {default}",
                error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), ODD),
            )  # fmt: skip


class TemplateForm(forms.Form):
    """A text that replies start from."""

    name = forms.CharField(label="名称", max_length=50, help_text="例如：已经解决、列入计划")
    text = lines("内容", 1000, 6, help_text="用的时候还能改。不写任何人的姓名和电话。")


@needs(Action.RULE_EDIT)
@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """The days that hold here, and where they come from."""
    by, path = actor(request), scopes.current().path
    own, held = terming.own_terms(path), clocks.terms(path)
    form = TermsForm(request.POST if request.method == "POST" else None, held=held)
    if form.is_bound and "drop" in request.POST:
        terming.drop_terms(by=by, path=path)
        messages.success(request, "已恢复为上级的时限。")
        return redirect("suggestion-terms")
    if form.is_bound and form.is_valid():
        given: dict[str, Any] = {"by": by, "label": label_of(by), "path": path, "days": form.cleaned_data}
        if attempted(form, terming.set_terms, **given):
            messages.success(request, "办理时限已保存。从下一步起按新的算，正在计时的不变。")
            return redirect("suggestion-terms")
    whose = "本组织设的" if own else "上级设的" if held.changed_label else "系统默认的"
    since = f"{labels.moment(own.changed_at)} {own.changed_label} 修改。" if own else ""
    said = f"现在用的是{whose}时限。{since}"
    context = {"form": form, "own": own, "title": "金点子办理时限", "crumbs": words.crumbs(), "said": said}
    return render(request, "outreach/suggestions/terms.html", context)


@needs(Action.SUGGESTION_WORK)
@require_http_methods(["GET", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    """The own texts and those of the levels above; a new one."""
    by, path = actor(request), scopes.current().path
    form = TemplateForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given: dict[str, Any] = {"by": by, "label": label_of(by), "path": path, "fields": form.cleaned_data}
        if attempted(form, terming.save_template, **given):
            messages.success(request, "范文已保存，写公开答复时可以用。")
            return redirect("suggestion-templates")
    rows = [{"row": row, "own": row.owner_path == path} for row in ReplyTemplate.objects.all()[:200]]
    context = {"form": form, "rows": rows, "title": "答复范文", "crumbs": words.crumbs()}
    return render(request, "outreach/suggestions/templates.html", context)


@needs(Action.SUGGESTION_WORK)
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of the own texts, changed."""
    row, by = _own(pk), actor(request)
    start = {"name": row.name, "text": row.text}
    form = TemplateForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_bound and form.is_valid():
        given: dict[str, Any] = {"by": by, "label": label_of(by), "path": row.owner_path, "fields": form.cleaned_data}
        if attempted(form, terming.save_template, template=row, **given):
            messages.success(request, "范文已保存。")
            return redirect("suggestion-templates")
    crumbs = [*words.crumbs(), {"label": "答复范文", "url": reverse("suggestion-templates")}]
    context = {"form": form, "title": "修改范文", "crumbs": crumbs, "back_url": reverse("suggestion-templates")}
    return render(request, "outreach/part/form.html", context)


@needs(Action.SUGGESTION_WORK)
@require_POST
def template_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It is no longer offered."""
    terming.drop_template(by=actor(request), template=_own(pk))
    messages.success(request, "范文已删去。")
    return redirect("suggestion-templates")


def _own(pk: UUID) -> ReplyTemplate:
    """A text of this very node; those from above are read only."""
    found: ReplyTemplate = get_object_or_404(ReplyTemplate, pk=pk, owner_path=scopes.current().path)
    return found
