"""常用文字: what messages begin from, one's own and those of the levels above; writing, changing, switching off."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from outreach.domain import texts, wordings
from outreach.models import MessageTemplate
from outreach.web import message_words as words
from registry.domain.errors import Refused
from registry.lib import scope as scopes
from registry.lib.ids import key_in
from registry.policies import Action
from registry.web import labels
from registry.web.access import actor, needs
from registry.web.attempts import attempted


class TemplateForm(forms.Form):
    """A text and its name."""

    name = forms.CharField(label="名称", max_length=50, help_text="例如：七一问候、催交学习汇报")
    body = forms.CharField(
        label="正文", max_length=480, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="{姓名}、{组织}、{链接} 会自动换成每个人的；没有写 {链接} 的，末尾自动带上回复和退订的链接。",
    )  # fmt: skip
    subject = forms.CharField(label="邮件标题", max_length=60, required=False, help_text="只有发邮件才用得上。")
    provider_code = forms.CharField(
        label="短信模板代码", max_length=40, required=False, help_text="只有阿里云短信才用得上，例如 SMS_123456。"
    )

    def clean_body(self) -> str:
        """Blanks that nobody fills are told at once."""
        body: str = self.cleaned_data["body"]
        try:
            texts.check(body, "wechat")
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return body


@needs(Action.MESSAGE_SEND)
@require_http_methods(["GET", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    """Those in use with how they look, and a new one."""
    path, form = scopes.current().path, TemplateForm(request.POST if request.method == "POST" else None)
    made: MessageTemplate | None = None
    if form.is_bound and form.is_valid():
        made = attempted(form, wordings.save, by=actor(request), path=path, fields=form.cleaned_data)
    if made:
        messages.success(request, "已保存。写消息、发一批消息的时候，点名称就用它开头。")
        return redirect("message-templates")
    rows = MessageTemplate.objects.order_by("-is_active", "name")[: 2 * wordings.MOST]
    context = {
        "form": form,
        "tabs": words.tabs("message-templates"),
        "rows": [_row(row, path) for row in rows if row.is_active or row.owner_path == path],
    }
    return render(request, "outreach/messages/templates.html", context)


def _row(row: MessageTemplate, path: str) -> dict[str, Any]:
    return {
        "pk": row.pk, "name": row.name, "preview": wordings.preview(row.body), "own": row.owner_path == path,
        "on": row.is_active, "changed": labels.moment(row.changed_at),
    }  # fmt: skip


@needs(Action.MESSAGE_SEND)
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of the own texts, changed."""
    row = _own(pk)
    start = {name: getattr(row, name) for name in ("name", "body", "subject", "provider_code")}
    form = TemplateForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_bound and form.is_valid():
        given: dict[str, Any] = {"by": actor(request), "path": row.owner_path, "fields": form.cleaned_data}
        if attempted(form, wordings.save, template=row, **given):
            messages.success(request, "已保存。已经发出和等着发的消息不变。")
            return redirect("message-templates")
    crumbs = [{"label": "常用文字", "url": reverse("message-templates")}]
    context = {"form": form, "title": "修改常用文字", "crumbs": crumbs, "back_url": reverse("message-templates")}
    return render(request, "outreach/part/form.html", context)


@needs(Action.MESSAGE_SEND)
@require_POST
def template_switch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """No longer offered, or again."""
    row = wordings.switch(by=actor(request), template=_own(pk), on="on" in request.POST)
    messages.success(request, f"“{row.name}”已{'启用' if row.is_active else '停用'}。")
    return redirect("message-templates")


def _own(pk: UUID) -> MessageTemplate:
    """A text of this very node; those from above are read only."""
    found: MessageTemplate = get_object_or_404(MessageTemplate, pk=pk, owner_path=scopes.current().path)
    return found


def begun(request: HttpRequest) -> MessageTemplate | None:
    """The text that a form is to begin with (`?template=`), where it is in sight and in use."""
    key = key_in(request.GET.get("template", ""))
    found: MessageTemplate | None = MessageTemplate.objects.filter(is_active=True, pk=key).first() if key else None
    return found
