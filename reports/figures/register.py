"""基本情况: who is on the register at a month's end, who came, who went and how; by the node that had them.

On the register is whoever was registered and has not ended (线索 are not). All of it follows from the movements that
took effect by then and were known at `known`, so that any month can be asked for at any time, and
上月末 + 新增 − 减少 = 月末 at every node. Most members had no movement since: of them the record says how they stand;
the others are replayed. What is known of a person besides (birth, education, origin) is taken as the record has it now.

Columns of the street's monthly report, table 1; the yearly statistics (党内统计年报) have the same totals.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection

from registry.choices import MovementKind as K
from registry.lib import scope as scopes
from reports.figures.month import Month

ON, OFF = (K.REGISTERED, K.REPORTED_IN, K.ENROLLED), (K.TRANSFERRED_IN, K.RETURNED, K.MOVED_ON, K.CLOSED)
YOUNG = 35
# GB/T 4658 codes of 大专 and above: 1x postgraduate, 2x undergraduate, 3x junior college.
COLLEGE = ("1", "2", "3")

Counts = dict[str, dict[str, int]]

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
_STATES = """
WITH {touched}, {story}, states AS (
    SELECT m.id, m.owner_path AS node, m.reported_on IS NOT NULL AS reported, m.enrolled_on IS NOT NULL AS enrolled,
        false AS lost
    FROM registry_member m
    WHERE m.owner_path >= %(low)s AND m.owner_path < %(high)s AND m.is_open AND m.status <> 'lead'
      AND NOT EXISTS (SELECT 1 FROM touched t WHERE t.id = m.id)
    UNION ALL
    SELECT s.member_id, s.node, s.reported, s.enrolled, s.lost FROM story s WHERE s.from_end = 1 AND s.present
)
SELECT s.node, {columns}
FROM states s JOIN registry_member m ON m.id = s.id
GROUP BY s.node
"""
_FLOWS = """
WITH {touched}, {story}, moved AS (
    SELECT s.*, lag(s.node) OVER (PARTITION BY s.member_id ORDER BY s.effective_on, s.recorded_at, s.id) AS was_node
    FROM story s
), steps AS (
    SELECT member_id, node, 'new' AS flow FROM moved WHERE effective_on > %(before)s AND present AND NOT was_present
    UNION ALL
    SELECT member_id, was_node, kind FROM moved WHERE effective_on > %(before)s AND was_present AND NOT present
    UNION ALL
    SELECT member_id, node, 'came_over' FROM moved
    WHERE effective_on > %(before)s AND present AND was_present AND node <> was_node
    UNION ALL
    SELECT member_id, was_node, 'went_over' FROM moved
    WHERE effective_on > %(before)s AND present AND was_present AND node <> was_node
)
SELECT s.node, s.flow, count(*) FROM steps s JOIN registry_member m ON m.id = s.member_id AND m.direction = 'in'
GROUP BY s.node, s.flow
"""
# Column → what is counted of those on the register at the end; `m` is the record, `s` how it stood.
_IN = "m.direction = 'in'"
_COLUMNS = {
    "total": _IN,
    "other_province": f"{_IN} AND m.origin_code <> '' AND left(m.origin_code, 2) <> left(%(code)s, 2)",
    "other_city": f"{_IN} AND left(m.origin_code, 2) = left(%(code)s, 2) AND length(m.origin_code) >= 4"
    " AND left(m.origin_code, 4) <> left(%(code)s, 4) AND substr(m.origin_code, 3, 2) <> '00'",
    "other_county": f"{_IN} AND left(m.origin_code, 4) = left(%(code)s, 4)"
    " AND left(m.origin_code, 6) <> left(%(code)s, 6) AND substr(m.origin_code, 5, 2) <> '00'",
    "reported": f"{_IN} AND s.reported",
    "enrolled": f"{_IN} AND s.enrolled",
    "lost": f"{_IN} AND s.lost",
    "new_employment": f"{_IN} AND m.new_employment_type <> ''",
    "young": f"{_IN} AND m.birth_on > %(young)s",
    "college": f"{_IN} AND left(m.education_code, 1) = ANY (%(college)s)",
    "probationary": f"{_IN} AND m.political_status = 'probationary'",
    "out": "m.direction = 'out'",
    "out_reported": "m.direction = 'out' AND s.reported",
}
REASONS = (K.TRANSFERRED_IN, K.RETURNED, K.MOVED_ON, K.CLOSED)
FLOWS = ("new", "came_over", *(str(kind) for kind in REASONS), "went_over")


def register(month: Month, *, known: datetime, code: str) -> Counts:
    """Node → column → number, for every node of the scope with anybody; from `before` (上月末) FLOWS lead to `total`.

    `known`: movements recorded from then on are left out. `code`: the district's own division code (6 digits).
    """
    found: Counts = defaultdict(lambda: dict.fromkeys(("before", *FLOWS, *_COLUMNS), 0))
    for node, *numbers in _asked(_STATES, month, month.last, known, code, list(_COLUMNS)):
        found[node] |= dict(zip(_COLUMNS, numbers, strict=True))
    for node, number in _asked(_STATES, month, month.previous().last, known, code, ["total"]):
        found[node]["before"] = number
    for node, flow, number in _asked(_FLOWS, month, month.last, known, code, []):
        found[node][flow] += number
    return {node: found[node] for node in sorted(found)}


def balance(numbers: Mapping[str, int]) -> int:
    """上月末 + 新增 − 减少 − 月末: nothing, always."""
    came = numbers["before"] + numbers["new"] + numbers["came_over"]
    return came - sum(numbers[kind] for kind in REASONS) - numbers["went_over"] - numbers["total"]


def _asked(
    template: str, month: Month, day: date, known: datetime, code: str, columns: list[str]
) -> list[tuple[Any, ...]]:  # fmt: skip
    counted = ", ".join(f"count(*) FILTER (WHERE {_COLUMNS[name]}) AS {name}" for name in columns)
    text = template.replace("{touched}", _TOUCHED).replace("{story}", _STORY).replace("{columns}", counted)
    root = scopes.current().path
    values: dict[str, Any] = {
        "low": root, "high": root + scopes.PATH_END, "before": month.previous().last, "day": day, "known": known,
        "code": code, "on": [str(kind) for kind in ON], "off": [str(kind) for kind in OFF], "college": list(COLLEGE),
        "young": _years_before(day, YOUNG + 1),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _years_before(day: date, years: int) -> date:
    """That many years before; of the 29th of February the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
