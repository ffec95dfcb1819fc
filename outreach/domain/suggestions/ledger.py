"""The ledger of suggestions (台账): its columns, and what stands in other tables."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from outreach.choices import WordKind
from outreach.models import Suggestion, SuggestionUnit, SuggestionWord, Supervision
from outreach.models.suggestion import IN_HAND
from registry.lib import clock
from registry.lib.masks import mask_phone

Extra = dict[str, str]
Column = tuple[str, int, Callable[[Suggestion, Extra], str]]


def _day(value: date | datetime | None) -> str:
    if value is None:
        return ""
    return f"{clock.local(value) if isinstance(value, datetime) else value:%Y-%m-%d}"


def _late(row: Suggestion) -> str:
    """Past its day without an answer, or answered after it."""
    if row.due_on is None:
        return ""
    if row.answered_at and row.state not in IN_HAND:
        return "是" if clock.local(row.answered_at).date() > row.due_on else "否"
    return "是" if row.state in IN_HAND and row.due_on < clock.today() else "否"


def _again(row: Suggestion) -> bool:
    """Taken up again since the answer did not content: what was answered before is no answer in force."""
    return row.reopened and row.state in IN_HAND


def _in_force(row: Suggestion, text: str) -> str:
    return "" if _again(row) else text


def _rated(row: Suggestion) -> bool:
    """Whether she said how content she is with the answer in force."""
    answered = row.answered_at and row.rated_at and row.answered_at <= row.rated_at
    return bool(row.rating) and not _again(row) and (bool(answered) or not row.reopened)


def _remark(row: Suggestion) -> str:
    """What was noted, and that it was taken up again."""
    if _again(row):
        was = f"上次{_day(row.answered_at)}答复“{row.get_outcome_display()}”，评价不满意，重新办理中"
    else:
        was = "重新办理过一次" if row.reopened else ""
    return "；".join(filter(None, (row.remark, was)))


def _listed(row: Suggestion) -> str:
    return "帮扶" if row.is_help else "是" if row.on_list else "否"


# Heading, width in characters, what stands in it. 序号 comes first.
COLUMNS: tuple[Column, ...] = (
    ("编号", 20, lambda row, _: row.label or "（待核）"),
    ("收集日期", 11, lambda row, _: _day(row.collected_on)),
    ("来源", 9, lambda row, _: row.get_source_display()),
    ("提出人", 10, lambda row, _: row.proposer),
    ("提出人类别", 10, lambda row, _: row.get_proposer_kind_display()),
    ("联系电话", 13, lambda row, _: mask_phone(str(row.proposer_phone)) if row.proposer_phone else ""),
    ("所属村（社区）", 16, lambda row, _: row.place_label),
    ("类别", 10, lambda row, _: row.get_category_display()),
    ("标题", 22, lambda row, _: row.title),
    ("内容", 40, lambda row, _: str(row.content)),
    ("是否纳入“金点子”清单", 10, lambda row, _: _listed(row)),
    ("主办单位", 16, lambda row, _: row.lead_label),
    ("会办单位", 14, lambda row, extra: extra.get("units", "")),
    ("责任人", 9, lambda row, _: row.handler_name),
    ("交办日期", 11, lambda row, _: _day(row.assigned_at)),
    ("办理时限", 11, lambda row, _: _day(row.due_on)),
    ("办理措施及进展", 36, lambda row, extra: extra.get("progress") or row.get_state_display()),
    ("办理结果", 12, lambda row, _: _in_force(row, row.get_outcome_display() if row.outcome else "")),
    ("答复日期", 11, lambda row, _: _in_force(row, _day(row.answered_at))),
    ("反馈方式", 9, lambda row, _: _in_force(row, row.get_feedback_way_display() if row.feedback_way else "")),
    ("满意度", 9, lambda row, _: row.get_rating_display() if _rated(row) else ""),
    ("办结日期", 11, lambda row, _: _day(row.closed_at)),
    ("是否逾期", 8, lambda row, _: _late(row)),
    ("督办情况", 16, lambda row, extra: extra.get("chased", "")),
    ("转化成果", 20, lambda row, _: row.result),
    ("备注", 16, lambda row, _: _remark(row)),
)
PHONE = next(place for place, (heading, _, _) in enumerate(COLUMNS) if heading == "联系电话")


def beside(keys: list[UUID]) -> dict[UUID, Extra]:
    """What stands in other tables, by suggestion; three queries however many there are."""
    found: dict[UUID, Extra] = {}
    for unit in SuggestionUnit.objects.filter(suggestion__in=keys).order_by("asked_at", "id"):
        _add(found, unit.suggestion_id, "units", unit.label, "、")
    for word in SuggestionWord.objects.filter(suggestion__in=keys, kind=WordKind.PROGRESS).order_by("at", "id"):
        _add(found, word.suggestion_id, "progress", f"{_day(word.at)} {word.text!s}", "\n")
    for step in Supervision.objects.filter(suggestion__in=keys).order_by("at", "id"):
        _add(found, step.suggestion_id, "chased", f"{_day(step.at)} {step.get_level_display()}", "\n")
    return found


def _add(found: dict[UUID, Extra], key: UUID, name: str, text: str, between: str) -> None:
    extra = found.setdefault(key, {})
    extra[name] = f"{extra[name]}{between}{text}" if name in extra else text
