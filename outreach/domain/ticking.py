"""One tick of the planner over one district: settle, plan, let rise; chase suggestions; empty answered leads. Each rule
in a transaction of its own."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from outreach.domain import escalation, lead_joining, leads, planning, returning, rules, settling
from outreach.domain.sql import Sql, run
from outreach.domain.suggestions import chasing
from outreach.models import Rule
from registry.lib import clock
from registry.models.identity import system_scope
from registry.models.unit import work

log = logging.getLogger("bdx.task")

_TAKE_TURN = "SELECT 1 WHERE pg_try_advisory_xact_lock(hashtextextended(%(key)s, 0))"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a tick: what the log says of it, and what does it and returns how many tasks it made."""

    told: dict[str, str]
    work: Callable[[], int]


def tick(path: str, *, today: date | None = None, now: datetime | None = None) -> int:
    """Bring one district up to date; returns how many tasks were made. Where another one is at it, there is nothing to
    do."""
    moment = now or clock.now()
    day = today or clock.local(moment).date()
    scope = system_scope(path)
    with work(scope):
        if not _first(path):
            return 0
        rules.ensure_rules(path, day=day)
        settling.settle(now=moment)
        returning.give_back(day)
        lead_joining.join()
        leads.purge()
        found = list(Rule.objects.select_related("planning").order_by("owner_path", "code"))
    parts = [Part(_told(rule), partial(_work_off, path, rule, day, moment)) for rule in found]
    return _all([*parts, Part({"code": "suggestions"}, partial(_chase, path, day, moment))])


def _told(rule: Rule) -> dict[str, str]:
    return {"rule": str(rule.pk), "code": rule.code}


def _all(parts: list[Part]) -> int:
    """One after the other; one that fails does not stop the others, and is raised when they are done."""
    made, failed = 0, None
    for part in parts:
        try:
            made += part.work()
        except Exception as error:
            log.exception("a part of a tick failed", extra=part.told)
            failed = failed or error
    if failed:
        raise failed
    return made


def _chase(path: str, day: date, now: datetime) -> int:
    """Chasing suggestions makes no task."""
    chasing.tick(path, today=day, now=now)
    return 0


def _work_off(path: str, rule: Rule, day: date, now: datetime) -> int:
    with work(system_scope(path)):
        if not _first(path):
            return 0
        made = planning.plan(rule, today=day) if planning.is_due(rule, getattr(rule, "planning", None), now) else 0
        escalation.escalate(rule, today=day, now=now)
        return made


def _first(path: str) -> bool:
    """Whether no other planner is at this district right now. Only spares work: two at once make nothing twice."""
    return run(Sql(_TAKE_TURN, {"key": f"planner|{path}"})) == 1
