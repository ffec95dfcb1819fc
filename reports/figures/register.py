"""基本情况: who is on the register at a month's end, who came, who went and how; by the node that had them.

On the register is whoever was registered and has not ended (线索 are not). All of it follows from the movements that
took effect by then and were known at `known`, so that any month can be asked for at any time, and
上月末 + 新增 − 减少 = 月末 at every node. Most members had no movement since: of them the record says how they stand;
the others are replayed. What is known of a person besides (birth, education, origin) has no days: it is taken as the
record has it, and once a report was handed up as it had it then (`valued`).

Columns of the street's monthly report, table 1; the yearly statistics (党内统计年报) have the same totals.
"""

from collections.abc import Mapping
from typing import Any

from registry.lib.clock import years_before
from reports.figures.counting import Number, Source, count
from reports.figures.standing import APART, HEAD, OFF, PEOPLE, Asked

YOUNG = 35
# GB/T 4658 codes of 大专 and above: 1x postgraduate, 2x undergraduate, 3x junior college.
COLLEGE = ("1", "2", "3")
# No division's code begins with it.
NOWHERE = "-"

Counts = dict[str, dict[str, Number]]
# `before`: of those whose story it is, how it stood when the month began; who has none stands as ever.
_MOVED = """
moved AS (
    SELECT s.*, lag(s.node) OVER o AS was_node, lead(s.effective_on) OVER o AS until
    FROM story s WINDOW o AS (PARTITION BY s.member_id ORDER BY s.effective_on, s.recorded_at, s.id)
)"""
_STEPS = """
steps AS (
    SELECT member_id, node, 'before' AS flow FROM moved
    WHERE effective_on <= %(before)s AND present AND (until IS NULL OR until > %(before)s)
    UNION ALL
    SELECT member_id, node, 'new' FROM moved WHERE effective_on > %(before)s AND present AND NOT was_present
    UNION ALL
    SELECT member_id, was_node, kind FROM moved WHERE effective_on > %(before)s AND was_present AND NOT present
    UNION ALL
    SELECT member_id, node, 'came_over' FROM moved
    WHERE effective_on > %(before)s AND present AND was_present AND node <> was_node
    UNION ALL
    SELECT member_id, was_node, 'went_over' FROM moved
    WHERE effective_on > %(before)s AND present AND was_present AND node <> was_node
)"""
STEPPED = ("{moving}", "{story}", _MOVED, _STEPS)
MOVES = "FROM steps s JOIN registry_member m ON m.id = s.member_id AND m.direction = 'in' WHERE true"
# Everybody whose relation came over by then, each once, where she was then.
_TRANSFERRED = """
FROM registry_movement f JOIN registry_member m ON m.id = f.member_id AND m.direction = 'in'
WHERE {at f.owner_path} AND f.kind = 'transferred_in' AND f.effective_on <= %(day)s AND f.recorded_at < %(known)s
  AND f.id NOT IN (SELECT v.voids_id FROM registry_movement v
    WHERE {at v.owner_path} AND v.voids_id IS NOT NULL AND v.recorded_at < %(known)s)
"""
# Column → what is counted of those on the register at the end; `s` is one of them.
_IN = "s.inward"
_COLUMNS = {
    "total": _IN,
    "other_province": f"{_IN} AND s.origin_code <> '' AND NOT s.origin_code ^@ %(province)s",
    "other_city": f"{_IN} AND s.origin_code ^@ %(province)s AND length(s.origin_code) >= 4"
    " AND NOT s.origin_code ^@ %(city)s AND NOT s.origin_code ^@ (%(province)s || '00')",
    "other_county": f"{_IN} AND s.origin_code ^@ %(city)s"
    " AND NOT s.origin_code ^@ %(code)s AND NOT s.origin_code ^@ (%(city)s || '00')",
    "reported": f"{_IN} AND s.reported",
    "enrolled": f"{_IN} AND s.enrolled",
    "lost": f"{_IN} AND s.lost",
    "new_employment": f"{_IN} AND s.new_employment_type <> ''",
    "young": f"{_IN} AND s.birth_on > %(young)s",
    "college": f"{_IN} AND s.education_code ^@ ANY (%(college)s)",
    "probationary": f"{_IN} AND s.political_status = 'probationary'",
    "out": "NOT s.inward",
    "out_reported": "NOT s.inward AND s.reported",
}
REASONS = OFF
FLOWS = ("new", "came_over", *(str(kind) for kind in REASONS), "went_over")
SOURCES = (
    Source("member", PEOPLE, "s.node", "s.id", "s.owner", _COLUMNS, head=HEAD, apart=APART),
    Source("member", PEOPLE, "s.node", "s.id", "s.owner", {"before": _IN}, head=HEAD, before=True),
    Source("member", _TRANSFERRED, "f.node_at_event", "m.id", "m.owner_path", {"transferred": ""},
           once={"transferred": "f.member_id"}),
    Source("member", MOVES, "s.node", "m.id", "m.owner_path", {flow: f"s.flow = '{flow}'" for flow in FLOWS},
           head=STEPPED),
)  # fmt: skip
# To be counted, not shown: who was there before is whom nothing has happened to since, and of the others who was.
COUNTED = (
    Source("member", PEOPLE, "s.node", "s.id", "s.owner", {"stayed": f"{_IN} AND NOT s.touched"}, head=HEAD,
           apart=APART),
    Source("member", MOVES, "s.node", "m.id", "m.owner_path", {"before": "s.flow = 'before'"}, head=STEPPED),
    *(source for source in SOURCES if "before" not in source.figures),
)  # fmt: skip


def values(asked: Asked, code: str) -> dict[str, Any]:
    """What the statements ask with: `code` is the district's own division code (6 digits; without one, everybody with
    a known origin is from another province)."""
    return {
        "code": code or NOWHERE, "province": code[:2] or NOWHERE, "city": code[:4] or NOWHERE,
        "college": list(COLLEGE), "young": years_before(asked.month.last, YOUNG + 1),
    }  # fmt: skip


def register(asked: Asked, *, code: str) -> Counts:
    """Node → column → number, for every node of the scope with anybody; from `before` (上月末) FLOWS lead to `total`.

    `code` is the district's own division code."""
    return together(count(COUNTED, asked, **values(asked, code)))


def together(found: Counts) -> Counts:
    """The two parts of `before` as one."""
    for numbers in found.values():
        numbers["before"] += numbers.pop("stayed")
    return found


def balance(numbers: Mapping[str, Number]) -> Number:
    """上月末 + 新增 − 减少 − 月末: nothing, always."""
    came = sum(numbers.get(name, 0) for name in ("before", "new", "came_over"))
    return came - sum(numbers.get(name, 0) for name in (*REASONS, "went_over", "total"))
