"""How jobs, processes and alarms are said on a page."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from registry.choices.jobs import AlarmKind, JobState, Process
from registry.lib import clock
from registry.models import Alarm, Job
from registry.web import labels

RUNNING = ("作业", "开始", "第几次")
DONE = ("作业", "办完", "办了多少", "用时")
FIGURES = ("第几次", "办了多少", "用时")
TONES = {JobState.WAITING: "warning", JobState.SET_ASIDE: "danger"}
# What stands still while a process is silent.
STANDS_STILL = {
    Process.WORKER: "名册导入、联系任务和每天的清理停着",
    Process.MESSAGES: "消息停着没发",
    Process.BEAT: "到点该办的都没有人叫",
}
ASK = "请系统管理员看服务器上的服务是不是在运行。"
REDIS = "新的消息和名册照样记在数据库里，不会丢；Redis 恢复以后一分钟内接着办。请系统管理员看 Redis 服务。"
BACKUP = "服务器要是坏了，之后登记的都找不回来。请系统管理员看定时任务 buduanxian-backup 为什么没有做成。"


def alarm(found: Alarm) -> dict[str, str]:
    """An alarm as a notice: what happened, since when, what to do."""
    since = f"从 {labels.moment(found.raised_at)} 起。"
    if found.kind == AlarmKind.REDIS:
        return {"title": "Redis 不可用", "text": since + REDIS}
    if found.kind == AlarmKind.BACKUP:
        return {"title": "两天没有新的备份", "text": since + BACKUP}
    if found.kind == AlarmKind.SILENT:
        still = STANDS_STILL.get(found.subject, "")  # type: ignore[call-overload]  # a Process is a str
        return {"title": f"“{found.label}”进程很久没有动静", "text": f"{since}{still and still + '。'}{ASK}"}
    return {
        "title": f"“{found.label}”几次都没办成，已搁置",
        "text": since + "原因在下面“没有办成的”里，处理好以后点“再试一次”。",
    }


def troubled(job: Job) -> dict[str, Any]:
    """A job that failed, as a row with its button."""
    return {
        "id": job.pk,
        "label": job.label,
        "key": job.key,
        "badge": {"text": job.get_state_display(), "tone": TONES[JobState(job.state)]},
        "why": job.why,
        "attempts": job.attempts,
        "when": labels.moment(job.ended_at or job.begun_at),
        "next": next_try(job),
        "url": reverse("job-again", args=[job.pk]),
    }


def next_try(job: Job) -> str:
    """When it is tried again without anybody's doing."""
    if job.again_at is None:
        return ""
    return f"{labels.moment(job.again_at)} 自动再试"


def table(jobs: Iterable[Job], columns: tuple[str, ...]) -> dict[str, Any]:
    """Columns and rows of `components/table.html`."""
    rows = [{"id": job.pk, "name": job.label, "sub": job.key, "cells": _cells(job, columns)} for job in jobs]
    return {"columns": [{"label": label, "kind": "num" if label in FIGURES else ""} for label in columns], "rows": rows}


def _cells(job: Job, columns: tuple[str, ...]) -> list[dict[str, str]]:
    ended = job.ended_at or job.begun_at
    said = {
        "开始": (labels.moment(job.begun_at), "code"),
        "办完": (labels.moment(ended), "code"),
        "第几次": (str(job.attempts), "num"),
        "办了多少": (str(job.number) if job.number else "没有要办的", "num"),
        "用时": (lasting(ended - job.begun_at), "num"),
    }
    return [{"label": label, "text": said[label][0], "kind": said[label][1]} for label in columns[1:]]


def lasting(span: timedelta) -> str:
    """How long something took or is ago, to be read at a glance."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return f"{seconds} 秒"
    minutes = seconds // 60
    if minutes < 120:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)} 天"


def ago(at: datetime) -> str:
    """How long ago, by the program's clock."""
    return f"{lasting(clock.now() - at)}前"
