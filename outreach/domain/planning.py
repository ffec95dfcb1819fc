"""The planner: brings the tasks to what the rules want today. It may run at any time, any number of times, by any
number of processes at once; the unique key (member, rule, due date) makes one task of it.

Each rule is three statements over sets: tasks whose date has changed move, those no longer wanted close, those wanted
and not there yet are inserted. Beat only ticks; what was missed is made by the next tick.
"""

from datetime import date, datetime, timedelta

from outreach.choices import Cadence, Event
from outreach.domain.sql import fill, run
from outreach.domain.wanted import nothing, wanted
from outreach.models import Planning, Rule
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
    if rule.cadence in _SINGLE:
        run(fill(_MOVE, values, wanted=wants))
    closed = run(fill(_CLOSE, values | {"today": day, "passed": PASSED, "changed": MOVED_AWAY}, wanted=wants))
    made = run(fill(_INSERT, values, wanted=wants))
    _note(rule, made, now)
    if made or closed:
        record("tasks.planned", on=rule, code=rule.code, made=made, closed=closed)
    return made


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


def _note(rule: Rule, made: int, now: datetime) -> None:
    said = {"version": rule.version, "planned_at": now, "made": made}
    Planning.objects.update_or_create(rule=rule, defaults={"owner_path": rule.owner_path, **said})


_MOVE = """
WITH w AS MATERIALIZED ({wanted})
UPDATE outreach_task t
SET due_on = w.due_on, late_on = w.due_on + %(grace)s::int, basis_on = w.basis_on, counts_from = w.counts_from,
    rule_version = %(version)s, version = t.version + 1
FROM w
WHERE t.rule_id = %(this)s AND t.state = 'open' AND t.member_id = w.member_id
  AND (t.due_on <> w.due_on OR t.late_on <> w.due_on + %(grace)s::int)
  AND NOT EXISTS (SELECT 1 FROM outreach_task other
                  WHERE other.member_id = t.member_id AND other.rule_id = t.rule_id AND other.due_on = w.due_on
                    AND other.id <> t.id)
"""
# NOT IN is looked up in one hash, whatever the planner of the database expects of the question; neither column is NULL.
_CLOSE = """
WITH w AS MATERIALIZED ({wanted})
UPDATE outreach_task t
SET state = CASE WHEN t.late_on < %(today)s THEN 'lapsed' ELSE 'withdrawn' END,
    reason = CASE WHEN t.late_on < %(today)s THEN %(passed)s ELSE %(changed)s END,
    closed_on = %(today)s, closed_at = %(moment)s, version = t.version + 1
WHERE t.rule_id = %(this)s AND t.state = 'open'
  AND (t.member_id, t.due_on) NOT IN (SELECT w.member_id, w.due_on FROM w)
"""
# What a person decided stays; what closed by itself opens again when it is wanted after all. In the order of the key:
# each of two at once waits for the other's rows, and neither has a row that the other is waiting for.
_INSERT = """
WITH w AS MATERIALIZED ({wanted})
INSERT INTO outreach_task AS t (
    id, owner_path, node_at_event, member_id, rule_id, rule_version, kind, doer, due_on, late_on, basis_on,
    counts_from, state, planned_at, reason, decided_label, version)
SELECT outreach_uuid7(), w.owner_path, w.owner_path, w.member_id, %(this)s, %(version)s, %(kind)s, %(doer)s,
       w.due_on, w.due_on + %(grace)s::int, w.basis_on, w.counts_from, 'open', %(moment)s, '', '', 1
FROM w LEFT JOIN outreach_task there
  ON there.member_id = w.member_id AND there.rule_id = %(this)s AND there.due_on = w.due_on
WHERE there.id IS NULL OR (there.state IN ('done', 'withdrawn', 'lapsed') AND there.decided_by_id IS NULL)
ORDER BY w.member_id, w.due_on
ON CONFLICT (member_id, rule_id, due_on) DO UPDATE
SET state = 'open', reason = '', closed_on = NULL, closed_at = NULL, late_on = excluded.late_on,
    basis_on = excluded.basis_on, counts_from = excluded.counts_from, rule_version = excluded.rule_version,
    version = t.version + 1
WHERE t.state <> 'open' AND t.state <> 'skipped' AND t.decided_by_id IS NULL
"""
