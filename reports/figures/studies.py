"""学习教育: what was held, who came, what was handed in and handed out; table 3 of the street's monthly report.

Activities are counted at the node that held them and when they began; who came, what was written and what was given are
counted where the record lay. The share of those who came is taken of all on the register at the month's end.
"""

from collections import defaultdict
from typing import Any

from outreach.choices import CAME, ActivityKind
from reports.figures.standing import Asked

Counts = dict[str, dict[str, int]]
KINDS = {
    ActivityKind.THEME_DAY: "theme_days",
    ActivityKind.SPECIAL_LECTURE: "lectures",
    ActivityKind.LECTURE_ON_SITE: "on_site",
}
NAMES = (*KINDS.values(), "attendances", "attended", "reports", "copies")
_HELD = """
SELECT a.owner_path, a.kind, count(*) FROM outreach_activity a
WHERE {at a.owner_path} AND a.kind = ANY (%(kinds)s)
  AND a.state IN ('held', 'closed') AND a.starts_at >= %(begins)s AND a.starts_at < %(ends)s
GROUP BY a.owner_path, a.kind
"""
_CAME = """
SELECT p.node_at_event, count(*) FROM outreach_participation p JOIN outreach_activity a ON a.id = p.activity_id
WHERE {at p.node_at_event} AND p.attendance = ANY (%(came)s)
  AND a.kind = ANY (%(kinds)s) AND a.state IN ('held', 'closed')
  AND a.starts_at >= %(begins)s AND a.starts_at < %(ends)s
GROUP BY p.node_at_event
"""
# Of those who are there at the month's end, each once.
_ATTENDED = """
WITH {touched}, {story}, {states}
SELECT s.node, count(*) FROM states s WHERE s.id IN (
    SELECT p.member_id FROM outreach_participation p JOIN outreach_activity a ON a.id = p.activity_id
    WHERE p.attendance = ANY (%(came)s) AND a.kind = ANY (%(kinds)s) AND a.state IN ('held', 'closed')
      AND a.starts_at >= %(begins)s AND a.starts_at < %(ends)s)
GROUP BY s.node
"""
_REPORTS = """
SELECT r.node_at_event, count(*) FROM registry_studyreport r
WHERE {at r.node_at_event} AND r.studied_on >= %(first)s AND r.studied_on <= %(day)s
  AND {told r}
GROUP BY r.node_at_event
"""
_COPIES = """
SELECT h.node_at_event, sum(h.copies) FROM outreach_handout h
WHERE {at h.node_at_event} AND h.given_on >= %(first)s AND h.given_on <= %(day)s
  AND {told h}
GROUP BY h.node_at_event
"""


def studies(asked: Asked) -> Counts:
    """Node → column → number."""
    found: Counts = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    values: dict[str, Any] = {"kinds": [str(kind) for kind in KINDS], "came": [str(sign) for sign in CAME]}
    for node, kind, number in asked.rows(_HELD, **values):
        found[node][KINDS[ActivityKind(kind)]] = number
    for name, text in (("attendances", _CAME), ("attended", _ATTENDED), ("reports", _REPORTS), ("copies", _COPIES)):
        for node, number in asked.rows(text, **values):
            found[node][name] = int(number)
    return {node: found[node] for node in sorted(found)}
