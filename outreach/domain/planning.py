"""The planner: brings the tasks to what the rules want today. It may run at any time, any number of times, by any
number of processes at once; the unique key (member, rule, due date) makes one task of it.

Each rule is one statement over sets: what is wanted is asked for once and laid beside the open tasks; those whose date
has changed move, those no longer wanted close, those wanted and not there yet are inserted. Beat only ticks; what was
missed is made by the next tick.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from outreach.choices import Cadence, Event
from outreach.domain.sql import Sql, fetch, fill, run
from outreach.domain.wanted import nothing, wanted
from outreach.models import Planning, Rule, Task
from registry.lib import clock
from registry.models.unit import record

# What hangs on the calendar, reads through the contact log, or wants nothing, is looked at once an hour; the rest with
# every tick. A rule that wants nothing still has to close what comes back from being on hold.
HOURLY = timedelta(hours=1)
_CALENDAR = (Cadence.PERIOD, Cadence.DATES, Cadence.ANNIVERSARY)
# One thing at a time: where its date changes, the open task goes along.
_SINGLE = (Cadence.SINCE_SUCCESS, Cadence.AFTER_EVENT)
MOVED_AWAY = "规则或起算日期变了，不用再办"
PASSED = "过了时间，由下一次接着提醒"


def plan(rule: Rule, *, today: date | None = None) -> int:
    """Bring one rule's tasks up to date; returns how many were made. The scope must cover the rule's subtree."""
    day, now = today or clock.today(), clock.now()
    wants = nothing() if _wants_nothing(rule) else wanted(rule, day)
    values = _of(rule, now)
    made, closed = map(int, fetch(_statement(rule, wants, values | {"today": day}))[0])
    _note(rule, made, now)
    if made or closed:
        record("tasks.planned", on=rule, code=rule.code, made=made, closed=closed)
    return made


def follow(members: Iterable[UUID], *, today: date | None = None) -> int:
    """Move the open tasks of these members to the day that is theirs by now, before the next tick does; returns how
    many. For a scope of few members, in which nobody waits for it: what a planner holds just now is left to him."""
    day, open_ones = today or clock.today(), Task.objects.open().filter(member__in=list(members))
    rules = Rule.objects.in_force().filter(cadence=Cadence.SINCE_SUCCESS, pk__in=open_ones.values("rule_id"))
    return sum(run(fill(_FOLLOW, _of(rule, clock.now()), wanted=wanted(rule, day))) for rule in rules)


def is_due(rule: Rule, planning: Planning | None, now: datetime) -> bool:
    """Whether this tick has to look at the rule: always, or once an hour, once a day begins, or after a change."""
    if planning is None or planning.version != rule.version:
        return True
    heavy = rule.cadence in _CALENDAR or rule.event == Event.THIRD_FAILURE or _wants_nothing(rule)
    same_day = clock.local(planning.planned_at).date() == clock.local(now).date()
    return not heavy or not same_day or now - planning.planned_at >= HOURLY


def _wants_nothing(rule: Rule) -> bool:
    """Switched off, or left to the rule of the level above."""
    return not rule.is_active or rule.follows_above


def _of(rule: Rule, now: datetime) -> dict[str, object]:
    return {
        "moment": now,
        "this": rule.pk,
        "version": rule.version,
        "kind": rule.kind,
        "doer": rule.doer,
        "grace": rule.grace_days,
    }


def _statement(rule: Rule, wants: Sql, values: dict[str, object]) -> Sql:
    said = values | {"passed": PASSED, "changed": MOVED_AWAY}
    same, turns = _SAME_MEMBER if rule.cadence in _SINGLE else _SAME_DAY
    return fill(_PLAN, said, same=same, turns=turns, change=Sql(_CHANGE), insert=Sql(_INSERT), wanted=wants)


def _note(rule: Rule, made: int, now: datetime) -> None:
    said = {"version": rule.version, "planned_at": now, "made": made}
    Planning.objects.update_or_create(rule=rule, defaults={"owner_path": rule.owner_path, **said})


# Each of what is wanted beside the open task that stands for it; FULL JOIN is done by one hash, whatever the planner of
# the database expects of the question. `aim` is where that task stands or moves to: without one it closes. Of several
# that stand for the same (the rule was one for every quarter before) the first moves.
_PLAN = """
WITH w AS MATERIALIZED ({wanted}),
step AS MATERIALIZED (
    SELECT t.id, t.due_on AS was, t.late_on AS late, w.*,
           CASE WHEN there.id = t.id OR (there.id IS NULL AND t.turn = 1) THEN w.due_on END AS aim, t.turn,
           there.id IS NULL OR (there.state IN ('done', 'withdrawn', 'lapsed') AND there.decided_by_id IS NULL) AS free
    FROM (SELECT id, member_id, due_on, late_on, row_number() OVER ({turns}) AS turn
          FROM outreach_task WHERE rule_id = %(this)s AND state = 'open') AS t
    FULL JOIN w ON {same}
    LEFT JOIN outreach_task there
      ON there.member_id = w.member_id AND there.rule_id = %(this)s AND there.due_on = w.due_on),
