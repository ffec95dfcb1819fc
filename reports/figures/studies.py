"""学习教育: what was held, who came, what was handed in and handed out; table 3 of the street's monthly report.

Activities are counted at the node that held them and when they began; who came, what was written and what was given are
counted where the record lay. The share of those who came is taken of all on the register at the month's end.
"""

from typing import Any

from outreach.choices import CAME, ActivityKind
from reports.figures.counting import Number, Source, count
from reports.figures.standing import APART, HEAD, HOSTED, PEOPLE, Asked

Counts = dict[str, dict[str, Number]]
KINDS = {
    ActivityKind.THEME_DAY: "theme_days",
    ActivityKind.SPECIAL_LECTURE: "lectures",
    ActivityKind.LECTURE_ON_SITE: "on_site",
}
_HELD = """
FROM outreach_activity a
WHERE {at a.owner_path} AND a.kind = ANY (%(kinds)s)
  AND a.state IN ('held', 'closed') AND a.starts_at >= %(begins)s AND a.starts_at < %(ends)s
"""
_CAME = """
FROM outreach_participation p JOIN outreach_activity a ON a.id = p.activity_id
WHERE {at p.node_at_event} AND p.attendance = ANY (%(came)s)
  AND a.kind = ANY (%(kinds)s) AND a.state IN ('held', 'closed')
  AND a.starts_at >= %(begins)s AND a.starts_at < %(ends)s
"""
# Of those who are there at the month's end, each once.
_ATTENDED = """
s.id IN (
    SELECT p.member_id FROM outreach_participation p JOIN outreach_activity a ON a.id = p.activity_id
    WHERE p.attendance = ANY (%(came)s) AND a.kind = ANY (%(kinds)s) AND a.state IN ('held', 'closed')
      AND a.starts_at >= %(begins)s AND a.starts_at < %(ends)s)
"""
_REPORTS = """
FROM registry_studyreport r
WHERE {at r.node_at_event} AND r.studied_on <= %(day)s AND {told r}
"""
_COPIES = """
FROM outreach_handout h
WHERE {at h.node_at_event} AND h.given_on >= %(first)s AND h.given_on <= %(day)s AND {told h}
"""
SOURCES = (
    Source("activity", _HELD, HOSTED, "a.id", "a.owner_path",
           {name: f"a.kind = '{kind!s}'" for kind, name in KINDS.items()}),
    Source("participation", _CAME, "p.node_at_event", "p.id", "p.owner_path", {"attendances": ""}),
    Source("member", PEOPLE, "s.node", "s.id", "s.owner", {"attended": _ATTENDED}, head=HEAD, apart=APART),
    Source("study", _REPORTS, "r.node_at_event", "r.id", "r.owner_path",
           {"reports": "r.studied_on >= %(first)s", "reports_total": ""}),
    Source("handout", _COPIES, "h.node_at_event", "h.id", "h.owner_path", {"copies": ""},
           amounts={"copies": "h.copies"}),
)  # fmt: skip
VALUES: dict[str, Any] = {"kinds": [str(kind) for kind in KINDS], "came": [str(sign) for sign in CAME]}


def studies(asked: Asked) -> Counts:
    """Node → column → number."""
    return count(SOURCES, asked, **VALUES)
