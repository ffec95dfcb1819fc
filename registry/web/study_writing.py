"""Filing a study report, and correcting one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.choices import StudyState
from registry.domain import studies as verbs
from registry.domain.errors import Conflict, Refused
from registry.models import Member, StudyReport
from registry.models.unit import step
from registry.policies import Action
from registry.web import member_page
from registry.web.access import actor, needs
from registry.web.file_field import arrived_whole, kept_files
from registry.web.movements import crumbs as member_crumbs
from registry.web.study_forms import CAMPAIGNS, CorrectionForm, WritingForm, initial_of
from registry.web.study_page import crumbs, find


@needs(Action.STUDY_WRITE)
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
        "crumbs": member_crumbs(member),
        "submit_label": "登记",
        "cancel_url": reverse("member", args=[member.pk]),
    }
    return _page(request, form, member, context)


def _filed(form: WritingForm, request: HttpRequest, member: Member) -> StudyReport | None:
    data = form.cleaned_data
    try:
        with step():
            return verbs.file_study(
                by=actor(request),
                member=member,
                fields=form.columns(),
                client_key=data["client_key"],
                files=data["uploads"],
            )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _page(request: HttpRequest, form: WritingForm, member: Member, context: dict[str, Any]) -> HttpResponse:
    used = StudyReport.objects.filter(owner_path=member.owner_path).campaigns()
    context |= {"form": form, "member": member, "campaigns": used, "campaigns_id": CAMPAIGNS}
    return render(request, "registry/studies/write.html", context)


@needs(Action.STUDY_WRITE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct a report; one that was returned goes to the reviewers again."""
    study = find(pk)
    if not verbs.correctable(study):
        messages.warning(
            request, "这份汇报现在不能改：已经作废，或者不是您登记的、已经审阅过。要改请联系本组织的工作人员。"
        )
        return redirect("study", pk=study.pk)
    form = (
        CorrectionForm(request.POST, request.FILES)
        if request.method == "POST"
        else CorrectionForm(initial=initial_of(study))
    )
    if form.is_bound and form.is_valid() and arrived_whole(form, request) and _corrected(form, request, study):
        return redirect("study", pk=study.pk)
    returned = study.state == StudyState.RETURNED
    context = {
        "title": f"修改学习汇报：{study.member.name}",
        "crumbs": crumbs(study),
        "submit_label": "保存并重新提交审阅" if returned else "保存",
        "cancel_url": reverse("study", args=[study.pk]),
        "returned": study.comment if returned else "",
        "files": kept_files(study.attachments.all().present()),
    }
    return _page(request, form, study.member, context)


def _corrected(form: CorrectionForm, request: HttpRequest, study: StudyReport) -> bool:
    data = form.cleaned_data
    try:
        with step():
            now = verbs.correct_study(
                by=actor(request),
                study=study,
                changes=form.columns(),
                version=data["version"],
                reason=data["reason"],
                files=data["uploads"],
            )
    except Conflict as conflict:
        form.add_error(None, f"{conflict} 您填的内容还在下面；请另开一个窗口看看最新的记录。")
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, _told(study, now))
        return True
    return False


def _told(before: StudyReport, now: StudyReport) -> str:
    if now.version == before.version:
        return "内容没有变化，没有保存新的版本。"
    return "已保存，原来的内容在“更正历史”里。" + ("这份汇报重新等待审阅。" if now.state != before.state else "")
