"""How everybody stood at the end of a day, as it was known at a moment: pieces of SQL that the figures are made of."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from registry.choices import MovementKind as K
from registry.domain.rhythm import OVERDUE_DAYS
from registry.lib import clock
from registry.lib import scope as scopes
from reports.figures.month import Month

_AT, _TOLD = re.compile(r"\{at ([a-z_.]+)\}"), re.compile(r"\{told ([a-z]+)\}")
_HERE = r"\1 >= %(low)s AND \1 < %(high)s"
_RECORDED = r"\1.recorded_at < %(known)s AND (\1.voided_at IS NULL OR \1.voided_at >= %(known)s)"
ON, OFF = (K.REGISTERED, K.REPORTED_IN, K.ENROLLED), (K.TRANSFERRED_IN, K.RETURNED, K.MOVED_ON, K.CLOSED)

# Of a subquery PostgreSQL can only guess how many rows it has: what it might join by nested loops stands as IN and
# NOT IN, which are looked up by hash.

# Members with a movement after the day before the month or one that was not known then; lost ones, of whom the record
# alone does not say whether they were ever registered. Three questions, each by an index of its own.
_TOUCHED = """
    SELECT member_id AS id FROM registry_movement WHERE {at owner_path} AND effective_on > %(before)s
    UNION
    SELECT member_id FROM registry_movement WHERE {at owner_path} AND recorded_at >= %(known)s
    UNION
    SELECT id FROM registry_member WHERE {at owner_path} AND status = 'lost'
"""
# Of each of them, how she stood after each of her movements: on the register, where, reported in, enrolled, lost. Her
# movements are looked up one by one (OFFSET 0 keeps them apart): few have moved, and the log of movements is long.
_STORY = """
told AS (
    SELECT f.member_id, f.kind, f.effective_on, f.recorded_at, f.id, f.node_at_event,
        count(*) FILTER (WHERE f.kind = 'moved') OVER w AS moves,
        count(*) FILTER (WHERE f.kind = ANY (%(on)s)) OVER w > 0
            AND count(*) FILTER (WHERE f.kind = ANY (%(off)s)) OVER w = 0 AS present,
        count(*) FILTER (WHERE f.kind = 'reported_in') OVER w > 0 AS reported,
        count(*) FILTER (WHERE f.kind = 'enrolled') OVER w > 0 AS enrolled,
        count(*) FILTER (WHERE f.kind = 'lost') OVER w > count(*) FILTER (WHERE f.kind = 'found_again') OVER w AS lost
    FROM moving t CROSS JOIN LATERAL (
        SELECT e.member_id, e.kind, e.effective_on, e.recorded_at, e.id, e.node_at_event
        FROM registry_movement e WHERE e.member_id = t.id AND e.effective_on <= %(day)s OFFSET 0) f
    WHERE f.kind <> 'voided' AND f.recorded_at < %(known)s
      AND f.id NOT IN (SELECT v.voids_id FROM registry_movement v
        WHERE {at v.owner_path} AND v.voids_id IS NOT NULL AND v.recorded_at < %(known)s)
    WINDOW w AS (PARTITION BY f.member_id ORDER BY f.effective_on, f.recorded_at, f.id)
), story AS (
    SELECT t.member_id, t.kind, t.effective_on, t.present, t.reported, t.enrolled, t.lost,
        first_value(t.node_at_event) OVER (
            PARTITION BY t.member_id, t.moves ORDER BY t.effective_on, t.recorded_at, t.id) AS node,
        row_number() OVER (
            PARTITION BY t.member_id ORDER BY t.effective_on DESC, t.recorded_at DESC, t.id DESC) AS from_end,
        lag(t.present, 1, false) OVER o AS was_present, t.moves, t.recorded_at, t.id
    FROM told t WINDOW o AS (PARTITION BY t.member_id ORDER BY t.effective_on, t.recorded_at, t.id)
)"""
# Those on the register: node, reported in, enrolled, lost; whether she was touched; what the record says besides.
_MOVED = """
    SELECT m.id, s.node, s.reported, s.enrolled, s.lost, true AS touched, {person}
    FROM story s JOIN registry_member m ON m.id = s.member_id{as then} WHERE s.from_end = 1 AND s.present
