"""What a rule wants: one SELECT of (member, path, due date, basis, first day that counts).

It is the same whenever it is asked: made of facts and of today's date alone, never of when it was asked last. The
planner inserts what is not there yet, and closes what is no longer wanted.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from outreach.choices import CONTACT_KINDS, Cadence, Event, TaskKind
from outreach.domain import dates, reach
from outreach.domain.sql import Sql, fill, of_queryset
from outreach.models import Rule

_SINCE_SUCCESS = """
SELECT m.id AS member_id, m.path AS owner_path, w.due AS due_on, m.basis AS basis_on, m.basis + 1 AS counts_from
FROM ({members}) AS m(id, path, basis, seen)
LEFT JOIN (SELECT member_id, max(closed_on) AS day FROM outreach_task
           WHERE rule_id = %(rule)s AND state = 'skipped' GROUP BY member_id) AS skipped ON skipped.member_id = m.id
LEFT JOIN LATERAL (SELECT c.next_on AS day, c.outcome = 'reached' AS with_her FROM registry_contactlog c
                   WHERE c.member_id = m.id AND c.side = 'member' AND c.voided_at IS NULL AND c.next_on IS NOT NULL
                     AND c.happened_at >= (m.basis::timestamp AT TIME ZONE 'Asia/Shanghai')
                   ORDER BY c.happened_at DESC, c.id DESC LIMIT 1) AS agreed ON TRUE
CROSS JOIN LATERAL (SELECT greatest(
    CASE WHEN agreed.day IS NULL THEN m.basis + %(every)s
         ELSE least(agreed.day, m.basis + CASE WHEN agreed.with_her THEN %(most)s ELSE %(every)s END) END,
    skipped.day + %(every)s, %(start)s::date
) AS due) AS w
WHERE w.due <= %(horizon)s
"""
# A day that was agreed upon goes before the rule's own, but puts nobody off for more than so many turns; a day on which
# to try again was agreed upon with nobody, and puts nobody off at all.
MOST_TURNS = 3
# For events before the rule's time on the day it began.
_AFTER_EVENT = """
SELECT m.id AS member_id, m.path AS owner_path, w.due AS due_on, m.basis AS basis_on, m.basis AS counts_from
FROM ({members}) AS m(id, path, basis, seen) {days}
CROSS JOIN LATERAL (SELECT CASE WHEN m.basis < %(first)s::date THEN %(start)s::date
                                WHEN d.due IS NOT NULL THEN greatest(d.due, %(start)s::date) END AS due) AS w
WHERE w.due <= %(horizon)s
"""
_DAYS = "CROSS JOIN LATERAL (SELECT m.basis + %(event_days)s AS due) AS d"
_WORKING_DAYS = "LEFT JOIN unnest(%(d0)s::date[], %(d1)s::date[]) AS d(day, due) ON d.day = m.basis"
_THIRD_FAILURE = """
SELECT n.id, n.path, n.day, n.seen
FROM (SELECT f.id, f.path, f.day, f.seen, row_number() OVER (PARTITION BY f.id ORDER BY f.day) AS number
      FROM ({failed}) AS f(id, path, day, seen)) AS n
