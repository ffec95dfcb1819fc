"""Why a number of the ledger or of the hand-outs is another one than the month's report has, with that number."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from outreach.domain.then import Moved, moved

SAID = {"reports": ("已交", "份"), "copies": ("资料", "册"), "came": ("参加活动", "次")}
HEAD = "这里的数跟着人走：现在归谁管，就算在谁这里。月报按当时的组织算，同样这些天是："


def by_then(path: str, first: date, last: date, now: Mapping[str, Any]) -> str:
    """The numbers of `now` as the report counts them, and what makes the difference; empty where there is none."""
    found = moved(path, first, last)
    parts = [_part(name, found[name], int(now[name])) for name in SAID if name in found and name in now]
    return HEAD + "；".join(parts) + "。" if parts else ""


def _part(name: str, change: Moved, now: int) -> str:
    label, unit = SAID[name]
    why = [
        f"{words}的 {number} {unit}{counts}"
        for number, words, counts in (
            (change.went, "后来转走的人在这里时", "也算"),
            (change.came, "后来转来的人在原组织时", "不算"),
        )
        if number
    ]
    return f"{label} {change.then(now)} {unit}（{'，'.join(why)}）"
