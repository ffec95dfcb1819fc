"""How a suggestion is said on staff pages: its badge, the ring of its deadline, who has it."""

from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.urls import reverse

from outreach.choices import SuggestionState as S
from outreach.models import Suggestion
from registry.lib import clock
from registry.lib.ids import key_in
from registry.models.scoped import ScopedModel

TONES: dict[str, str] = {
    S.RECEIVED: "warning", S.REJECTED: "neutral", S.MERGED: "outline", S.ACCEPTED: "info", S.ASSIGNED: "info",
    S.RETURNED: "danger", S.IN_PROGRESS: "info", S.ANSWERED: "success", S.FED_BACK: "success", S.EVALUATED: "success",
    S.CLOSED: "outline",
}  # fmt: skip
# What the deadline of a stage is for.
STAGE: dict[str, str] = {
    S.RECEIVED: "审核", S.ACCEPTED: "交办", S.RETURNED: "重新交办", S.ASSIGNED: "签收", S.IN_PROGRESS: "办理",
    S.ANSWERED: "反馈本人",
}  # fmt: skip
SOON_DAYS = 3
Badge = dict[str, str]
R = TypeVar("R", bound=ScopedModel)


def chosen(rows: QuerySet[R], key: str) -> R | None:
    """The row whose key was sent as a text, where it is in scope."""
    known = key_in(key)
    return rows.filter(pk=known).first() if known else None


def crumbs(row: Suggestion | None = None) -> list[dict[str, str]]:
    """The list, and the page of one, above a page."""
    found = [{"label": "金点子", "url": reverse("suggestions")}]
    return found + ([{"label": name_of(row), "url": reverse("suggestion", args=[row.pk])}] if row else [])


def name_of(row: Suggestion) -> str:
    """Its number; one in the spam queue has none."""
    return row.label or "待核的一条"


def badge(row: Suggestion) -> Badge:
    """How far it is."""
    if row.suspicion and row.state == S.RECEIVED:
        return {"text": "疑似垃圾", "tone": "danger"}
    return {"text": str(S(row.state).label), "tone": TONES[row.state]}


def doubt(row: Suggestion) -> str:
    """Why it waits in the spam queue, and what to do; empty for others. Whoever wrote it was promised the same."""
    if not row.suspicion or row.state != S.RECEIVED:
        return ""
    until = f"请在 {row.stage_due_on:%Y-%m-%d} 前看一看：" if row.stage_due_on else "请看一看："
    return (
        f"程序觉得可疑：{row.get_suspicion_display()}，所以先放在这里，还没有编号。提出人不知道，"
        "收到的答复和别人一样（3 个工作日内审核）。"
        f"{until}写得实在的，点“不是垃圾信息”；确实是垃圾的，点“不予受理”。"
    )


def marks(row: Suggestion) -> list[Badge]:
    """What else is to be seen at a glance."""
    said = (
        (row.is_help, "帮扶", "warning"), (row.on_list, "清单", "info"),
        (row.extensions > 0, f"延期 {row.extensions} 次", "warning"), (row.reopened, "重新办理", "warning"),
        (row.published_at is not None, "已公开", "outline"),
    )  # fmt: skip
    return [{"text": text, "tone": tone} for shown, text, tone in said if shown]


def ring(row: Suggestion, today: date | None = None) -> dict[str, Any] | None:
    """How much of the stage's time is used up: `share` of 100, and the same in words. None where nothing is due."""
    due_on, today = row.stage_due_on, today or clock.today()
    if due_on is None:
        return None
    left = (due_on - today).days
    whole = max((due_on - clock.local(row.state_at).date()).days, 1)
    share = 100 if left < 0 else max(min(100 - round(100 * left / whole), 100), 4)
    tone = "late" if left < 0 else "soon" if left <= SOON_DAYS else "ok"
    text = f"已超 {-left} 天" if left < 0 else f"剩 {left} 天" if left else "今天到期"
    stage, due = STAGE.get(row.state, ""), f"{due_on:%m-%d}" if due_on.year == today.year else f"{due_on:%Y-%m-%d}"
    return {"share": share, "tone": tone, "text": text, "due": f"{stage} {due}".strip(), "left": left}


def owner(row: Suggestion) -> tuple[str, str]:
    """(unit, person); empty before it is handed on."""
    return row.lead_label, row.handler_name
