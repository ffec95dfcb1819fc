"""One study report: what it says, its files, what was changed, and the review."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from registry.choices import StudyChannel, StudyForm, StudyState
from registry.domain import revisions
from registry.domain import studies as verbs
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Revision, StudyReport
from registry.models.sealed import opened
from registry.models.unit import step
from registry.policies import Action, allowed, check
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.file_field import kept_files
from registry.web.study_forms import ReviewForm, VoidForm, hours_text, state_badge

VERDICTS: dict[str, StudyState] = {"read": StudyState.READ, "return": StudyState.RETURNED}
IN_WORDS: dict[str, dict[str, str]] = {"form": dict(StudyForm.choices), "channel": dict(StudyChannel.choices)}
SHORT = 60


def find(pk: UUID) -> StudyReport:
    """The report; an unknown one and somebody else's get the same 404."""
    return get_object_or_404(StudyReport.objects.all().select_related("member__organisation"), pk=pk)


def crumbs(study: StudyReport) -> list[dict[str, str]]:
    """The pages above a report's pages."""
    return [
        {"label": "学习汇报", "url": reverse("studies")},
        {"label": study.member.name, "url": reverse("member", args=[study.member_id])},
    ]


def moment(at: Any) -> str:
    """A point in time as Shanghai's clocks show it."""
    return f"{clock.local(at):%Y-%m-%d %H:%M}" if at else ""


@needs(Action.MEMBER_VIEW, Action.STUDY_WRITE)
@require_GET
def study(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page."""
    report = find(pk)
    return _page(request, report, ReviewForm(initial={"version": report.version}))


def _page(request: HttpRequest, report: StudyReport, form: ReviewForm) -> HttpResponse:
    waiting = report.state == StudyState.PENDING and not report.voided_at
    correctable = verbs.correctable(report)
    actions = [
        {"label": "修改", "url": reverse("study-edit", args=[report.pk]), "kind": "secondary", "icon": "edit"},
        {"label": "作废", "url": reverse("study-void", args=[report.pk]), "kind": "link"},
    ]
    context = {
        "study": report,
        "badge": state_badge(report),
        "crumbs": crumbs(report),
        "actions": actions if correctable else [],
        "facts": _facts(report),
        "reviewed": _reviewed(report),
        "files": kept_files(report.attachments.all()),
        "history": history(report),
        "form": form,
        "may_review": waiting and may_review(report),
        "waits": waiting and not may_review(report),
        "next_url": "" if waiting else _next_waiting(),
    }
    return render(request, "registry/studies/study.html", context)


def may_review(report: StudyReport) -> bool:
    """Whether the active scope reads this one: a liaison what her members handed in themselves."""
    hers = report.channel == StudyChannel.SELF and allowed(Action.STUDY_ANSWER)
    return hers or allowed(Action.STUDY_REVIEW)


def _next_waiting() -> str:
    """The next report to read, for somebody who goes through them one by one."""
    if not allowed(Action.STUDY_REVIEW):
        return ""
    key = StudyReport.objects.all().pending().order_by("owner_path", "-id").values_list("pk", flat=True).first()
    return reverse("study", args=[key]) if key else ""


def _facts(report: StudyReport) -> list[dict[str, Any]]:
    member = report.member
    return [
        {"label": "党员", "value": member.name, "url": reverse("member", args=[member.pk])},
        {"label": "管理组织", "value": str(member.organisation)},
        {"label": "学习形式", "value": report.get_form_display()},
        {"label": "学习日期", "value": f"{report.studied_on:%Y-%m-%d}"},
        {"label": "学时", "value": hours_text(report.hours)},
        {"label": "所属专题", "value": report.campaign},
        {"label": "怎么交来的", "value": report.get_channel_display()},
        {"label": "登记", "value": report.recorded_label, "note": moment(report.recorded_at)},
        {"label": "通报流出地党组织", "value": "要通报" if report.share_home else "不通报"},
    ]


def _reviewed(report: StudyReport) -> dict[str, str]:
    """The last review in words; on a corrected report it is what was asked for."""
    if not report.reviewed_at:
        return {}
    again = report.state == StudyState.PENDING
    title = "上次退回的意见" if again else f"{report.get_state_display()}：{report.reviewed_label}"
    tone = "success" if report.state == StudyState.READ else "warning"
    said = report.comment or "没有写意见。"
    by = f"{report.reviewed_label}，{moment(report.reviewed_at)}" if again else moment(report.reviewed_at)
    return {"title": title, "tone": tone, "text": f"{said}（{by}）"}


def history(report: StudyReport) -> list[dict[str, Any]]:
    """Corrections, newest first: when, who, why, and what each column said before and after."""
    values: dict[str, Any] = {name: revisions.as_text(getattr(report, name)) for name in verbs.COLUMNS}
    entries = []
    for revision in Revision.objects.filter(object_id=report.pk).order_by("-version", "-id"):
        old = opened(revision.old)
        entries.append(
            {
                "title": "作废" if "voided_at" in old else "更正",
                "when": moment(revision.revised_at),
                "by": revision.revised_label,
                "reason": revision.reason,
                "changes": list(_changes(old, values)),
            }
        )
        values |= old
    return entries


def _changes(old: dict[str, Any], now: dict[str, Any]) -> Iterable[dict[str, Any]]:
    for name, before in old.items():
        if name in verbs.COLUMNS:
            label = StudyReport._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            pair = {"before": _said(name, before), "after": _said(name, now.get(name))}
            yield {"label": label, **pair, "long": max(map(len, pair.values())) > SHORT}


def _said(name: str, value: str | None) -> str:
    return IN_WORDS.get(name, {}).get(value or "", value or "") or "（空）"


@needs(Action.STUDY_ANSWER)
@require_POST
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """已阅 or 退回."""
    report = find(pk)
    if not may_review(report):
        check(Action.STUDY_REVIEW)
    form = ReviewForm(request.POST)
    verdict = VERDICTS.get(request.POST.get("action", ""))
    if verdict is None:
        form.add_error(None, "请点“已阅”或“退回”。")
    elif form.is_valid() and _decided(form, request, report, verdict):
        reader = "本人在个人页面上" if report.channel == StudyChannel.SELF else "登记的同事"
        said = "已标为已阅" if verdict == StudyState.READ else f"已退回，{reader}会看到您的意见"
        messages.success(request, f"{report.member.name}《{report}》{said}。")
        return redirect("study", pk=report.pk)
    return _page(request, find(pk), form)


def _decided(form: ReviewForm, request: HttpRequest, report: StudyReport, verdict: StudyState) -> bool:
    data = form.cleaned_data
    try:
        with step():
            verbs.review_study(
                by=actor(request), study=report, state=verdict, comment=data["comment"], version=data["version"]
            )
    except Refused as refusal:
        field = "comment" if verdict == StudyState.RETURNED and not data["comment"].strip() else None
        form.add_error(field, str(refusal))
        return False
    return True


@needs(Action.STUDY_WRITE)
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Declare a report a mistake."""
    report = find(pk)
    form = VoidForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    if asked and attempted(form, verbs.void_study, by=actor(request), study=report, **form.cleaned_data) is not None:
        messages.success(request, f"已作废 {report.member.name}《{report}》，仍可在“全部”里看到。")
        return redirect("study", pk=report.pk)
    return render(request, "registry/studies/void.html", {"form": form, "study": report, "crumbs": crumbs(report)})
