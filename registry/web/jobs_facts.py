"""What 后台作业 shows of processes, queues and intakes: asked when the page is opened, never stored."""

from typing import Any

import redis
from celery import current_app
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from redis.backoff import NoBackoff
from redis.retry import Retry

from registry.choices import IntakeState
from registry.choices.jobs import BACKUP, Process
from registry.domain.signs import is_old, is_silent, last_backup
from registry.lib import clock
from registry.models import Sign
from registry.models.custody import definer
from registry.policies import Action, allowed
from registry.web import jobs_words as words

SECONDS = 1.0
MESSAGES = "messages"
S = IntakeState
# (label, note, states, what is added to the list's address)
INTAKES = (
    ("名册等着办", "上传了，还没轮到", (S.UPLOADED, S.QUEUED, S.APPLY_QUEUED, S.UNDO_QUEUED), "working"),
    ("名册正在办", "正在读、核对或写入", (S.READING, S.CHECKING, S.APPLYING, S.UNDOING), "working"),
    ("名册没办成", "停下来等上传人处理", (S.FAILED,), "waiting"),
)


def processes(district: str) -> dict[str, Any]:
    """Each process with its last sign of life, and the last backup, from the database, as a table."""
    signs = dict(Sign.objects.filter(owner_path=district).values_list("process", "at"))
    columns = [{"label": "进程"}, {"label": "状态"}, {"label": "最近动静", "kind": "num"}]
    rows = [_process(process, signs.get(process)) for process in Process]
    return {"columns": columns, "rows": [*rows, _backup(last_backup(district))]}


def _process(process: Process, at: Any) -> dict[str, Any]:
    silent = at is None or is_silent(at, clock.now())
    badge = {"text": "没有动静", "tone": "danger"} if silent else {"text": "正常", "tone": "success"}
    cells = [
        {"label": "状态", "badge": badge, "sub": words.STANDS_STILL[process] if silent else ""},
        {"label": "最近动静", "text": words.ago(at) if at else "还没有过", "kind": "num"},
    ]
    return {"id": process, "name": process.label, "cells": cells}


def _backup(last: Sign | None) -> dict[str, Any]:
    """Where nobody said for whom, none is missed (a demo, a trial)."""
    if last is None:
        badge = {"text": "还没有备份过", "tone": "warning" if settings.BACKUP_RECIPIENTS else "neutral"}
    elif is_old(last.at, clock.now()):
        badge = {"text": "该备份了", "tone": "warning"}
    else:
        badge = {"text": "正常", "tone": "success"}
    cells = [
        {"label": "状态", "badge": badge, "sub": filesizeformat(last.size or 0) if last else ""},
        {"label": "最近动静", "text": words.ago(last.at) if last else "没有", "kind": "num"},
    ]
    return {"id": BACKUP, "name": "最近一次备份", "cells": cells}


def queues() -> dict[str, Any]:
    """How much waits in Redis, by queue; `away` when it can't be asked."""
    names = {current_app.conf.task_default_queue: Process.WORKER, MESSAGES: Process.MESSAGES}
    try:
        with _client() as client:
            waiting = [int(client.llen(name)) for name in names]
            taken = int(client.hlen("unacked"))
    except redis.RedisError:
        return {"away": True, "text": words.REDIS}
    rows = [
        {"id": name, "name": process.label, "cells": [{"label": "排着", "text": str(number), "kind": "num"}]}
        for (name, process), number in zip(names.items(), waiting, strict=True)
    ]
    return {
        "away": False,
        "columns": [{"label": "队列"}, {"label": "排着", "kind": "num"}],
        "rows": rows,
        "taken": taken,
    }


def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS, retry=Retry(NoBackoff(), 0)
    )


def intakes() -> list[dict[str, Any]]:
    """How many intakes wait, are worked on or failed. A link only for those who may see them."""
    counted = dict(definer("registry_intakes_waiting"))
    return [
        {
            "label": label,
            "note": note,
            "number": str(number := sum(counted.get(state, 0) for state in states)),
            "url": f"{reverse('intake:list')}?state={group}" if allowed(Action.INTAKE_USE) else "",
            "tone": "warning" if states == (S.FAILED,) and number else "",
        }
        for label, note, states, group in INTAKES
    ]
