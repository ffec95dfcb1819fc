"""One tick of the planner over one district: settle, plan, let rise; chase suggestions; empty answered leads. Each rule
in a transaction of its own."""

import logging
from datetime import date, datetime

from outreach.domain import escalation, leads, planning, rules, settling
from outreach.domain.sql import Sql, run
from outreach.domain.suggestions import chasing
from outreach.models import Rule
from registry.lib import clock
from registry.models.identity import system_scope
from registry.models.unit import work

log = logging.getLogger("bdx.task")

_TAKE_TURN = "SELECT 1 WHERE pg_try_advisory_xact_lock(hashtextextended(%(key)s, 0))"


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
        leads.purge()
        found = list(Rule.objects.select_related("planning").order_by("owner_path", "code"))
    try:
        return _all(path, found, day, moment)
    finally:
        chasing.tick(path, today=day, now=moment)


def _all(path: str, found: list[Rule], day: date, now: datetime) -> int:
    """Rule by rule; one that fails does not stop the others, and is raised when they are done."""
    made, failed = 0, None
    for rule in found:
        try:
            made += _work_off(path, rule, day, now)
        except Exception as error:
            log.exception("a rule failed", extra={"rule": str(rule.pk), "code": rule.code})
            failed = failed or error
    if failed:
        raise failed
    return made


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
