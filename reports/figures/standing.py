"""How everybody stood at the end of a day, as it was known at a moment: pieces of SQL that the figures are made of."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from registry.choices import MovementKind as K
from registry.domain.rhythm import OVERDUE_DAYS
from registry.lib import scope as scopes
from reports.figures.month import Month

_AT, _TOLD = re.compile(r"\{at ([a-z_.]+)\}"), re.compile(r"\{told ([a-z]+)\}")
_HERE = r"\1 >= %(low)s AND \1 < %(high)s"
_RECORDED = r"\1.recorded_at < %(known)s AND (\1.voided_at IS NULL OR \1.voided_at >= %(known)s)"
ON, OFF = (K.REGISTERED, K.REPORTED_IN, K.ENROLLED), (K.TRANSFERRED_IN, K.RETURNED, K.MOVED_ON, K.CLOSED)

# Members with a movement after the day before the month or one that was not known then; lost ones, of whom the record
# alone does not say whether they were ever registered. Three questions, each by an index of its own.
_TOUCHED = """
touched AS MATERIALIZED (
    SELECT member_id AS id FROM registry_movement WHERE {at owner_path} AND effective_on > %(before)s
    UNION
    SELECT member_id FROM registry_movement WHERE {at owner_path} AND recorded_at >= %(known)s
    UNION
    SELECT id FROM registry_member WHERE {at owner_path} AND status = 'lost'
)"""
# Of each of them, how she stood after each of her movements: on the register, where, reported in, enrolled, lost.
_STORY = """
told AS (
    SELECT f.member_id, f.kind, f.effective_on, f.recorded_at, f.id, f.node_at_event,
        count(*) FILTER (WHERE f.kind = 'moved') OVER w AS moves,
        count(*) FILTER (WHERE f.kind = ANY (%(on)s)) OVER w > 0
            AND count(*) FILTER (WHERE f.kind = ANY (%(off)s)) OVER w = 0 AS present,
        count(*) FILTER (WHERE f.kind = 'reported_in') OVER w > 0 AS reported,
        count(*) FILTER (WHERE f.kind = 'enrolled') OVER w > 0 AS enrolled,
        count(*) FILTER (WHERE f.kind = 'lost') OVER w > count(*) FILTER (WHERE f.kind = 'found_again') OVER w AS lost
    FROM touched t JOIN registry_movement f ON f.member_id = t.id
    WHERE f.kind <> 'voided' AND f.effective_on <= %(day)s AND f.recorded_at < %(known)s
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
# Everybody on the register: node, reported in, enrolled, lost; whether she was touched; what the record says besides.
# Behind row-level security PostgreSQL expects a handful of rows: what it would join by nested loops stands as NOT IN
# and IN, which are looked up by hash.
_STATES = """
states AS (
    SELECT m.id, m.owner_path AS node, m.reported_on IS NOT NULL AS reported, m.enrolled_on IS NOT NULL AS enrolled,
        false AS lost, false AS touched, {person}
    FROM registry_member m
    WHERE {at m.owner_path} AND m.is_open AND m.status <> 'lead' AND m.id NOT IN (SELECT t.id FROM touched t)
    UNION ALL
    SELECT m.id, s.node, s.reported, s.enrolled, s.lost, true, {person}
    FROM story s JOIN registry_member m ON m.id = s.member_id WHERE s.from_end = 1 AND s.present
)"""
_PERSON = (
    "m.owner_path AS owner, m.direction = 'in' AS inward, m.origin_code, m.birth_on, m.education_code,"
    " m.political_status, m.new_employment_type, m.contact_status, m.contact_said_on, m.flowed_on, m.created_at"
)
# Who was reached within OVERDUE_DAYS of the month's end, and when last: one look at the log for whoever was in touch
# this month and for whoever was not for too long. What counts nothing of it does not ask it.
_REACHED = """
reached AS (
    SELECT c.member_id, max(c.happened_at) AS last FROM registry_contactlog c
    WHERE c.happened_at >= %(ends)s - make_interval(days => %(overdue)s) AND c.happened_at < %(ends)s
      AND c.outcome = 'reached' AND c.side = 'member' AND {told c}
    GROUP BY c.member_id
)"""
# What a count of them stands on, and what it counts from; `s` is one of them, `r` when she was reached.
HEAD = ("{touched}", "{story}", "{states}", _REACHED)
PEOPLE = "FROM states s LEFT JOIN reached r ON r.member_id = s.id WHERE true"
# Room for the sets of those who were reached: bytes of one statement, given back after it.
ROOM = "256MB"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which month, and when it is asked: what was recorded at `known` or later is left out."""

    month: Month
    known: datetime

    def rows(self, template: str, day: date | None = None, **values: Any) -> list[tuple[Any, ...]]:
        """Rows of a statement as of `day` (the month's last). In it {touched}, {story} and {states} stand for the
        pieces above, {at x.path} for the scope, {told x} for rows that were recorded by then and not voided."""
        text, told = self.statement(template, day, **values)
        with connection.cursor() as cursor:
            cursor.execute(text, told)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def statement(self, template: str, day: date | None = None, **values: Any) -> tuple[str, Mapping[str, Any]]:
        """What `rows` asks, for whoever reads the answer by and by."""
        text = template
        for name, piece in (("touched", _TOUCHED), ("story", _STORY), ("states", _STATES), ("person", _PERSON)):
            text = text.replace("{" + name + "}", piece)
        text = _AT.sub(_HERE, _TOLD.sub(_RECORDED, text))
        return text, {**self._values(day or self.month.last), **values}

    def _values(self, day: date) -> Mapping[str, Any]:
        root = scopes.current().path
        return {
            "low": root, "high": root + scopes.PATH_END, "before": self.month.previous().last, "day": day,
            "known": self.known, "begins": self.month.begins, "ends": self.month.ends, "first": self.month.first,
            "overdue": OVERDUE_DAYS, "on": [str(kind) for kind in ON], "off": [str(kind) for kind in OFF],
        }  # fmt: skip


@contextmanager
def room() -> Iterator[None]:
    """More memory for the statements in it."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW work_mem")
        [was] = cursor.fetchone()
        cursor.execute("SELECT set_config('work_mem', %s, true)", [ROOM])
        yield
        cursor.execute("SELECT set_config('work_mem', %s, true)", [was])
