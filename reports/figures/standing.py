"""How everybody stood at the end of a day, as it was known at a moment: pieces of SQL that the figures are made of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from registry.choices import MovementKind as K
from registry.lib import scope as scopes
from reports.figures.month import Month

_AT, _TOLD = re.compile(r"\{at ([a-z_.]+)\}"), re.compile(r"\{told ([a-z]+)\}")
_HERE = r"\1 >= %(low)s AND \1 < %(high)s"
_RECORDED = r"\1.recorded_at < %(known)s AND (\1.voided_at IS NULL OR \1.voided_at >= %(known)s)"
ON, OFF = (K.REGISTERED, K.REPORTED_IN, K.ENROLLED), (K.TRANSFERRED_IN, K.RETURNED, K.MOVED_ON, K.CLOSED)

# Members with a movement after the day before the month or one that was not known then; lost ones, of whom the record
# alone does not say whether they were ever registered.
_TOUCHED = """
touched AS MATERIALIZED (
    SELECT DISTINCT member_id AS id FROM registry_movement
    WHERE owner_path >= %(low)s AND owner_path < %(high)s AND (effective_on > %(before)s OR recorded_at >= %(known)s)
    UNION
    SELECT id FROM registry_member WHERE owner_path >= %(low)s AND owner_path < %(high)s AND status = 'lost'
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
      AND NOT EXISTS (SELECT 1 FROM registry_movement v WHERE v.voids_id = f.id AND v.recorded_at < %(known)s)
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
# Everybody on the register: node, reported in, enrolled, lost.
_STATES = """
states AS (
    SELECT m.id, m.owner_path AS node, m.reported_on IS NOT NULL AS reported, m.enrolled_on IS NOT NULL AS enrolled,
        false AS lost
    FROM registry_member m
    WHERE m.owner_path >= %(low)s AND m.owner_path < %(high)s AND m.is_open AND m.status <> 'lead'
      AND NOT EXISTS (SELECT 1 FROM touched t WHERE t.id = m.id)
    UNION ALL
    SELECT s.member_id, s.node, s.reported, s.enrolled, s.lost FROM story s WHERE s.from_end = 1 AND s.present
)"""


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
        for name, piece in (("touched", _TOUCHED), ("story", _STORY), ("states", _STATES)):
            text = text.replace("{" + name + "}", piece)
        text = _AT.sub(_HERE, _TOLD.sub(_RECORDED, text))
        return text, {**self._values(day or self.month.last), **values}

    def _values(self, day: date) -> Mapping[str, Any]:
        root = scopes.current().path
        return {
            "low": root, "high": root + scopes.PATH_END, "before": self.month.previous().last, "day": day,
            "known": self.known, "begins": self.month.begins, "ends": self.month.ends, "first": self.month.first,
            "on": [str(kind) for kind in ON], "off": [str(kind) for kind in OFF],
        }  # fmt: skip
