"""Correcting a study report."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.choices import StudyState
from registry.domain import studies as verbs
from registry.domain.errors import Conflict
from registry.models import StudyReport
from registry.policies import Action
from registry.web import conflicts
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.file_field import arrived_whole, kept_anyway, kept_files
from registry.web.study_forms import CorrectionForm, initial_of
from registry.web.study_page import crumbs, find
from registry.web.study_writing import page

VOIDED = {
    "title": "您填写的时候，这份汇报作废了",
    "text": "作废了的汇报不能再改。您填的列在下面，还有用的请先抄下来，再重新登记一份。",
}
READ = {
    "title": "您填写的时候，这份汇报已经审阅了",
    "text": "审阅以后由村（社区）的同事修改。您填的列在下面，还有用的请先抄下来，发给他们。",
}
SUBJECT = conflicts.Subject(initial_of, carried=frozenset({"reason"}), left_out=frozenset({"version", "uploads"}))


@needs(Action.STUDY_WRITE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct a report; one that was returned goes to the reviewers again."""
    study = find(pk)
    if not verbs.correctable(study):
        return _too_late(request, study)
    form = _form(request, study)
    if form.is_bound and conflicts.unsettled(request.POST):
        return _compared(request, study)
    if form.is_bound and form.is_valid() and arrived_whole(form, request):
        try:
            if _corrected(form, request, study):
                return redirect("study", pk=study.pk)
        except Conflict:
            return _conflict(request, study, form)
    context = {
        "title": f"修改学习汇报：{study.member.name}",
        "crumbs": crumbs(study),
        "submit_label": _submit_label(study),
        "cancel_url": reverse("study", args=[study.pk]),
        "returned": study.comment if study.state == StudyState.RETURNED else "",
        "files": kept_files(study.attachments.all().present()),
    }
    return page(request, form, study.member, context)


def _submit_label(study: StudyReport) -> str:
    return "保存并重新提交审阅" if study.state == StudyState.RETURNED else "保存"


def _form(request: HttpRequest, study: StudyReport) -> CorrectionForm:
    """The form of a report as it is now, bound to what was typed and decided."""
    form = CorrectionForm(initial=initial_of(study))
    if request.method != "POST":
        return form
    return CorrectionForm(conflicts.settled(request.POST, form), request.FILES, initial=initial_of(study))


def _too_late(request: HttpRequest, study: StudyReport) -> HttpResponse:
    """What somebody typed into her own report, or into one that was taken back meanwhile, is shown to her."""
    hers = study.recorded_by_id == actor(request).pk
    if request.method == "POST" and (study.voided_at or hers):
        return _compared(request, study, closed=VOIDED if study.voided_at else READ)
    messages.warning(
        request, "这份汇报现在不能改：已经作废，或者不是您登记的、已经审阅过了。要改请联系本组织的工作人员。"
    )
    return redirect("study", pk=study.pk)


def _corrected(form: CorrectionForm, request: HttpRequest, study: StudyReport) -> bool:
    """Save, or say in the form why not. Raises Conflict when the version is no longer the present one."""
    data = form.cleaned_data
    said = {"changes": form.columns(), "version": data["version"], "reason": data["reason"]}
    now = attempted(
        form, verbs.correct_study, passing=(Conflict,), by=actor(request), study=study, files=data["uploads"], **said
    )
    if not now:
        return False
    messages.success(request, _told(study, now))
    return True


def _conflict(request: HttpRequest, study: StudyReport, form: CorrectionForm) -> HttpResponse:
    """Somebody saved in between. Files stand in nobody's way: they are kept now, since no page can send them on."""
    files, now = form.cleaned_data["uploads"], find(study.pk)
    aside = kept_anyway(
        files,
        lambda: verbs.correct_study(by=actor(request), study=now, changes={}, version=now.version, files=files),
    )
    return _compared(request, find(study.pk), aside=aside, told=_told_by_reviewer(now))


def _compared(request: HttpRequest, study: StudyReport, **context: Any) -> HttpResponse:
    """What was typed, beside what stands there now."""
    initial = initial_of(study)
    typed = conflicts.settled(request.POST, CorrectionForm(initial=initial))
    context = {
        "title": f"有人也在改：{study.member.name}的学习汇报",
        "submit_label": _submit_label(study),
        "cancel_url": reverse("study", args=[study.pk]),
        "crumbs": crumbs(study),
        "event": "对方没有改内容。",
        "told": _told_by_reviewer(study),
    } | context
    return conflicts.page(request, CorrectionForm(typed, initial=initial), study, SUBJECT, **context)


def _told_by_reviewer(study: StudyReport) -> str:
    """What a reviewer said of a report that was read or returned."""
    if study.state == StudyState.PENDING:
        return ""
    said = f"，意见是：{study.comment}" if study.comment else ""
    return f"{study.reviewed_label} 已标为“{study.get_state_display()}”{said}。"


def _told(before: StudyReport, now: StudyReport) -> str:
    if now.version == before.version:
        return "内容没有变化，没有保存新的版本。"
    return "已保存，原来的内容在“更正历史”里。" + ("这份汇报重新等待审阅。" if now.state != before.state else "")
