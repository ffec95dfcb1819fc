"""How tasks are said on a page: when they are due, how late, how many."""

from datetime import date, timedelta
from typing import Any

from outreach.choices import TaskState
from outreach.models import Task

STATE_TONES = {
    TaskState.DONE: "success",
    TaskState.SKIPPED: "neutral",
    TaskState.LAPSED: "warning",
    TaskState.WITHDRAWN: "outline",
}
# The groups of a day, in their order.
LATE, NOW, SOON, LATER = "late", "now", "soon", "later"


def group_of(task: Task, today: date) -> str:
    """逾期, 今天, 本周 or 以后: past its grace, due by today, by Sunday, or later."""
    if task.late_on < today:
        return LATE
    if task.due_on <= today:
        return NOW
    return SOON if task.due_on <= today + timedelta(days=6 - today.weekday()) else LATER


def days_late(task: Task, today: date) -> int:
    """Of one past its grace, the days since it was due; none of any other. Every page and file counts so."""
    return (today - task.due_on).days if task.late_on < today else 0


def due(task: Task, today: date) -> str:
    """When it is due, from where we stand."""
    days = (task.due_on - today).days
    if days > 0:
        return f"{task.due_on:%m-%d} 前（还有 {days} 天）"
    if late := days_late(task, today):
        return f"{task.due_on:%Y-%m-%d} 到期，已过 {late} 天"
    return "今天到期" if days == 0 else f"{task.due_on:%m-%d} 到期，请尽快（{task.late_on:%m-%d} 起算逾期）"


def badge(task: Task, today: date) -> dict[str, str]:
    """Where a task stands, in words and in colour."""
    if task.state != TaskState.OPEN:
        state = TaskState(task.state)
        return {"text": state.label, "tone": STATE_TONES[state]}
    if task.held_until and task.held_until > today:
        return {"text": f"暂缓到 {task.held_until:%m-%d}", "tone": "neutral"}
    group = group_of(task, today)
    return {LATE: {"text": "逾期", "tone": "danger"}, NOW: {"text": "该办了", "tone": "warning"}}.get(
        group, {"text": "未到期", "tone": "info"}
    )


def doer(task: Task, liaison: Any | None) -> str:
    """Whose it is: who it was handed to, the member's liaison, or the office."""
    if task.delegate:
        return f"{task.delegate.name}（转交）"
    if task.doer == "liaison" and liaison is not None:
        return str(liaison.name)
    return "村(社区)" if task.doer == "node" else "还没有联络员"
