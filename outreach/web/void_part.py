"""What outreach says of a contact that is declared a mistake: tasks that it settled are asked for again."""

from datetime import date

from outreach.domain import settling
from registry.lib import clock
from registry.models import ContactLog
from registry.web import contacts_follow


def add() -> None:
    """Say it where contacts are voided."""
    contacts_follow.FURTHER.append(tasks_again)


def tasks_again(contact: ContactLog, rest: date | None) -> list[str]:
    """A sentence for each task that this contact closed, and no other one does."""
    found = settling.settled_by(contact.member_id, clock.local(contact.happened_at).date(), rest)
    return [
        f"靠它办结的任务“{task.rule.name}”（应办 {task.due_on:%Y-%m-%d}），还该办的会重新提醒。"
        for task in found.select_related("rule").order_by("due_on")
    ]
