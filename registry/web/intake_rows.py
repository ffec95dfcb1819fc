"""Rows of an intake as a page shows them: numbers masked, what would happen, what is wrong and how to mend it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from registry.choices import DOING, RowAction, RowDoubt, RowState, Verdict
from registry.entry.covering import covered, sample
from registry.intake import pipeline
from registry.lib.masks import mask_id, mask_phone
from registry.lib.values import short_number
from registry.models import Intake
from registry.web.intake_parts import ACTION_TONES, ROW_TONES, VERDICT_TONES

PAGE = 50
MOST_CHANGES, MOST_HINTS = 6, 3


def offset_of(request: HttpRequest) -> int:
    """Where the page begins, from the address; a whole number of pages."""
    return (short_number(request.GET.get("from")) or 0) // PAGE * PAGE


def pager(base: str, query: dict[str, str], offset: int, shown: int, total: int) -> dict[str, Any]:
    """Context of the pager component."""

    def at(start: int) -> str:
        return base + "?" + urlencode(query | {"from": str(start)}) + "#rows"

    return {
        "offset": offset,
        "total": f"{total:,}",
        "shown": f"{offset + 1:,}–{offset + shown:,}" if shown else "",
        "previous_url": at(max(offset - PAGE, 0)) if offset else "",
        "next_url": at(offset + PAGE) if offset + shown < total else "",
        "first_url": at(0) if offset > PAGE else "",
    }


def choice(request: HttpRequest, name: str, allowed: Any) -> str:
    """A filter's value from the address, "" when it is none of the allowed."""
    value = request.GET.get(name, "")
    return value if value in allowed.values else ""


def listing(request: HttpRequest, intake: Intake, base: str, **unasked: str) -> dict[str, Any]:
    """The filtered page of rows with its pager; filters are verdict, action, state and doubt of the address.

    `unasked` holds what to filter by when the address says nothing at all.
    """
    chosen = {
        "verdict": choice(request, "verdict", Verdict),
        "action": choice(request, "action", RowAction),
        "state": choice(request, "state", RowState),
        "doubt": choice(request, "doubt", RowDoubt),
    }
    if not chosen.keys() & request.GET.keys():
        chosen |= unasked
    offset = offset_of(request)
    page = pipeline.rows(intake, offset=offset, limit=PAGE, **chosen)
    return {
        "chosen": chosen,
        "rows": [shown(row) for row in page.items],
        "pager": pager(base, chosen, offset, len(page.items), page.total),
    }


def shown(row: pipeline.RowView) -> dict[str, Any]:
    """One row for the template."""
    return {
        "key": str(row.id),
        "left_out": row.left_out,
        "may_leave": row.action in DOING and row.state == RowState.STAGED,
        "sheet": row.sheet,
        "number": row.row,
        "name": row.name or "（没有姓名）",
        "sub": "" if row.name else " · ".join(_hints(row)),
        "url": member_url(row.member_id),
        "id_number": mask_id(str(row.values.get("id_number") or "")),
        "phone": mask_phone(str(row.values.get("phone") or "")),
        "verdict": {"text": row.verdict_label, "tone": VERDICT_TONES.get(row.verdict, "neutral")},
        "css": row.verdict,
        "action": {"text": row.action_label, "tone": ACTION_TONES.get(row.action, "neutral")},
        "state": _state(row),
        "note": row.note,
        "changes": [_change(*change) for change in row.changes[:MOST_CHANGES]],
        "more_changes": max(len(row.changes) - MOST_CHANGES, 0),
        "issues": [_issue(issue) for issue in row.issues],
    }


def _hints(row: pipeline.RowView) -> list[str]:
    """What else the row says, beside the numbers, so that a nameless one can be told."""
    told = (text for _, text in row.cells if len(text) > 1 and not text.isdigit() and covered(text) == text)
    return [sample(text) for text in told][:MOST_HINTS]


def _state(row: pipeline.RowView) -> dict[str, str] | None:
    if row.state == RowState.STAGED:
        return None
    if row.action == RowAction.UNCHANGED:
        return {"text": "没有变化，不动", "tone": "outline"}
    if row.action == RowAction.TAKE_OVER and row.state == RowState.APPLIED:
        return {"text": "已提出接收申请", "tone": "info"}
    return {"text": row.state_label, "tone": ROW_TONES.get(row.state, "outline")}


def _change(title: str, before: object, after: object) -> dict[str, str]:
    old, new = (sample(str(value or "")) or "空" for value in (before, after))
    # Of two numbers that differ in the middle the page shows the same.
    hidden = "（遮住的几位不一样）" if old == new and before != after else ""
    return {"title": title, "before": old, "after": new + hidden}


def _issue(issue: Any) -> dict[str, Any]:
    return {
        "error": issue.severity == "error",
        "where": (f"{issue.letter} 列" if issue.letter else "") + (f"“{issue.heading}”" if issue.heading else ""),
        "message": covered(issue.message),
    }


def member_url(key: Any) -> str:
    """The page of a member, "" when there is none yet."""
    try:
        return reverse("member", args=[key]) if key else ""
    except NoReverseMatch:
        return ""