"""
_STAYED = """
    SELECT m.id, m.owner_path AS node, m.reported_on IS NOT NULL AS reported, m.enrolled_on IS NOT NULL AS enrolled,
        false AS lost, false AS touched, {person}
    FROM registry_member m{as then}
    WHERE {at m.owner_path} AND m.is_open AND m.status <> 'lead'
"""
# What is known of a person and has no day of its own: as the record has it now, or as it was when a report was worked
# out (`reports.figures.valued`).
TYPES = {
    "origin_code": "text", "birth_on": "date", "education_code": "text", "political_status": "text",
    "new_employment_type": "text", "contact_status": "text",
}  # fmt: skip
_ALWAYS = "m.owner_path AS owner, m.direction = 'in' AS inward, m.contact_said_on, m.contact_logged_on, m.created_at, "
_NOW = _ALWAYS + ", ".join(f"m.{name}" for name in TYPES)
_THEN = _ALWAYS + ", ".join(f"CASE WHEN w.id IS NULL THEN m.{name} ELSE w.{name} END AS {name}" for name in TYPES)
_WAS = (
    f" LEFT JOIN unnest(%(was_id)s::uuid[], {', '.join(f'%(was_{name})s::{kind}[]' for name, kind in TYPES.items())})"
    f" AS w (id, {', '.join(TYPES)}) ON w.id = m.id"
)
# A line of the tables is a community with all that lies below it.
ROW_WIDTH = 3 * scopes.SEGMENT
# When somebody was last reached: her record says it, unless the log tells more than was known then or happened by then.
# Of those the log is asked, as far back as a contact keeps her from being overdue.
_SPOKEN = """
    SELECT member_id FROM registry_contactlog
    WHERE outcome = 'reached' AND side = 'member' AND {at owner_path} AND happened_at >= %(ends)s
    UNION ALL
    SELECT member_id FROM registry_contactlog WHERE {at owner_path} AND recorded_at >= %(known)s
    UNION ALL
    SELECT member_id FROM registry_contactlog WHERE {at owner_path} AND voided_at >= %(known)s
"""
_REACHED = """
    SELECT c.member_id, (max(c.happened_at) FILTER (WHERE c.happened_at < %(ends)s AND {told c})
        AT TIME ZONE 'Asia/Shanghai')::date AS last
    FROM registry_contactlog c
    WHERE c.happened_at >= %(unheard)s AND c.outcome = 'reached'
      AND c.side = 'member' AND c.member_id IN ({spoken})
    GROUP BY c.member_id
