"""Corrections: a member asks to have one of her own data put right, staff over the record answer her once.

The law (个人信息保护法, arts. 46 and 50) wants it checked and done in time, and a refusal explained; it gives no number
of days. settings.CORRECTION_DAYS is the district's own.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from outreach.choices import CorrectionField, CorrectionState
from outreach.domain import working_days
from outreach.models import Correction
from registry.domain.errors import Refused
from registry.domain.members import update_details
from registry.entry import member_days
from registry.entry.fields import typed_date
from registry.entry.member_forms import DATES, MemberForm
from registry.lib import clock, divisions
from registry.lib.dates import PartialDate
from registry.models import Member, User
from registry.models.unit import record

LONGEST = 200
REASON = "本人申请更正"
# In place of what the form of a person says: hers has one field, and no 其他电话.
FITTING = {
    "several": "这里只写一个手机号。别的号码不在这里更正，由村（社区）在资料里改。",
    "not_mobile": "手机号应是 1 开头的 11 位数字，请核对。座机不在这里更正，由村（社区）在资料里改。",
}


def present(member: Member, field: str) -> str:
    """What the record says now, as one would type it."""
    if field in DATES:
        day, precision = DATES[field]
        return typed_date(getattr(member, day), getattr(member, precision))
    if field == CorrectionField.ORIGIN:
        return divisions.in_words(member.origin_code, member.origin_text)
    return str(getattr(member, field) or "")


def columns_of(field: str, text: str) -> dict[str, Any]:
    """The columns of Member that `text` fills, checked as in the form of a person. Raises Refused in plain words."""
    try:
        value = MemberForm.base_fields[field].clean(text.strip())
    except forms.ValidationError as error:
        code = str(getattr(error, "code", "") or "")
        raise Refused(FITTING.get(code) or " ".join(error.messages)) from error
    if field in DATES:
        day, precision = DATES[field]
        return {day: value.start, precision: value.precision or ""}
    found = {field: value}
    if field == CorrectionField.ORIGIN:
        found["origin_code"] = divisions.resolve(value).code or ""
    return found


def fitting(member: Member, field: str, text: str) -> dict[str, Any]:
    """The same for this member. Raises Refused for a day that can't be beside the others on her record."""
    columns = columns_of(field, text)
    if field in DATES:
        whole = {name: getattr(member, name) for pair in DATES.values() for name in pair} | columns
        days = {name: PartialDate(whole[day], whole[exact], None, "", None) for name, (day, exact) in DATES.items()}
        if wrong := [words for _, words in member_days.problems(days, {field})]:
            raise Refused(" ".join(wrong))
    return columns


def ask(*, member: Member, field: str, wanted: str, why: str) -> Correction:
    """She asks; in her own scope. Raises Refused for what can't be read, is what stands there, or waits already."""
    wanted = wanted.strip()[:LONGEST]
    if not wanted:
        raise Refused("请写应改成什么。")
    fitting(member, field, wanted)
    old = present(member, field)
    if wanted == old:
        raise Refused("现在登记的就是这样，不用更正。")
    row = Correction(
        owner_path=member.owner_path, node_at_event=member.owner_path, member=member, field=field, old=old,
        wanted=wanted, why=why.strip()[:LONGEST], asked_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("这一项您已经申请过，还在处理。处理完以后可以再申请。") from error
    record("correction.asked", on=row, member=str(member.pk), field=field)
    return row


def late_before() -> date:
    """What was asked for on an earlier day is overdue."""
    return working_days.late_before(clock.today(), settings.CORRECTION_DAYS)


def due_on(row: Correction) -> date:
    """By when she is to have an answer."""
    return working_days.due_on(clock.local(row.asked_at).date(), settings.CORRECTION_DAYS)


def waiting() -> QuerySet[Correction]:
    """Those of the scope that nobody has answered."""
    found: QuerySet[Correction] = Correction.objects.all().waiting()
    return found


def overdue() -> QuerySet[Correction]:
    """Those of them past their day."""
    found: QuerySet[Correction] = Correction.objects.all().overdue(late_before())
    return found


def opened(*, by: User, row: Correction) -> None:
    """Staff look at what she wrote; each opening is on the trail."""
    record("correction.opened", on=row, member=str(row.member_id))


def accept(
    *, by: User, label: str, correction: Correction, value: str = "", answer: str = "", version: int | None = None
) -> Correction:
    """Write what she wanted, or `value` in its place (then `answer` says why), with the old value kept as a revision.

    Raises Refused, and Conflict when somebody changed the record since `version`.
    """
    row = _locked(correction)
    text = value.strip()[:LONGEST] or str(row.wanted)
    partly = text != str(row.wanted)
    if partly and not answer.strip():
        raise Refused("和本人写的不一样，请写明原因，本人会看到。")
    member = row.member
    if not member.is_open:
        raise Refused("这条记录已经结束，不能再改。请写明原因，答复“不更正”。")
    update_details(by=by, member=member, changes=fitting(member, row.field, text), version=version, reason=REASON)
    state = CorrectionState.PARTLY if partly else CorrectionState.ACCEPTED
    return _answer(row, by, label, state, {"given": text if partly else "", "answer": answer.strip()[:LONGEST]})


def refuse(*, by: User, label: str, correction: Correction, answer: str) -> Correction:
    """Nothing is changed. Raises Refused without a reason: she is owed one."""
    row = _locked(correction)
    if not answer.strip():
        raise Refused("不更正的，要向本人说明原因。请写几句话。")
    return _answer(row, by, label, CorrectionState.REFUSED, {"answer": answer.strip()[:LONGEST]})


def _locked(correction: Correction) -> Correction:
    found: Correction = (
        Correction.objects.select_for_update(of=("self",)).select_related("member").get(pk=correction.pk)
    )
    if found.state != CorrectionState.OPEN:
        raise Refused(f"{found.decided_label} 已经处理过：{found.get_state_display()}。")
    return found


def _answer(row: Correction, by: User, label: str, state: str, said: Mapping[str, str]) -> Correction:
    facts = {**said, "state": state, "decided_at": clock.now(), "decided_by": by, "decided_label": label[:120]}
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))
    record(f"correction.{state}", on=row, member=str(row.member_id), field=row.field)
    return row