changed AS ({change} RETURNING t.state),
made AS ({insert} RETURNING t.id)
SELECT (SELECT count(*) FROM made), (SELECT count(*) FROM changed WHERE state <> 'open')
"""
# By what a task and what is wanted are the same, and in which order of turns several tasks stand for it.
_SAME_MEMBER = Sql("w.member_id = t.member_id"), Sql("PARTITION BY member_id ORDER BY due_on")
_SAME_DAY = Sql("w.member_id = t.member_id AND w.due_on = t.due_on"), Sql("PARTITION BY member_id, due_on")
_CHANGE = """
UPDATE outreach_task t
SET due_on = coalesce(step.aim, t.due_on), late_on = coalesce(step.aim + %(grace)s::int, t.late_on),
    basis_on = CASE WHEN step.aim IS NULL THEN t.basis_on ELSE step.basis_on END,
    counts_from = CASE WHEN step.aim IS NULL THEN t.counts_from ELSE step.counts_from END,
    rule_version = CASE WHEN step.aim IS NULL THEN t.rule_version ELSE %(version)s END,
    state = CASE WHEN step.aim IS NOT NULL THEN t.state WHEN t.late_on < %(today)s THEN 'lapsed' ELSE 'withdrawn' END,
    reason = CASE WHEN step.aim IS NOT NULL THEN t.reason WHEN t.late_on < %(today)s THEN %(passed)s
                  ELSE %(changed)s END,
    closed_on = CASE WHEN step.aim IS NULL THEN %(today)s::date END,
    closed_at = CASE WHEN step.aim IS NULL THEN %(moment)s::timestamptz END,
    version = t.version + 1
FROM step
WHERE t.id = step.id AND t.state = 'open' AND t.due_on = step.was
  AND (step.aim IS NULL OR step.aim <> step.was OR step.aim + %(grace)s::int <> step.late)
"""
# One open task that stands for one member, and no other where it goes.
_FOLLOW = """
WITH w AS MATERIALIZED ({wanted}),
held AS (
    SELECT t.id FROM outreach_task t JOIN w ON w.member_id = t.member_id
    WHERE t.rule_id = %(this)s AND t.state = 'open' AND t.due_on <> w.due_on AND NOT EXISTS (
        SELECT 1 FROM outreach_task o
        WHERE o.member_id = t.member_id AND o.rule_id = %(this)s AND o.id <> t.id
          AND (o.due_on = w.due_on OR o.state = 'open'))
    FOR UPDATE OF t SKIP LOCKED)
UPDATE outreach_task t
SET due_on = w.due_on, late_on = w.due_on + %(grace)s::int, basis_on = w.basis_on, counts_from = w.counts_from,
    rule_version = %(version)s, version = t.version + 1
FROM w, held WHERE t.id = held.id AND w.member_id = t.member_id
"""
# What a person decided stays; what closed by itself opens again when it is wanted after all. In the order of the key:
# each of two at once waits for the other's rows, and neither has a row that the other is waiting for.
_INSERT = """
INSERT INTO outreach_task AS t (
    id, owner_path, node_at_event, member_id, rule_id, rule_version, kind, doer, due_on, late_on, basis_on,
    counts_from, state, planned_at, reason, decided_label, version)
SELECT outreach_uuid7(), s.owner_path, s.owner_path, s.member_id, %(this)s, %(version)s, %(kind)s, %(doer)s,
       s.due_on, s.due_on + %(grace)s::int, s.basis_on, s.counts_from, 'open', %(moment)s, '', '', 1
FROM step s
WHERE s.member_id IS NOT NULL AND s.free AND (s.id IS NULL OR (s.aim IS NULL AND s.turn = 1))
ORDER BY s.member_id, s.due_on
ON CONFLICT (member_id, rule_id, due_on) DO UPDATE
SET state = 'open', reason = '', closed_on = NULL, closed_at = NULL, late_on = excluded.late_on,
    basis_on = excluded.basis_on, counts_from = excluded.counts_from, rule_version = excluded.rule_version,
    version = t.version + 1
WHERE t.state <> 'open' AND t.state <> 'skipped' AND t.decided_by_id IS NULL
"""