"""
LAST = "CASE WHEN r.member_id IS NULL THEN s.contact_logged_on ELSE r.last END"
# What a count of them stands on, and what it counts from; `s` is one of them, LAST says when she was last reached.
HEAD = ("{moving}", "{story}", "{states}")
PEOPLE = "FROM states s LEFT JOIN ({reached}) r ON r.member_id = s.id WHERE true"
# Those who moved and those who stayed, most of all: apart, for a statement without tables of its own is shared by the
# server's cores, if none of its subqueries is: who moved stands in it as a list of values.
APART = (("{moving}", "{story}", "{those who moved}"), ("{those who stayed}",))
_LEFT = """
SELECT t.path, registry_stood(o.path, %(day)s)
FROM registry_organisation t JOIN registry_organisation o ON o.id = t.moved_as_id
WHERE t.closed_on < %(first)s ORDER BY length(t.path) DESC
"""
_PIECES = {
    "{moving}": "moving AS MATERIALIZED ({touched})",
    "{story}": _STORY,
    "{states}": "states AS ({stayed} AND m.id NOT IN (SELECT t.id FROM moving t) UNION ALL {moved})",
    "{those who moved}": "states AS ({moved})",
    "{those who stayed}": "states AS ({stayed} AND m.id <> ALL (%(touched)s::uuid[]))",
    "{moved}": _MOVED,
    "{stayed}": _STAYED,
    "{reached}": _REACHED,
    "{spoken}": _SPOKEN,
    "{touched}": _TOUCHED,
}


def stood(path: str, day: str = "%(day)s") -> str:
    """SQL: where what has no node of its own event counts, its owner's place at the end of that day: by now the owner
    may be somewhere else in the tree."""
    return f"registry_stood({path}, {day})"


def stands(path: str) -> str:
    """SQL: where what was written down at a node counts in this month. What lasts goes with the node: out of a place
    that it has left, into the new one from the next month on."""
    return f"registry_stands({path}, %(first)s, %(day)s)"


HOSTED = stood("a.owner_path", "(a.starts_at AT TIME ZONE 'Asia/Shanghai')::date")
# How the figures of a whole district are asked: room for the sets of people (bytes of one statement), and both cores;
# given back afterwards.
SETTINGS = {"work_mem": "256MB", "max_parallel_workers_per_gather": "2"}
_SET = "SELECT set_config(key, value, true) FROM unnest(%s::text[], %s::text[]) AS given (key, value)"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which month, and when it is asked: what was recorded at `known` or later is left out. `was`: the columns of TYPES
    as they stood for people in whom they were changed since, a list each (`reports.figures.valued`)."""

    month: Month
    known: datetime
    was: Mapping[str, list[Any]] = field(default_factory=dict)

    @property
    def late_on(self) -> date:
        """The day as of which it is said what is late: the month's last, in a month that is not over the present one;
        nobody is late today who will be by the end of the month."""
        return min(self.month.last, clock.local(self.known).date())

    @property
    def passed(self) -> date:
        """Deadlines before this day are missed; the present one is not over yet."""
        return min(self.month.next().first, clock.local(self.known).date())

    def rows(self, template: str, day: date | None = None, **values: Any) -> list[tuple[Any, ...]]:
        """Rows of a statement as of `day` (the month's last). In it {moving}, {story} and {states} stand for the
        pieces above, {at x.path} for the scope, {told x} for rows that were recorded by then and not voided."""
        text, told = self.statement(template, day, **values)
        with connection.cursor() as cursor:
            cursor.execute(text, told)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def places(self) -> Mapping[str, str]:
        """Places that nodes have left before this month, each with where its node stands at the month's end."""
        return dict(self.rows(_LEFT))

    def touched(self) -> list[UUID]:
        """Whom the record alone doesn't tell of, for statements that take them as values."""
        return [key for (key,) in self.rows("{touched}")]

    def statement(self, template: str, day: date | None = None, **values: Any) -> tuple[str, Mapping[str, Any]]:
        """What `rows` asks, for whoever reads the answer by and by."""
        text, then = template, bool(self.was.get("was_id"))
        person = {"{person}": _THEN if then else _NOW, "{as then}": _WAS if then else ""}
        for name, piece in (_PIECES | person).items():
            text = text.replace(name, piece)
        text = _AT.sub(_HERE, _TOLD.sub(_RECORDED, text))
        return text, {**self._values(day or self.month.last), **values}

    def _values(self, day: date) -> Mapping[str, Any]:
        root = scopes.current().path
        return {
            "low": root, "high": root + scopes.PATH_END, "before": self.month.previous().last, "day": day,
            "known": self.known, "begins": self.month.begins, "ends": self.month.ends, "first": self.month.first,
            "overdue": OVERDUE_DAYS, "late_on": self.late_on, "passed": self.passed,
            "unheard": clock.midnight(self.late_on - timedelta(days=OVERDUE_DAYS - 1)),
            "on": [str(kind) for kind in ON], "off": [str(kind) for kind in OFF], **self.was,
        }  # fmt: skip


@contextmanager
def room() -> Iterator[None]:
    """Statements in it are asked with SETTINGS; afterwards they are as they were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, current_setting(key) FROM unnest(%s::text[]) AS key", [list(SETTINGS)])
        was = dict(cursor.fetchall())
        cursor.execute(_SET, [list(SETTINGS), list(SETTINGS.values())])
        yield
        cursor.execute(_SET, [list(was), list(was.values())])