WHERE n.number = %(failures)s
"""
_ON_DAYS = """
SELECT m.id AS member_id, m.path AS owner_path, o.due AS due_on, m.basis AS basis_on, o.starts AS counts_from
FROM ({members}) AS m(id, path, basis, seen) {days} WHERE {undone}
"""
# Everybody known when the occasion was listed.
_OCCASIONS = (
    "JOIN unnest(%(d0)s::date[], %(d1)s::date[], %(d2)s::date[]) AS o(starts, opens, due) ON m.basis <= o.opens"
)
_ANNIVERSARIES = (
    "JOIN unnest(%(d0)s::text[], %(d1)s::date[], %(d2)s::date[]) AS o(day, starts, due)"
    " ON o.day = to_char(m.basis, 'MMDD') AND extract(year FROM m.basis) < extract(year FROM o.due)"
)
# No work that counts has been done: such a task would be closed the moment it is made.
_NOT_SPOKEN_TO = "(m.seen IS NULL OR m.seen < o.starts)"
_NOT_STUDIED = (
    "NOT EXISTS (SELECT 1 FROM registry_studyreport r WHERE r.member_id = m.id AND r.voided_at IS NULL"
    " AND r.studied_on BETWEEN o.starts AND o.due)"
)
_UNDONE = dict.fromkeys(CONTACT_KINDS, _NOT_SPOKEN_TO) | {TaskKind.STUDY: _NOT_STUDIED}


def wanted(rule: Rule, today: date) -> Sql:
    """SELECT of (member_id, owner_path, due_on, basis_on, counts_from) for one rule."""
    return _BY_CADENCE[Cadence(rule.cadence)](rule, today)


def nothing() -> Sql:
    """The same columns, without a row."""
    empty = "NULL::uuid AS member_id, NULL::text AS owner_path, NULL::date AS due_on, NULL::date AS basis_on"
    return Sql("SELECT " + empty + ", NULL::date AS counts_from WHERE FALSE")


def _since_success(rule: Rule, today: date) -> Sql:
    """So many days after the last success, on the day agreed upon then, or after somebody skipped it; never before the
    rule began."""
    every = rule.every_days or 0
    values = {"every": every, "most": every * MOST_TURNS, "rule": rule.pk, **_bounds(rule, today)}
    return fill(_SINCE_SUCCESS, values, members=of_queryset(reach.reached(rule, today)))


def _after_event(rule: Rule, today: date) -> Sql:
    """So many days, or working days, after an event."""
    days = Sql(_DAYS, {"event_days": rule.event_days})
    if rule.working_days:
        days = Sql(_WORKING_DAYS, _columns(dates.by_working_days(rule, today), 2))
    return fill(_AFTER_EVENT, _bounds(rule, today), members=_events(rule, today), days=days)


def _bounds(rule: Rule, today: date) -> dict[str, Any]:
    first = rule.starts_on - timedelta(days=dates.LOOK_BACK)
    return {"start": rule.starts_on, "first": first, "horizon": dates.horizon(rule, today)}


def _events(rule: Rule, today: date) -> Sql:
    if rule.event == Event.LOST_PROPOSED:
        return of_queryset(reach.proposed(rule))
    if rule.event == Event.THIRD_FAILURE:
        failed = of_queryset(reach.failed_days(rule, today))
        return fill(_THIRD_FAILURE, {"failures": reach.FAILURES}, failed=failed)
    return of_queryset(reach.reached(rule, today))


def _on_occasions(rule: Rule, today: date) -> Sql:
    rows = [(one.starts, one.opens, one.due) for one in dates.occasions(rule, today)]
    return _on_days(rule, today, Sql(_OCCASIONS, _columns(rows, 3)))


def _on_anniversaries(rule: Rule, today: date) -> Sql:
    """Everybody whose day of the year it is, from the year after on."""
    return _on_days(rule, today, Sql(_ANNIVERSARIES, _columns(dates.anniversaries(rule, today), 3)))


def _on_days(rule: Rule, today: date, days: Sql) -> Sql:
    undone = Sql(_UNDONE.get(TaskKind(rule.kind), "TRUE"))
    return fill(_ON_DAYS, {}, members=of_queryset(reach.reached(rule, today)), days=days, undone=undone)


def _columns(rows: Iterable[tuple[Any, ...]], width: int) -> dict[str, list[Any]]:
    """Rows as one array a column."""
    columns = list(map(list, zip(*rows, strict=True))) or [[] for _ in range(width)]
    return {f"d{number}": column for number, column in enumerate(columns)}


_BY_CADENCE = {
    Cadence.SINCE_SUCCESS: _since_success,
    Cadence.AFTER_EVENT: _after_event,
    Cadence.PERIOD: _on_occasions,
    Cadence.DATES: _on_occasions,
    Cadence.ANNIVERSARY: _on_anniversaries,
}
