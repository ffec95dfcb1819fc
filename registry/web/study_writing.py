"""Filing a study report."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.domain import studies as verbs
from registry.models import Member, StudyReport
from registry.policies import Action
from registry.web import member_page
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.drafting import kept_on_the_way
from registry.web.file_field import arrived_whole
from registry.web.movements import crumbs
from registry.web.study_forms import CAMPAIGNS, WritingForm


@needs(Action.STUDY_WRITE)
@kept_on_the_way
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """File a report for a member."""
    member = member_page.find(pk)
    form = WritingForm(request.POST, request.FILES) if request.method == "POST" else WritingForm()
    if form.is_bound and form.is_valid() and arrived_whole(form, request):
        study = _filed(form, request, member)
        if study is not None:
            messages.success(request, f"已登记 {member.name} 的学习汇报《{study}》，等待审阅。")
            return redirect("study", pk=study.pk)
    context = {
        "title": f"登记学习汇报：{member.name}",
        "crumbs": crumbs(member),
        "submit_label": "登记",
        "cancel_url": reverse("member", args=[member.pk]),
    }
    return page(request, form, member, context)


def _filed(form: WritingForm, request: HttpRequest, member: Member) -> StudyReport | None:
    data = form.cleaned_data
    more = {"client_key": data["client_key"], "files": data["uploads"]}
    return attempted(form, verbs.file_study, by=actor(request), member=member, fields=form.columns(), **more)


def page(request: HttpRequest, form: WritingForm, member: Member, context: dict[str, Any]) -> HttpResponse:
    """The page of the form, with the campaigns that the node has used."""
    used = StudyReport.objects.filter(owner_path=member.owner_path).campaigns()
    context |= {"form": form, "member": member, "campaigns": used, "campaigns_id": CAMPAIGNS}
    return render(request, "registry/studies/write.html", context)
