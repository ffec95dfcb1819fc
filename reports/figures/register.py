"""基本情况: who is on the register at a month's end, who came, who went and how; by the node that had them.

On the register is whoever was registered and has not ended (线索 are not). All of it follows from the movements that
took effect by then and were known at `known`, so that any month can be asked for at any time, and
上月末 + 新增 − 减少 = 月末 at every node. Most members had no movement since: of them the record says how they stand;
the others are replayed. What is known of a person besides (birth, education, origin) is taken as the record has it now.

Columns of the street's monthly report, table 1; the yearly statistics (党内统计年报) have the same totals.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from reports.figures.standing import OFF, Asked

YOUNG = 35
# GB/T 4658 codes of 大专 and above: 1x postgraduate, 2x undergraduate, 3x junior college.
COLLEGE = ("1", "2", "3")

Counts = dict[str, dict[str, int]]
_STATES = """
WITH {touched}, {story}, {states}
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
# Everybody whose relation came over by then, each once, where she was then.
_TRANSFERRED = """
SELECT f.node_at_event, count(DISTINCT f.member_id) FROM registry_movement f
JOIN registry_member m ON m.id = f.member_id AND m.direction = 'in'
WHERE {at f.owner_path} AND f.kind = 'transferred_in' AND f.effective_on <= %(day)s AND f.recorded_at < %(known)s
  AND NOT EXISTS (SELECT 1 FROM registry_movement v WHERE v.voids_id = f.id AND v.recorded_at < %(known)s)
GROUP BY f.node_at_event
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
REASONS = OFF
FLOWS = ("new", "came_over", *(str(kind) for kind in REASONS), "went_over")


def register(asked: Asked, *, code: str) -> Counts:
    """Node → column → number, for every node of the scope with anybody; from `before` (上月末) FLOWS lead to `total`.

    `code` is the district's own division code (6 digits).
    """
    found: Counts = defaultdict(lambda: dict.fromkeys(("before", "transferred", *FLOWS, *_COLUMNS), 0))
    month = asked.month
    columns: dict[str, Any] = {"code": code, "college": list(COLLEGE), "young": years_before(month.last, YOUNG + 1)}
    for node, *numbers in asked.rows(_counting(*_COLUMNS), **columns):
        found[node] |= dict(zip(_COLUMNS, numbers, strict=True))
    for node, number in asked.rows(_counting("total"), month.previous().last):
        found[node]["before"] = number
    for node, number in asked.rows(_TRANSFERRED):
        found[node]["transferred"] = number
    for node, flow, number in asked.rows(_FLOWS):
        found[node][flow] += number
    return {node: found[node] for node in sorted(found)}


def balance(numbers: Mapping[str, int]) -> int:
    """上月末 + 新增 − 减少 − 月末: nothing, always."""
    came = numbers["before"] + numbers["new"] + numbers["came_over"]
    return came - sum(numbers[kind] for kind in REASONS) - numbers["went_over"] - numbers["total"]


def _counting(*names: str) -> str:
    columns = ", ".join(f"count(*) FILTER (WHERE {_COLUMNS[name]}) AS {name}" for name in names)
    return _STATES.replace("{columns}", columns)


def years_before(day: date, years: int) -> date:
    """That many years before; of the 29th of February the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
