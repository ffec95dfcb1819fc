"""匿名化 of one record before its time: what goes, what stays, and that it can't be taken back."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from registry.choices import EraseCause
from registry.domain import erasing
from registry.entry.member_forms import blank
from registry.policies import Action
from registry.web import member_page
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.movements import crumbs

# What a person may give as the reason; the other two are the program's.
CAUSES = (EraseCause.ASKED, EraseCause.MISTAKEN)


class EraseForm(forms.Form):
    """Why, and that one knows what it means. No words are asked for: they would be kept."""

    cause = forms.ChoiceField(
        label="为什么现在匿名化", choices=blank([(each.value, each.label) for each in CAUSES], "请选择")
    )
    sure = forms.BooleanField(
        label="我已核对是这个人，也知道匿名化以后谁都找不回来",
        error_messages={"required": "请先核对是不是这个人，再勾选这一项。"},
    )


@needs(Action.MEMBER_ERASE)
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page that says what it means, and doing it."""
    member = member_page.find(pk)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cause = EraseCause(form.cleaned_data["cause"])
        if attempted(form, erasing.erase, by=actor(request), member=member, cause=cause):
            messages.success(request, "已匿名化。姓名、号码、联系和学习的内容都清除了，人数和次数照旧计入统计。")
            return redirect("member", pk=member.pk)
    context = {
        "form": form, "member": member, "title": f"匿名化：{member.name}", "submit_label": "匿名化这条记录",
        "explained": "清除这个人的资料，只留统计要用的。不能撤回。", "danger": True, "stale": erasing.obstacle(member),
        "years": settings.RETENTION_YEARS, "crumbs": crumbs(member),
    }  # fmt: skip
    return render(request, "registry/members/erase.html", context)
