"""Verbs on study reports: file, correct, review, void."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from registry.choices import StudyChannel, StudyState
from registry.domain import files as keeping
from registry.domain import revisions
from registry.domain.erased import refuse_erased
from registry.domain.errors import Conflict, Refused
from registry.domain.files import Prepared, Upload
from registry.domain.lifetimes import refuse_before_birth
from registry.domain.movements import label_of
from registry.lib import clock
from registry.lib import scope as scopes
from registry.lib.ids import uuid7
from registry.models import Attachment, Member, StudyReport, User
from registry.models.unit import record, step

# What a report says; everything else is written by the verbs themselves.
COLUMNS = frozenset({"topic", "form", "studied_on", "hours", "text", "channel", "campaign", "share_home"})
LEAST_HOURS, MOST_HOURS = Decimal("0.5"), Decimal(24)
LONGEST_TEXT = 20_000
Files = Sequence[Upload | Prepared]


def file_study(
    *,
    by: User | None,
    member: Member,
    fields: Mapping[str, Any],
    client_key: UUID | None = None,
    files: Files = (),
) -> StudyReport:
    """Put a report on a member's record, with its files.

    `fields` are columns of StudyReport (`COLUMNS`; without a channel it was taken down on the member's behalf). Sent
    again with the same `client_key` it is the report that is there already. Raises Refused.
    """
    _check_columns(fields)
    _check_channel(fields)
    known = _sent(member, client_key)
    if known:
        return known
    values = {"channel": StudyChannel.BY_STAFF} | dict(fields)
    _check_member(member, values)
    _check(values, has_files=bool(files))
    study = StudyReport(
        id=uuid7(),
        owner_path=member.owner_path,
        node_at_event=member.owner_path,
        member=member,
        client_key=client_key,
        recorded_at=clock.now(),
        recorded_by=by,
        recorded_label=label_of(by),
        **values,
    )
    try:
        with transaction.atomic():
            study.save(force_insert=True)
    except IntegrityError:  # the same form in the same moment: the other one was faster
        known = _sent(member, client_key)
        if known is None:
            raise
        return known
    _attach(by, study, files)
    record("study.filed", on=study, member=str(member.pk), files=len(files))
    return study


def _sent(member: Member, client_key: UUID | None) -> StudyReport | None:
    return StudyReport.objects.filter(member=member, client_key=client_key).first() if client_key else None


def _attach(by: User | None, study: StudyReport, files: Files) -> None:
    for upload in files:
        keeping.attach(by=by, member=study.member, upload=upload, study=study)


def _check_columns(fields: Mapping[str, Any]) -> None:
    wrong = set(fields) - COLUMNS
    if wrong:
        raise ValueError(f"这些列不能直接写：{sorted(wrong)}")


def _check_channel(fields: Mapping[str, Any], before: str = "") -> None:
    """Only she herself says that she handed it in, and nobody makes anything else of it."""
    wanted, hers = fields.get("channel", before), scopes.current().member_id is not None
    if (wanted != before and (wanted == StudyChannel.SELF) != hers) or before == StudyChannel.SELF != wanted:
        raise Refused("“本人提交”只有党员自己在个人页面上交的才是，这里不能改。")


def _check_member(member: Member, values: Mapping[str, Any]) -> None:
    refuse_erased(member)
    if member.merged_into_id:
        raise Refused("这条党员记录已经并入另一条，请到那一条上登记学习汇报。")
    refuse_before_birth(member, values["studied_on"])
    if member.closed_on and not member.is_open and values["studied_on"] > member.closed_on:
        raise Refused(f"这位党员的记录在 {member.closed_on:%Y-%m-%d} 已经结束，之后的学习请由现在的党组织登记。")


def _check(values: Mapping[str, Any], *, has_files: bool) -> None:
    if values["studied_on"] > clock.today():
        raise Refused("学习日期不能晚于今天。请核对后再填。")
    hours = values.get("hours")
    if hours is not None and not (LEAST_HOURS <= hours <= MOST_HOURS and hours == round(hours, 1)):
        raise Refused("学时填 0.5 到 24 之间的数，最多一位小数；不清楚就空着。")
    if len(values.get("text") or "") > LONGEST_TEXT:
        raise Refused(f"学习心得最多 {LONGEST_TEXT:,} 字。更长的请存成 PDF，作为附件上传。")
    if not (values.get("topic") or values.get("text") or has_files):
        raise Refused("学习主题、学习心得和附件，至少要有一样。")


def correctable(study: StudyReport) -> bool:
    """Whether the active scope may change this report: a liaison only her own, a member what she handed in
    herself, until it was read."""
    scope = scopes.current()
    hers = study.recorded_by_id == scope.user_id and study.state != StudyState.READ
    if scope.member_id:
        hers = study.channel == StudyChannel.SELF and study.state != StudyState.READ
        return study.voided_at is None and hers
    return study.voided_at is None and (not scope.liaison or hers)


def correct_study(
    *,
    by: User | None,
    study: StudyReport,
    changes: Mapping[str, Any],
    version: int,
    reason: str = "",
    files: Files = (),
) -> StudyReport:
    """Change what a report says, or add files; the old values stay readable as a Revision.

    One that was returned waits to be read again. Raises Conflict when somebody saved since `version`.
    """
    _check_columns(changes)
    _check_channel(changes, study.channel)
    _check_open(study)
    current = revisions.locked(study, version)
    changed = revisions.changed_names(current, changes)
    if not changed and not files:
        return current
    values = {name: getattr(current, name) for name in COLUMNS} | dict(changes)
    _check(values, has_files=bool(files) or current.attachments.all().present().exists())
    if "studied_on" in changed:
        refuse_before_birth(current.member, values["studied_on"])
    if changed:
        revisions.keep_revision(by=by, current=current, names=changed, reason=reason)
    for name in changed:
        setattr(current, name, changes[name])
    _attach(by, current, files)
    return _corrected(current, changed, files=len(files))


def add_file(
    *, by: User | None, study: StudyReport, upload: Upload | Prepared, version: int | None = None
) -> Attachment:
    """Keep one more file with a report. Raises as correct_study does, and Refused for what can't be taken."""
    _check_open(study)
    current = revisions.locked(study, version)
    kept = keeping.attach(by=by, member=current.member, upload=upload, study=current)
    _corrected(current, [], files=1)
    return kept


def _corrected(current: StudyReport, changed: list[str], *, files: int) -> StudyReport:
    """Save a correction; one that was returned waits to be read again."""
    if current.state == StudyState.RETURNED:
        current.state = StudyState.PENDING
    current.version += 1
    current.save()
    record("study.corrected", on=current, columns=changed, files=files)
    return current


def _check_open(study: StudyReport) -> None:
    if not correctable(study):
        raise Refused(
            "这份汇报已经作废，不能再改。"
            if study.voided_at
            else "这份汇报不是您登记的，或者已经审阅过了。要改的话，请联系本组织的工作人员。"
        )


def review_study(
    *, by: User | None, study: StudyReport, state: StudyState, comment: str = "", version: int | None = None
) -> StudyReport:
    """Read a report (已阅) or return it (退回), which needs a comment. Of two reviewers the first decides.

    With `version`, raises Conflict when the report was changed since.
    """
    comment = comment.strip()
    if state == StudyState.PENDING:
        raise ValueError("审阅只有已阅和退回两种结果")
    if state == StudyState.RETURNED and not comment:
        raise Refused("退回要写明要补什么、改什么，对方才知道怎么办。")
    waiting = StudyReport.objects.all().pending().filter(pk=study.pk)
    decided = (waiting if version is None else waiting.filter(version=version)).update(
        state=state,
        comment=comment,
        reviewed_at=clock.now(),
        reviewed_by=by,
        reviewed_label=label_of(by),
        version=F("version") + 1,
    )
    current = StudyReport.objects.select_related("member").get(pk=study.pk)
    if not decided:
        raise _too_late(current)
    record(f"study.{state}", on=current)
    return current


def _too_late(current: StudyReport) -> Refused:
    """Why a report can't be reviewed any more, or not in the version that was looked at."""
    if current.voided_at:
        return Refused("这份汇报已经作废，不用再审阅。")
    if current.state == StudyState.PENDING:
        return Conflict("您打开这一页以后，这份汇报改过了。请看过新的内容再审阅。")
    state = StudyState(current.state).label
    return Refused(f"{current.reviewed_label} 已经标为“{state}”，不用再办。")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report of many: `study` is None where nobody of this scope sees such a one."""

    study: StudyReport | None
    problem: str = ""


def read_many(*, by: User | None, keys: Sequence[UUID]) -> list[Outcome]:
    """Mark the chosen reports as read, each for itself: one that can't be read doesn't hold up the others."""
    found = {study.pk: study for study in StudyReport.objects.filter(pk__in=keys).select_related("member")}
    return [_read(by, found.get(key)) for key in dict.fromkeys(keys)]


def _read(by: User | None, study: StudyReport | None) -> Outcome:
    if study is None:
        return Outcome(None, "没有找到这份汇报，可能已经随党员转到别的组织。")
    try:
        with step():
            return Outcome(review_study(by=by, study=study, state=StudyState.READ))
    except Refused as refusal:
        return Outcome(study, str(refusal))


def void_study(*, by: User | None, study: StudyReport, reason: str) -> StudyReport:
    """Declare a report a mistake. It stays to be seen, with the reason, and counts no more."""
    if not reason.strip():
        raise Refused("请写明为什么作废，方便以后查看。")
    _check_open(study)
    current = revisions.locked(study)
    if current.voided_at:
        raise Refused("这份汇报已经作废，不用再作废一次。")
    revisions.keep_revision(by=by, current=current, names=["voided_at"], reason=reason.strip())
    current.voided_at, current.void_reason = clock.now(), reason.strip()
    current.version += 1
    current.save()
    record("study.voided", on=current)
    return current
